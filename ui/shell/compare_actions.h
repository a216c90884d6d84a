// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/template_list.h"
#include "shell/action_registry.h"
#include "study/variants.h"

#include <QObject>

namespace loadstar::edit {
class DesignDocument;
}
namespace loadstar::player {
class PlayerPanel;
}

namespace loadstar::shell {

class CompareWindow;
class Dialogs;
class ThemeController;

/// The row "Compare with…" of the menu "Simulate".
std::vector<ActionSpec> compareActions();

/// Opens windows that compare the present design with variants of it, with templates and with
/// files.
class Comparisons : public QObject
{
    Q_OBJECT

public:
    /// The references must outlive it; windows belong to `window`.
    Comparisons(const edit::DesignDocument &document, const player::PlayerPanel &player,
                const ThemeController &theme, Dialogs &dialogs, QWidget &window);

    void setTemplates(const std::vector<panels::DesignTemplate> &templates)
    {
        m_templates = templates;
    }
    /// Opens one, with the length and the seed of the player's runs; says why not in a status hint.
    CompareWindow *open();

Q_SIGNALS:
    void statusHint(const QString &text);

private:
    void addFile(CompareWindow &window);
    study::DesignPair pairWith(const QString &name, const model::Design &other) const;

    const edit::DesignDocument &m_document;
    const player::PlayerPanel &m_player;
    const ThemeController &m_theme;
    Dialogs &m_dialogs;
    QWidget &m_window;
    std::vector<panels::DesignTemplate> m_templates;
};

} // namespace loadstar::shell
