// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_widget.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace loadstar::charts;

namespace {

PlotText text()
{
    return {QStringLiteral("Throughput, requests/s"), QStringLiteral("requests/s"), 1, 1.0};
}

QWidget *plotOf(PlotWidget &widget)
{
    for (QWidget *child : widget.findChildren<QWidget *>()) {
        if (child->inherits("QCustomPlot"))
            return child;
    }
    return nullptr;
}

/// How many pixels are near this colour.
int countNear(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (std::abs(pixel.red() - color.red()) + std::abs(pixel.green() - color.green()) +
                    std::abs(pixel.blue() - color.blue()) <
                60)
                ++count;
        }
    }
    return count;
}

/// The card without its round corners, once what is pending is drawn.
QImage picture(PlotWidget &plot)
{
    QCoreApplication::processEvents();
    return plot.grab(plot.rect().adjusted(4, 4, -4, -4)).toImage();
}

void wheel(QWidget *target, const QPoint &position, int steps)
{
    QWheelEvent event(position, target->mapToGlobal(position), QPoint(), QPoint(0, 120 * steps),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(target, &event);
}

} // namespace

class TestPlotWidget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void momentsBelowTheLineNeverOverprint()
    {
        for (const double upper : {20.0, 450.0, 600.0, 27000.0, 86400.0, 2592000.0}) {
            PlotWidget plot(text());
            const QFont small = scaledFont(plot.font(), 0.78, QFont::Normal);
            const double label = QFontMetricsF(small).horizontalAdvance(clockText(upper));
            plot.show();
            plot.setWholeRange(upper);
            for (int width = PlotWidget::kLeastWidth; width < 700; width += 40) {
                plot.resize(width, 130);
                picture(plot);
                const std::vector<double> places = plot.labelPlaces();
                QVERIFY(!places.empty());
                for (size_t i = 1; i < places.size(); ++i)
                    QVERIFY2(places[i] - places[i - 1] > label + 2.0,
                             qPrintable(QStringLiteral("%1 s, %2 px").arg(upper).arg(width)));
                if (width > 600)
                    QVERIFY(places.size() > 2);
            }
        }
    }

    void binsSayHowLongTheyAre()
    {
        PlotWidget plot(text());
        QCOMPARE(plot.binText(), QString());
        plot.setSeries(1.0, {1.0, 2.0});
        QCOMPARE(plot.binText(), QString());
        plot.setSeries(4.0, {1.0, 2.0});
        QCOMPARE(plot.binText(), QStringLiteral("per 4 s"));
        PlotText growing = text();
        growing.isPerBin = false;
        PlotWidget sum(growing);
        sum.setSeries(4.0, {1.0, 2.0});
        QCOMPARE(sum.binText(), QString());
        // Bins that are too narrow to be told apart are drawn together, and say so.
        plot.resize(PlotWidget::kLeastWidth, 130);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        plot.setWholeRange(600.0);
        plot.setSeries(1.0, std::vector<std::optional<double>>(600, 1.0));
        const QString drawn = plot.binText();
        QVERIFY(drawn.startsWith(QStringLiteral("per ")));
        QVERIFY(drawn.section(u' ', 1, 1).toDouble() >= 5.0);
    }

    void emptyBinsAreGaps()
    {
        PlotWidget plot(text());
        plot.setSeries(2.0, {4.0, 5.0, std::nullopt, std::nullopt, 6.0, std::nullopt, 7.0, 8.0});
        const auto stretches = plot.stretches();
        QCOMPARE(stretches.size(), 3U);
        QCOMPARE(stretches[0], (std::vector{QPointF(1.0, 4.0), QPointF(3.0, 5.0)}));
        QCOMPARE(stretches[1], std::vector{QPointF(9.0, 6.0)});
        QCOMPARE(stretches[2].size(), 2U);
        for (const auto &stretch : stretches) {
            for (const QPointF &point : stretch)
                QVERIFY(std::isfinite(point.y()));
        }
    }

    void binsThatAreTooNarrowAreDrawnAsTheirMean()
    {
        PlotWidget plot(text());
        plot.resize(240, 160);
        plot.setWholeRange(600.0);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        picture(plot);
        std::vector<std::optional<double>> values;
        for (int i = 0; i < 600; ++i)
            values.emplace_back(i % 2 == 0 ? 10.0 : 20.0);
        plot.setSeries(1.0, values);
        QCOMPARE(plot.stretches().size(), 1U);
        QVERIFY(plot.stretches()[0].size() <= 120U);
        const auto stretches = plot.stretches();
        for (const QPointF &point : stretches[0])
            QVERIFY(point.y() > 10.0 && point.y() < 20.0);
        plot.setReadout(300.5);
        QVERIFY(plot.readoutText().contains(QStringLiteral("15.0")) ||
                plot.readoutText().contains(QStringLiteral("14.0")) ||
                plot.readoutText().contains(QStringLiteral("16.0")));
        // From near each bin is there.
        plot.setTimeRange(300.0, 340.0);
        QCOMPARE(plot.stretches()[0].size(), 600U);
    }

    void valueBetweenTwoGapsIsSeen()
    {
        PlotWidget plot(text());
        plot.resize(320, 180);
        plot.setWholeRange(8.0);
        PlotColors colors;
        colors.line = QColor(255, 0, 255);
        plot.setColors(colors);
        plot.setSeries(1.0, {std::nullopt, std::nullopt, std::nullopt, std::nullopt});
        QCOMPARE(countNear(picture(plot), colors.line), 0);
        plot.setSeries(1.0, {std::nullopt, std::nullopt, 3.0, std::nullopt});
        QVERIFY(countNear(picture(plot), colors.line) >= 4);
    }

    void valueAxisStartsAtZeroAndEndsAtAPleasantNumber()
    {
        PlotWidget plot(text());
        plot.setWholeRange(10.0);
        plot.setSeries(1.0, {});
        QCOMPARE(plot.top(), 1.0);
        plot.setSeries(1.0, {12.7, 9.0});
        QCOMPARE(plot.top(), 15.0);
        plot.setSeries(1.0, {836.0});
        QCOMPARE(plot.top(), 1000.0);
    }

    void valueScalesArePleasant()
    {
        QCOMPARE(valueScaleFor(0.0).top, 1.0);
        QCOMPARE(valueScaleFor(-3.0).top, 1.0);
        QCOMPARE(valueScaleFor(std::nan("")).top, 1.0);
        QCOMPARE(valueScaleFor(1.0).top, 1.0);
        QCOMPARE(valueScaleFor(1.3).top, 1.5);
        QCOMPARE(valueScaleFor(0.031).top, 0.04);
        QCOMPARE(valueScaleFor(9.1).top, 10.0);
        // 0, 5, 10, 15 and 0, 400, 800, 1200.
        QCOMPARE(valueScaleFor(14.0).parts, 3);
        QCOMPARE(valueScaleFor(1100.0).top, 1200.0);
        QCOMPARE(valueScaleFor(1100.0).parts, 3);
        for (double value = 0.001; value < 1.0e6; value *= 1.07) {
            const ValueScale scale = valueScaleFor(value);
            QVERIFY(scale.top >= value * (1.0 - 1e-9) && scale.top <= value * 1.6);
            QVERIFY(scale.parts >= 2 && scale.parts <= 4);
        }
    }

    void clockTexts()
    {
        QCOMPARE(clockText(0.0), QStringLiteral("0:00"));
        QCOMPARE(clockText(74.9), QStringLiteral("1:14"));
        QCOMPARE(clockText(600.0), QStringLiteral("10:00"));
        QCOMPARE(clockText(3674.0), QStringLiteral("1:01:14"));
    }

    void readoutTellsTheBinOrThatThereIsNone()
    {
        PlotWidget plot(text());
        plot.setWholeRange(60.0);
        plot.setSeries(1.0, {11.84, std::nullopt});
        QVERIFY(plot.readoutText().isEmpty());
        plot.setReadout(0.6);
        QCOMPARE(plot.readoutText(), QStringLiteral("0:00 · 11.8 requests/s"));
        plot.setReadout(1.6);
        QCOMPARE(plot.readoutText(), QStringLiteral("0:01 · no value"));
        plot.setReadout(40.0);
        QCOMPARE(plot.readoutText(), QStringLiteral("0:40 · no value"));
    }

    void wheelZoomsAtThePointerAndStopsFollowing()
    {
        PlotWidget plot(text());
        plot.resize(400, 200);
        plot.setWholeRange(100.0);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        QSignalSpy changed(&plot, &PlotWidget::timeRangeChanged);
        QWidget *inner = plotOf(plot);
        QVERIFY(inner);
        wheel(inner, inner->rect().center(), 2);
        QCOMPARE(changed.size() > 0, true);
        const QPointF zoomed = plot.timeRange();
        QVERIFY(zoomed.y() - zoomed.x() < 90.0);
        QVERIFY(zoomed.x() > 0.0 && zoomed.y() < 100.0);
        QVERIFY(!plot.isFollowing());
        plot.setWholeRange(200.0);
        QCOMPARE(plot.timeRange(), zoomed);
        plot.follow();
        QCOMPARE(plot.timeRange(), QPointF(0.0, 200.0));
    }

    void rangeStaysInsideTheRun()
    {
        PlotWidget plot(text());
        plot.setWholeRange(100.0);
        plot.setTimeRange(-30.0, 20.0);
        QCOMPARE(plot.timeRange(), QPointF(0.0, 50.0));
        plot.setTimeRange(90.0, 130.0);
        QCOMPARE(plot.timeRange(), QPointF(60.0, 100.0));
        plot.setTimeRange(-500.0, 900.0);
        QCOMPARE(plot.timeRange(), QPointF(0.0, 100.0));
    }

    void pointerTellsItsMomentAndDoubleClickAsksForAll()
    {
        PlotWidget plot(text());
        plot.resize(400, 200);
        plot.setWholeRange(100.0);
        plot.show();
        QVERIFY(QTest::qWaitForWindowExposed(&plot));
        QWidget *inner = plotOf(plot);
        QSignalSpy pointed(&plot, &PlotWidget::pointedAt);
        QTest::mouseMove(inner, inner->rect().center());
        QTRY_VERIFY(!pointed.isEmpty());
        const auto seconds = pointed.last().at(0).value<std::optional<double>>();
        QVERIFY(seconds && *seconds > 20.0 && *seconds < 80.0);
        QSignalSpy follow(&plot, &PlotWidget::followRequested);
        QTest::mouseDClick(inner, Qt::LeftButton, {}, inner->rect().center());
        QCOMPARE(follow.size(), 1);
    }

    void markersAreDrawnInTheirColour()
    {
        PlotWidget plot(text());
        plot.resize(320, 180);
        plot.setWholeRange(100.0);
        const QColor color(255, 0, 255);
        plot.setMarkers({{50.0, color, QStringLiteral("fail")}});
        QVERIFY(countNear(picture(plot), color) >= 10);
        plot.setMarkers({});
        QCOMPARE(countNear(picture(plot), color), 0);
    }

    void darkColoursReachEveryPart()
    {
        PlotWidget plot(text());
        plot.resize(320, 180);
        PlotColors dark;
        dark.surface = QColor(0x18, 0x1c, 0x22);
        dark.border = dark.grid = QColor(0x30, 0x36, 0x3d);
        dark.text = dark.mutedText = QColor(0xd0, 0xd6, 0xdd);
        plot.setColors(dark);
        QCOMPARE(countNear(picture(plot), QColor(255, 255, 255)), 0);
    }
};

QTEST_MAIN(TestPlotWidget)
#include "tst_plot_widget.moc"
