// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What is painted at more than one pixel per unit is as sharp as the vectors it is made of. The
// program runs at the device pixel ratios 1, 1.5 and 2, each as a test of its own
// (QT_SCALE_FACTOR).
#include "gui/canvas_bench.h"
#include "icons/symbol_icon.h"

#include <QPicture>
#include <QSvgRenderer>
#include <QToolButton>

#include <functional>

using namespace loadstar;
using tests::CanvasBench;

namespace {

/// The most that two renderings of the same vectors at the same place may differ, in the mean over
/// all pixels, of 255.
constexpr double kAlike = 1.0;
/// The contrast that sharp pictures have at least, and coarse ones at most, of that of the vectors.
constexpr double kSharp = 0.9;
constexpr double kCoarse = 0.75;
/// More comes from edges that are not smooth.
constexpr double kOverdone = 1.25;

using Paint = std::function<void(QPainter &)>;

constexpr QPainter::RenderHints kHints =
    QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform;

/// Painted on an image of that ratio, as on a screen of it.
QImage onScreen(const Paint &paint, const QSize &size, double ratio)
{
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHints(kHints);
    paint(painter);
    return image;
}

/// The same without any pixels in between: recorded as vectors, and played back larger.
QImage fromVectors(const Paint &paint, const QSize &size, double ratio)
{
    QPicture record;
    QPainter recorder(&record);
    recorder.setRenderHints(kHints);
    paint(recorder);
    recorder.end();
    QImage image(size * ratio, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHints(kHints);
    painter.scale(ratio, ratio);
    painter.drawPicture(0, 0, record);
    return image;
}

/// What a cache that knows nothing of the ratio comes to.
QImage enlarged(const QImage &small, const QSize &pixels)
{
    return small.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// How much neighbouring pixels differ within an area, in the mean of squares. Blurring makes it
/// smaller, another place does not.
double contrast(const QImage &image, const QRect &area)
{
    double sum = 0.0;
    for (int y = area.top() + 1; y <= area.bottom(); ++y) {
        for (int x = area.left() + 1; x <= area.right(); ++x) {
            const int here = qGray(image.pixel(x, y));
            sum += std::pow(here - qGray(image.pixel(x - 1, y)), 2) +
                   std::pow(here - qGray(image.pixel(x, y - 1)), 2);
        }
    }
    return sum / (double(area.width()) * area.height());
}

/// Mean difference of two images of one size within an area, 0 to 255.
double difference(const QImage &a, const QImage &b, const QRect &area)
{
    double sum = 0.0;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x)
            sum += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)));
    }
    return sum / (double(area.width()) * area.height());
}

QRect scaledRect(const QRectF &rect, double ratio)
{
    return QRectF(rect.topLeft() * ratio, rect.size() * ratio).toAlignedRect();
}

QByteArray number(double value)
{
    return QByteArray::number(value, 'g', 4);
}

/// Users, a balancer with a long name and a node, connected.
struct Bench : CanvasBench
{
    Bench()
    {
        add("users", "users", {60, 60});
        add("lb", "loadBalancer", {300, 60});
        add("n1", "node", {300, 200});
        connect("t1", "traffic", "users", "lb");
        connect("t2", "traffic", "lb", "n1");
        document.select({});
        view.setMinimapVisible(false);
        view.zoomTo100();
        view.centerOn(280, 160);
    }
};

} // namespace

