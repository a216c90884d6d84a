// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/batch_means.h"
#include "sim/engine/distributions.h"
#include "sim/engine/event_ladder.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/percentile_sketch.h"
#include "sim/engine/random_streams.h"
#include "sim/engine/variates.h"
#include "support/counts.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace loadstar::sim::engine;
using loadstar::tests::roundsFor;

class TestSimEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueGivesTheOrderOfASortedVector();
    void ladderGivesTheOrderOfASortedVector_data();
    void ladderGivesTheOrderOfASortedVector();
    void ladderShowsWhatComesInTime();
    void rescheduledEventsAreToldByTheirToken();
    void tiesGoByPriorityThenInsertion();
    void streamsOfOneNameAreEqualAndOfOthersIndependent();
    void belowIsUniform();
    void portableFunctionsAgreeWithTheLibrary();
    void exponentialHasItsShape();
    void distributionsHaveTheirMoments_data();
    void distributionsHaveTheirMoments();
    void distributionsHaveTheirQuantiles_data();
    void distributionsHaveTheirQuantiles();
    void badParametersGiveNoDistribution();
    void sketchIsExactWhileSmall();
    void sketchIsWithinOnePercent();
    void mergedSketchEqualsOneSketch();
    void studentIntervalOfKnownNumbers();
    void batchMeansOfIndependentNumbersCoverTheMean();
};

namespace {

struct Reference
{
    std::vector<Event> events; ///< sorted, last first

    void push(const Event &event)
    {
        const auto place =
            std::lower_bound(events.begin(), events.end(), event,
                             [](const Event &a, const Event &b) { return b.isBefore(a); });
        events.insert(place, event);
    }
};

/// When events are to happen, counted from now: the shapes that a run can have.
enum class Spacing { FewTimes, Exponential, OneInstant, MostlyNear, ChangingScale };

double drawSpan(Spacing spacing, Random &random, int operation)
{
    switch (spacing) {
    case Spacing::FewTimes:
        return static_cast<double>(random.below(50)) * 0.25;
    case Spacing::Exponential:
        return standardExponential(random);
    case Spacing::OneInstant:
        return 1.0;
    case Spacing::MostlyNear:
        return random.below(20) == 0 ? 1.0e6 * random.uniform() : 1.0e-6 * random.uniform();
    case Spacing::ChangingScale:
        return standardExponential(random) * std::pow(10.0, operation / 20000 % 7 - 3);
    }
    return 0.0;
}

/// Random pushes and pops against a sorted vector, `level` events pending in turns of growth and
/// decay.
template <typename Queue>
void compareWithSortedVector(Spacing spacing, int operations, std::size_t level)
{
    Random random(42);
    EventSequence sequence;
    Queue queue;
    Reference reference;
    double now = 0.0;
    bool isGrowing = true;
    for (int i = 0; i < operations; ++i) {
        if (reference.events.size() >= level)
            isGrowing = false;
        else if (reference.events.size() <= level / 8)
            isGrowing = true;
        const bool pushes = reference.events.empty() || random.below(100) < (isGrowing ? 65U : 35U);
        if (pushes) {
            const double time = now + drawSpan(spacing, random, i);
            const auto priority = static_cast<Priority>(random.below(4));
            const Event event =
                sequence.event(time, priority, static_cast<std::uint8_t>(random.below(20)),
                               static_cast<std::uint32_t>(i), random.below(1000));
            queue.push(event);
            reference.push(event);
        } else {
            const Event first = queue.top();
            const Event expected = reference.events.back();
            QCOMPARE(first.order, expected.order);
            QCOMPARE(first.time, expected.time);
            QCOMPARE(first.subject, expected.subject);
            QCOMPARE(first.token, expected.token);
            queue.pop();
            reference.events.pop_back();
            now = expected.time;
        }
        QCOMPARE(queue.size(), reference.events.size());
        QCOMPARE(queue.isEmpty(), reference.events.empty());
    }
}

} // namespace

void TestSimEngine::queueGivesTheOrderOfASortedVector()
{
    compareWithSortedVector<EventQueue>(Spacing::FewTimes, roundsFor(100000, 1000000), 1000);
}

