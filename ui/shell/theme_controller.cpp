// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/theme_controller.h"

#include "render/theme.h"
#include "shell/style_sheet.h"
#include "shell/system_color_scheme.h"

#include <QApplication>
#include <QSettings>

namespace loadstar::shell {

namespace {

const QString kChoiceKey = QStringLiteral("theme/choice");
const QString kSystemKey = QStringLiteral("theme/systemIsDark");
constexpr int kFontPixels = 13;

QString choiceName(ThemeController::Choice choice)
{
    switch (choice) {
    case ThemeController::Choice::System:
        return QStringLiteral("system");
    case ThemeController::Choice::Light:
        return QStringLiteral("light");
    case ThemeController::Choice::Dark:
        return QStringLiteral("dark");
    }
    Q_UNREACHABLE();
}

} // namespace

ThemeController::ThemeController(QSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_system(new SystemColorScheme(this))
{
    readChoice();
    // The portal answers only after the first painted frame; until then what it said last time
    // holds, or the palette that the system gave.
    const bool isPaletteDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    m_isSystemDark = settings.value(kSystemKey, isPaletteDark).toBool();
    connect(m_system, &SystemColorScheme::reported, this, &ThemeController::onSystemReported);
    apply();
}

void ThemeController::readChoice()
{
    m_choice = Choice::System;
    const QString stored = m_settings.value(kChoiceKey).toString();
    for (const Choice choice : {Choice::Light, Choice::Dark}) {
        if (stored == choiceName(choice))
            m_choice = choice;
    }
}

void ThemeController::reread()
{
    readChoice();
    if (isDark() != m_isAppliedDark)
        apply();
}

const render::Theme &ThemeController::theme() const
{
    return isDark() ? render::Theme::dark() : render::Theme::light();
}

bool ThemeController::isDark() const
{
    return m_choice == Choice::System ? m_isSystemDark : m_choice == Choice::Dark;
}

void ThemeController::setChoice(Choice choice)
{
    m_choice = choice;
    m_settings.setValue(kChoiceKey, choiceName(choice));
    if (isDark() != m_isAppliedDark)
        apply();
    Q_EMIT chosen();
}

void ThemeController::apply()
{
    m_isAppliedDark = isDark();
    // With several windows the application wears it already, and dressing all widgets takes time.
    const QString sheet = windowStyleSheet(theme());
    if (qApp->styleSheet() != sheet) {
        QApplication::setPalette(windowPalette(theme()));
        QApplication::setFont(theme().font(kFontPixels));
        qApp->setStyleSheet(sheet);
    }
    Q_EMIT themeChanged(theme());
}

void ThemeController::watchSystem()
{
    m_system->watch();
}

void ThemeController::onSystemReported(bool isDark)
{
    m_isSystemDark = isDark;
    m_settings.setValue(kSystemKey, isDark);
    if (this->isDark() != m_isAppliedDark)
        apply();
}

} // namespace loadstar::shell
