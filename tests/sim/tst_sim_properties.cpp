// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold in every run, on random designs and scenarios.
#include "sim/design_text.h"
#include "sim/engine/random_streams.h"
#include "support/counts.h"

#include <QtTest>

#include <map>
#include <set>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

using sim::engine::Random;

template <std::size_t N>
std::string oneOf(Random &random, const char *const (&choices)[N])
{
    return choices[random.below(static_cast<std::uint32_t>(N))];
}

std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump();
}

/// Collects "key": value pairs.
class Properties
{
public:
    Properties &add(const char *key, const std::string &value)
    {
        m_text.append(m_text.empty() ? "" : ", ").append(quoted(key)).append(": ").append(value);
        return *this;
    }
    std::string text() const { return std::string("{").append(m_text).append("}"); }

private:
    std::string m_text;
};

std::string randomUsers(Random &random)
{
    Properties users;
    if (random.below(4) == 0) {
        users.add("arrivals", "\"closed\"").add("population", std::to_string(1 + random.below(20)));
        users.add("thinkTime",
                  quoted(oneOf(random, {"exponential(1)", "constant(0.5)", "uniform(0,2)"})));
    } else if (random.below(2) == 0) {
        users.add("interarrival", quoted(oneOf(random, {"constant(0.25)", "gamma(0.5, 200 ms)",
                                                        "lognormal(0.3,2)"})));
    } else {
        users.add("rate", std::to_string(1 + random.below(15)));
    }
    users.add("work", quoted(oneOf(random, {"exponential(0.1)", "constant(0.25)",
                                            "hyperexponential(0.1,3)", "erlang(3,0.2)"})));
    users.add("clients", std::to_string(1 + random.below(50)));
    if (random.below(2) == 0) {
        users.add("sessionLength", std::to_string(1 + random.below(8)));
        users.add("sessionState", quoted(oneOf(random, {"none", "node", "shared"})));
        if (random.below(3) == 0)
            users.add("sessionMemory", "0.5");
    }
    if (random.below(2) == 0)
        users.add("timeout", oneOf(random, {"0.2", "1", "7.5"}));
    if (random.below(3) == 0)
        users.add("addresses", "3");
    return users.text();
}

std::string randomBalancer(Random &random)
{
    Properties balancer;
    balancer.add("algorithm", quoted(oneOf(random, {"round-robin", "random", "least-connections",
                                                    "power-of-two", "peak-ewma", "least-load",
                                                    "first", "source-hash", "consistent-hash"})));
    balancer.add("sticky", quoted(oneOf(random, {"none", "cookie", "source"})));
    balancer.add("checkRules",
                 quoted(oneOf(random, {"haproxy", "alb", "envoy", "kubernetes", "nginx"})));
    balancer.add("healthCheck", random.below(5) == 0 ? "false" : "true");
    balancer.add("retries", std::to_string(random.below(4)));
    balancer.add("redispatch", random.below(2) == 0 ? "true" : "false");
    balancer.add("failOpen", random.below(4) == 0 ? "true" : "false");
    balancer.add("crossZone", random.below(3) == 0 ? "false" : "true");
    balancer.add("distinctChoices", random.below(2) == 0 ? "true" : "false");
    balancer.add("slowStart", random.below(3) == 0 ? "10" : "0");
    if (random.below(3) == 0)
        balancer.add("maxConnectionsPerNode", std::to_string(1 + random.below(4)));
    if (random.below(3) == 0)
        balancer.add("cookieDuration", "5");
    if (random.below(3) == 0)
        balancer.add("drainTimeout", "6");
    if (random.below(4) == 0)
        balancer.add("instances", "2").add("failoverTime", "1.5");
    return balancer.text();
}

std::string randomNode(Random &random)
{
    Properties node;
    node.add("cores", std::to_string(1 + random.below(4)));
    node.add("discipline", quoted(oneOf(random, {"fifo", "ps", "lifo", "priority"})));
    node.add("speed", oneOf(random, {"1", "0.5", "2"}));
    node.add("weight", oneOf(random, {"1", "1", "3", "0"}));
    node.add("role", quoted(oneOf(random, {"active", "active", "active", "standby", "dr"})));
    node.add("group", quoted(oneOf(random, {"", "blue", "green"})));
    node.add("primary", random.below(6) == 0 ? "true" : "false");
    if (random.below(3) == 0)
        node.add("queueLimit", std::to_string(random.below(5)));
    if (random.below(4) == 0)
        node.add("mtbf", "0.01").add("mttr", "0.002");
    if (random.below(4) == 0)
        node.add("bootTime", "2").add("resizeTime", "3");
    if (random.below(8) == 0)
        node.add("heartbeat", "\"\"");
    if (random.below(3) == 0)
        node.add("memory", "2").add("memoryFull", quoted(oneOf(random, {"swap", "crash"})));
    if (random.below(8) == 0)
        node.add("maintenanceFirst", "7").add("maintenanceEvery", "20").add("maintenanceTime", "4");
    return node.text();
}

