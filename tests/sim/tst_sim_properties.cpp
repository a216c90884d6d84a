// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold in every run, on random designs and scenarios.
#include "sim/kept_moments.h"
#include "sim/random_design.h"
#include "sim/run_fingerprint.h"
#include "support/counts.h"

#include <QtTest>

#include <map>
#include <set>
#include <thread>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

/// Follows each request from the first record to the last.
class Witness : public sim::TraceSink
{
public:
    explicit Witness(double end)
        : m_end(end)
    {}

    void segment(const sim::TraceSegment &segment) override
    {
        see(segment.departs);
        if (m_ended.count(segment.request))
            problem("a request moved after its end");
        const bool isOutward =
            segment.fate == sim::Fate::Travelling || segment.fate == sim::Fate::Retry;
        if (isOutward && !m_open.count(segment.request)) {
            countOpen(segment.departs, 1);
            m_open.emplace(segment.request, segment.departs);
            ++sent;
        }
        if (segment.arrives < segment.departs)
            problem("arrived before it departed");
    }
    void outcome(const sim::TraceOutcome &outcome) override
    {
        see(outcome.at);
        if (!m_ended.insert(outcome.request).second)
            problem("two ends");
        areaUnderWay += outcome.at - outcome.sentAt;
        if (outcome.fate == sim::Fate::Answered) {
            ++answered;
            answeredTime += outcome.at - outcome.sentAt;
        } else {
            ++failed;
        }
        // Somebody who finds no way at first waits, too, before anything is seen of it.
        const auto open = m_open.find(outcome.request);
        m_area += (open == m_open.end() ? outcome.at : open->second) - outcome.sentAt;
        if (open == m_open.end())
            return;
        countOpen(outcome.at, -1);
        m_open.erase(open);
    }
    void event(const sim::TraceEvent &event) override { see(event.at); }

    /// Request-seconds under way, those without an end included.
    double area() const
    {
        double area = areaUnderWay;
        for (const auto &[request, since] : m_open)
            area += m_end - since;
        return area;
    }

    /// The same by counting how many are under way from one moment to the next.
    double areaByCount() const { return m_area + m_count * (m_end - m_countedAt); }

    int sent = 0;
    int answered = 0;
    int failed = 0;
    double answeredTime = 0.0;
    double areaUnderWay = 0.0;
    std::set<std::string> problems;

private:
    void see(double time)
    {
        if (time < m_last)
            problem("time went back");
        if (time >= m_end)
            problem("something happened after the end");
        m_last = time;
    }
    void problem(const char *text) { problems.insert(text); }
    void countOpen(double time, int change)
    {
        m_area += m_count * (time - m_countedAt);
        m_countedAt = time;
        m_count += change;
    }

    double m_end;
    double m_last = 0.0;
    double m_area = 0.0;
    double m_countedAt = 0.0;
    int m_count = 0;
    std::map<std::uint64_t, double> m_open;
    std::set<std::uint64_t> m_ended;
};

/// Sees whether a balancer sends a new request to a target that it holds down.
class Prudence : public sim::TraceSink
{
public:
    void event(const sim::TraceEvent &event) override
    {
        if (event.what == sim::EventWhat::MarkedDown)
            m_down.insert({event.by, event.target});
        if (event.what == sim::EventWhat::MarkedUp)
            m_down.erase({event.by, event.target});
    }
    void segment(const sim::TraceSegment &segment) override
    {
        if (segment.fate == sim::Fate::Travelling && m_down.count({segment.from, segment.to}))
            ++imprudent;
    }

    int imprudent = 0;

private:
    std::set<std::pair<int, int>> m_down;
};

} // namespace

class TestSimProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestsAreConserved();
    void areaUnderWayEqualsTheSumOfTimes();
    void noNewRequestGoesToATargetHeldDown();
    void sameSeedSameBytesWithAnyNumberOfThreads();
    void anotherSeedGivesOtherNumbers();
    void traceChangesNothing();
    void warmupOnlyTakesAway();
    void cancelStopsAndContinues();
    void aCopyGoesOnAsItsOriginal();
    void keptMomentsLeadToEveryOther();
    void randomFailuresHaveTheirMeans();
};

