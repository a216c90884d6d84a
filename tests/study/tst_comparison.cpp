// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_text.h"
#include "study/comparison.h"
#include "study/variants.h"

#include <QtTest>

#include <cmath>

using namespace loadstar;
using namespace loadstar::tests;
using study::ComparedFigure;

namespace {

model::Design pair(const char *secondRole = "active")
{
    DesignText text;
    text.users(R"j({"rate": 20, "clients": 50, "sessionLength": 30, "sessionState": "node"})j")
        .balancer(R"j({"sticky": "cookie"})j")
        .traffic("users", "lb")
        .node("n1", R"j({"cores": 4})j")
        .node("n2", QStringLiteral(R"j({"cores": 4, "role": "%1"})j")
                        .arg(QString::fromLatin1(secondRole))
                        .toStdString())
        .traffic("lb", "n1")
        .traffic("lb", "n2")
        .at(30.0, "fail", "n1");
    return text.design();
}

study::Comparison compared(const model::Design &a, const model::Design &b, int count,
                           int threads = 1)
{
    sim::RunOptions options;
    options.duration = 60.0;
    options.seed = 7;
    auto result = study::compareDesigns(a, b, options, count, threads);
    if (!result)
        qFatal("%s", qPrintable(result.error().text()));
    return result.value();
}

const study::FigureComparison &figure(const study::Comparison &all, ComparedFigure which)
{
    return all.figures[static_cast<size_t>(which)];
}

QString role(const model::Design &design, const char *node)
{
    const auto &properties =
        design.component(model::ElementId(QString::fromLatin1(node)))->properties;
    const auto found = properties.find(QStringLiteral("role"));
    return found == properties.end() ? QStringLiteral("active") : std::get<QString>(found->second);
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDesignDoesNotDifferFromItself()
    {
        const study::Comparison same = compared(pair(), pair(), 3);
        QCOMPARE(same.replications, 3);
        for (const study::FigureComparison &each : same.figures) {
            QCOMPARE(each.pairs, 3);
            QCOMPARE(*each.difference.mean, 0.0);
            QCOMPARE(*each.first.mean, *each.second.mean);
            QVERIFY(!each.isClear());
        }
    }

    void differencesArePairedBySeed()
    {
        const model::Design passive = pair("standby");
        const study::Comparison all = compared(pair(), passive, 4);
        // The same by hand.
        std::vector<double> differences;
        for (std::uint64_t replication = 0; replication < 4; ++replication) {
            std::array<double, 2> lost{};
            for (size_t side = 0; side < 2; ++side) {
                sim::RunOptions options;
                options.duration = 60.0;
                options.seed = 7;
                options.replication = replication;
                auto run = sim::DesignSimulation::create(side == 0 ? pair() : passive, options);
                QVERIFY(run.value()->runUntil(60.0));
                lost[side] = double(run.value()->report().sessions.lost);
            }
            differences.push_back(lost[1] - lost[0]);
        }
        const sim::engine::MeanInterval expected = sim::engine::studentInterval(differences);
        QCOMPARE(figure(all, ComparedFigure::SessionsLost).difference, expected);
        QVERIFY(*expected.mean > 0.0); // all sessions are on the one that fails
        QVERIFY(figure(all, ComparedFigure::SessionsLost).isClear());
        const auto &failed = figure(all, ComparedFigure::FailedPart);
        const auto &available = figure(all, ComparedFigure::Availability);
        QVERIFY(std::abs(*failed.difference.mean + *available.difference.mean) < 1e-12);
    }

    void pairingNarrowsTheInterval()
    {
        const study::Comparison all = compared(pair(), pair("standby"), 5);
        const auto &p95 = figure(all, ComparedFigure::ResponseP95);
        QVERIFY(p95.difference.low && p95.difference.high);
        QVERIFY(*p95.difference.low <= *p95.difference.mean);
        QVERIFY(*p95.difference.mean <= *p95.difference.high);
    }

    void threadsDoNotMatter()
    {
        const study::Comparison one = compared(pair(), pair("standby"), 4, 1);
        const study::Comparison four = compared(pair(), pair("standby"), 4, 4);
        for (size_t i = 0; i < one.figures.size(); ++i)
            QCOMPARE(one.figures[i].difference, four.figures[i].difference);
    }

    void whatCannotRunIsRefused()
    {
        sim::RunOptions options;
        options.warmup = options.duration;
        const auto result = study::compareDesigns(pair(), pair(), options, 2, 1);
        QVERIFY(!result);
        QCOMPARE(result.error().code, QStringLiteral("sim.bad-options"));
        base::TaskControl control;
        control.cancel();
        QCOMPARE(study::compareDesigns(pair(), pair(), {}, 2, 1, &control).error().code,
                 QStringLiteral("sim.cancelled"));
    }

    void activePassiveIsOfferedFirst()
    {
        const auto pairs = study::variantPairs(pair(), model::builtinKinds());
        QVERIFY(pairs.size() >= 4);
        const study::DesignPair &first = pairs.front();
        QCOMPARE(first.firstName, QStringLiteral("Active/active (as it is)"));
        QCOMPARE(first.secondName, QStringLiteral("Active/passive"));
        QVERIFY(first.first == pair());
        QCOMPARE(role(first.second, "n1"), QStringLiteral("active"));
        QCOMPARE(role(first.second, "n2"), QStringLiteral("standby"));
        // One that waits already is the second of the two.
        const auto other = study::variantPairs(pair("standby"), model::builtinKinds());
        QCOMPARE(other.front().secondName, QStringLiteral("Active/passive (as it is)"));
        QVERIFY(other.front().second == pair("standby"));
        QCOMPARE(role(other.front().first, "n2"), QStringLiteral("active"));
        // Each pair can be run, and its designs differ.
        for (const study::DesignPair &each : pairs) {
            QVERIFY(!(each.first == each.second));
            QVERIFY(sim::DesignSimulation::create(each.first, {}));
            QVERIFY(sim::DesignSimulation::create(each.second, {}));
        }
    }

    void withoutAPoolThereIsNothingToVary()
    {
        DesignText one;
        one.users().node("n1").traffic("users", "n1");
        QVERIFY(study::variantPairs(one.design(), model::builtinKinds()).empty());
    }
};

QTEST_MAIN(TestComparison)
#include "tst_comparison.moc"
