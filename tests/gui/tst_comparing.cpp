// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/player_bench.h"
#include "gui/shell_fixture.h"
#include "player/traffic_layer.h"
#include "shell/compare_side.h"
#include "shell/compare_window.h"
#include "shell/workspace.h"

#include <QComboBox>
#include <QFile>
#include <QPointer>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <cmath>

using namespace loadstar;
using shell::CompareWindow;
using test::elementId;
using State = player::PlaybackController::State;

namespace {

/// The window on the sample design, and what compares it.
struct Comparing : tests::WindowFixture
{
    Comparing()
    {
        window.files().newDesign();
        window.document().reset(test::sampleDesign(), {});
        window.workspace()->player().transport().setDuration(60.0);
        window.workspace()->player().transport().setSeed(42);
        QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        compare = window.findChild<CompareWindow *>();
        if (!compare || !QTest::qWaitForWindowExposed(compare))
            qFatal("no window that compares");
    }

    player::PlaybackController &controller(size_t side) const
    {
        return compare->sides()[side]->controller();
    }
    void clickPlay() const
    {
        QTest::mouseClick(compare->findChild<QPushButton *>(QStringLiteral("comparePlay")),
                          Qt::LeftButton);
    }
    bool runTo(double seconds) const
    {
        return QTest::qWaitFor(
            [&] {
                compare->advance(0.016);
                return compare->reached() >= seconds;
            },
            test::kPatience);
    }
    QString cell(int row, int column) const { return compare->table().item(row, column)->text(); }
    QComboBox *choice() const
    {
        for (QComboBox *box : compare->findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"What is compared")
                return box;
        }
        return nullptr;
    }

    QPointer<CompareWindow> compare;
};

} // namespace

