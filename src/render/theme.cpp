// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/theme.h"

#include "render/resources.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <utility>

namespace loadstar::render {

namespace {

using ColorMember = QColor Theme::*;

const std::array<std::pair<QLatin1StringView, ColorMember>, 42> kColors{{
    {QLatin1StringView("window"), &Theme::window},
    {QLatin1StringView("surface"), &Theme::surface},
    {QLatin1StringView("field"), &Theme::field},
    {QLatin1StringView("hover"), &Theme::hover},
    {QLatin1StringView("border"), &Theme::border},
    {QLatin1StringView("text"), &Theme::text},
    {QLatin1StringView("textMuted"), &Theme::textMuted},
    {QLatin1StringView("textFaint"), &Theme::textFaint},
    {QLatin1StringView("accent"), &Theme::accent},
    {QLatin1StringView("accentSoft"), &Theme::accentSoft},
    {QLatin1StringView("onAccent"), &Theme::onAccent},
    {QLatin1StringView("bubble"), &Theme::bubble},
    {QLatin1StringView("bubbleText"), &Theme::bubbleText},
    {QLatin1StringView("bubbleMuted"), &Theme::bubbleMuted},
    {QLatin1StringView("warning"), &Theme::warning},
    {QLatin1StringView("canvas"), &Theme::canvas},
    {QLatin1StringView("grid"), &Theme::grid},
    {QLatin1StringView("card"), &Theme::card},
    {QLatin1StringView("cardBorder"), &Theme::cardBorder},
    {QLatin1StringView("cardAlert"), &Theme::cardAlert},
    {QLatin1StringView("track"), &Theme::track},
    {QLatin1StringView("note"), &Theme::note},
    {QLatin1StringView("noteBorder"), &Theme::noteBorder},
    {QLatin1StringView("noteText"), &Theme::noteText},
    {QLatin1StringView("place"), &Theme::place},
    {QLatin1StringView("placeBorder"), &Theme::placeBorder},
    {QLatin1StringView("placeTitle"), &Theme::placeTitle},
    {QLatin1StringView("traffic"), &Theme::traffic},
    {QLatin1StringView("state"), &Theme::state},
    {QLatin1StringView("replication"), &Theme::replication},
    {QLatin1StringView("idle"), &Theme::idle},
    {QLatin1StringView("request"), &Theme::request},
    {QLatin1StringView("failure"), &Theme::failure},
    {QLatin1StringView("up"), &Theme::up},
    {QLatin1StringView("degraded"), &Theme::degraded},
    {QLatin1StringView("down"), &Theme::down},
    {QLatin1StringView("pending"), &Theme::pending},
    {QLatin1StringView("standby"), &Theme::standby},
    {QLatin1StringView("drain"), &Theme::drain},
    {QLatin1StringView("maintenance"), &Theme::maintenance},
    {QLatin1StringView("hung"), &Theme::hung},
    {QLatin1StringView("onState"), &Theme::onState},
}};

base::Error themeError(const char *code, const QString &message, const QString &where)
{
    return {QString::fromLatin1(code), message, where};
}

base::Result<QColor> readColor(const QJsonValue &value, const QString &where)
{
    if (value.isUndefined())
        return themeError("theme.missing-color",
                          QCoreApplication::translate("Theme", "the colour is missing"), where);
    const QColor color(value.toString());
    if (!color.isValid())
        return themeError("theme.bad-color",
                          QCoreApplication::translate("Theme", "“%1” is no colour such as #1f2933")
                              .arg(value.toString()),
                          where);
    return color;
}

base::Result<ContainerTint> readTint(const QJsonObject &object, const QString &where)
{
    ContainerTint tint;
    const std::array<std::pair<const char *, QColor ContainerTint::*>, 3> parts{
        {{"fill", &ContainerTint::fill},
         {"border", &ContainerTint::border},
         {"title", &ContainerTint::title}}};
    for (const auto &[key, member] : parts) {
        const QString name = QString::fromLatin1(key);
        const base::Result<QColor> color = readColor(object.value(name), where + u'.' + name);
        if (!color)
            return color.error();
        tint.*member = *color;
    }
    return tint;
}

Theme builtinTheme(const QString &name)
{
    initResources();
    QFile file(QStringLiteral(":/themes/%1.json").arg(name));
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(isOpen, "builtinTheme", "the theme is not among the resources");
    base::Result<Theme> theme = parseTheme(isOpen ? file.readAll() : QByteArray());
    Q_ASSERT_X(theme.isOk(), "builtinTheme", "the theme cannot be read");
    return theme ? std::move(theme).value() : Theme();
}

} // namespace

base::Result<Theme> parseTheme(const QByteArray &json)
{
    QJsonParseError parseError;
    const QJsonObject root = QJsonDocument::fromJson(json, &parseError).object();
    if (parseError.error != QJsonParseError::NoError)
        return themeError("theme.syntax", parseError.errorString(), {});
    Theme theme;
    theme.name = root.value(QStringLiteral("name")).toString();
    const QJsonObject colors = root.value(QStringLiteral("colors")).toObject();
    for (const auto &[key, member] : kColors) {
        const base::Result<QColor> color =
            readColor(colors.value(key), QStringLiteral("colors.") + key);
        if (!color)
            return color.error();
        theme.*member = *color;
    }
    theme.isDark = theme.canvas.lightnessF() < 0.5F;
    const QJsonArray tints = root.value(QStringLiteral("tints")).toArray();
    for (qsizetype i = 0; i < tints.size(); ++i) {
        const base::Result<ContainerTint> tint =
            readTint(tints[i].toObject(), QStringLiteral("tints[%1]").arg(i));
        if (!tint)
            return tint.error();
        theme.tints.push_back(*tint);
    }
    const QJsonArray series = root.value(QStringLiteral("series")).toArray();
    for (qsizetype i = 0; i < series.size(); ++i) {
        const base::Result<QColor> color =
            readColor(series[i], QStringLiteral("series[%1]").arg(i));
        if (!color)
            return color.error();
        theme.series.push_back(*color);
    }
    if (theme.tints.empty() || theme.series.empty())
        return themeError("theme.missing-color",
                          QCoreApplication::translate("Theme", "a theme has tints and series"), {});
    return theme;
}

const Theme &Theme::light()
{
    static const Theme theme = builtinTheme(QStringLiteral("light"));
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = builtinTheme(QStringLiteral("dark"));
    return theme;
}

const Theme &Theme::print()
{
    static const Theme theme = builtinTheme(QStringLiteral("print"));
    return theme;
}

QStringList Theme::names()
{
    return {QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("print")};
}

const Theme *Theme::byName(const QString &name)
{
    for (const Theme *theme : {&light(), &dark(), &print()}) {
        if (theme->name == name)
            return theme;
    }
    return nullptr;
}

QColor Theme::healthColor(Health health) const
{
    switch (health) {
    case Health::None:
        return textMuted;
    case Health::Up:
        return up;
    case Health::Degraded:
        return degraded;
    case Health::Down:
        return down;
    case Health::Pending:
        return pending;
    case Health::Standby:
        return standby;
    case Health::Drain:
        return drain;
    case Health::Maintenance:
        return maintenance;
    case Health::Hung:
        return hung;
    }
    Q_UNREACHABLE();
}

QColor Theme::utilisationColor(double utilisation) const
{
    constexpr double kBusy = 0.7;
    constexpr double kOverloaded = 0.9;
    return utilisation >= kOverloaded ? down : utilisation >= kBusy ? degraded : up;
}

QFont Theme::font(int pixelSize, QFont::Weight weight) const
{
    QFont font;
    font.setFamilies(fontFamilies);
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    // Text keeps its proportions at every zoom.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QString healthText(Health health)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Health", text); };
    switch (health) {
    case Health::None:
        return {};
    case Health::Up:
        return tr("up");
    case Health::Degraded:
        return tr("degraded");
    case Health::Down:
        return tr("down");
    case Health::Pending:
        return tr("pending");
    case Health::Standby:
        return tr("standby");
    case Health::Drain:
        return tr("draining");
    case Health::Maintenance:
        return tr("in maintenance");
    case Health::Hung:
        return tr("hung");
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::render