void TestSimProperties::requestsAreConserved()
{
    qint64 offered = 0;
    qint64 ended = 0;
    for (int i = 0; i < roundsFor(150, 3000); ++i) {
        const model::Design design = randomDesign(static_cast<std::uint64_t>(i)).design();
        sim::RunOptions options{60.0, i % 3 == 0 ? 10.0 : 0.0, static_cast<std::uint64_t>(i), 0};
        if (i % 4 == 0)
            options.start.components[QStringLiteral("n0")].requests = 5;
        Witness witness(options.duration);
        const auto simulation = simulated(design, options, &witness);
        const sim::RunReport report = simulation->report();
        const sim::RequestCounts &requests = report.requests;
        const QByteArray name = QByteArray::number(i);
        QVERIFY2(requests.offered == requests.completed + requests.failed + requests.inFlight,
                 name);
        QVERIFY2(requests.rejected + requests.timedOut <= requests.failed, name);
        QVERIFY2(witness.problems.empty(),
                 witness.problems.empty()
                     ? ""
                     : (*witness.problems.begin() + " in " + name.toStdString()).c_str());
        if (options.warmup == 0.0) {
            QVERIFY2(witness.answered == requests.completed && witness.failed == requests.failed,
                     name);
            // Little's law from the trace: the time that requests spent is the number under way
            // over time, and what the report says of the answered ones.
            QVERIFY2(std::abs(witness.areaByCount() - witness.area()) <=
                         1e-9 * (1.0 + witness.area()),
                     name);
            const double told = report.responseTime.mean.mean.value_or(0.0) *
                                static_cast<double>(requests.completed);
            QVERIFY2(std::abs(told - witness.answeredTime) <= 1e-9 * (1.0 + told), name);
        }
        qint64 onNodes = 0;
        for (const sim::ComponentReport &component : report.components) {
            QVERIFY2(!component.utilization ||
                         (*component.utilization >= 0.0 && *component.utilization <= 1.0),
                     name);
            QVERIFY2(!component.meanQueue || *component.meanQueue >= 0.0, name);
            QVERIFY2(!component.share || (*component.share >= 0.0 && *component.share <= 1.0),
                     name);
            onNodes += component.id.startsWith(u'n') ? component.completed : 0;
        }
        // Every completed request was completed on one node.
        QVERIFY2(onNodes == requests.completed, name);
        if (report.recovery) {
            QVERIFY2(report.recovery->rpo >= 0.0 && report.recovery->lostWrites >= 0, name);
            QVERIFY2(!report.recovery->rto || *report.recovery->rto >= 0.0, name);
        }
        for (const sim::TargetState &target : simulation->snapshot().targets)
            QVERIFY2(target.outstanding >= 0 && target.outstanding <= 100000, name);
        if (requests.completed > 0) {
            QVERIFY2(*report.waitingTime.mean.mean >= 0.0, name);
            QVERIFY2(*report.waitingTime.maximum <= *report.responseTime.maximum * 1.01, name);
        }
        offered += requests.offered;
        ended += requests.completed;
    }
    QVERIFY(ended > offered / 4);
}

void TestSimProperties::areaUnderWayEqualsTheSumOfTimes()
{
    // Little's law from the trace alone: mean number under way = rate x mean time, whatever the
    // design.
    const auto design = DesignText()
                            .farm(4, R"j({"rate": 30, "work": "exponential(0.1)"})j",
                                  R"({"algorithm": "power-of-two"})")
                            .design();
    const double duration = 5000.0;
    Witness witness(duration);
    const sim::RunReport report = simulated(design, {duration}, &witness)->report();
    const double meanUnderWay = witness.area() / duration;
    const double rate = double(witness.sent) / duration;
    QVERIFY(std::abs(rate * *report.responseTime.mean.mean / meanUnderWay - 1.0) < 1e-3);
    double held = 0.0;
    for (const char *id : {"n01", "n02", "n03", "n04"})
        held += *componentOf(report, id).utilization + *componentOf(report, id).meanQueue;
    QVERIFY(std::abs(held / meanUnderWay - 1.0) < 1e-9);
}

