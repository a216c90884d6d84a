// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Arrivals: rates that change over time, and requests from a file.
#include "sim/design_text.h"
#include "sim/engine/rate_profile.h"
#include "sim/replay_trace.h"
#include "sim/run_record.h"
#include "support/counts.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>

using namespace loadstar;
using namespace loadstar::tests;
using sim::engine::RatePath;
using sim::engine::RateProfile;

namespace {

constexpr double kHour = 3600.0;
constexpr double kDay = 24.0 * kHour;

/// When requests are sent, and what by whom.
class Arrivals : public sim::TraceSink
{
public:
    void segment(const sim::TraceSegment &segment) override
    {
        if (segment.fate != sim::Fate::Travelling)
            return;
        times.push_back(segment.departs);
        clients.push_back(segment.client);
    }

    std::vector<double> times;
    std::vector<std::uint32_t> clients;
};

/// users -> n1, which serves everybody at once.
model::Design wideDesign(const std::string &users, DesignText text = {})
{
    return text.users(users).node("n1", R"j({"cores": 1000000})j").traffic("users", "n1").design();
}

Arrivals arrivalsOf(const model::Design &design, const sim::RunOptions &options)
{
    Arrivals arrivals;
    simulated(design, options, &arrivals);
    return arrivals;
}

sim::RunOptions withFile(double duration, const char *name, const QByteArray &bytes)
{
    sim::RunOptions options{duration};
    options.inputs.files.emplace(QString::fromLatin1(name), bytes);
    return options;
}

RatePath pathOf(std::initializer_list<std::pair<const char *, std::vector<double>>> terms)
{
    RateProfile profile;
    for (const auto &[shape, parameters] : terms) {
        if (!profile.add(shape, parameters))
            qFatal("no shape %s", shape);
    }
    return {profile, sim::engine::RandomStreams(1, 0), "test"};
}

/// The x at which an increasing function reaches `amount`.
double inverse(const std::function<double(double)> &function, double amount, double high)
{
    double low = 0.0;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        (function(middle) < amount ? low : high) = middle;
    }
    return low;
}

} // namespace

class TestSimLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void integralsAreThoseOfTheClosedForms();
    void inversionGivesTheAmountBack();
    void rampOfConstantTimesIsExact();
    void surgeMultipliesTheProfile();
    void spikeMakesRequestsDenser();
    void rateOfZeroSendsNothing();
    void poissonFollowsTheDayCurve();
    void burstsAreOverdispersedAsTheirFormulaSays();
    void burstsComeAndGoWhateverElseChanges();
    void steadyProfileChangesNoRequest();
    void traceIsReplayedToTheDigit();
    void traceColumnsAreFoundByName();
    void surgePlaysTheTraceFaster();
    void traceIsFoundFromTheFolderOfTheDesign();
    void recordHoldsTheTrace();
    void badTraceIsRefused_data();
    void badTraceIsRefused();
    void fewAddressesUnbalanceSourceHashing();
};

void TestSimLoad::integralsAreThoseOfTheClosedForms()
{
    // Trough 0.2 at 2 h, peak 1 at 14 h, beginning at 8 h.
    RatePath day = pathOf({{"day", {0.2, 1.0, 14 * kHour, 8 * kHour}}});
    QVERIFY(std::abs(day.amountBetween(0.0, kDay) - 0.6 * kDay) < 1e-9 * kDay);
    const double sixHours = 0.6 * 6 * kHour + 0.4 * kDay / (2 * M_PI); // from the middle to the top
    QVERIFY(std::abs(day.amountBetween(0.0, 6 * kHour) - sixHours) < 1e-9 * sixHours);
    QVERIFY(std::abs(day.factorAt(6 * kHour) - 1.0) < 1e-15);
    QVERIFY(std::abs(day.factorAt(18 * kHour) - 0.2) < 1e-15);
    RatePath ramp = pathOf({{"ramp", {1.0, 5.0, 600.0, 100.0}}});
    QVERIFY(std::abs(ramp.amountBetween(0.0, 1000.0) - (100 + 3 * 600 + 5 * 300)) < 1e-9);
    std::vector<double> hours{22 * kHour};
    for (int hour = 0; hour < 24; ++hour)
        hours.push_back(hour);
    RatePath table = pathOf({{"hours", hours}});
    QVERIFY(std::abs(table.amountBetween(1800.0, 3 * kHour) - (22 * 1800 + 23 * kHour)) < 1e-9);
    RatePath spikes = pathOf({{"spike", {10.0, 2.0, 7.0, 5.0}}});
    QCOMPARE(spikes.amountBetween(0.0, 20.0), 20.0 + 2 * 2 * 6.0);
    RatePath product =
        pathOf({{"ramp", {0.0, 4.0, kDay, 0.0}}, {"day", {0.0, 2.0, 12 * kHour, 0.0}}});
    // t (1 - cos t) over one turn: half of the turn squared.
    QVERIFY(std::abs(product.amountBetween(0.0, kDay) - 2.0 * kDay) < 1e-9 * kDay);
}