class TestSharpness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRatioIsTheOneAskedFor()
    {
        const QString asked = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
        Bench bench;
        QCOMPARE(bench.view.devicePixelRatioF(), asked.toDouble());
    }

    void picturesAreSharp_data()
    {
        QTest::addColumn<double>("ratio");
        for (const double ratio : {0.9, 1.0, 1.25, 1.37, 1.5, 2.0})
            QTest::addRow("%g", ratio) << ratio;
    }

    void picturesAreSharp()
    {
        QFETCH(double, ratio);
        Bench bench;
        const render::DiagramGeometry &geometry = bench.view.canvasScene().geometry();
        const render::DiagramPainter diagram(model::builtinKinds(), render::Theme::light());
        const Paint paint = [&](QPainter &painter) {
            diagram.paintDiagram(painter, bench.document.design(), geometry, {}, 1.0);
        };
        const QSize size(520, 320);
        compare(onScreen(paint, size, ratio), fromVectors(paint, size, ratio),
                onScreen(paint, size, 1.0), geometry.componentRect(tests::elementId("users")),
                ratio);
    }

    void theCanvasIsSharp()
    {
        Bench bench;
        const double ratio = bench.view.devicePixelRatioF();
        const QRectF card = bench.rect("users");
        const QRectF place = bench.view.viewportTransform().mapRect(card);
        const Paint paint = [&](QPainter &painter) {
            const QRect all = bench.view.viewport()->rect();
            bench.view.render(&painter, all, all);
        };
        const QSize size = bench.view.viewport()->size();
        const QImage shown = bench.view.viewport()->grab().toImage();
        QCOMPARE(shown.size(), size * ratio);
        compare(shown, fromVectors(paint, size, ratio), onScreen(paint, size, 1.0), place, ratio);
    }

    void iconsOfActionsAreSharp()
    {
        constexpr int kSide = 16;
        QToolButton button;
        button.setAutoRaise(true);
        button.setIconSize({kSide, kSide});
        button.setIcon(icons::actionIcon(QStringLiteral("undo")));
        button.resize(28, 28);
        const double ratio = button.devicePixelRatioF();
        const QImage shown = button.grab().toImage().convertToFormat(QImage::Format_RGB32);
        QFile file(QStringLiteral(":/icons/actions/undo.svg"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QColor color = QGuiApplication::palette().color(QPalette::ButtonText);
        QSvgRenderer svg(file.readAll().replace("currentColor", color.name().toLatin1()));
        const QColor ground = shown.pixelColor(2, 2);
        const auto drawn = [&](double at) {
            QImage image(QSize(28, 28) * at, QImage::Format_RGB32);
            image.fill(ground);
            QPainter painter(&image);
            painter.scale(at, at);
            svg.render(&painter, QRectF(6, 6, kSide, kSide));
            return image;
        };
        const QRect area = scaledRect(QRectF(6, 6, kSide, kSide), ratio);
        const double sharp = difference(shown, drawn(ratio), area);
        const double blurred = difference(enlarged(drawn(1.0), shown.size()), drawn(ratio), area);
        QVERIFY2(sharp < kAlike, number(sharp));
        QVERIFY2(ratio == 1.0 || blurred > 4.0 * kAlike, number(blurred));
        QCOMPARE(icons::symbolPixmap(file.fileName(), color, kSide, ratio).size(),
                 QSize(kSide, kSide) * ratio);
    }

private:
    /// The picture has the contrast of the vectors, the card's icon too; one made of the pixels of
    /// ratio 1 would be told from it.
    static void compare(const QImage &shown, const QImage &vectors, const QImage &coarse,
                        const QRectF &card, double ratio)
    {
        const QImage flat = shown.convertToFormat(QImage::Format_RGB32);
        const QImage blurred = enlarged(coarse, vectors.size());
        // A card has its icon at the left, its texts at the right.
        const QRectF icon(card.topLeft(), QSizeF(38.0, 48.0));
        for (const QRectF &part : {card, icon}) {
            const QRect area = scaledRect(part, ratio);
            const double sharp = contrast(flat, area) / contrast(vectors, area);
            const double unsharp = contrast(blurred, area) / contrast(vectors, area);
            QVERIFY2(sharp > kSharp && sharp < kOverdone, number(sharp));
            QVERIFY2(ratio <= 1.0 || unsharp < kCoarse, number(unsharp));
        }
        // At whole ratios all of the icon is where the vectors are.
        if (ratio == std::floor(ratio)) {
            const double off = difference(flat, vectors, scaledRect(icon, ratio));
            QVERIFY2(off < kAlike, number(off));
        }
    }
};

QTEST_MAIN(TestSharpness)
#include "tst_sharpness.moc"
