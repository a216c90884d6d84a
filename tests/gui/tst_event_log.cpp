// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/save_file.h"
#include "edit/design_document.h"
#include "gui/player_sample.h"
#include "gui/shell_fixture.h"
#include "player/event_export.h"
#include "player/event_log.h"
#include "player/event_table.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"
#include "shell/workspace.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <functional>
#include <nlohmann/json.hpp>

using namespace loadstar;
using player::EventTable;
using player::PlaybackController;
using player::PlayerPanel;
using test::elementId;
using State = PlaybackController::State;

namespace {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

/// The player alone, on the page of the events.
struct Bench
{
    Bench()
        : document(model::builtinKinds())
    {
        document.reset(test::sampleDesign(), {});
        panel = new PlayerPanel(document, &window);
        window.resize(1000, 320);
        panel->setGeometry(window.rect());
        panel->transport().setDuration(90.0);
        panel->transport().setSeed(42);
        window.show();
        QTabBar *bar = panel->findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(1).center());
    }

    bool playUntil(const std::function<bool()> &isDone) const
    {
        return QTest::qWaitFor(
            [&] {
                panel->advance(0.016);
                return isDone();
            },
            kPatience);
    }
    bool runToEnd() const
    {
        panel->runToEnd();
        return playUntil([this] { return panel->controller().state() == State::Finished; });
    }
    player::EventLog &log() const { return panel->eventLog(); }
    QTableView &view() const { return log().view(); }
    int rows() const { return view().model()->rowCount(); }
    QString text(int row, int column) const
    {
        return view().model()->index(row, column).data().toString();
    }
    QString count() const { return log().findChild<QLabel *>(QStringLiteral("remark"))->text(); }
    QLineEdit &words() const { return *log().findChild<QLineEdit *>(); }
    QComboBox &box(const char *name) const
    {
        return *log().findChild<QComboBox *>(QString::fromLatin1(name));
    }
    void clickRow(int row) const
    {
        view().scrollTo(view().model()->index(row, 0));
        const QRect cell = view().visualRect(view().model()->index(row, EventTable::What));
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, cell.center());
    }
    /// Goes through the entries of a choice with the keys until one begins with `start`.
    static void choose(QComboBox &box, const char *start)
    {
        QTest::keyClick(&box, Qt::Key_Home);
        for (int i = 1; i < box.count() && !box.currentText().startsWith(QLatin1String(start)); ++i)
            QTest::keyClick(&box, Qt::Key_Down);
        QVERIFY(box.currentText().startsWith(QLatin1String(start)));
    }

    edit::DesignDocument document;
    QWidget window;
    PlayerPanel *panel = nullptr;
};

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsNarrowTheListDown()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        const int all = bench.rows();
        QVERIFY(all > 4);
        QCOMPARE(bench.count(), QStringLiteral("%1 event(s)").arg(all));
        QTest::keyClicks(&bench.words(), QStringLiteral("FRONT down"));
        QCOMPARE(bench.rows(), 1);
        QCOMPARE(bench.text(0, EventTable::What), QStringLiteral("Marked down"));
        QCOMPARE(bench.text(0, EventTable::By), QStringLiteral("Front door"));
        QCOMPARE(bench.count(), QStringLiteral("1 of %1").arg(all));
        QTest::keyClicks(&bench.words(), QStringLiteral(" nowhere"));
        QCOMPARE(bench.count(), QStringLiteral("0 of %1").arg(all));
        bench.words().clear();
        QCOMPARE(bench.rows(), all);
    }

    void kindAndComponentNarrowTheListDown()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        const int all = bench.rows();
        Bench::choose(bench.box("eventKinds"), "Failed");
        QCOMPARE(bench.rows(), 1);
        QCOMPARE(bench.text(0, EventTable::Target), QStringLiteral("rstudio-2"));
        bench.box("eventKinds").setCurrentIndex(0);
        Bench::choose(bench.box("eventElements"), "Front");
        QVERIFY(bench.rows() > 0 && bench.rows() < all);
        for (int row = 0; row < bench.rows(); ++row)
            QCOMPARE(bench.text(row, EventTable::By), QStringLiteral("Front door"));
        // The two hold together.
        Bench::choose(bench.box("eventKinds"), "Failed");
        QCOMPARE(bench.rows(), 0);
        // A new run begins with the same choice.
        bench.panel->restart();
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.box("eventElements").currentText(), QStringLiteral("Front door"));
        QCOMPARE(bench.count(), QStringLiteral("0 of %1").arg(all));
    }

    void aClickOnARowGoesThereAndShowsWhomItIsAbout()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        const int all = bench.rows();
        const std::vector<sim::RunEvent> events = bench.panel->report()->events;
        QSignalSpy revealed(bench.panel, &PlayerPanel::revealRequested);
        QSignalSpy repainted(&bench.log().table(), &EventTable::dataChanged);
        bench.clickRow(1);
        QCOMPARE(repainted.front().at(0).toModelIndex().row(), 2);
        QCOMPARE(repainted.front().at(1).toModelIndex().row(), all - 1);
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("n2")});
        QVERIFY(!revealed.empty());
        QCOMPARE(revealed.back().front().value<model::ElementId>(), elementId("n2"));
        const double there = events[1].at; // and a little, so that it has happened
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        const double reached = bench.panel->controller().clock().reached();
        QVERIFY(reached > there && reached < there + 0.01);
        QTRY_COMPARE(bench.panel->report()->events.size(), size_t(2));
        // What lies ahead stays listed, and can be told from what was.
        QCOMPARE(bench.rows(), all);
        QVERIFY(!bench.log().table().isAhead(1));
        QVERIFY(bench.log().table().isAhead(2));
        bench.clickRow(all - 1);
        QTRY_VERIFY(!bench.log().table().isAhead(all - 1));
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.panel->report()->events, events);
        QCOMPARE(bench.rows(), all);
    }

    void aRowIsReachedByKeys()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        const double there = bench.panel->report()->events[1].at;
        bench.view().setFocus();
        QTest::keyClick(&bench.view(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(&bench.view(), Qt::Key_Down);
        QCOMPARE(bench.panel->controller().state(), State::Finished);
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("n2")});
        QTest::keyClick(&bench.view(), Qt::Key_Return);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        const double reached = bench.panel->controller().clock().reached();
        QVERIFY(reached > there && reached < there + 0.01);
    }

    void theChosenRowStaysChosenWhileTheListIsNarrowedDown()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        bench.clickRow(1);
        bench.document.select({});
        QTest::keyClicks(&bench.words(), QStringLiteral("marked"));
        QCOMPARE(bench.view().currentIndex().row(), 0);
        QVERIFY(bench.document.selection().empty());
        // A row that goes does not hand the choice on to its neighbour.
        QTest::keyClicks(&bench.words(), QStringLiteral(" up"));
        QVERIFY(bench.rows() > 0);
        QVERIFY(!bench.view().currentIndex().isValid());
        QVERIFY(bench.document.selection().empty());
    }

    void anotherScenarioLeavesNothingOfTheFormerRun()
    {
        Bench bench;
        QVERIFY(bench.runToEnd());
        bench.clickRow(0);
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        bench.document.perform(QStringLiteral("Clear"), {model::PutScenario{{}}});
        QTRY_COMPARE(bench.rows(), 0);
        QCOMPARE(bench.count(), QStringLiteral("0 event(s)"));
    }

    void aChangedSpeedOrLoadTellsItsFactor()
    {
        Bench bench;
        const auto event = [](double at, const char *action, const char *target, double factor) {
            model::ScenarioEvent result;
            result.at = at;
            result.action = QString::fromLatin1(action);
            result.target = elementId(target);
            result.arguments[QStringLiteral("factor")] = factor;
            return result;
        };
        model::ScenarioEvent surge = event(20.0, "surge", "users", 2.0);
        surge.arguments[QStringLiteral("for")] = 10.0;
        bench.document.perform(QStringLiteral("Plan"),
                               {model::PutScenario{{event(10.0, "slow", "n1", 1.5), surge,
                                                    event(40.0, "slow", "n1", 1.0)}}});
        QVERIFY(bench.runToEnd());
        QTRY_COMPARE(bench.rows(), 3);
        QCOMPARE(bench.text(0, EventTable::What),
                 QStringLiteral("Speed changed: slowed 1.5 times"));
        QCOMPARE(bench.text(1, EventTable::What), QStringLiteral("Load changed: × 2 for 10.0 s"));
        QCOMPARE(bench.text(2, EventTable::What),
                 QStringLiteral("Speed changed: back to normal speed"));
    }

    void hostileNamesStayInTheirCells()
    {
        model::Design design = test::sampleDesign();
        const QString hostile = QStringLiteral("=cmd|'/C calc'!A0, \"x\"\r\nnext line");
        design.components.at(elementId("n2")).name = hostile;
        const std::vector<sim::RunEvent> events{
            {20.125, QStringLiteral("fail"), QStringLiteral("n2"), QStringLiteral("scenario"),
             QStringLiteral("crash")},
            {21.0, QStringLiteral("marked-down"), QStringLiteral("n2"), QStringLiteral("lb"), {}}};
        const QByteArray csv = player::eventsCsv(events, design);
        const QByteArray name = "\"'=cmd|'/C calc'!A0, \"\"x\"\"\r\nnext line\"";
        QCOMPARE(csv, QByteArray("time,what,mode,target,targetName,by,byName\r\n"
                                 "20.125,fail,crash,n2," +
                                 name +
                                 ",scenario,\r\n"
                                 "21,marked-down,,n2," +
                                 name + ",lb,Front door\r\n"));
        const auto json = nlohmann::json::parse(player::eventsJson(events, design).toStdString());
        const nlohmann::json expected{{"at", 20.125},     {"what", "fail"},
                                      {"target", "n2"},   {"targetName", hostile.toStdString()},
                                      {"by", "scenario"}, {"byName", ""},
                                      {"mode", "crash"}};
        QCOMPARE(json.at("events").size(), size_t(2));
        QCOMPARE(QString::fromStdString(json.at("events").at(0).dump()),
                 QString::fromStdString(expected.dump()));
        QVERIFY(!json.at("events").at(1).contains("mode"));
    }

    void whatIsShownIsWrittenToAFile()
    {
        tests::WindowFixture f;
        const QString design = f.path("sample.loadstar");
        QVERIFY(base::saveFile(design, test::sampleBytes()));
        QVERIFY(f.window.files().openFile(design));
        f.action("mode.simulate")->trigger();
        PlayerPanel &panel = *f.window.findChild<PlayerPanel *>();
        panel.transport().setDuration(90.0);
        f.dialogs.saveFile = f.path("none.csv");
        f.action("simulate.exportEvents")->trigger();
        QVERIFY(!QFile::exists(f.path("none.csv")));
        f.action("simulate.end")->trigger();
        QTRY_COMPARE(panel.controller().state(), State::Finished);
        panel.eventLog().findChild<QLineEdit *>()->setText(QStringLiteral("marked"));
        const int shown = panel.eventLog().view().model()->rowCount();
        QCOMPARE(shown, 2);
        f.dialogs.saveFile = f.path("events.csv");
        f.action("simulate.exportEvents")->trigger();
        QVERIFY(f.dialogs.suggestion.endsWith(QStringLiteral("sample events.csv")));
        QFile csv(f.path("events.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count("\r\n"), shown + 1);
        f.dialogs.saveFile = f.path("events.JSON");
        QTabBar *bar = panel.findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(1).center());
        QTest::mouseClick(panel.eventLog().findChild<QPushButton *>(), Qt::LeftButton);
        QFile json(f.path("events.JSON"));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const auto read = nlohmann::json::parse(json.readAll().toStdString());
        QCOMPARE(read.at("events").size(), size_t(shown));
        QVERIFY(f.dialogs.errors.empty());
        f.dialogs.saveFile = f.path("no/such/folder/events.csv");
        f.action("simulate.exportEvents")->trigger();
        QCOMPARE(f.dialogs.errors.size(), 1);
        QVERIFY(f.dialogs.errors.front().startsWith(QStringLiteral("events.csv could not be")));
    }
};

QTEST_MAIN(TestEventLog)
#include "tst_event_log.moc"
