// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/stencils.h"
#include "model/kind_registry.h"
#include "render/theme.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QTabWidget;

namespace loadstar::panels {

class PaletteList;
struct DesignTemplate;

/// What can be put on the canvas: components to drag out or place, and whole designs to start from.
class PalettePanel : public QWidget
{
    Q_OBJECT

public:
    explicit PalettePanel(const model::KindRegistry &kinds, QWidget *parent = nullptr);

    /// Fills the second tab; without templates it stays away.
    void setTemplates(const std::vector<DesignTemplate> &templates);

    /// Stencils of one's own, below the components.
    void setStencils(const edit::Stencils &stencils);
    void setTheme(const render::Theme &theme);

    /// Puts the keyboard into the search box.
    void focusSearch();

Q_SIGNALS:
    /// Place one of this kind where the person looks.
    void placeRequested(const QString &kindId);
    void templateRequested(const QString &path);
    // Stencils by their paths.
    void stencilRequested(const QString &path);
    void stencilRenameRequested(const QString &path);
    void stencilRemoveRequested(const QString &path);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showNothingFound();

    QTabWidget *m_tabs;
    QLineEdit *m_search;
    PaletteList *m_list;
    QLabel *m_nothing;
};

} // namespace loadstar::panels
