// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are large or grow without limit.
#include "sim/design_text.h"

using namespace loadstar;
using tests::DesignText;

class TestSimScale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void overloadEndsWithAMessage();
    void patienceIsKeptBehindManyAnswers();
    void manyNodesAreServedInTheOrderOfEvents();
};

void TestSimScale::overloadEndsWithAMessage()
{
    const model::Design design = DesignText()
                                     .users(R"j({"interarrival": "constant(0.001)",
                                                 "work": "constant(1000)"})j")
                                     .node("n1")
                                     .traffic("users", "n1")
                                     .design();
    sim::RunOptions options{1000.0};
    options.mostUnderWay = 5000;
    const auto simulation = tests::simulated(design, options);
    QVERIFY(simulation->failure());
    QCOMPARE(simulation->failure()->code, QStringLiteral("sim.overload"));
    QVERIFY(simulation->failure()->message.contains(QStringLiteral("5000")));
    QVERIFY(simulation->now() >= 5.0);
    QVERIFY(simulation->now() < 7.0);
    QVERIFY(!simulation->isFinished());
    QVERIFY(!simulation->runUntil(1000.0));

    const auto report = sim::simulateReplications(design, options, 3, 2);
    QVERIFY(!report);
    QCOMPARE(report.error().code, QStringLiteral("sim.overload"));

    // Up to the limit it is a run like any other.
    options.duration = 4.8995;
    const auto fits = tests::simulated(design, options);
    QVERIFY(!fits->failure());
    QCOMPARE(fits->report().requests.inFlight, 4899);
}

void TestSimScale::patienceIsKeptBehindManyAnswers()
{
    // Half a million requests are answered at once; those from second 4000.005 on meet a node that
    // hangs for good, and each of them is given up 500 s after it was sent, none before.
    const auto report = tests::reportOf(DesignText()
                                            .users(R"j({"interarrival": "constant(0.01)",
                                                        "work": "constant(0.001)",
                                                        "timeout": 500})j")
                                            .node("n1")
                                            .traffic("users", "n1")
                                            .at(4000.005, "fail", "n1", R"j({"mode": "hang"})j")
                                            .design(),
                                        {5000.0});
    QCOMPARE(report.requests.completed, 400000);
    QCOMPARE(report.requests.failed, report.requests.timedOut);
    QCOMPARE(report.requests.inFlight, 50000);
    QCOMPARE(report.requests.offered, 499999);
    QCOMPARE(report.requests.timedOut, 49999);
}

void TestSimScale::manyNodesAreServedInTheOrderOfEvents()
{
    // Far more events are pending than lie in one heap, many of them at the same instants; what
    // ends must end in the order of time, and as many are served as the nodes can serve.
    struct Order final : sim::TraceSink
    {
        void outcome(const sim::TraceOutcome &outcome) override
        {
            isInOrder = isInOrder && outcome.at >= last;
            last = outcome.at;
            ++count;
        }
        double last = 0.0;
        int count = 0;
        bool isInOrder = true;
    };
    Order order;
    const auto simulation = tests::simulated(
        DesignText()
            .farm(2000, R"j({"interarrival": "constant(0.001)", "work": "uniform(1, 1.5)"})j",
                  R"j({"algorithm": "round-robin"})j")
            .design(),
        {20.0}, &order);
    QVERIFY(order.isInOrder);
    const sim::RequestCounts counts = simulation->report().requests;
    QCOMPARE(counts.offered, 19999);
    QCOMPARE(counts.completed, order.count);
    // Nobody waits: each node gets a request every two seconds.
    QVERIFY(counts.inFlight >= 999);
    QVERIFY(counts.inFlight <= 1500);
}

QTEST_GUILESS_MAIN(TestSimScale)
#include "tst_sim_scale.moc"