void TestSimLoad::inversionGivesTheAmountBack()
{
    RatePath path = pathOf({{"day", {0.0, 2.0, 14 * kHour, 0.0}},
                            {"ramp", {1.0, 3.0, 5 * kHour, kHour}},
                            {"spike", {2 * kHour, 60.0, 10.0, kHour}},
                            {"bursts", {100.0, 500.0, 3.0, 0.5}}});
    double time = 0.0;
    for (int i = 0; i < 2000; ++i) {
        const double amount = 0.001 + 0.37 * i;
        const double next = path.timeAfter(time, amount, 1e9);
        QVERIFY(next > time);
        const double back = path.amountBetween(time, next);
        QVERIFY2(std::abs(back - amount) < 1e-9 * (1.0 + amount),
                 qPrintable(QStringLiteral("%1 %2").arg(amount).arg(back)));
        time = next;
    }
    QVERIFY(std::isinf(path.timeAfter(time, 1e6, time + 10.0)));
}

void TestSimLoad::rampOfConstantTimesIsExact()
{
    const Arrivals arrivals = arrivalsOf(wideDesign(R"j({"interarrival": "constant(1)",
        "profile": "ramp(from=1, to=3, over=10 s)"})j"),
                                         {19.9});
    // The clock shows t + t^2/10 until 10, then goes three times as fast.
    QCOMPARE(arrivals.times.size(), std::size_t(49));
    for (std::size_t i = 0; i < arrivals.times.size(); ++i) {
        const double shown = static_cast<double>(i + 1);
        const double expected =
            shown <= 20.0 ? -5.0 + std::sqrt(25.0 + 10.0 * shown) : 10.0 + (shown - 20.0) / 3.0;
        QVERIFY2(std::abs(arrivals.times[i] - expected) < 1e-12 * expected,
                 qPrintable(QString::number(i)));
    }
}

void TestSimLoad::surgeMultipliesTheProfile()
{
    DesignText scenario;
    scenario.at(4.0, "surge", "users", R"j({"factor": 2, "for": 4})j");
    scenario.at(9.0, "surge", "users", R"j({"factor": 0, "for": 3})j");
    const Arrivals arrivals = arrivalsOf(wideDesign(R"j({"interarrival": "constant(1)",
        "profile": "ramp(from=1, to=3, over=10 s)"})j",
                                                    scenario),
                                         {20.0});
    const auto plain = [](double t) {
        return t <= 10.0 ? t + 0.1 * t * t : 20.0 + 3.0 * (t - 10.0);
    };
    const auto clock = [plain](double t) {
        const double doubled = plain(std::clamp(t, 4.0, 8.0)) - plain(4.0);
        const double silent = plain(std::clamp(t, 9.0, 12.0)) - plain(9.0);
        return plain(t) + doubled - silent;
    };
    QCOMPARE(arrivals.times.size(), static_cast<std::size_t>(clock(20.0)));
    for (std::size_t i = 0; i < arrivals.times.size(); ++i) {
        const double expected = inverse(clock, static_cast<double>(i + 1), 20.0);
        QVERIFY(std::abs(arrivals.times[i] - expected) < 1e-9);
    }
}

void TestSimLoad::spikeMakesRequestsDenser()
{
    const Arrivals arrivals = arrivalsOf(wideDesign(R"j({"interarrival": "constant(1)",
        "profile": "spike(at=2 s, for=1 s, factor=4)"})j"),
                                         {5.5});
    const std::vector<double> expected{1.0, 2.0, 2.25, 2.5, 2.75, 3.0, 4.0, 5.0};
    QCOMPARE(arrivals.times, expected);
}

