// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that begin in a given state, and the state that a run ends in.
#include "sim/design_text.h"
#include "sim/run_record.h"
#include "sim/story/explained_run.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

/// One request a second that needs a quarter of one.
DesignText clockwork(const char *node = "{}")
{
    DesignText text;
    text.users(R"j({"interarrival": "constant(1)", "work": "constant(0.25)"})j")
        .node("n1", node)
        .traffic("users", "n1");
    return text;
}

DesignText pair()
{
    DesignText text;
    text.farm(2, R"j({"rate": 10, "work": "exponential(0.05)"})j", "{}");
    return text;
}

/// Run of 30 s that begins as the text says.
sim::RunOptions beginning(const char *components, const char *heldDown = "{}")
{
    const auto state =
        sim::readState(QByteArray(R"({"format": "loadstar-state", "version": 1, "components": )") +
                       components + R"(, "heldDown": )" + heldDown + "}");
    if (!state)
        qFatal("%s", qPrintable(state.error().text()));
    sim::RunOptions options{30.0};
    options.start = *state;
    return options;
}

} // namespace

class TestSimStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBacklogDelaysWhoComesAfterIt_data();
    void aBacklogDelaysWhoComesAfterIt();
    void aBacklogDiesWithItsNode();
    void failedStaysDownUntilItRecovers();
    void slowAndDrainingFromTheBeginning();
    void heldDownTargetsComeBackAfterRiseChecks();
    void theEndOfOneRunIsTheStartOfTheNext();
    void replicationsAndRecordsBeginAlike();
    void theStoryKnowsTheBeginning();
    void wrongStatesAreRefused_data();
    void wrongStatesAreRefused();
};

void TestSimStart::aBacklogDelaysWhoComesAfterIt_data()
{
    QTest::addColumn<QByteArray>("discipline");
    QTest::addColumn<double>("longest");
    // Eight times 0.25 s of work: the first request comes at 1 and finds 1 s of it; the latest
    // of all waits only for the one in service.
    QTest::newRow("fifo") << QByteArray("fifo") << 1.25;
    QTest::newRow("priority") << QByteArray("priority") << 1.25;
    QTest::newRow("lifo") << QByteArray("lifo") << 0.5;
}

void TestSimStart::aBacklogDelaysWhoComesAfterIt()
{
    QFETCH(QByteArray, discipline);
    QFETCH(double, longest);
    const auto report =
        reportOf(clockwork(("{\"discipline\": \"" + discipline + "\"}").constData()).design(),
                 beginning(R"({"n1": {"requests": 8}})"));
    QCOMPARE(*report.responseTime.maximum, longest);
    const sim::RunReport idle = reportOf(clockwork().design(), {30.0});
    QCOMPARE(report.requests, idle.requests);
    // 2 s of the backlog and 29 times 0.25 s.
    QCOMPARE(*componentOf(report, "n1").utilization * 30.0, 9.25);
}

void TestSimStart::aBacklogDiesWithItsNode()
{
    const auto report =
        reportOf(clockwork().at(0.5, "fail", "n1").at(0.75, "recover", "n1").design(),
                 beginning(R"({"n1": {"requests": 8}})"));
    QCOMPARE(report.requests.failed, std::int64_t{0});
    QCOMPARE(*report.responseTime.maximum, 0.25);
}

void TestSimStart::failedStaysDownUntilItRecovers()
{
    const auto report = reportOf(clockwork().at(10.5, "recover", "n1").design(),
                                 beginning(R"({"n1": {"failure": "crash"}})"));
    QCOMPARE(report.events.front(), runEvent(0.0, "fail", "n1", "start", "crash"));
    QCOMPARE(report.requests.failed, std::int64_t{10});
    QCOMPARE(report.requests.completed, std::int64_t{19});
    const auto hung = reportOf(clockwork().at(10.5, "recover", "n1").design(),
                               beginning(R"({"n1": {"failure": "hang", "requests": 2}})"));
    QCOMPARE(hung.requests.failed, std::int64_t{0});
    // The two of before and then its own 0.25 s, from 10.5 on.
    QCOMPARE(*hung.responseTime.maximum, 10.25);
}

void TestSimStart::slowAndDrainingFromTheBeginning()
{
    const auto slow = reportOf(clockwork().design(), beginning(R"({"n1": {"slowFactor": 2}})"));
    QCOMPARE(*slow.responseTime.maximum, 0.5);
    const auto drained = reportOf(pair().design(), beginning(R"({"n01": {"draining": true}})"));
    QCOMPARE(componentOf(drained, "n01").completed, std::int64_t{0});
    QVERIFY(componentOf(drained, "n02").completed > 200);
}

void TestSimStart::heldDownTargetsComeBackAfterRiseChecks()
{
    DesignText text;
    text.farm(2, R"j({"rate": 10})j", R"({"checkInterval": 2, "rise": 3})");
    const auto report = reportOf(text.design(), beginning("{}", R"({"lb": ["n01"]})"));
    QCOMPARE(report.events.front(), runEvent(0.0, "marked-down", "n01", "lb"));
    const std::vector<double> up = timesOf(report, "marked-up", "n01");
    QCOMPARE(up.size(), std::size_t{1});
    // Three checks that pass, the first within an interval.
    QVERIFY(up[0] >= 4.0 && up[0] <= 6.0);
}

