// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "health/health_tracker.h"
#include "health/nginx_passive.h"

#include <QtTest>

using namespace loadstar::health;

class TestHealthTracker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fallFailuresInARowMarkDown();
    void riseSuccessesInARowMarkUp();
    void aContradictingCheckStartsTheCountAgain();
    void pendingNeedsRiseOrFallInARow();
    void envoyMarksDownAtOnceOnABadStatus();
    void haproxyIntervalsFollowTheState();
    void albCountsFromStartToStart();
    void envoyIgnoresExtraIntervals();
    void nginxTakesOutForAnIntervalAndTriesOnce();
    void nginxForgetsOldFailures();
};

namespace {

CheckSettings settings(CheckRules rules)
{
    return {rules, 2.0, 1.0, 0.5, 4.0, 3, 2};
}

} // namespace

void TestHealthTracker::fallFailuresInARowMarkDown()
{
    HealthTracker tracker(settings(CheckRules::Haproxy));
    QCOMPARE(tracker.record(CheckResult::Refused), Change::None);
    QCOMPARE(tracker.record(CheckResult::TimedOut), Change::None);
    QVERIFY(tracker.isUp());
    QCOMPARE(tracker.counted(), 2);
    QCOMPARE(tracker.record(CheckResult::BadStatus), Change::MarkedDown);
    QVERIFY(!tracker.isUp());
    QCOMPARE(tracker.counted(), 0);
    QCOMPARE(tracker.record(CheckResult::Refused), Change::None);
}

void TestHealthTracker::riseSuccessesInARowMarkUp()
{
    HealthTracker tracker(settings(CheckRules::Haproxy), Verdict::Down);
    QCOMPARE(tracker.record(CheckResult::Passed), Change::None);
    QVERIFY(!tracker.isUp());
    QCOMPARE(tracker.record(CheckResult::Passed), Change::MarkedUp);
    QVERIFY(tracker.isUp());
}

void TestHealthTracker::aContradictingCheckStartsTheCountAgain()
{
    HealthTracker tracker(settings(CheckRules::Kubernetes));
    tracker.record(CheckResult::Refused);
    tracker.record(CheckResult::Refused);
    tracker.record(CheckResult::Passed);
    QCOMPARE(tracker.record(CheckResult::Refused), Change::None);
    QCOMPARE(tracker.record(CheckResult::Refused), Change::None);
    QCOMPARE(tracker.record(CheckResult::Refused), Change::MarkedDown);
    tracker.record(CheckResult::Passed);
    tracker.record(CheckResult::Refused);
    QCOMPARE(tracker.record(CheckResult::Passed), Change::None);
}

void TestHealthTracker::pendingNeedsRiseOrFallInARow()
{
    HealthTracker good(settings(CheckRules::Haproxy), Verdict::Pending);
    QCOMPARE(good.record(CheckResult::Passed), Change::None);
    QCOMPARE(good.record(CheckResult::Passed), Change::MarkedUp);
    HealthTracker bad(settings(CheckRules::Haproxy), Verdict::Pending);
    QCOMPARE(bad.record(CheckResult::Refused), Change::None);
    QCOMPARE(bad.record(CheckResult::TimedOut), Change::None);
    QCOMPARE(bad.record(CheckResult::Refused), Change::MarkedDown);
    QCOMPARE(bad.verdict(), Verdict::Down);
    // Neither in a row: after rise + fall checks the last one decides.
    HealthTracker mixed(settings(CheckRules::Haproxy), Verdict::Pending);
    for (const CheckResult result :
         {CheckResult::Passed, CheckResult::Refused, CheckResult::Passed, CheckResult::Refused})
        QCOMPARE(mixed.record(result), Change::None);
    QCOMPARE(mixed.record(CheckResult::Passed), Change::MarkedUp);
}