void TestSimLoad::rateOfZeroSendsNothing()
{
    const auto report =
        reportOf(wideDesign(R"j({"rate": 10, "profile": "ramp(0, 0, 1 s)"})j"), {100.0});
    QCOMPARE(report.requests.offered, 0);
    const auto without =
        reportOf(wideDesign(R"j({"rate": 0, "profile": "day(1, 2, 14 h)"})j"), {100.0});
    QCOMPARE(without.requests.offered, 0);
}

void TestSimLoad::poissonFollowsTheDayCurve()
{
    const double rate = roundsFor(1, 10);
    const Arrivals arrivals =
        arrivalsOf(wideDesign(R"j({"profile": "day(trough=0.2, peak=1.8, at=14 h, start=8 h)",
        "rate": )j" + std::to_string(rate) +
                              "}"),
                   {kDay});
    std::array<double, 24> counts{};
    for (const double time : arrivals.times)
        ++counts[static_cast<std::size_t>(time / kHour)];
    // The expected count of an hour is the integral of the rate; the sum of squared deviations over
    // the variance is chi-squared with 24 degrees of freedom.
    double chiSquared = 0.0;
    for (std::size_t hour = 0; hour < counts.size(); ++hour) {
        const auto sine = [](double h) { return std::sin(2 * M_PI * (h + 8.0 - 14.0) / 24.0); };
        const double from = static_cast<double>(hour);
        const double expected =
            rate * (kHour + 0.8 * kDay / (2 * M_PI) * (sine(from + 1.0) - sine(from)));
        chiSquared += std::pow(counts[hour] - expected, 2) / expected;
    }
    QVERIFY2(chiSquared > 24 - 4 * std::sqrt(48.0) && chiSquared < 24 + 4 * std::sqrt(48.0),
             qPrintable(QString::number(chiSquared)));
}

void TestSimLoad::burstsAreOverdispersedAsTheirFormulaSays()
{
    // Rates 18 for 1 s and 2 for 3 s on average: a two-state Markov-modulated Poisson process.
    const auto design =
        wideDesign(R"j({"rate": 2, "profile": "bursts(on=1 s, off=3 s, factor=9)"})j");
    constexpr double kSpan = 20.0;
    const int rounds = roundsFor(1500, 20000);
    double sum = 0.0;
    double squares = 0.0;
    for (int round = 0; round < rounds; ++round) {
        sim::RunOptions options{kSpan};
        options.replication = static_cast<std::uint64_t>(round);
        const auto count = static_cast<double>(reportOf(design, options).requests.offered);
        sum += count;
        squares += count * count;
    }
    const double mean = sum / rounds;
    const double variance = (squares - rounds * mean * mean) / (rounds - 1);
    // Fischer, Meier-Hellstern, The MMPP cookbook, Performance Evaluation 18 (1993): index of
    // dispersion of the stationary count over t.
    const double leaveOn = 1.0;
    const double leaveOff = 1.0 / 3.0;
    const double both = leaveOn + leaveOff;
    const double inTheLongRun =
        2 * leaveOn * leaveOff * 16.0 * 16.0 / (both * both * (18.0 * leaveOff + 2.0 * leaveOn));
    const double dispersion =
        1.0 + inTheLongRun * (1.0 - (1.0 - std::exp(-both * kSpan)) / (both * kSpan));
    const double expected = 6.0 * kSpan;
    QVERIFY2(std::abs(mean - expected) < 4.0 * std::sqrt(dispersion * expected / rounds),
             qPrintable(QString::number(mean)));
    // The variance of a sample variance, with room for a kurtosis above the normal one.
    QVERIFY2(
        std::abs(variance / expected / dispersion - 1.0) < 4.0 * std::sqrt(3.0 / rounds),
        qPrintable(QStringLiteral("%1 instead of %2").arg(variance / expected).arg(dispersion)));
}

void TestSimLoad::burstsComeAndGoWhateverElseChanges()
{
    // Off is silent, so the gaps show when bursts are; ten times the rate shows the same gaps.
    const char *const profile = R"j("profile": "bursts(on=10 s, off=10 s, factor=1, rest=0)")j";
    const auto times = [&](const char *interarrival) {
        return arrivalsOf(wideDesign(std::string(R"j({"interarrival": )j") + interarrival + ", " +
                                     profile + "}"),
                          {300.0})
            .times;
    };
    const std::vector<double> coarse = times("0.1");
    const std::vector<double> fine = times("0.01");
    QVERIFY(coarse.size() > 100);
    QVERIFY(fine.size() >= 10 * coarse.size());
    std::size_t gaps = 0;
    for (std::size_t i = 1; i < fine.size(); ++i) {
        if (fine[i] - fine[i - 1] < 0.5)
            continue;
        ++gaps;
        const auto inGap = std::count_if(coarse.begin(), coarse.end(), [&](double time) {
            return time > fine[i - 1] + 0.01 && time < fine[i] - 0.01;
        });
        QCOMPARE(inGap, 0);
    }
    QVERIFY(gaps > 3);
}

