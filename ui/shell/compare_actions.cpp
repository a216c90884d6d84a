// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/compare_actions.h"

#include "edit/design_document.h"
#include "model/design_file.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"
#include "shell/compare_window.h"
#include "shell/dialogs/dialogs.h"
#include "shell/theme_controller.h"

#include <QFileInfo>
#include <QWidget>

#define COMPARE_TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

namespace loadstar::shell {

std::vector<ActionSpec> compareActions()
{
    return {
        {.id = "simulate.compare",
         .text = COMPARE_TEXT("Com&pare with…"),
         .shortcut = "Ctrl+Shift+D",
         .menu = "simulate",
         .section = 2,
         .when = When::DesignOpen},
    };
}

Comparisons::Comparisons(const edit::DesignDocument &document, const player::PlayerPanel &player,
                         const ThemeController &theme, Dialogs &dialogs, QWidget &window)
    : QObject(&window)
    , m_document(document)
    , m_player(player)
    , m_theme(theme)
    , m_dialogs(dialogs)
    , m_window(window)
{}

study::DesignPair Comparisons::pairWith(const QString &name, const model::Design &other) const
{
    return {tr("This design and %1").arg(name), tr("This design"), m_document.design(), name,
            other};
}

CompareWindow *Comparisons::open()
{
    std::vector<study::DesignPair> pairs =
        study::variantPairs(m_document.design(), m_document.kinds());
    for (const panels::DesignTemplate &each : m_templates)
        pairs.push_back(pairWith(each.name, each.design));
    if (pairs.empty()) {
        Q_EMIT statusHint(tr("There is nothing to compare this design with yet"));
        return nullptr;
    }
    sim::RunOptions options;
    options.duration = m_player.transport().duration();
    options.seed = m_player.transport().seed();
    if (!m_document.filePath().isEmpty())
        options.inputs.folder = QFileInfo(m_document.filePath()).absolutePath();
    auto *window = new CompareWindow(m_document.kinds(), std::move(pairs), options, &m_window);
    window->setTheme(m_theme.theme());
    connect(&m_theme, &ThemeController::themeChanged, window, &CompareWindow::setTheme);
    connect(window, &CompareWindow::fileWanted, this, [this, window] { addFile(*window); });
    window->show();
    return window;
}

void Comparisons::addFile(CompareWindow &window)
{
    const QString path = m_dialogs.chooseOpenFile(QFileInfo(m_document.filePath()).absolutePath());
    if (path.isEmpty())
        return;
    const base::Result<model::LoadedDesign> loaded = model::loadDesign(path, m_document.kinds());
    const QString name = QFileInfo(path).fileName();
    if (!loaded) {
        m_dialogs.showError(tr("%1 could not be opened").arg(name), loaded.error(),
                            tr("Choose another file."));
        return;
    }
    window.add(pairWith(name, loaded.value().design));
}

} // namespace loadstar::shell