void TestHealthTracker::envoyMarksDownAtOnceOnABadStatus()
{
    HealthTracker tracker(settings(CheckRules::Envoy));
    QCOMPARE(tracker.record(CheckResult::Refused), Change::None);
    QCOMPARE(tracker.record(CheckResult::BadStatus), Change::MarkedDown);
    // Down already: a bad status is no success and changes nothing.
    tracker.record(CheckResult::Passed);
    QCOMPARE(tracker.record(CheckResult::BadStatus), Change::None);
    QCOMPARE(tracker.record(CheckResult::Passed), Change::None);
    QCOMPARE(tracker.record(CheckResult::Passed), Change::MarkedUp);
}

void TestHealthTracker::haproxyIntervalsFollowTheState()
{
    HealthTracker tracker(settings(CheckRules::Haproxy));
    QCOMPARE(tracker.nextStart(10.0, 11.0), 13.0);
    tracker.record(CheckResult::Refused);
    QCOMPARE(tracker.nextStart(10.0, 11.0), 11.5); // up, counting
    tracker.record(CheckResult::Refused);
    tracker.record(CheckResult::Refused);
    QCOMPARE(tracker.nextStart(10.0, 11.0), 15.0); // down
    tracker.record(CheckResult::Passed);
    QCOMPARE(tracker.nextStart(10.0, 11.0), 11.5); // down, counting
    CheckSettings plain = settings(CheckRules::Haproxy);
    plain.fastInterval.reset();
    plain.downInterval.reset();
    HealthTracker simple(plain, Verdict::Down);
    QCOMPARE(simple.nextStart(10.0, 10.0), 12.0);
}

void TestHealthTracker::albCountsFromStartToStart()
{
    for (const CheckRules rules : {CheckRules::Alb, CheckRules::Kubernetes}) {
        HealthTracker tracker(settings(rules));
        QCOMPARE(tracker.nextStart(10.0, 11.0), 12.0);
        tracker.record(CheckResult::Refused);
        QCOMPARE(tracker.nextStart(10.0, 11.0), 12.0);
    }
}

void TestHealthTracker::envoyIgnoresExtraIntervals()
{
    HealthTracker tracker(settings(CheckRules::Envoy));
    tracker.record(CheckResult::Refused);
    QCOMPARE(tracker.nextStart(10.0, 11.0), 13.0);
}

void TestHealthTracker::nginxTakesOutForAnIntervalAndTriesOnce()
{
    NginxPassive tracker(2, 10.0);
    QCOMPARE(tracker.recordFailure(1.0), Change::None);
    QVERIFY(tracker.accepts(1.0));
    QCOMPARE(tracker.recordFailure(5.0), Change::MarkedDown);
    QVERIFY(!tracker.accepts(14.9));
    QCOMPARE(tracker.recordFailure(6.0), Change::None); // sent before it was taken out
    QCOMPARE(tracker.outUntil(), 15.0);
    QVERIFY(tracker.accepts(15.0));
    tracker.recordSent();
    QVERIFY(!tracker.accepts(15.5));
    QCOMPARE(tracker.recordFailure(16.0), Change::None);
    QCOMPARE(tracker.outUntil(), 26.0);
    tracker.recordSent();
    QCOMPARE(tracker.recordSuccess(), Change::MarkedUp);
    QVERIFY(!tracker.isOut());
    QCOMPARE(tracker.recordFailure(27.0), Change::None);
}

void TestHealthTracker::nginxForgetsOldFailures()
{
    NginxPassive tracker(2, 10.0);
    tracker.recordFailure(1.0);
    QCOMPARE(tracker.recordFailure(11.5), Change::None);
    QCOMPARE(tracker.recordFailure(21.0), Change::MarkedDown);
    NginxPassive one(1, 10.0);
    QCOMPARE(one.recordFailure(0.0), Change::MarkedDown);
}

QTEST_APPLESS_MAIN(TestHealthTracker)
#include "tst_health_tracker.moc"