void TestSimEngine::ladderGivesTheOrderOfASortedVector_data()
{
    QTest::addColumn<int>("spacing");
    QTest::addColumn<int>("level");
    const auto row = [](const char *name, Spacing spacing, int level) {
        QTest::newRow(name) << static_cast<int>(spacing) << level;
    };
    row("heap only", Spacing::Exponential, 100);
    row("ties", Spacing::FewTimes, 3000);
    row("exponential", Spacing::Exponential, 3000);
    row("one instant", Spacing::OneInstant, 1500);
    row("most at once, some far off", Spacing::MostlyNear, 2000);
    row("changing scale", Spacing::ChangingScale, 2000);
}

void TestSimEngine::ladderGivesTheOrderOfASortedVector()
{
    QFETCH(int, spacing);
    QFETCH(int, level);
    compareWithSortedVector<EventLadder>(static_cast<Spacing>(spacing), roundsFor(100000, 1000000),
                                         static_cast<std::size_t>(level));
}

void TestSimEngine::ladderShowsWhatComesInTime()
{
    // Of events that were pending for long, nearly all are shown before they are first, at falling
    // distances.
    constexpr std::uint32_t kCount = 20000;
    Random random(9);
    EventSequence sequence;
    EventLadder ladder;
    for (std::uint32_t i = 0; i < kCount; ++i)
        ladder.push(sequence.event(random.uniform(), Priority::Completion, 0, i, 0));
    constexpr std::size_t kFarthest = EventLadder::kFarthest;
    std::vector<std::size_t> shownAt(kCount, kFarthest + 1);
    std::vector<std::size_t> timesShown(kCount, 0);
    int shownAtEach = 0;
    while (!ladder.isEmpty()) {
        const std::uint32_t subject = ladder
                                          .top([&](const Event &event, std::size_t distance) {
                                              QVERIFY(distance >= 1);
                                              QVERIFY(distance < shownAt[event.subject]);
                                              shownAt[event.subject] = distance;
                                              ++timesShown[event.subject];
                                          })
                                          .subject;
        shownAtEach += timesShown[subject] == kFarthest ? 1 : 0;
        ladder.pop();
    }
    QVERIFY(shownAtEach > static_cast<int>(0.9 * kCount));
}

void TestSimEngine::rescheduledEventsAreToldByTheirToken()
{
    // Events are never taken out: who reschedules raises its token, and what comes with an old one
    // is stale. Against a vector from which they are taken out.
    constexpr std::uint32_t kSubjects = 700;
    Random random(17);
    EventSequence sequence;
    EventLadder ladder;
    Reference reference;
    std::vector<std::uint32_t> tokens(kSubjects);
    double now = 0.0;
    const int operations = roundsFor(100000, 1000000);
    for (int i = 0; i < operations; ++i) {
        const std::uint32_t subject = random.below(kSubjects);
        const std::uint32_t choice = random.below(10);
        if (choice < 7) {
            // Cancels, and schedules anew in six cases of seven.
            ++tokens[subject];
            std::erase_if(reference.events,
                          [subject](const Event &event) { return event.subject == subject; });
            if (choice == 0)
                continue;
            const Event event = sequence.event(now + standardExponential(random),
                                               Priority::Completion, 1, subject, tokens[subject]);
            ladder.push(event);
            reference.push(event);
            continue;
        }
        while (!ladder.isEmpty() && ladder.top().token != tokens[ladder.top().subject])
            ladder.pop();
        QCOMPARE(ladder.isEmpty(), reference.events.empty());
        if (reference.events.empty())
            continue;
        QCOMPARE(ladder.top().order, reference.events.back().order);
        now = ladder.top().time;
        ladder.pop();
        reference.events.pop_back();
    }
}

void TestSimEngine::tiesGoByPriorityThenInsertion()
{
    EventSequence sequence;
    EventQueue queue;
    queue.push(sequence.event(1.0, Priority::Arrival, 1, 0, 0));
    queue.push(sequence.event(1.0, Priority::Completion, 2, 1, 0));
    queue.push(sequence.event(1.0, Priority::Completion, 3, 2, 0));
    queue.push(sequence.event(1.0, Priority::Check, 4, 3, 0));
    queue.push(sequence.event(1.0, Priority::Scenario, 5, 4, 0));
    queue.push(sequence.event(0.5, Priority::Arrival, 6, 5, 0));
    std::vector<std::uint32_t> subjects;
    while (!queue.isEmpty()) {
        subjects.push_back(queue.top().subject);
        queue.pop();
    }
    QCOMPARE(subjects, (std::vector<std::uint32_t>{5, 4, 3, 1, 2, 0}));
}

