// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"
#include "gui/player_sample.h"
#include "player/event_log.h"
#include "player/event_table.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <functional>

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
        bench.clickRow(1);
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
};

QTEST_MAIN(TestEventLog)
#include "tst_event_log.moc"