void TestSimProperties::noNewRequestGoesToATargetHeldDown()
{
    for (int i = 0; i < roundsFor(60, 1000); ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        DesignText text = randomDesign(seed);
        model::Design design = text.design();
        for (auto &[id, component] : design.components) {
            if (component.kind != u"loadBalancer")
                continue;
            component.properties[QStringLiteral("failOpen")] = false;
            component.properties[QStringLiteral("healthCheck")] = true;
            if (component.properties[QStringLiteral("checkRules")] ==
                    model::PropertyValue(QStringLiteral("envoy")) ||
                component.properties[QStringLiteral("checkRules")] ==
                    model::PropertyValue(QStringLiteral("nginx")))
                component.properties[QStringLiteral("checkRules")] = QStringLiteral("haproxy");
        }
        Prudence prudence;
        simulated(design, {60.0, 0.0, seed}, &prudence);
        QVERIFY2(prudence.imprudent == 0, QByteArray::number(i));
    }
}

void TestSimProperties::sameSeedSameBytesWithAnyNumberOfThreads()
{
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const model::Design design = randomDesign(seed).design();
        const auto bytes = [&](int threads) {
            auto report = sim::simulateReplications(design, {60.0, 5.0, seed}, 9, threads);
            if (!report)
                qFatal("cannot simulate");
            report->wallSeconds = 0.0;
            return sim::toJson(*report).dump();
        };
        const std::string one = bytes(1);
        QCOMPARE(bytes(1), one);
        QCOMPARE(bytes(2), one);
        QCOMPARE(bytes(8), one);
    }
}

void TestSimProperties::anotherSeedGivesOtherNumbers()
{
    const model::Design design = DesignText().farm(2, "{}", "{}").design();
    QVERIFY(!(reportOf(design, {100.0, 0.0, 1}) == reportOf(design, {100.0, 0.0, 2})));
    QVERIFY(!(reportOf(design, {100.0, 0.0, 1, 0}) == reportOf(design, {100.0, 0.0, 1, 1})));
}

void TestSimProperties::traceChangesNothing()
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const model::Design design = randomDesign(seed).design();
        sim::TraceSink sink;
        QCOMPARE(simulated(design, {60.0, 0.0, seed}, &sink)->report(),
                 reportOf(design, {60.0, 0.0, seed}));
    }
}

void TestSimProperties::warmupOnlyTakesAway()
{
    const model::Design design = randomDesign(12).design();
    const sim::RunReport whole = reportOf(design, {60.0, 0.0});
    const sim::RunReport part = reportOf(design, {60.0, 20.0});
    QVERIFY(part.requests.offered < whole.requests.offered);
    QCOMPARE(part.events, whole.events);
    QCOMPARE(part.timeline, whole.timeline);
}

void TestSimProperties::cancelStopsAndContinues()
{
    const model::Design design = DesignText().farm(4, R"({"rate": 100})", "{}").design();
    auto created = sim::DesignSimulation::create(design, {1000.0});
    sim::DesignSimulation &simulation = *created.value();
    base::TaskControl control;
    control.cancel();
    QVERIFY(!simulation.runUntil(1000.0, &control));
    QVERIFY(simulation.now() < 100.0);
    QVERIFY(!simulation.isFinished());
    QVERIFY(simulation.runUntil(1000.0));
    QCOMPARE(simulation.report(), reportOf(design, {1000.0}));
}

void TestSimProperties::aCopyGoesOnAsItsOriginal()
{
    constexpr double kEnd = 60.0;
    for (int i = 0; i < roundsFor(60, 500); ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        const model::Design design = randomDesign(seed).design();
        const sim::RunOptions options{kEnd, 0.0, seed};
        auto original = std::move(sim::DesignSimulation::create(design, options).value());
        original->runUntil(1.0 + double(i % 50));
        auto copy = original->clone();
        QCOMPARE(copy->report(), original->report());
        sim::RunFingerprint ofOriginal(*original);
        original->setTraceSink(&ofOriginal);
        original->runUntil(kEnd);
        const sim::RunReport report = original->report();
        const sim::Snapshot snapshot = original->snapshot();
        original.reset();

        // A copy of a copy, after both others are gone.
        auto second = copy->clone();
        copy->runUntil(kEnd / 2.0);
        copy.reset();
        sim::RunFingerprint ofCopy(*second);
        second->setTraceSink(&ofCopy);
        second->runUntil(kEnd);
        const QByteArray name = QByteArray::number(i);
        QVERIFY2(ofCopy.hash() == ofOriginal.hash(), name);
        QVERIFY2(ofCopy.segments() == ofOriginal.segments(), name);
        QCOMPARE(second->report(), report);
        QVERIFY2(second->snapshot().targets == snapshot.targets, name);
    }
}