void TestSimStart::theEndOfOneRunIsTheStartOfTheNext()
{
    const model::Design design =
        pair().at(10, "fail", "n01").at(12, "slow", "n02", R"({"factor": 3})").design();
    const auto end = sim::stateAtEnd(design, {30.0});
    QVERIFY(end.isOk());
    QCOMPARE(end->components.at(QStringLiteral("n01")).failure, sim::FailureMode::Crash);
    QCOMPARE(end->components.at(QStringLiteral("n02")).slowFactor, 3.0);
    // 10 requests a second of 0.15 s each.
    QVERIFY(end->components.at(QStringLiteral("n02")).requests > 20);
    QCOMPARE(end->heldDown.at(QStringLiteral("lb")), std::set<QString>{QStringLiteral("n01")});
    const auto read = sim::readState(sim::writeState(*end));
    QVERIFY(read.isOk());
    QCOMPARE(*read, *end);
    sim::RunOptions options{30.0};
    options.start = *end;
    const sim::RunReport next = reportOf(pair().design(), options);
    QCOMPARE(componentOf(next, "n01").completed, std::int64_t{0});
    QVERIFY(*next.responseTime.maximum > 5.0);
    QCOMPARE(next.requests.failed, std::int64_t{0});
}

void TestSimStart::replicationsAndRecordsBeginAlike()
{
    const model::Design design = pair().design();
    const sim::RunOptions options =
        beginning(R"({"n01": {"failure": "crash"}, "n02": {"requests": 40}})");
    const auto one = sim::simulateReplications(design, options, 4, 1);
    const auto two = sim::simulateReplications(design, options, 4, 2);
    QVERIFY(one.isOk() && two.isOk());
    QCOMPARE(sim::firstDifference(sim::toJson(*one), sim::toJson(*two)), QString());
    const auto record = sim::readRecord(sim::writeRecord({design, options, 4, sim::toJson(*one)}));
    QVERIFY(record.isOk());
    QCOMPARE(record->options.start, options.start);
}

void TestSimStart::theStoryKnowsTheBeginning()
{
    const auto run = sim::explainRun(pair().design(), beginning(R"({"n01": {"failure": "crash"}})"),
                                     {10, false, 1.0});
    QVERIFY(run.isOk());
    QCOMPARE(run->story->events().front().event.what, sim::EventWhat::Fail);
    QCOMPARE(run->story->idOf(run->story->events().front().event.by), QStringLiteral("start"));
}

void TestSimStart::wrongStatesAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("where");
    const auto row = [](const char *name, const char *rest, const char *code, const char *where) {
        QTest::newRow(name) << QByteArray(R"({"format": "loadstar-state", "version": 1)") + rest
                            << QString::fromLatin1(code) << QString::fromLatin1(where);
    };
    QTest::newRow("not JSON") << QByteArray("{") << QStringLiteral("file.syntax") << QString();
    QTest::newRow("another file") << QByteArray("{}") << QStringLiteral("state.invalid")
                                  << QString();
    QTest::newRow("from the future")
        << QByteArray(R"({"format": "loadstar-state", "version": 2})")
        << QStringLiteral("state.invalid") << QStringLiteral("version");
    row("unknown key", R"(, "x": 1})", "state.invalid", "x");
    row("no object", R"(, "components": []})", "state.invalid", "components");
    row("no fields", R"(, "components": {"n01": 3}})", "state.invalid", "components.n01");
    row("unknown field", R"(, "components": {"n01": {"x": 1}}})", "state.invalid",
        "components.n01.x");
    row("unknown failure", R"(, "components": {"n01": {"failure": "cpu"}}})", "state.invalid",
        "components.n01.failure");
    row("draining by number", R"(, "components": {"n01": {"draining": 1}}})", "state.invalid",
        "components.n01.draining");
    row("no slowness", R"(, "components": {"n01": {"slowFactor": 0}}})", "state.invalid",
        "components.n01.slowFactor");
    row("negative backlog", R"(, "components": {"n01": {"requests": -1}}})", "state.invalid",
        "components.n01.requests");
    row("huge backlog", R"(, "components": {"n01": {"requests": 1000001}}})", "state.invalid",
        "components.n01.requests");
    row("list of targets", R"(, "heldDown": {"lb": "n01"}})", "state.invalid", "heldDown.lb");
    row("no such component", R"(, "components": {"n09": {}}})", "sim.bad-state", "components.n09");
    row("slow balancer", R"(, "components": {"lb": {"slowFactor": 2}}})", "sim.bad-state",
        "components.lb");
    row("failed users", R"(, "components": {"users": {"failure": "crash"}}})", "sim.bad-state",
        "components.users");
    row("down and busy", R"(, "components": {"n01": {"failure": "crash", "requests": 1}}})",
        "sim.bad-state", "components.n01");
    row("unchecked target", R"(, "heldDown": {"lb": ["users"]}})", "sim.bad-state",
        "heldDown.lb.users");
    row("no balancer", R"(, "heldDown": {"n01": ["n02"]}})", "sim.bad-state", "heldDown.n01");
}

void TestSimStart::wrongStatesAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QFETCH(QString, where);
    const auto state = sim::readState(bytes);
    base::Error error;
    if (state) {
        sim::RunOptions options{10.0};
        options.start = *state;
        const auto created = sim::DesignSimulation::create(pair().design(), options);
        QVERIFY(!created.isOk());
        error = created.error();
    } else {
        error = state.error();
    }
    QCOMPARE(error.code, code);
    if (code != QStringLiteral("file.syntax"))
        QCOMPARE(error.where, where);
}

QTEST_GUILESS_MAIN(TestSimStart)
#include "tst_sim_start.moc"
