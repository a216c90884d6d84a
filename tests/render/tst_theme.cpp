// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component.h"
#include "model/kinds/builtin_kinds.h"
#include "render/icon_set.h"
#include "render/theme.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>
#include <cmath>
#include <set>

using namespace loadstar;
using render::Health;
using render::Theme;

namespace {

std::array<double, 3> linear(const QColor &color)
{
    const auto channel = [](float value) {
        return value <= 0.04045F ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return {channel(color.redF()), channel(color.greenF()), channel(color.blueF())};
}

/// Contrast ratio of WCAG 2.1, 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &color) {
        const auto [red, green, blue] = linear(color);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

/// How a colour looks without red or green cones: Viénot, Brettel and Mollon, "Digital video
/// colourmaps for checking the legibility of displays by dichromats" (1999), in linear RGB.
std::array<double, 3> seen(const QColor &color, bool isProtanope)
{
    const auto [red, green, blue] = linear(color);
    if (isProtanope)
        return {0.11238 * red + 0.88762 * green, 0.11238 * red + 0.88762 * green,
                0.00401 * red - 0.00401 * green + blue};
    return {0.29275 * red + 0.70725 * green, 0.29275 * red + 0.70725 * green,
            -0.02234 * red + 0.02234 * green + blue};
}

/// Distance in CIE L*a*b*.
double distance(const std::array<double, 3> &a, const std::array<double, 3> &b)
{
    const auto lab = [](const std::array<double, 3> &rgb) {
        const auto f = [](double t) {
            t = std::max(t, 0.0);
            return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116.0;
        };
        const double x = f((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505);
        const double y = f(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
        const double z = f((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.089);
        return std::array{116 * y - 16, 500 * (x - y), 200 * (y - z)};
    };
    const auto first = lab(a);
    const auto second = lab(b);
    return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

QByteArray themeFile(const QString &name)
{
    QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/themes/%1.json").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void themesAreFoundByName_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : Theme::names())
            QTest::newRow(qPrintable(name)) << name;
    }

    void themesAreFoundByName()
    {
        QFETCH(QString, name);
        const Theme *theme = Theme::byName(name);
        QVERIFY(theme);
        QCOMPARE(theme->name, name);
        QCOMPARE(theme->isDark, name == u"dark");
        QCOMPARE(Theme::byName(QStringLiteral("sepia")), nullptr);
    }

    void textIsReadable_data() { themesAreFoundByName_data(); }

    void textIsReadable()
    {
        QFETCH(QString, name);
        const Theme &theme = *Theme::byName(name);
        constexpr double kText = 4.5;
        constexpr double kGraphics = 3.0;
        for (const QColor &ground : {theme.card, theme.canvas, theme.surface, theme.window}) {
            QVERIFY(contrast(theme.text, ground) >= kText);
            QVERIFY(contrast(theme.textMuted, ground) >= kText);
            QVERIFY(contrast(theme.traffic, ground) >= kGraphics);
            QVERIFY(contrast(theme.failure, ground) >= kGraphics);
            QVERIFY(contrast(theme.accent, ground) >= kGraphics);
        }
        QVERIFY(contrast(theme.noteText, theme.note) >= kText);
        QVERIFY(contrast(theme.onAccent, theme.accent) >= kText);
        QVERIFY(contrast(theme.bubbleText, theme.bubble) >= kText);
        QVERIFY(contrast(theme.text, theme.cardAlert) >= kText);
        for (const render::ContainerTint &tint : theme.tints)
            QVERIFY2(contrast(tint.title, tint.fill) >= kText, qPrintable(tint.title.name()));
        for (const Health health : render::kAllHealths) {
            if (health == Health::None)
                continue;
            const QColor color = theme.healthColor(health);
            QVERIFY2(contrast(color, theme.card) >= kGraphics, qPrintable(color.name()));
            QVERIFY2(contrast(theme.onState, color) >= kGraphics, qPrintable(color.name()));
        }
    }

    void upAndDownDifferForColourBlindEyes_data() { themesAreFoundByName_data(); }

    void upAndDownDifferForColourBlindEyes()
    {
        QFETCH(QString, name);
        const Theme &theme = *Theme::byName(name);
        constexpr double kClearlyDifferent = 12.0;
        for (const bool isProtanope : {false, true}) {
            const auto down = seen(theme.down, isProtanope);
            for (const QColor &other : {theme.up, theme.standby, theme.drain, theme.request})
                QVERIFY2(distance(down, seen(other, isProtanope)) >= kClearlyDifferent,
                         qPrintable(other.name()));
        }
    }

    void healthColoursAndWordsDiffer()
    {
        for (const QString &name : Theme::names()) {
            std::set<QRgb> colors;
            for (const Health health : render::kAllHealths)
                colors.insert(Theme::byName(name)->healthColor(health).rgb());
            QCOMPARE(colors.size(), render::kAllHealths.size());
        }
        std::set<QString> words;
        for (const Health health : render::kAllHealths)
            words.insert(render::healthText(health));
        QCOMPARE(words.size(), render::kAllHealths.size());
    }

    void missingColourIsNamed()
    {
        QJsonObject root = QJsonDocument::fromJson(themeFile(QStringLiteral("light"))).object();
        QJsonObject colors = root.value(u"colors").toObject();
        colors.remove(u"accent");
        root.insert(u"colors", colors);
        const auto theme = render::parseTheme(QJsonDocument(root).toJson());
        QVERIFY(!theme);
        QCOMPARE(theme.error().code, QStringLiteral("theme.missing-color"));
        QCOMPARE(theme.error().where, QStringLiteral("colors.accent"));
    }

    void wrongColourIsNamed()
    {
        QByteArray json = themeFile(QStringLiteral("dark"));
        json.replace("\"card\": \"#", "\"card\": \"nonsense");
        const auto theme = render::parseTheme(json);
        QVERIFY(!theme);
        QCOMPARE(theme.error().code, QStringLiteral("theme.bad-color"));
        QCOMPARE(theme.error().where, QStringLiteral("colors.card"));
    }

    void everyKindHasItsIcon()
    {
        for (const model::ComponentKind &kind : model::builtinKinds().components())
            QVERIFY2(!kind.icon.isEmpty() && render::IconSet::has(kind.icon), qPrintable(kind.id));
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            for (const model::PropertySpec &spec : kind.properties) {
                for (const QString &choice : kind.variantIcon ? spec.choices : QStringList()) {
                    model::Component component;
                    component.kind = kind.id;
                    component.properties[spec.key] = choice;
                    QVERIFY2(render::IconSet::has(kind.variantIcon(component)),
                             qPrintable(kind.id + u' ' + choice));
                }
            }
        }
        QVERIFY(render::IconSet::has(QStringLiteral("unknown")));
        QVERIFY(!render::IconSet::has(QStringLiteral("no-such-icon")));
    }

    void iconsTakeTheColourAskedFor()
    {
        const render::IconSet icons;
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            const QImage image = icons.image(kind.icon, QColor(255, 0, 0), 24, 2.0);
            QCOMPARE(image.size(), QSize(48, 48));
            int painted = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    if (pixel.alpha() < 200)
                        continue;
                    ++painted;
                    QVERIFY2(pixel.red() > 200 && pixel.green() < 60, qPrintable(kind.id));
                }
            }
            QVERIFY2(painted > 60, qPrintable(kind.id));
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
