// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QSettings;

namespace loadstar::render {
struct Theme;
}

namespace loadstar::shell {

class SystemColorScheme;

/// Which theme the window has: light, dark, or what the system prefers. Dresses the application and
/// tells those who paint by themselves.
class ThemeController : public QObject
{
    Q_OBJECT

public:
    enum class Choice { System, Light, Dark };

    /// Dresses the application; make it before the first widget.
    explicit ThemeController(QSettings &settings, QObject *parent = nullptr);

    Choice choice() const { return m_choice; }
    void setChoice(Choice choice);
    const render::Theme &theme() const;
    /// Takes over what was chosen in another window.
    void reread();

    /// Follows the system from now on; call once the window is on the screen.
    void watchSystem();

Q_SIGNALS:
    void themeChanged(const loadstar::render::Theme &theme);
    /// Somebody made a choice here.
    void chosen();

private:
    void readChoice();
    void apply();
    void onSystemReported(bool isDark);
    bool isDark() const;

    QSettings &m_settings;
    Choice m_choice = Choice::System;
    bool m_isSystemDark = false;
    bool m_isAppliedDark = false;
    SystemColorScheme *m_system;
};

} // namespace loadstar::shell