void TestSimEngine::streamsOfOneNameAreEqualAndOfOthersIndependent()
{
    Random a = RandomStreams(7, 0).stream("work/users");
    Random again = RandomStreams(7, 0).stream("work/users");
    std::set<std::uint64_t> firsts;
    for (int i = 0; i < 100; ++i)
        QCOMPARE(a.next(), again.next());
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        for (std::uint64_t replication = 0; replication < 50; ++replication) {
            for (const char *name : {"work/users", "arrivals/users"})
                firsts.insert(RandomStreams(seed, replication).stream(name).next());
        }
    }
    QCOMPARE(firsts.size(), 5000U);
}

void TestSimEngine::belowIsUniform()
{
    Random random(3);
    constexpr int kCells = 7;
    constexpr int kDraws = 700000;
    std::vector<int> counts(kCells);
    for (int i = 0; i < kDraws; ++i)
        ++counts[random.below(kCells)];
    double chiSquare = 0.0;
    for (const int count : counts)
        chiSquare += std::pow(count - kDraws / kCells, 2) / (double(kDraws) / kCells);
    QVERIFY2(chiSquare < 22.5, "above the 0.999 quantile of chi-square with 6 degrees of freedom");
    QCOMPARE(Random(1).below(1), 0U);
}

void TestSimEngine::portableFunctionsAgreeWithTheLibrary()
{
    Random random(5);
    for (int i = 0; i < 100000; ++i) {
        const double x = std::exp((random.uniform() - 0.5) * 200.0);
        QVERIFY(std::abs(portableLog(x) - std::log(x)) <=
                2e-16 * std::max(1.0, std::abs(std::log(x))) * 2.0);
        const double y = (random.uniform() - 0.5) * 1200.0;
        QVERIFY(std::abs(portableExp(y) / std::exp(y) - 1.0) < 5e-16);
        const double z = random.uniform() * 60.0 + 1e-3;
        QVERIFY(std::abs(portableGamma(z) / std::tgamma(z) - 1.0) < 1e-12);
    }
    QCOMPARE(portableLog(1.0), 0.0);
    QCOMPARE(portableExp(0.0), 1.0);
}

void TestSimEngine::exponentialHasItsShape()
{
    // Chi-square over 40 cells of equal probability, tail included: the ziggurat's wedges and tail
    // are right.
    Random random(11);
    constexpr int kCells = 40;
    const int draws = roundsFor(400000, 20000000);
    std::vector<int> counts(kCells);
    int beyond = 0;
    for (int i = 0; i < draws; ++i) {
        const double x = standardExponential(random);
        QVERIFY(x >= 0.0);
        ++counts[static_cast<std::size_t>(
            std::min(kCells - 1.0, std::floor((1.0 - std::exp(-x)) * kCells)))];
        beyond += x > 8.0 ? 1 : 0;
    }
    double chiSquare = 0.0;
    for (const int count : counts)
        chiSquare += std::pow(count - double(draws) / kCells, 2) / (double(draws) / kCells);
    QVERIFY2(chiSquare < 73.0, "above the 0.999 quantile of chi-square with 39 degrees of freedom");
    const double expectedBeyond = draws * std::exp(-8.0);
    QVERIFY(std::abs(beyond - expectedBeyond) < 5.0 * std::sqrt(expectedBeyond));
}