void TestSimLoad::steadyProfileChangesNoRequest()
{
    const auto plain = arrivalsOf(wideDesign(R"j({"interarrival": "gamma(0.5,1)"})j"), {200.0});
    const auto profiled = arrivalsOf(
        wideDesign(R"j({"interarrival": "gamma(0.5,1)", "profile": "ramp(1,1,1 s)"})j"), {200.0});
    QCOMPARE(profiled.clients, plain.clients);
    QCOMPARE(profiled.times.size(), plain.times.size());
    for (std::size_t i = 0; i < plain.times.size(); ++i)
        QVERIFY(std::abs(profiled.times[i] - plain.times[i]) < 1e-9);
}

void TestSimLoad::traceIsReplayedToTheDigit()
{
    const auto options = withFile(10.0, "t.csv",
                                  "# seconds, core-seconds\r\n"
                                  "0,0.5,ann\r\n0.1,0.25,bob\n\n0.1,0.125,ann\n"
                                  " 0.7638 , 1e-1 , \"cy\"\n3.0406,2,bob\n10,1,ann\n");
    const auto design = wideDesign(R"j({"traceFile": "t.csv", "rate": 50, "clients": 1})j");
    Arrivals arrivals;
    const auto report = simulated(design, options, &arrivals)->report();
    QCOMPARE(arrivals.times, (std::vector<double>{0.0, 0.1, 0.1, 0.7638, 3.0406}));
    QCOMPARE(arrivals.clients, (std::vector<std::uint32_t>{0, 1, 0, 2, 1}));
    QCOMPARE(report.requests, (sim::RequestCounts{5, 5, 0, 0, 0, 0, 0}));
    QVERIFY(std::abs(*report.responseTime.mean.mean - (0.5 + 0.25 + 0.125 + 0.1 + 2.0) / 5) <
            1e-12);
    QCOMPARE(*report.responseTime.maximum, 2.0);
}

void TestSimLoad::traceColumnsAreFoundByName()
{
    const auto trace = sim::parseReplayTrace("\xef\xbb\xbfstatus,client,time\n200,ann,1.5\n"
                                             "500,bob,2\n",
                                             QStringLiteral("t.csv"));
    QVERIFY(trace);
    QCOMPARE(trace->times, (std::vector<double>{1.5, 2.0}));
    QCOMPARE(trace->clients, (std::vector<std::uint32_t>{0, 1}));
    QCOMPARE(trace->clientCount, 2U);
    QVERIFY(trace->work.empty());
}

void TestSimLoad::surgePlaysTheTraceFaster()
{
    DesignText scenario;
    scenario.at(2.0, "surge", "users", R"j({"factor": 2, "for": 2})j");
    const auto design = wideDesign(R"j({"traceFile": "t.csv"})j", scenario);
    const Arrivals arrivals = arrivalsOf(design, withFile(20.0, "t.csv", "1\n3\n5\n7\n8\n"));
    // Seconds 2 to 6 of the file pass between 2 and 4.
    QCOMPARE(arrivals.times, (std::vector<double>{1.0, 2.5, 3.5, 5.0, 6.0}));
}

void TestSimLoad::traceIsFoundFromTheFolderOfTheDesign()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("t.csv")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("1\n2\n");
    file.close();
    const auto design = wideDesign(R"j({"traceFile": "t.csv"})j");
    sim::RunOptions options{10.0};
    options.inputs.folder = folder.path();
    QCOMPARE(reportOf(design, options).requests.offered, 2);
    options.inputs.folder = folder.filePath(QStringLiteral("elsewhere"));
    const auto refused = sim::DesignSimulation::create(design, options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, QStringLiteral("trace.unreadable"));
    QCOMPARE(refused.error().where, QStringLiteral("users.traceFile"));
    QVERIFY(refused.error().message.contains(QStringLiteral("\"t.csv\"")));
}

