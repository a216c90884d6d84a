// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/check_schedule.h"
#include "probe/probe_report.h"

#include <QTest>

using namespace loadstar::probe;

class TestCheckSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstChecksAreSpreadOverTheInterval()
    {
        CheckSchedule schedule;
        schedule.start({2.0, 2.0, 2.0, 2.0}, 100.0);
        QCOMPARE(schedule.takeDue(100.0), std::vector<size_t>({0}));
        QCOMPARE(*schedule.next(), 100.5);
        QCOMPARE(schedule.takeDue(101.2), std::vector<size_t>({1, 2}));
        QCOMPARE(schedule.takeDue(101.5), std::vector<size_t>({3}));
        QVERIFY(!schedule.next());
    }

    void longIntervalsDoNotDelayTheFirstCheck()
    {
        CheckSchedule schedule;
        schedule.start({3600.0, 3600.0}, 0.0);
        schedule.takeDue(0.0);
        QCOMPARE(*schedule.next(), CheckSchedule::kMaximumSpread / 2.0);
    }

    void noBurstAfterStandingStill()
    {
        CheckSchedule schedule;
        schedule.start(std::vector<double>(100, 10.0), 0.0);
        for (size_t target = 0; target < 100; ++target)
            schedule.takeDue(static_cast<double>(target) * 0.1);
        for (size_t target = 0; target < 100; ++target)
            schedule.set(target, 10.0 + static_cast<double>(target) * 0.1);
        // An hour asleep: everything is overdue, and comes back one by one.
        QVERIFY(schedule.takeDue(3600.0).empty());
        size_t most = 0;
        size_t all = 0;
        for (int step = 0; step <= 100; ++step) {
            const size_t taken = schedule.takeDue(3600.0 + step * 0.1 + 0.001).size();
            most = std::max(most, taken);
            all += taken;
        }
        QCOMPARE(all, size_t(100));
        QCOMPARE(most, size_t(1));
    }

    void latenessWithinASecondIsNotAStall()
    {
        CheckSchedule schedule;
        schedule.start({1.0, 1.0}, 0.0);
        QCOMPARE(schedule.takeDue(0.9), std::vector<size_t>({0, 1}));
    }

    void percentilesAreNearestRank()
    {
        LatencyWindow window;
        QVERIFY(!window.summary());
        for (int i = 1; i <= 100; ++i)
            window.add(i);
        QCOMPARE(window.summary()->p50, 50.0);
        QCOMPARE(window.summary()->p95, 95.0);
        QCOMPARE(window.summary()->max, 100.0);
        for (int i = 0; i < 2000; ++i)
            window.add(1.0);
        QCOMPARE(window.summary()->p95, 1.0);
        QCOMPARE(window.summary()->max, 100.0);
    }
};

QTEST_GUILESS_MAIN(TestCheckSchedule)
#include "tst_check_schedule.moc"