void TestSimEngine::distributionsHaveTheirMoments_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QList<double>>("parameters");
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("cv");
    const auto row = [](const char *family, const QList<double> &parameters, double mean,
                        double cv) {
        QTest::addRow("%s %s", family, qPrintable(QString::number(parameters.value(0))))
            << QString::fromLatin1(family) << parameters << mean << cv;
    };
    row("constant", {0.3}, 0.3, 0.0);
    row("exponential", {2.0}, 2.0, 1.0);
    row("erlang", {4.0, 2.0}, 2.0, 0.5);
    row("erlang", {100.0, 2.0}, 2.0, 0.1);
    row("hyperexponential", {2.0, 2.5}, 2.0, 2.5);
    row("hyperexponential", {3.0, 1.0}, 3.0, 1.0);
    row("lognormal", {2.0, 1.5}, 2.0, 1.5);
    row("gamma", {0.5, 3.0}, 3.0, std::sqrt(2.0));
    row("gamma", {9.0, 3.0}, 3.0, 1.0 / 3.0);
    row("normal", {10.0, 1.0}, 10.0, 0.1);
    row("uniform", {1.0, 3.0}, 2.0, 1.0 / std::sqrt(12.0));
    row("weibull", {2.0, 1.0}, 1.0, 0.5227232008);
    row("weibull", {0.7, 1.0}, 1.0, 1.4624);
    row("pareto", {4.5, 2.0}, 2.0, std::sqrt(1.0 / (4.5 * 2.5)));
    row("empirical", {1.0, 2.0, 6.0}, 3.0, std::sqrt(14.0 / 3.0) / 3.0);
}

void TestSimEngine::distributionsHaveTheirMoments()
{
    QFETCH(QString, family);
    QFETCH(QList<double>, parameters);
    QFETCH(double, mean);
    QFETCH(double, cv);
    const auto distribution =
        Distribution::make(family.toStdString(), {parameters.begin(), parameters.end()});
    QVERIFY(distribution.has_value());
    QVERIFY(std::abs(distribution->mean() - mean) < 1e-12);
    Random random(17);
    const int draws = roundsFor(200000, 5000000);
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < draws; ++i) {
        const double x = distribution->sample(random);
        QVERIFY(x >= 0.0);
        sum += x;
        squares += x * x;
    }
    const double found = sum / draws;
    const double deviation = std::sqrt(std::max(0.0, squares / draws - found * found));
    QVERIFY2(std::abs(found - mean) <= 5.0 * cv * mean / std::sqrt(draws) + 1e-9,
             qPrintable(QString::number(found)));
    QVERIFY2(std::abs(deviation / found - cv) <= 0.03 * cv + 1e-7,
             qPrintable(QString::number(deviation / found)));
}

void TestSimEngine::distributionsHaveTheirQuantiles_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QList<double>>("parameters");
    QTest::addColumn<double>("median");
    const auto row = [](const char *family, const QList<double> &parameters, double median) {
        QTest::addRow("%s", family) << QString::fromLatin1(family) << parameters << median;
    };
    row("exponential", {2.0}, 2.0 * std::log(2.0));
    row("lognormal", {2.0, 1.5}, 2.0 / std::sqrt(1.0 + 1.5 * 1.5));
    row("uniform", {1.0, 3.0}, 2.0);
    row("weibull", {2.0, 1.0}, std::sqrt(std::log(2.0)) / std::tgamma(1.5));
    row("pareto", {2.5, 2.0}, 2.0 * 1.5 / 2.5 * std::pow(2.0, 1.0 / 2.5));
    row("normal", {10.0, 1.0}, 10.0);
    row("erlang", {2.0, 2.0}, 1.6783469900166605);
    row("empirical", {1.0, 2.0, 6.0}, 2.0);
}

void TestSimEngine::distributionsHaveTheirQuantiles()
{
    QFETCH(QString, family);
    QFETCH(QList<double>, parameters);
    QFETCH(double, median);
    const auto distribution =
        Distribution::make(family.toStdString(), {parameters.begin(), parameters.end()});
    Random random(23);
    constexpr int kDraws = 200000;
    int below = 0;
    for (int i = 0; i < kDraws; ++i)
        below += distribution->sample(random) < median ? 1 : 0;
    const double wanted = family == QStringLiteral("empirical") ? 1.0 / 3.0 : 0.5;
    QVERIFY2(std::abs(below / double(kDraws) - wanted) < 5.0 * 0.5 / std::sqrt(kDraws),
             qPrintable(QString::number(below)));
}