void addFault(Random &random, DesignText &text, double at, const std::string &node)
{
    const char *const targets[][2] = {{"cpu", ""},
                                      {"memory", ""},
                                      {"errors", ""},
                                      {"disk-full", "db"},
                                      {"flapping", ""},
                                      {"slow-io", "db"},
                                      {"errors", "db"},
                                      {"delay", "users.front"},
                                      {"loss", "front.n0"},
                                      {"partition", "za"},
                                      {"partition", ""},
                                      {"dns", "users"},
                                      {"certificate", "back"}};
    const auto &chosen = targets[random.below(std::size(targets))];
    Properties fault;
    fault.add("kind", quoted(chosen[0])).add("intensity", oneOf(random, {"0.3", "0.9"}));
    if (random.below(2) == 0)
        fault.add("for", "12");
    text.at(at, "fault", *chosen[1] ? chosen[1] : node, fault.text());
}

void addScenario(Random &random, DesignText &text, int nodes)
{
    for (std::uint32_t i = 0; i < random.below(10); ++i) {
        const double at = random.below(240) * 0.25;
        const std::string node = std::string("n").append(
            std::to_string(random.below(static_cast<std::uint32_t>(nodes))));
        switch (random.below(16)) {
        case 0:
            text.at(at, "fail", node);
            break;
        case 1:
            text.at(at, "fail", oneOf(random, {"front", "back", "db", "za"}),
                    R"({"mode": "hang"})");
            break;
        case 2:
            text.at(at, "fail", oneOf(random, {"front", "back", "db", "za"}));
            break;
        case 3:
            text.at(at, "recover", oneOf(random, {"front", "back", "db", "za"}));
            break;
        case 4:
            text.at(at, "fail", node, R"({"mode": "hang"})");
            break;
        case 5:
            text.at(at, "recover", node);
            break;
        case 6:
            text.at(at, random.below(2) == 0 ? "drain" : "undrain", node);
            break;
        case 7:
            text.at(at, "resize", node, R"({"cores": 2, "memory": 8})");
            break;
        case 8:
            text.at(at, "cutover", "", R"({"from": "blue", "to": "green"})");
            break;
        case 9:
            text.at(at, "surge", "users", R"({"factor": 3, "for": 9})");
            break;
        case 10:
            text.at(at, "slow", node, R"({"factor": 3})");
            break;
        case 11:
            text.at(at, random.below(2) == 0 ? "disconnect" : "reconnect", "front.n0");
            break;
        case 12:
            text.at(at, "maintain", oneOf(random, {"front", "db", "za", "copy"}), R"({"for": 5})");
            break;
        case 13:
            text.at(at, "maintain", node, R"({"for": 5, "drain": 3})");
            break;
        default:
            addFault(random, text, at, node);
            break;
        }
    }
}

/// users -> front -> nodes and back, back -> nodes; some nodes in zone za, some with a database.
DesignText randomDesign(std::uint64_t seed)
{
    Random random(seed);
    DesignText text;
    const std::string latency = random.below(3) == 0 ? R"({"latency": 0.01})" : "{}";
    text.users(randomUsers(random))
        .balancer(randomBalancer(random), "front")
        .balancer(randomBalancer(random), "back");
    text.add("zone", "za")
        .add("zone", "zb")
        .add("storage", "db",
             random.below(2) == 0 ? R"j({"ioTime": "exponential(0.02)", "concurrency": 2})j"
                                  : R"j({"replicas": 3, "failoverTime": 2, "writeShare": 0.5,
                                         "whenDegraded": "read-only"})j");
    text.add("storage", "copy")
        .connect("replication", "db", "copy",
                 random.below(2) == 0 ? R"j({"latency": 0.01})j"
                                      : R"j({"mode": "asynchronous", "interval": 7})j");
    text.traffic("users", "front", latency);
    if (random.below(2) == 0)
        text.traffic("front", "back");
    if (random.below(3) == 0)
        text.traffic("back", "front");
    const int nodes = 1 + static_cast<int>(random.below(6));
    for (int i = 0; i < nodes; ++i) {
        const std::string id = std::string("n").append(std::to_string(i));
        text.node(id, randomNode(random), oneOf(random, {"za", "zb", ""}));
        if (i == 0 || random.below(2) == 0)
            text.traffic("front", id, latency);
        if (random.below(2) == 0)
            text.traffic("back", id);
        if (random.below(5) == 0)
            text.traffic("users", id);
        if (random.below(3) == 0)
            text.connect("state", id, "db");
    }
    addScenario(random, text, nodes);
    return text;
}

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
        if (isOutward && m_open.emplace(segment.request, segment.departs).second)
            ++sent;
        if (segment.arrives < segment.departs)
            problem("arrived before it departed");
    }
    void outcome(const sim::TraceOutcome &outcome) override
    {
        see(outcome.at);
        if (!m_ended.insert(outcome.request).second)
            problem("two ends");
        areaUnderWay += outcome.at - outcome.sentAt;
        ++(outcome.fate == sim::Fate::Answered ? answered : failed);
        m_open.erase(outcome.request);
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

    int sent = 0;
    int answered = 0;
    int failed = 0;
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

    double m_end;
    double m_last = 0.0;
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
    void randomFailuresHaveTheirMeans();
};

void TestSimProperties::requestsAreConserved()
{
    qint64 offered = 0;
    qint64 ended = 0;
    for (int i = 0; i < roundsFor(150, 3000); ++i) {
        const model::Design design = randomDesign(static_cast<std::uint64_t>(i)).design();
        sim::RunOptions options{60.0, i % 3 == 0 ? 10.0 : 0.0, static_cast<std::uint64_t>(i), 0};
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
