// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kind_registry.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

class QSettings;

namespace loadstar::shell {

class Dialogs;
class MainWindow;

/// The windows of the process, each with a document and a history of its own. What somebody chooses
/// in one of them (theme, keys, recent files) holds in the others, too.
class WindowSet : public QObject
{
    Q_OBJECT

public:
    /// Makes the questions of one more window.
    using DialogsFactory = std::function<std::unique_ptr<Dialogs>()>;

    /// The references must outlive it; `dataFolder` is that of MainWindow.
    WindowSet(const model::KindRegistry &kinds, QSettings &settings, DialogsFactory makeDialogs,
              const QString &dataFolder);
    ~WindowSet() override;

    /// Makes another window, not shown yet. The first one offers work that was left behind.
    MainWindow &open();
    /// Opens each file in a window of its own, the first one in the first window.
    void openFiles(const QStringList &paths);
    /// Opens what was open when the last window was closed, if that was asked for.
    void reopenFiles();
    /// In the order in which they were opened.
    std::vector<MainWindow *> windows() const;

    /// Closes all windows when none of those with changes that are not saved calls it off; else all
    /// of them stay.
    void quit();

private:
    struct Entry
    {
        // The window uses the dialogs until its end, so it goes first.
        std::unique_ptr<Dialogs> dialogs;
        std::unique_ptr<MainWindow> window;
    };

    MainWindow &openBeside(const MainWindow &other);
    void remove(const MainWindow &window);
    /// For reopenFiles().
    void rememberFiles();
    void shareSettings(const MainWindow &from);

    const model::KindRegistry &m_kinds;
    QSettings &m_settings;
    DialogsFactory m_makeDialogs;
    QString m_dataFolder;
    std::vector<Entry> m_entries;
    bool m_isSharing = false;
    bool m_isQuitting = false;
};

} // namespace loadstar::shell