void TestSimProperties::keptMomentsLeadToEveryOther()
{
    const model::Design design = randomDesign(5).design();
    const sim::RunOptions options{60.0, 0.0, 5};
    auto first = std::move(sim::DesignSimulation::create(design, options).value());
    sim::KeptMoments moments(*first);
    QCOMPARE(moments.reached(), 0.0);
    QCOMPARE(moments.spacing(), 60.0 / sim::KeptMoments::kMostCopies);
    // Two run ahead at once and offer the same.
    std::vector<std::jthread> ahead;
    for (int i = 0; i < 2; ++i) {
        ahead.emplace_back([&moments] {
            const auto run = moments.before(0.0);
            while (!run->isFinished() && run->runUntil(moments.nextStop(run->now())))
                moments.offer(*run);
        });
    }
    ahead.clear();
    QCOMPARE(moments.size(), std::size_t(sim::KeptMoments::kMostCopies + 1));
    QCOMPARE(moments.reached(), 60.0);
    for (const double to : {59.9, 3.0, 31.25, 0.0, 60.0, 17.3}) {
        const auto run = moments.before(to);
        QVERIFY(run->now() <= to);
        QVERIFY(run->now() > to - moments.spacing());
        run->runUntil(to);
        const auto alone = std::move(sim::DesignSimulation::create(design, options).value());
        alone->runUntil(to);
        QCOMPARE(run->report(), alone->report());
    }
    QCOMPARE(moments.before(-1.0)->now(), 0.0);
    QCOMPARE(moments.before(1e300)->now(), 60.0);
    // One that stands between two stops is not kept.
    first->runUntil(0.1);
    moments.offer(*first);
    QCOMPARE(moments.size(), std::size_t(sim::KeptMoments::kMostCopies + 1));
}

void TestSimProperties::randomFailuresHaveTheirMeans()
{
    // Up 100 s, down 25 s in the mean: down a fifth of the time. The storage has two replicas and
    // one repair crew.
    DesignText text;
    text.users(R"j({"rate": 5, "work": "constant(0.001)"})j")
        .node("n1", R"({"mtbf": 0.02777777777777778, "mttr": 0.006944444444444444})")
        .traffic("users", "n1");
    text.add(
        "storage", "db",
        R"({"mtbf": 0.02777777777777778, "mttr": 0.006944444444444444, "replicas": 2, "repairCrews": 1})");
    text.connect("state", "n1", "db");
    const double duration = roundsFor(200000, 3000000);
    sim::RunOptions options{duration};
    options.mostEvents = 10'000'000;
    const auto report = reportOf(text.design(), options);
    const double failures = double(timesOf(report, "fail", "n1").size());
    QVERIFY(std::abs(failures - duration / 125.0) < 4.0 * std::sqrt(duration / 125.0));
    // One crew: both are down with probability (2 a^2) / (1 + 2 a + 2 a^2), a = 25 / 100.
    const double bothDown = 2.0 * 0.0625 / (1.0 + 0.5 + 0.125);
    const double expected = 0.8 * (1.0 - bothDown);
    QVERIFY2(std::abs(*report.availability - expected) < 0.02,
             qPrintable(QString::number(*report.availability)));
    for (const sim::RunEvent &event : report.events)
        QVERIFY(event.by == QStringLiteral("random") || event.what == QStringLiteral("promoted"));
}

QTEST_GUILESS_MAIN(TestSimProperties)
#include "tst_sim_properties.moc"