void TestSimEngine::badParametersGiveNoDistribution()
{
    QVERIFY(!Distribution::make("triangular", {1.0}));
    QVERIFY(!Distribution::make("exponential", {}));
    QVERIFY(!Distribution::make("exponential", {1.0, 2.0}));
    QVERIFY(!Distribution::make("constant", {-1.0}));
    QVERIFY(!Distribution::make("constant", {std::nan("")}));
    QVERIFY(!Distribution::make("erlang", {1.5, 1.0}));
    QVERIFY(!Distribution::make("erlang", {0.0, 1.0}));
    QVERIFY(!Distribution::make("hyperexponential", {1.0, 0.9}));
    QVERIFY(!Distribution::make("uniform", {2.0, 1.0}));
    QVERIFY(!Distribution::make("pareto", {1.0, 1.0}));
    QVERIFY(!Distribution::make("weibull", {0.0, 1.0}));
    QVERIFY(!Distribution::make("gamma", {0.0, 1.0}));
}

void TestSimEngine::sketchIsExactWhileSmall()
{
    PercentileSketch sketch;
    QVERIFY(!sketch.percentile(0.5));
    QVERIFY(!sketch.maximum());
    for (int i = 10; i >= 1; --i)
        sketch.add(i);
    QCOMPARE(*sketch.percentile(0.5), 5.0);
    QCOMPARE(*sketch.percentile(0.9), 9.0);
    QCOMPARE(*sketch.percentile(0.95), 10.0);
    QCOMPARE(*sketch.percentile(0.01), 1.0);
    QCOMPARE(*sketch.percentile(1.0), 10.0);
    QCOMPARE(*sketch.maximum(), 10.0);
}

void TestSimEngine::sketchIsWithinOnePercent()
{
    for (const double spread : {0.0, 0.1, 1.0, 5.0}) {
        Random random(31);
        PercentileSketch sketch;
        std::vector<double> values;
        for (int i = 0; i < 50000; ++i) {
            const double value =
                i % 10 == 0 ? 0.0 : std::exp(spread * standardNormal(random)) * 1e-3;
            sketch.add(value);
            values.push_back(value);
        }
        std::sort(values.begin(), values.end());
        for (const double fraction : {0.05, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
            const double exact =
                values[static_cast<std::size_t>(std::ceil(fraction * 50000.0 - 1e-9)) - 1];
            QVERIFY(std::abs(*sketch.percentile(fraction) - exact) <= 0.005 * exact);
        }
        QCOMPARE(*sketch.maximum(), values.back());
    }
}

void TestSimEngine::mergedSketchEqualsOneSketch()
{
    Random random(37);
    PercentileSketch whole;
    PercentileSketch joined;
    for (const int size : {10, 500, 3000, 700, 0, 20000}) {
        PercentileSketch part;
        for (int i = 0; i < size; ++i) {
            const double value = standardExponential(random);
            whole.add(value);
            part.add(value);
        }
        joined.merge(part);
    }
    QCOMPARE(joined.count(), whole.count());
    for (const double fraction : {0.01, 0.5, 0.95, 0.99, 1.0})
        QCOMPARE(*joined.percentile(fraction), *whole.percentile(fraction));
}

void TestSimEngine::studentIntervalOfKnownNumbers()
{
    const MeanInterval interval = studentInterval({2.0, 4.0, 4.0, 5.0, 5.0});
    // Mean 4, s = sqrt(1.5), t(0.975, 4) = 2.776445105
    QCOMPARE(*interval.mean, 4.0);
    QVERIFY(std::abs(*interval.high - (4.0 + 2.776445105 * std::sqrt(1.5 / 5.0))) < 1e-8);
    QVERIFY(std::abs(*interval.low - (4.0 - 2.776445105 * std::sqrt(1.5 / 5.0))) < 1e-8);
    QVERIFY(!studentInterval({1.0}).low);
    QVERIFY(!studentInterval({}).mean);
}

void TestSimEngine::batchMeansOfIndependentNumbersCoverTheMean()
{
    int hits = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Random random(seed);
        BatchMeans means;
        for (int i = 0; i < 5000; ++i)
            means.add(standardExponential(random));
        const MeanInterval interval = means.interval();
        QCOMPARE(*interval.mean, means.sum() / 5000.0);
        hits += *interval.low <= 1.0 && 1.0 <= *interval.high ? 1 : 0;
    }
    QVERIFY2(std::abs(hits - 380) < 4.0 * std::sqrt(400 * 0.95 * 0.05),
             qPrintable(QString::number(hits)));
}

QTEST_GUILESS_MAIN(TestSimEngine)
#include "tst_sim_engine.moc"