class TestComparing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void activePassiveStandsBesideActiveActive()
    {
        Comparing all;
        const auto &sides = all.compare->sides();
        QCOMPARE(sides[0]->name(), QStringLiteral("Active/active (as it is)"));
        QCOMPARE(sides[1]->name(), QStringLiteral("Active/passive"));
        QVERIFY(sides[0]->design() == test::sampleDesign());
        QVERIFY(all.compare->isWindow() && !all.compare->isModal());
        QVERIFY(sides[0]->view().isVisible() && sides[1]->view().isVisible());
        QVERIFY(!sides[0]->view().isEditingEnabled());
        // All of the design is in view, as large as there is room.
        QTRY_VERIFY(sides[1]->view().zoom() > 0.3);
        for (size_t side = 0; side < 2; ++side) {
            QTRY_COMPARE(all.controller(side).state(), State::Paused);
            QCOMPARE(all.controller(side).options().seed, std::uint64_t{42});
            QCOMPARE(all.controller(side).options().duration, 60.0);
        }
    }

    void bothArePlayedOnOneClock()
    {
        Comparing all;
        all.clickPlay();
        QVERIFY(all.compare->isPlaying());
        bool hasDots[2] = {false, false};
        double farthest = 0.0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                all.compare->advance(0.016);
                farthest = std::max(farthest, std::abs(all.controller(0).clock().reached() -
                                                       all.controller(1).clock().reached()));
                for (size_t side = 0; side < 2; ++side) {
                    const double animation = all.controller(side).clock().animation();
                    const auto &layer = all.compare->sides()[side]->layer();
                    hasDots[side] = hasDots[side] || !layer.traffic().dotsAt(animation).empty();
                }
                return all.compare->reached() >= 25.0;
            },
            test::kPatience));
        QVERIFY(hasDots[0] && hasDots[1]);
        // No side is ahead by more than a tick and what the other may be late.
        QVERIFY2(farthest <= 2.5, qPrintable(QString::number(farthest)));
        all.clickPlay();
        QVERIFY(!all.compare->isPlaying());
        // n2 is down on both; it works on the left only, for the right one it only waits.
        const auto health = [&](size_t side, const char *id) {
            return all.compare->sides()[side]
                ->view()
                .canvasScene()
                .componentLook(elementId(id))
                .health;
        };
        QTRY_COMPARE(health(0, "n2"), render::Health::Down);
        QTRY_COMPARE(health(1, "n2"), render::Health::Down);
        QCOMPARE(health(1, "n3"), render::Health::Standby);
        QCOMPARE(health(0, "n3"), render::Health::Up);
    }

    void theSliderTakesBothThere()
    {
        Comparing all;
        auto *slider = all.compare->findChild<QSlider *>();
        for (size_t side = 0; side < 2; ++side)
            QTRY_COMPARE(all.controller(side).state(), State::Paused);
        slider->setPageStep(300);
        QTest::keyClick(slider, Qt::Key_PageUp);
        for (size_t side = 0; side < 2; ++side)
            QTRY_COMPARE(all.controller(side).clock().reached(), 30.0);
        for (size_t side = 0; side < 2; ++side)
            QTRY_COMPARE(all.controller(side).state(), State::Paused);
        QCOMPARE(all.compare->reached(), 30.0);
    }

    void differencesAreShownWithTheirIntervals()
    {
        Comparing all;
        QTRY_VERIFY_WITH_TIMEOUT(all.compare->comparison(), test::kPatience);
        const study::Comparison shown = *all.compare->comparison();
        QCOMPARE(shown.replications, 5);
        sim::RunOptions options;
        options.duration = 60.0;
        options.seed = 42;
        const auto pairs = study::variantPairs(test::sampleDesign(), model::builtinKinds());
        const auto expected = study::compareDesigns(pairs[0].first, pairs[0].second, options, 5, 1);
        for (size_t i = 0; i < shown.figures.size(); ++i)
            QCOMPARE(shown.figures[i].difference, expected.value().figures[i].difference);
        QCOMPARE(all.cell(0, 0), QStringLiteral("Response time p50"));
        QVERIFY(all.cell(0, 1).endsWith(QStringLiteral("s")));
        QVERIFY2(all.cell(0, 3).contains(QStringLiteral(" to ")), qPrintable(all.cell(0, 3)));
        // Only n1 works on the right, so the failure of n2 costs no session there.
        QCOMPARE(all.cell(3, 2), QStringLiteral("0.0"));
        QCOMPARE(all.cell(3, 4), QStringLiteral("better: Active/passive"));
        QCOMPARE(all.compare->table().horizontalHeaderItem(2)->text(),
                 QStringLiteral("Active/passive"));
    }

    void moreReplicationsAreCounted()
    {
        Comparing all;
        QTRY_VERIFY_WITH_TIMEOUT(all.compare->comparison(), test::kPatience);
        auto *count = all.compare->findChild<QSpinBox *>();
        QTest::keyClick(count, Qt::Key_Up);
        QVERIFY(!all.compare->comparison());
        QTRY_VERIFY_WITH_TIMEOUT(all.compare->comparison(), test::kPatience);
        QCOMPARE(all.compare->comparison()->replications, 6);
    }

    void anotherPairIsChosen()
    {
        Comparing all;
        QTest::keyClick(all.choice(), Qt::Key_Down);
        QCOMPARE(all.compare->sides()[0]->name(), QStringLiteral("Sticky (as it is)"));
        QCOMPARE(all.compare->sides()[1]->name(), QStringLiteral("Not sticky"));
        QTRY_VERIFY_WITH_TIMEOUT(all.compare->comparison(), test::kPatience);
        // Without stickiness requests come to nodes that do not know the session.
        QCOMPARE(all.cell(4, 1), QStringLiteral("0.0"));
        QVERIFY(all.compare->comparison()->figures[4].isClear());
        QCOMPARE(all.cell(4, 4), QStringLiteral("better: Sticky (as it is)"));
    }

    void aFileIsComparedToo()
    {
        Comparing all;
        QFile file(all.path("other.loadstar"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray bytes = test::sampleBytes();
        bytes.replace("\"rate\": 12", "\"rate\": 6");
        file.write(bytes);
        file.close();
        all.dialogs.openFile = file.fileName();
        QTest::keyClick(all.choice(), Qt::Key_End);
        QCOMPARE(all.compare->sides()[1]->name(), QStringLiteral("other.loadstar"));
        QCOMPARE(all.compare->sides()[0]->name(), QStringLiteral("This design"));
        QVERIFY(!(all.compare->sides()[1]->design() == test::sampleDesign()));
        // One that cannot be read is told, and what is shown stays.
        all.dialogs.openFile = all.path("none.loadstar");
        QTest::keyClick(all.choice(), Qt::Key_End);
        QCOMPARE(all.dialogs.errors.size(), 1);
        QCOMPARE(all.compare->sides()[1]->name(), QStringLiteral("other.loadstar"));
    }

    void itPlaysToTheEndAndAgain()
    {
        Comparing all;
        for (QComboBox *box : all.compare->findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"Speed")
                QTest::keyClick(box, Qt::Key_End);
        }
        all.clickPlay();
        QVERIFY(QTest::qWaitFor(
            [&] {
                all.compare->advance(0.016);
                return !all.compare->isPlaying();
            },
            test::kPatience));
        QCOMPARE(all.compare->reached(), 60.0);
        for (size_t side = 0; side < 2; ++side)
            QVERIFY(all.compare->sides()[side]->headline().contains(QStringLiteral("answered")));
        all.clickPlay();
        QVERIFY(all.compare->isPlaying());
        QVERIFY(all.runTo(5.0));
        QVERIFY(all.compare->reached() < 60.0);
    }

    void closingEndsIt()
    {
        Comparing all;
        all.clickPlay();
        all.compare->close();
        QTRY_VERIFY(!all.compare);
    }
};

QTEST_MAIN(TestComparing)
#include "tst_comparing.moc"
