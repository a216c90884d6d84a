// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/style_sheet.h"

#include "render/theme.h"

#include <QFile>

#include <algorithm>
#include <utility>
#include <vector>

namespace loadstar::shell {

namespace {

std::vector<std::pair<QString, QColor>> namedColors(const render::Theme &theme)
{
    const QColor strong = theme.isDark ? theme.accent.lighter(112) : theme.accent.darker(112);
    return {
        {QStringLiteral("@window"), theme.window},
        {QStringLiteral("@surface"), theme.surface},
        {QStringLiteral("@field"), theme.field},
        {QStringLiteral("@hover"), theme.hover},
        {QStringLiteral("@border"), theme.border},
        {QStringLiteral("@textMuted"), theme.textMuted},
        {QStringLiteral("@textFaint"), theme.textFaint},
        {QStringLiteral("@text"), theme.text},
        {QStringLiteral("@accentSoft"), theme.accentSoft},
        {QStringLiteral("@accentStrong"), strong},
        {QStringLiteral("@accent"), theme.accent},
        {QStringLiteral("@onAccent"), theme.onAccent},
        {QStringLiteral("@bubbleText"), theme.bubbleText},
        {QStringLiteral("@bubble"), theme.bubble},
        {QStringLiteral("@warning"), theme.warning},
        {QStringLiteral("@down"), theme.down},
    };
}

} // namespace

QString windowStyleSheet(const render::Theme &theme)
{
    QFile file(QStringLiteral(":/styles/window.qss"));
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isOpen, "windowStyleSheet", "the style sheet is not among the resources");
    QString sheet = isOpen ? QString::fromUtf8(file.readAll()) : QString();
    std::vector<std::pair<QString, QColor>> colors = namedColors(theme);
    // "@text" must not eat the start of "@textMuted".
    std::sort(colors.begin(), colors.end(),
              [](const auto &a, const auto &b) { return a.first.size() > b.first.size(); });
    for (const auto &[name, color] : colors)
        sheet.replace(name, color.name(color.alpha() < 255 ? QColor::HexArgb : QColor::HexRgb));
    return sheet;
}

QPalette windowPalette(const render::Theme &theme)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor &color) {
        palette.setColor(role, color);
    };
    set(QPalette::Window, theme.window);
    set(QPalette::WindowText, theme.text);
    set(QPalette::Base, theme.surface);
    set(QPalette::AlternateBase, theme.field);
    set(QPalette::Text, theme.text);
    set(QPalette::PlaceholderText, theme.textMuted);
    set(QPalette::Button, theme.surface);
    set(QPalette::ButtonText, theme.text);
    set(QPalette::BrightText, theme.onAccent);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.onAccent);
    set(QPalette::Link, theme.accent);
    set(QPalette::LinkVisited, theme.accent);
    set(QPalette::ToolTipBase, theme.bubble);
    set(QPalette::ToolTipText, theme.bubbleText);
    set(QPalette::Light, theme.surface);
    set(QPalette::Midlight, theme.hover);
    set(QPalette::Mid, theme.textFaint);
    set(QPalette::Dark, theme.border);
    set(QPalette::Shadow, theme.border);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.textFaint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.border);
    return palette;
}

} // namespace loadstar::shell