void TestSimLoad::recordHoldsTheTrace()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("t.csv"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("1,0.5\n2,0.25\n");
    file.close();
    const auto design = wideDesign(R"j({"traceFile": "t.csv"})j");
    sim::RunOptions options{10.0};
    options.inputs.folder = folder.path();
    QVERIFY(sim::gatherInputs(design, options.inputs));
    const auto report = reportOf(design, options);
    QCOMPARE(report.requests.completed, 2);
    const QByteArray bytes = sim::writeRecord({design, options, 1, sim::toJson(report)});
    // The run can be done again where the file is not.
    QVERIFY(QFile::remove(path));
    const auto record = sim::readRecord(bytes);
    QVERIFY(record);
    QCOMPARE(record->options.inputs.files, options.inputs.files);
    QCOMPARE(sim::firstDifference(record->report,
                                  sim::toJson(reportOf(record->design, record->options))),
             QString());
    sim::RunInputs missing{folder.path(), {}};
    const auto refused = sim::gatherInputs(design, missing);
    QVERIFY(!refused);
    QCOMPARE(refused.error().where, QStringLiteral("users.traceFile"));
}

void TestSimLoad::badTraceIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QByteArray &bytes, const char *code,
                        const char *part) {
        QTest::newRow(name) << bytes << QString::fromLatin1(code) << QString::fromLatin1(part);
    };
    row("binary", QByteArray("1\n\0\1", 4), "trace.not-text", "not a text file");
    row("empty", "\n# nothing\n", "trace.empty", "holds no request");
    row("only names", "time,work\n", "trace.empty", "holds no request");
    row("names without time", "when,work\n1,2\n", "trace.bad-line", "line 1: found \"when\"");
    row("unsorted", "1\n3\n2\n", "trace.bad-line", "line 3: the time 2 is before");
    row("negative", "1\n-3\n", "trace.bad-line", "line 2: found \"-3\", but a time");
    row("not a number", "1\n2x\n", "trace.bad-line", "line 2: found \"2x\"");
    row("not finite", "1\nnan\n", "trace.bad-line", "line 2: found \"nan\"");
    row("negative work", "1,1\n2,-1\n", "trace.bad-line", "but work in core-seconds from 0");
    row("missing work", "1,1\n2\n", "trace.bad-line", "line 2: found \"\"");
    row("missing client", "1,1,ann\n2,1,\n", "trace.bad-line", "line 2: the client is missing");
    row("long line", QByteArray(100000, 'x'), "trace.bad-line", "...");
}

void TestSimLoad::badTraceIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, code);
    QFETCH(QString, part);
    const auto options = withFile(10.0, "t.csv", bytes);
    const auto refused =
        sim::DesignSimulation::create(wideDesign(R"j({"traceFile": "t.csv"})j"), options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, code);
    const QString message = refused.error().message;
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("\"t.csv\"")), qPrintable(message));
    QVERIFY(message.size() < 300);
}

void TestSimLoad::fewAddressesUnbalanceSourceHashing()
{
    const auto shares = [](const char *algorithm, const char *sticky, const char *addresses) {
        const std::string users =
            std::string(R"j({"rate": 100, "work": "constant(0.001)", "addresses": )j") + addresses +
            "}";
        const std::string balancer = std::string(R"j({"algorithm": ")j") + algorithm +
                                     R"j(", "sticky": ")j" + sticky + "\"}";
        const auto report = reportOf(DesignText().farm(8, users, balancer).design(), {200.0});
        std::vector<double> found;
        for (const sim::ComponentReport &component : report.components) {
            if (component.id.startsWith(u'n') && *component.share > 0.0)
                found.push_back(*component.share);
        }
        std::sort(found.rbegin(), found.rend());
        return found;
    };
    // A thousand addresses reach all eight nodes, about alike; two reach two at most, and an
    // address that half the people share brings half the load.
    for (const auto &[algorithm, sticky] : std::vector<std::pair<const char *, const char *>>{
             {"source-hash", "none"}, {"consistent-hash", "none"}, {"round-robin", "source"}}) {
        const std::vector<double> many = shares(algorithm, sticky, "null");
        QCOMPARE(many.size(), std::size_t(8));
        QVERIFY(many.front() < 0.3);
        const std::vector<double> few = shares(algorithm, sticky, "2");
        QVERIFY(few.size() <= 2);
        QVERIFY(few.front() > 0.48);
    }
}

QTEST_APPLESS_MAIN(TestSimLoad)
#include "tst_sim_load.moc"
