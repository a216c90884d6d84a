// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/window_set.h"

#include "shell/dialogs/dialogs.h"
#include "shell/document_controller.h"
#include "shell/main_window.h"

#include <QFileInfo>
#include <QScreen>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace loadstar::shell {

namespace {

/// How far a new window stands from the one that it was opened from, in pixels.
constexpr QPoint kCascade{32, 32};
const QString kFilesKey = QStringLiteral("session/files");

} // namespace

WindowSet::WindowSet(const model::KindRegistry &kinds, QSettings &settings,
                     DialogsFactory makeDialogs, const QString &dataFolder)
    : m_kinds(kinds)
    , m_settings(settings)
    , m_makeDialogs(std::move(makeDialogs))
    , m_dataFolder(dataFolder)
{}

WindowSet::~WindowSet() = default;

MainWindow &WindowSet::open()
{
    m_isQuitting = false;
    Entry entry;
    entry.dialogs = m_makeDialogs();
    entry.window = std::make_unique<MainWindow>(m_kinds, m_settings, *entry.dialogs, m_dataFolder);
    MainWindow &window = *entry.window;
    entry.dialogs->setWindow(&window);
    window.setOffersRecovery(m_entries.empty());
    m_entries.push_back(std::move(entry));
    connect(&window, &MainWindow::newWindowRequested, this,
            [this, &window] { openBeside(window); });
    connect(&window, &MainWindow::quitRequested, this, &WindowSet::quit);
    connect(&window, &MainWindow::settingsChanged, this,
            [this, &window] { shareSettings(window); });
    connect(&window, &MainWindow::closed, this, [this, &window] {
        const bool isLast =
            std::none_of(m_entries.begin(), m_entries.end(), [&window](const Entry &other) {
                return other.window.get() != &window && other.window->isVisible();
            });
        if (isLast && !m_isQuitting)
            rememberFiles();
    });
    // It is still in the middle of its event.
    connect(
        &window, &MainWindow::closed, this, [this, &window] { remove(window); },
        Qt::QueuedConnection);
    return window;
}

MainWindow &WindowSet::openBeside(const MainWindow &other)
{
    MainWindow &window = open();
    if (!other.isMaximized() && !other.isFullScreen()) {
        window.resize(other.size());
        const QRect room = other.screen()->availableGeometry();
        const QPoint corner = other.pos() + kCascade;
        // At the end of the screen it begins anew, beside what may stand there.
        const QPoint start = other.pos() == room.topLeft() ? corner : room.topLeft();
        window.move(room.contains(QRect(corner, other.frameGeometry().size())) ? corner : start);
    }
    window.show();
    window.activateWindow();
    return window;
}

void WindowSet::openFiles(const QStringList &paths)
{
    MainWindow *window = m_entries.front().window.get();
    for (const QString &path : paths) {
        // What could not be opened leaves its window to the next one.
        if (!window->isStartPageShown())
            window = &openBeside(*window);
        window->files().openFile(path);
    }
}

void WindowSet::reopenFiles()
{
    if (!m_settings.value(MainWindow::kReopensKey, false).toBool())
        return;
    QStringList paths = m_settings.value(kFilesKey).toStringList();
    paths.removeIf([](const QString &path) { return !QFileInfo::exists(path); });
    openFiles(paths);
}

void WindowSet::rememberFiles()
{
    QStringList paths;
    for (const Entry &entry : m_entries) {
        const QString path = entry.window->document().filePath();
        if (!path.isEmpty() && !entry.window->isStartPageShown())
            paths += path;
    }
    m_settings.setValue(kFilesKey, paths);
}

std::vector<MainWindow *> WindowSet::windows() const
{
    std::vector<MainWindow *> windows;
    for (const Entry &entry : m_entries)
        windows.push_back(entry.window.get());
    return windows;
}

void WindowSet::remove(const MainWindow &window)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(),
                     [&window](const Entry &entry) { return entry.window.get() == &window; });
    if (found == m_entries.end())
        return;
    // Views that are destroyed may ask for the windows.
    const Entry closed = std::move(*found);
    m_entries.erase(found);
}

void WindowSet::quit()
{
    const std::vector<MainWindow *> all = windows();
    const bool areAgreed = std::all_of(all.begin(), all.end(),
                                       [](MainWindow *window) { return window->agreeToClose(); });
    m_isQuitting = areAgreed;
    if (areAgreed)
        rememberFiles();
    for (MainWindow *window : all) {
        if (areAgreed)
            window->close();
        else
            window->stay();
    }
}

void WindowSet::shareSettings(const MainWindow &from)
{
    if (std::exchange(m_isSharing, true))
        return;
    for (const Entry &entry : m_entries) {
        if (entry.window.get() != &from)
            entry.window->rereadSettings();
    }
    m_isSharing = false;
}

} // namespace loadstar::shell
