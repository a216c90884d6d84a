// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/plot_legend.h"
#include "charts/plot_widget.h"
#include "gui/player_bench.h"
#include "gui/shell_fixture.h"
#include "player/plot_export.h"
#include "player/run_plots.h"
#include "shell/workspace.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFile>
#include <QMenu>
#include <QTest>
#include <QTimer>
#include <QWheelEvent>

#include <cmath>

using namespace loadstar;
using charts::PlotLine;
using charts::PlotWidget;
using player::RunPlot;
using player::RunPlots;

namespace {

const QStringList kAll{QStringLiteral("throughput"), QStringLiteral("responseTime"),
                       QStringLiteral("errors"),     QStringLiteral("utilization"),
                       QStringLiteral("queue"),      QStringLiteral("sessions"),
                       QStringLiteral("cost")};

std::shared_ptr<const sim::RunReport> reportOf(const model::Design &design)
{
    sim::RunOptions options;
    options.duration = 60.0;
    options.seed = 42;
    options.wantsHistory = true;
    return std::make_shared<const sim::RunReport>(test::runInOnePiece(design, options));
}

/// The plots of a run of 60 seconds, all chosen.
struct Plots
{
    explicit Plots(const model::Design &design = test::sampleDesign(),
                   const QSize &size = {1500, 460})
        : report(reportOf(design))
    {
        plots.resize(size);
        plots.setChosen(kAll);
        plots.begin(design);
        plots.setReport(report, 60.0);
        plots.setNow(60.0);
        plots.show();
        if (!QTest::qWaitForWindowExposed(&plots))
            qFatal("the plots do not appear");
    }

    QStringList names(RunPlot which) const
    {
        QStringList names;
        for (const PlotLine &line : plots.plot(which).lines())
            names += line.name;
        return names;
    }
    QWidget *inner(RunPlot which) const
    {
        for (QWidget *child : plots.plot(which).findChildren<QWidget *>()) {
            if (child->inherits("QCustomPlot"))
                return child;
        }
        return nullptr;
    }

    std::shared_ptr<const sim::RunReport> report;
    RunPlots plots;
};

double largest(const PlotLine &line)
{
    double result = 0.0;
    for (const std::optional<double> &value : line.values)
        result = std::max(result, value.value_or(0.0));
    return result;
}

model::Design farm(int nodes)
{
    model::Design design = test::sampleDesign();
    const model::Component node = *design.component(test::elementId("n1"));
    const model::Connection traffic = *design.connection(test::elementId("t1"));
    for (int i = 4; i <= nodes; ++i) {
        model::Component one = node;
        one.id = model::ElementId(QStringLiteral("n%1").arg(i, 2, 10, QLatin1Char('0')));
        one.name = QStringLiteral("extra-%1").arg(i);
        design.components[one.id] = one;
        model::Connection way = traffic;
        way.id = model::ElementId(QStringLiteral("w%1").arg(i));
        way.to = one.id;
        design.connections[way.id] = way;
    }
    return design;
}

/// Clicks the action in the menu that is open.
void clickIn(QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text() == text)
            return QTest::mouseClick(&menu, Qt::LeftButton, {},
                                     menu.actionGeometry(action).center());
    }
    qFatal("no action %s", qPrintable(text));
}

QMenu *openMenuOf(Plots &all, RunPlot which)
{
    QWidget *target = all.inner(which);
    QContextMenuEvent event(QContextMenuEvent::Mouse, target->rect().center(),
                            target->mapToGlobal(target->rect().center()));
    QCoreApplication::sendEvent(target, &event);
    for (QMenu *menu : all.plots.findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly)) {
        if (menu->isVisible())
            return menu;
    }
    return nullptr;
}

} // namespace

class TestRunPlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPlotShowsWhatItSays()
    {
        Plots all;
        QCOMPARE(
            all.names(RunPlot::ResponseTime),
            (QStringList{QStringLiteral("p50"), QStringLiteral("p95"), QStringLiteral("p99")}));
        const auto &responses = all.plots.plot(RunPlot::ResponseTime).lines();
        QVERIFY(largest(responses[0]) < largest(responses[2]));
        QCOMPARE(all.names(RunPlot::Utilization),
                 (QStringList{QStringLiteral("rstudio-1"), QStringLiteral("rstudio-2"),
                              QStringLiteral("rstudio-3")}));
        // n2 is down from 20 s to 40 s.
        const PlotLine &second = all.plots.plot(RunPlot::Utilization).lines()[1];
        QCOMPARE(*second.values[30], 0.0);
        QVERIFY(*second.values[10] > 0.0 && *second.values[10] <= 100.0);
        const auto &sessions = all.plots.plot(RunPlot::Sessions).lines();
        QVERIFY(largest(sessions[0]) > 10.0);
        QCOMPARE(*sessions[1].values.back(), double(all.report->sessions.lost));
        QVERIFY(all.report->sessions.lost > 0);
        QVERIFY(all.plots.plot(RunPlot::Cost).lines().front().values.empty());
    }

    void errorsAreToldApartByCause()
    {
        model::Design design = test::sampleDesign();
        // Few places to wait: some are turned away, others die with n2 or meet it before a check
        // does.
        for (const char *id : {"n1", "n2", "n3"}) {
            model::Component &node = design.components[test::elementId(id)];
            node.properties[QStringLiteral("queueLimit")] = 1.0;
            node.properties[QStringLiteral("cores")] = 1.0;
        }
        Plots all(design);
        const auto &lines = all.plots.plot(RunPlot::Errors).lines();
        QVERIFY2(lines.size() >= 3, qPrintable(all.names(RunPlot::Errors).join(u'|')));
        QVERIFY(all.names(RunPlot::Errors).contains(QStringLiteral("turned away")));
        for (size_t i = 0; i < 60; ++i) {
            double sum = 0.0;
            for (size_t line = 1; line < lines.size(); ++line)
                sum += lines[line].values[i].value_or(0.0);
            QVERIFY(std::abs(sum - lines[0].values[i].value_or(0.0)) < 1e-6);
        }
    }

    void costGrowsWithTimeAtThePricesOfTheDesign()
    {
        model::Design design = test::sampleDesign();
        design.components[test::elementId("n1")].properties[QStringLiteral("costPerHour")] = 3.0;
        design.components[test::elementId("db")].properties[QStringLiteral("costPerHour")] = 0.6;
        Plots all(design);
        const PlotLine &cost = all.plots.plot(RunPlot::Cost).lines().front();
        QCOMPARE(cost.values.size(), size_t{60});
        QVERIFY(std::abs(*cost.values.back() - 3.6 / 60.0) < 1e-9);
        QVERIFY(std::abs(*cost.values[29] - 1.8 / 60.0) < 1e-9);
    }

    void ofManyNodesNoMoreAreShownThanCanBeRead()
    {
        Plots all(farm(20), {1500, 700});
        const QStringList names = all.names(RunPlot::Utilization);
        QVERIFY(names.size() <= PlotWidget::kMostLines);
        QVERIFY(names.size() >= 4);
        const PlotLine &rest = all.plots.plot(RunPlot::Utilization).lines().back();
        QVERIFY(rest.isDashed);
        QCOMPARE(rest.name, QStringLiteral("%1 others, mean").arg(20 - names.size() + 1));
        QStringList left;
        for (int i = 4; i <= 20; ++i) {
            if (const QString name = QStringLiteral("extra-%1").arg(i); !names.contains(name))
                left += name;
        }
        QVERIFY(!left.isEmpty());
        const QString id =
            QStringLiteral("n%1").arg(left.front().mid(6).toInt(), 2, 10, QLatin1Char('0'));
        all.plots.setSelection({id});
        QVERIFY(all.names(RunPlot::Utilization).contains(left.front()));
        QCOMPARE(all.names(RunPlot::Utilization).size(), names.size());
    }

    void coloursStayWithTheirComponents()
    {
        // Too many to be seen at once: who is shown changes, what is shown keeps its colour.
        Plots all(farm(7), {1500, 460});
        const auto colors = [&] {
            std::map<QString, QColor> result;
            for (const PlotLine &line : all.plots.plot(RunPlot::Utilization).lines()) {
                if (!line.isDashed)
                    result[line.name] = line.color;
            }
            return result;
        };
        const auto before = colors();
        all.plots.setReport(all.report, 25.0);
        all.plots.setSelection({QStringLiteral("n07")});
        const auto after = colors();
        QVERIFY(after.count(QStringLiteral("extra-7")) > 0);
        for (const auto &[name, color] : after) {
            if (before.count(name) > 0)
                QCOMPARE(color, before.at(name));
        }
        Plots other(farm(7), {1500, 460});
        other.plots.setSelection({QStringLiteral("n07")});
        for (const PlotLine &line : other.plots.plot(RunPlot::Utilization).lines()) {
            if (after.count(line.name) > 0)
                QCOMPARE(line.color, after.at(line.name));
        }
    }

    void linesOfAPlotAreWellApartInBothThemes()
    {
        Plots all;
        for (const auto &theme : {render::Theme::light(), render::Theme::dark()}) {
            all.plots.setTheme(theme);
            for (const RunPlot which : {RunPlot::ResponseTime, RunPlot::Sessions}) {
                const auto &lines = all.plots.plot(which).lines();
                QCOMPARE(lines.size(), size_t{3});
                for (size_t i = 0; i < lines.size(); ++i) {
                    const PlotLine &one = lines[i];
                    const PlotLine &next = lines[(i + 1) % lines.size()];
                    const int apart = std::abs(one.color.red() - next.color.red()) +
                                      std::abs(one.color.green() - next.color.green()) +
                                      std::abs(one.color.blue() - next.color.blue());
                    QVERIFY2(apart > 150, qPrintable(one.name + u' ' + next.name));
                }
            }
        }
    }

    void aClickInTheLegendHidesALine()
    {
        Plots all;
        PlotWidget &plot = all.plots.plot(RunPlot::ResponseTime);
        const double before = plot.top();
        QVERIFY(!plot.stretches(2).empty());
        QTest::mouseClick(&plot.legend(), Qt::LeftButton, {}, plot.legend().rowRect(2).center());
        QVERIFY(plot.stretches(2).empty());
        QVERIFY(!plot.stretches(1).empty());
        QVERIFY(plot.top() <= before);
        // It stays hidden when the run goes on.
        all.plots.setReport(all.report, 50.0);
        QVERIFY(plot.stretches(2).empty());
        QTest::mouseClick(&plot.legend(), Qt::LeftButton, {}, plot.legend().rowRect(2).center());
        QVERIFY(!plot.stretches(2).empty());
    }

    void thePointerReadsAllPlotsAtItsMoment()
    {
        Plots all;
        QWidget *inner = all.inner(RunPlot::Throughput);
        QTest::mouseMove(inner, inner->rect().center());
        QTRY_VERIFY(!all.plots.plot(RunPlot::Throughput).readoutText().isEmpty());
        const QString moment = all.plots.plot(RunPlot::Sessions).readoutText();
        QVERIFY(all.plots.plot(RunPlot::Throughput).readoutText().startsWith(moment + u' '));
        const auto &rows = all.plots.plot(RunPlot::Utilization).legend().rows();
        QCOMPARE(rows.size(), size_t{3});
        for (const auto &row : rows)
            QVERIFY(!row.value.isEmpty());
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(inner, &leave);
        QVERIFY(all.plots.plot(RunPlot::Sessions).readoutText().isEmpty());
        QVERIFY(all.plots.plot(RunPlot::Utilization).legend().rows().front().value.isEmpty());
    }

    void wheelZoomsAllAndADoubleClickShowsTheWholeAgain()
    {
        Plots all;
        QWidget *inner = all.inner(RunPlot::Errors);
        const QPoint center = inner->rect().center();
        QWheelEvent wheel(center, inner->mapToGlobal(center), QPoint(), QPoint(0, 240),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(inner, &wheel);
        const QPointF zoomed = all.plots.plot(RunPlot::Errors).timeRange();
        QVERIFY(zoomed.y() - zoomed.x() < 55.0);
        QCOMPARE(all.plots.plot(RunPlot::Sessions).timeRange(), zoomed);
        QWidget *other = all.inner(RunPlot::Sessions);
        QTest::mouseDClick(other, Qt::LeftButton, {}, other->rect().center());
        QCOMPARE(all.plots.plot(RunPlot::Errors).timeRange(), QPointF(0.0, 60.0));
    }

    void aPlotThatIsChosenLaterShowsTheSameStretch()
    {
        Plots all;
        all.plots.setChosen({QStringLiteral("errors")});
        QVERIFY(!all.plots.plot(RunPlot::Queue).isVisible());
        QWidget *inner = all.inner(RunPlot::Errors);
        const QPoint center = inner->rect().center();
        QWheelEvent wheel(center, inner->mapToGlobal(center), QPoint(), QPoint(0, 240),
                          Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(inner, &wheel);
        const QPointF zoomed = all.plots.plot(RunPlot::Errors).timeRange();
        all.plots.setChosen({QStringLiteral("errors"), QStringLiteral("queue")});
        QCOMPARE(all.plots.plot(RunPlot::Queue).timeRange(), zoomed);
        QTest::mouseDClick(inner, Qt::LeftButton, {}, center);
        QCOMPARE(all.plots.plot(RunPlot::Queue).timeRange(), QPointF(0.0, 60.0));
    }

    void aPlotIsCopiedAsTableAndAsPicture()
    {
        Plots all;
        QMenu *menu = openMenuOf(all, RunPlot::Utilization);
        QVERIFY(menu);
        clickIn(*menu, QStringLiteral("Copy as CSV"));
        const QStringList rows = QGuiApplication::clipboard()->text().split(QStringLiteral("\r\n"));
        QCOMPARE(rows.size(), 62);
        QCOMPARE(rows[0],
                 QStringLiteral("seconds,\"rstudio-1, %\",\"rstudio-2, %\",\"rstudio-3, %\""));
        QCOMPARE(rows[31].section(u',', 0, 0), QStringLiteral("30"));
        QCOMPARE(rows[31].section(u',', 2, 2), QStringLiteral("0"));
        menu = openMenuOf(all, RunPlot::Utilization);
        clickIn(*menu, QStringLiteral("Copy as image"));
        const QImage picture = QGuiApplication::clipboard()->image();
        QCOMPARE(picture.size(), all.plots.plot(RunPlot::Utilization).size() * 2);
    }

    void binsWithoutValueAreEmptyCells()
    {
        const PlotLine line{{}, {}, {1.5, std::nullopt}, false};
        QCOMPARE(player::linesCsv(2.0, {line}, QStringLiteral("ms")),
                 QByteArray("seconds,ms\r\n0,1.5\r\n2,\r\n"));
    }

    void plotsFillTheRoomInRows()
    {
        Plots all(test::sampleDesign(), {900, 460});
        QCoreApplication::processEvents();
        QRegion taken;
        int rows = 0;
        for (const PlotWidget *plot : all.plots.plots()) {
            QVERIFY(plot->isVisible());
            QVERIFY(!taken.intersects(plot->geometry()));
            taken += plot->geometry();
            rows += plot->x() == all.plots.plots()[0]->x() ? 1 : 0;
        }
        QCOMPARE(rows, 3);
        all.plots.resize(900, 180);
        QCoreApplication::processEvents();
        for (const PlotWidget *plot : all.plots.plots())
            QCOMPARE(plot->y(), all.plots.plots()[0]->y());
    }

    void sessionsAreShownWhereThereAreSome()
    {
        model::Design plain = test::sampleDesign();
        for (auto &[id, component] : plain.components)
            component.properties.erase(QStringLiteral("sessionState"));
        model::Design withSessions = plain;
        for (auto &[id, component] : withSessions.components) {
            if (component.kind == u"users")
                component.properties[QStringLiteral("sessionState")] = QStringLiteral("node");
        }
        player::RunPlots plots;
        plots.begin(plain);
        QVERIFY(!plots.chosen().contains(QStringLiteral("sessions")));
        plots.begin(withSessions);
        QVERIFY(plots.chosen().contains(QStringLiteral("sessions")));
        // Who takes them away has said so.
        plots.setChosen({QStringLiteral("errors")});
        plots.begin(withSessions);
        QCOMPARE(plots.chosen(), QStringList{QStringLiteral("errors")});
    }

    void whatIsChosenIsRemembered()
    {
        tests::WindowFixture fixture;
        fixture.newDesignWithNode();
        fixture.window.workspace()->setMode(shell::Mode::Simulate);
        player::PlayerPanel &panel = fixture.window.workspace()->player();
        QVERIFY(!panel.plots().chosen().contains(QStringLiteral("queue")));
        auto *button = panel.findChild<QToolButton *>(QStringLiteral("plotsButton"));
        QVERIFY(button && button->isVisible());
        // The menu of the button has a loop of its own.
        bool isStillOpen = false;
        QTimer::singleShot(0, button, [button, &isStillOpen] {
            QMenu &menu = *button->menu();
            clickIn(menu, QStringLiteral("Waiting, requests"));
            clickIn(menu, QStringLiteral("Sessions"));
            clickIn(menu, QStringLiteral("Throughput, requests/s"));
            isStillOpen = menu.isVisible();
            QTest::keyClick(&menu, Qt::Key_Escape);
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(isStillOpen);
        QVERIFY(panel.plots().chosen().contains(QStringLiteral("sessions")));
        QVERIFY(!panel.plots().chosen().contains(QStringLiteral("throughput")));
        QVERIFY(panel.plots().chosen().contains(QStringLiteral("queue")));
        QVERIFY(panel.plots().plot(RunPlot::Queue).isVisible());

        shell::MainWindow second(model::builtinKinds(), fixture.settings, fixture.dialogs,
                                 fixture.path("other"));
        second.show();
        second.files().newDesign();
        QCOMPARE(second.workspace()->player().plots().chosen(), panel.plots().chosen());
    }

    void aPlotIsSavedAsPictureOrTable()
    {
        tests::WindowFixture fixture;
        fixture.newDesignWithNode();
        fixture.window.workspace()->setMode(shell::Mode::Simulate);
        QCoreApplication::processEvents();
        RunPlots &plots = fixture.window.workspace()->player().plots();
        plots.begin(test::sampleDesign());
        plots.setReport(reportOf(test::sampleDesign()), 60.0);
        fixture.dialogs.saveFile = fixture.path("p.csv");
        Q_EMIT plots.saveRequested(&plots.plot(RunPlot::Throughput));
        QFile table(fixture.path("p.csv"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        QVERIFY(table.readAll().startsWith("seconds,requests/s\r\n0,"));
        fixture.dialogs.saveFile = fixture.path("p.png");
        Q_EMIT plots.saveRequested(&plots.plot(RunPlot::Throughput));
        QCOMPARE(QImage(fixture.path("p.png")).size(), plots.plot(RunPlot::Throughput).size() * 2);
    }
};

QTEST_MAIN(TestRunPlots)
#include "tst_run_plots.moc"
