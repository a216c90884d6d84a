// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Exact availability of random designs against enumeration that knows neither the structure reader
// nor the diagrams, and Monte Carlo against the exact answer.
#include "model/kinds/builtin_kinds.h"
#include "reliability/availability_report.h"
#include "reliability/exact.h"
#include "reliability/monte_carlo.h"
#include "reliability/random_structure_design.h"
#include "support/counts.h"

#include <QtTest>

using namespace loadstar;
using namespace loadstar::reliability;
using model::Component;
using model::ElementId;

namespace {

const model::KindRegistry &kinds()
{
    return model::builtinKinds();
}

/// The contract's words, read once more: what is down, by id, decides.
class Oracle
{
public:
    explicit Oracle(const model::Design &design)
        : m_design(design)
    {}

    bool isUp(const std::set<ElementId> &down) const
    {
        for (const auto &[id, component] : m_design.components) {
            if (component.kind == u"users" && serversFor(id, down) < required())
                return false;
        }
        return true;
    }

    int required() const
    {
        return static_cast<int>(
            std::get<double>(m_design.header.objective.at(QStringLiteral("requiredNodes"))));
    }

private:
    model::PropertyReader read(const Component &component) const
    {
        return {component.properties, kinds().component(component.kind)->properties};
    }

    bool isWorking(const Component &component, const std::set<ElementId> &down) const
    {
        if (down.count(component.id))
            return false;
        for (ElementId at = component.parent; !at.isEmpty(); at = m_design.component(at)->parent) {
            const bool isSurvived = m_design.component(at)->kind == u"zone" &&
                                    component.kind == u"storage" &&
                                    read(component).boolean(QStringLiteral("multiZone"));
            if (down.count(at) && !isSurvived)
                return false;
        }
        return true;
    }

    bool isServing(const Component &node, const std::set<ElementId> &down) const
    {
        if (!isWorking(node, down))
            return false;
        if (read(node).text(QStringLiteral("role")) == u"dr" && !isPromoted(node))
            return false;
        for (const auto &[id, connection] : m_design.connections) {
            if (connection.kind == u"state" && connection.from == node.id &&
                (down.count(id) || !isWorking(*m_design.component(connection.to), down)))
                return false;
        }
        return true;
    }

    bool isPromoted(const Component &node) const
    {
        for (const auto &[id, connection] : m_design.connections) {
            for (ElementId at = node.parent; !at.isEmpty(); at = m_design.component(at)->parent) {
                if (connection.kind == u"replication" && connection.to == at)
                    return true; // the default is automatic
            }
        }
        return false;
    }

    int serversFor(const ElementId &users, const std::set<ElementId> &down) const
    {
        std::set<ElementId> reached{users};
        std::set<ElementId> serving;
        for (bool isNew = true; isNew;) {
            isNew = false;
            for (const auto &[id, connection] : m_design.connections) {
                if (connection.kind != u"traffic" || down.count(id) ||
                    !reached.count(connection.from))
                    continue;
                const Component &from = *m_design.component(connection.from);
                const Component &to = *m_design.component(connection.to);
                if (to.kind == u"loadBalancer") {
                    isNew = (isWorking(to, down) && reached.insert(to.id).second) || isNew;
                    continue;
                }
                const bool isChecked = from.kind == u"loadBalancer" &&
                                       read(from).boolean(QStringLiteral("healthCheck")) &&
                                       read(from).text(QStringLiteral("checkRules")) != u"nginx";
                if (isChecked && read(to).text(QStringLiteral("heartbeat")).isEmpty())
                    continue;
                if (isServing(to, down))
                    serving.insert(to.id);
            }
        }
        return static_cast<int>(serving.size());
    }

    const model::Design &m_design;
};

struct Enumerated
{
    double unavailability = 0.0;
    std::map<ElementId, double> birnbaum;
};

/// All combinations of what may be up or down.
Enumerated enumerate(const model::Design &design, const Structure &structure)
{
    std::vector<const Variable *> failing;
    for (const Variable &variable : structure.variables) {
        const Component *component = design.component(variable.id);
        if (variable.unavailability > 0.0 && !(component && component->kind == u"users"))
            failing.push_back(&variable);
    }
    const Oracle oracle(design);
    Enumerated result;
    for (std::uint32_t mask = 0; mask < 1U << failing.size(); ++mask) {
        std::set<ElementId> down;
        double probability = 1.0;
        for (std::size_t i = 0; i < failing.size(); ++i) {
            const bool isDown = (mask >> i & 1U) != 0;
            probability *= isDown ? failing[i]->unavailability : 1.0 - failing[i]->unavailability;
            if (isDown)
                down.insert(failing[i]->id);
        }
        if (oracle.isUp(down))
            continue;
        result.unavailability += probability;
        for (std::size_t i = 0; i < failing.size(); ++i) {
            const double q = failing[i]->unavailability;
            const bool isDown = (mask >> i & 1U) != 0;
            result.birnbaum[failing[i]->id] += probability * (isDown ? 1.0 / q : -1.0 / (1.0 - q));
        }
    }
    return result;
}

/// Minimal sets of units, by trying every set of up to three components and failing connections.
std::set<std::vector<QString>> smallCutSets(const model::Design &design, const Structure &structure)
{
    std::vector<std::pair<ElementId, int>> parts;
    for (const Variable &variable : structure.variables) {
        const Component *component = design.component(variable.id);
        if (!component || component->kind != u"users")
            parts.emplace_back(variable.id, variable.order);
    }
    const Oracle oracle(design);
    std::set<std::vector<QString>> found;
    if (!oracle.isUp({}))
        return found;
    const auto holdsSmaller = [&oracle](const std::vector<ElementId> &set) {
        for (std::size_t left = 0; left < set.size(); ++left) {
            std::set<ElementId> rest(set.begin(), set.end());
            rest.erase(set[left]);
            if (!rest.empty() && !oracle.isUp(rest))
                return true;
        }
        return false;
    };
    const auto consider = [&](const std::vector<std::size_t> &chosen) {
        std::vector<ElementId> set;
        std::vector<QString> units;
        for (const std::size_t i : chosen) {
            set.push_back(parts[i].first);
            units.insert(units.end(), static_cast<std::size_t>(parts[i].second),
                         parts[i].first.text());
        }
        std::sort(units.begin(), units.end());
        if (units.size() <= 3 && !oracle.isUp({set.begin(), set.end()}) && !holdsSmaller(set))
            found.insert(units);
    };
    for (std::size_t a = 0; a < parts.size(); ++a) {
        consider({a});
        for (std::size_t b = a + 1; b < parts.size(); ++b) {
            consider({a, b});
            for (std::size_t c = b + 1; c < parts.size(); ++c)
                consider({a, b, c});
        }
    }
    return found;
}

} // namespace

class TestAvailability : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomDesignsAgreeWithEnumeration();
    void cutSetsAreThoseOfEveryCombination();
    void monteCarloCoversTheExactValue();
    void sameSeedSameResult();
    void aFewFailuresHaveAnInterval();
    void designsOfManyComponentsAreExact();
    void sharedStorageCountsOnce();
    void unitsOfAPairAreNoSinglePoint();
    void requiredBeyondAllIsNeverUp();
    void howOftenIsUnknownWhereAComponentDoesNotSay();
    void primariesHandOn();
    void workloadsHaveWhatTheirWorkersHold();
    void meshesBeyondTheTableAreSimulated();
    void withoutUsersThereIsNoAnswer();
};

void TestAvailability::randomDesignsAgreeWithEnumeration()
{
    sim::engine::Random random(6);
    int interesting = 0;
    for (int round = 0; round < tests::roundsFor(100, 2000); ++round) {
        const int most = round % 20 == 0 ? 16 : 9;
        const model::Design design = tests::randomStructureDesign(random, most);
        const auto structure = readStructure(design, kinds());
        QVERIFY(structure);
        const auto found = exactAvailability(*structure);
        QVERIFY(found);
        const Enumerated expected = enumerate(design, *structure);
        QVERIFY2(std::abs(found->unavailability - expected.unavailability) < 1e-12,
                 qPrintable(QStringLiteral("round %1").arg(round)));
        for (std::size_t i = 0; i < structure->variables.size(); ++i) {
            const auto birnbaum = expected.birnbaum.find(structure->variables[i].id);
            if (birnbaum != expected.birnbaum.end() && structure->variables[i].unavailability < 1.0)
                QVERIFY(std::abs(found->importance[i].birnbaum - birnbaum->second) < 1e-11);
        }
        interesting += expected.unavailability > 0.0 && expected.unavailability < 1.0 ? 1 : 0;
    }
    QVERIFY(interesting > tests::roundsFor(50, 1000));
}

void TestAvailability::cutSetsAreThoseOfEveryCombination()
{
    sim::engine::Random random(7);
    std::size_t sets = 0;
    for (int round = 0; round < tests::roundsFor(25, 300); ++round) {
        const model::Design design = tests::randomStructureDesign(random, 12);
        const auto structure = readStructure(design, kinds());
        const auto answer = exactAvailability(*structure);
        QVERIFY(answer);
        std::set<std::vector<QString>> found;
        for (const std::vector<int> &set : answer->cutSets.sets) {
            std::vector<QString> units;
            for (const int variable : set) {
                const Variable &part = structure->variables[static_cast<std::size_t>(variable)];
                units.insert(units.end(), static_cast<std::size_t>(part.order), part.id.text());
            }
            std::sort(units.begin(), units.end());
            found.insert(units);
        }
        QCOMPARE(found, smallCutSets(design, *structure));
        sets += found.size();
    }
    QVERIFY(sets > 50);
}

void TestAvailability::monteCarloCoversTheExactValue()
{
    sim::engine::Random random(8);
    const int designs = tests::roundsFor(40, 200);
    int covered = 0;
    int tried = 0;
    for (int round = 0; tried < designs; ++round) {
        const model::Design design = tests::randomStructureDesign(random, 12);
        const auto structure = readStructure(design, kinds());
        const auto exact = exactAvailability(*structure);
        if (exact->unavailability <= 0.0 || exact->unavailability >= 1.0)
            continue;
        ++tried;
        const auto found =
            simulateAvailability(*structure, 20.0, static_cast<std::uint64_t>(round));
        QVERIFY(found);
        covered +=
            found->low <= exact->unavailability && exact->unavailability <= found->high ? 1 : 0;
    }
    const double part = static_cast<double>(covered) / designs;
    qInfo("%d of %d", covered, designs);
    // The quick tier has few designs, so its bounds are three standard errors wider.
    QVERIFY2(part >= (tests::isFullTier() ? 0.90 : 0.82), qPrintable(QString::number(part)));
    if (tests::isFullTier())
        QVERIFY2(part <= 0.985, qPrintable(QString::number(part)));
}

namespace {

/// Users, a balancer and as many nodes as asked for, in zones; figures by kind.
model::Design zonedDesign(int zones, int nodes, double required)
{
    model::Design design;
    const auto add = [&design](const QString &id, const QString &kind, const QString &parent,
                               double availability) {
        Component component;
        component.id = ElementId(id);
        component.kind = kind;
        component.parent = ElementId(parent);
        component.properties[QStringLiteral("availability")] = availability;
        design.components.emplace(component.id, component);
    };
    const auto connect = [&design](const QString &kind, const QString &from, const QString &to) {
        model::Connection connection;
        connection.id = ElementId(from + u'-' + to);
        connection.kind = kind;
        connection.from = ElementId(from);
        connection.to = ElementId(to);
        design.connections.emplace(connection.id, connection);
    };
    add(QStringLiteral("users"), QStringLiteral("users"), {}, 1.0);
    add(QStringLiteral("lb"), QStringLiteral("loadBalancer"), {}, 0.9999);
    add(QStringLiteral("db"), QStringLiteral("storage"), {}, 0.9995);
    connect(QStringLiteral("traffic"), QStringLiteral("users"), QStringLiteral("lb"));
    for (int zone = 0; zone < zones; ++zone)
        add(QStringLiteral("zone%1").arg(zone), QStringLiteral("zone"), {}, 0.999);
    for (int i = 0; i < nodes; ++i) {
        const QString id = QStringLiteral("n%1").arg(i);
        add(id, QStringLiteral("node"), QStringLiteral("zone%1").arg(i % zones), 0.99);
        connect(QStringLiteral("traffic"), QStringLiteral("lb"), id);
        connect(QStringLiteral("state"), id, QStringLiteral("db"));
    }
    design.header.objective[QStringLiteral("requiredNodes")] = required;
    return design;
}

Availability solved(const model::Design &design)
{
    const auto structure = readStructure(design, kinds());
    const auto answer = exactAvailability(*structure);
    if (!answer)
        qFatal("%s", qPrintable(answer.error().text()));
    return *answer;
}

} // namespace

void TestAvailability::sameSeedSameResult()
{
    sim::engine::Random random(9);
    model::Design design = tests::randomStructureDesign(random, 12);
    while (solved(design).unavailability <= 0.0 || solved(design).unavailability >= 1.0)
        design = tests::randomStructureDesign(random, 12);
    const auto structure = readStructure(design, kinds());
    const auto first = simulateAvailability(*structure, 5.0, 3);
    const auto again = simulateAvailability(*structure, 5.0, 3);
    const auto other = simulateAvailability(*structure, 5.0, 4);
    QCOMPARE(first->unavailability, again->unavailability);
    QCOMPARE(first->failures, again->failures);
    QVERIFY(first->unavailability != other->unavailability);
}

void TestAvailability::aFewFailuresHaveAnInterval()
{
    const model::Design design = zonedDesign(3, 6, 1.0);
    const auto structure = readStructure(design, kinds());
    const auto found = simulateAvailability(*structure, 0.2, 1);
    QVERIFY(found->failures < 30);
    QVERIFY(found->high > found->unavailability);
    QVERIFY(found->high > solved(design).unavailability);
}

void TestAvailability::designsOfManyComponentsAreExact()
{
    // Binomial within a zone, zones one after another: the distribution of the number of nodes.
    const model::Design design = zonedDesign(3, 495, 330.0);
    std::vector<double> up{1.0};
    for (int zone = 0; zone < 3; ++zone) {
        std::vector<double> inZone{1.0};
        for (int i = 0; i < 165; ++i) {
            inZone.push_back(0.0);
            for (std::size_t k = inZone.size() - 1; k > 0; --k)
                inZone[k] = 0.01 * inZone[k] + 0.99 * inZone[k - 1];
            inZone[0] *= 0.01;
        }
        std::vector<double> sum(up.size() + inZone.size() - 1, 0.0);
        for (std::size_t a = 0; a < up.size(); ++a) {
            sum[a] += up[a] * 0.001;
            for (std::size_t b = 0; b < inZone.size(); ++b)
                sum[a + b] += up[a] * 0.999 * inZone[b];
        }
        up = sum;
    }
    double few = 0.0;
    for (std::size_t k = 0; k < 330; ++k)
        few += up[k];
    const double expected = few + (1.0 - few) * (1.0 - 0.9999 * 0.9995);
    const Availability found = solved(design);
    QVERIFY2(std::abs(found.unavailability - expected) < 1e-9 * expected,
             qPrintable(QString::number(found.unavailability / expected, 'g', 12)));
}

void TestAvailability::sharedStorageCountsOnce()
{
    const Availability found = solved(zonedDesign(1, 2, 1.0));
    const double nodes = 1.0 - 0.01 * 0.01;
    QVERIFY(std::abs(found.availability() - 0.9999 * 0.9995 * 0.999 * nodes) < 1e-13);
    double shares = 0.0;
    for (const Importance &importance : found.importance)
        shares += importance.share.value_or(0.0);
    QVERIFY(shares > 0.9 && shares < 1.1);
}

void TestAvailability::unitsOfAPairAreNoSinglePoint()
{
    model::Design design = zonedDesign(1, 2, 1.0);
    const auto pointsOf = [&design] {
        const auto structure = readStructure(design, kinds());
        const auto answer = exactAvailability(*structure);
        QStringList ids;
        for (const int point : singlePointsOfFailure(*structure, answer->cutSets))
            ids += structure->variables[static_cast<std::size_t>(point)].id.text();
        return ids;
    };
    QCOMPARE(pointsOf(),
             QStringList({QStringLiteral("db"), QStringLiteral("lb"), QStringLiteral("zone0")}));
    design.components.at(ElementId(QStringLiteral("lb"))).properties[QStringLiteral("instances")] =
        2.0;
    QCOMPARE(pointsOf(), QStringList({QStringLiteral("db"), QStringLiteral("zone0")}));
}

void TestAvailability::requiredBeyondAllIsNeverUp()
{
    const Availability found = solved(zonedDesign(1, 2, 1e9));
    QCOMPARE(found.unavailability, 1.0);
    QVERIFY(found.cutSets.sets.empty());
}

void TestAvailability::howOftenIsUnknownWhereAComponentDoesNotSay()
{
    model::Design design = zonedDesign(1, 1, 1.0);
    QVERIFY(!solved(design).failuresPerYear);
    for (auto &[id, component] : design.components) {
        component.properties.erase(QStringLiteral("availability"));
        component.properties[QStringLiteral("mtbf")] = 999.0;
        component.properties[QStringLiteral("mttr")] = 1.0;
    }
    // Four in series, each down once in 1000 h: 4 * 0.999^3 / 1000 h.
    const double expected = 4.0 * std::pow(0.999, 3) / 1000.0 * 8760.0;
    QVERIFY(std::abs(*solved(design).failuresPerYear - expected) < 1e-9);
}

void TestAvailability::primariesHandOn()
{
    model::Design design = zonedDesign(1, 2, 2.0);
    design.connections.erase(ElementId(QStringLiteral("lb-n1")));
    QCOMPARE(solved(design).unavailability, 1.0);
    for (const char *id : {"n0", "n1"})
        design.components.at(ElementId(QString::fromLatin1(id)))
            .properties[QStringLiteral("group")] = QStringLiteral("workbench");
    design.components.at(ElementId(QStringLiteral("n0"))).properties[QStringLiteral("primary")] =
        true;
    QVERIFY(solved(design).unavailability < 0.05);
}

void TestAvailability::workloadsHaveWhatTheirWorkersHold()
{
    // Three workers of 4 cores hold two pods of 2 cores each; five replicas, four of which must be
    // there: two workers are enough, one is not.
    model::Design design = zonedDesign(1, 3, 4.0);
    const auto id = [](const char *text) { return ElementId(QString::fromLatin1(text)); };
    Component cluster;
    cluster.id = id("k8s");
    cluster.kind = QStringLiteral("kubernetesCluster");
    Component workload;
    workload.id = id("web");
    workload.kind = QStringLiteral("workload");
    workload.parent = cluster.id;
    workload.properties[QStringLiteral("replicas")] = 5.0;
    workload.properties[QStringLiteral("cpuRequest")] = 2.0;
    for (const char *node : {"n0", "n1", "n2"}) {
        Component &worker = design.components.at(id(node));
        worker.parent = cluster.id;
        worker.properties[QStringLiteral("cores")] = 4.0;
        design.connections.erase(ElementId(QStringLiteral("lb-") + QString::fromLatin1(node)));
        design.connections.erase(ElementId(QString::fromLatin1(node) + QStringLiteral("-db")));
    }
    design.components.emplace(cluster.id, cluster);
    design.components.emplace(workload.id, workload);
    model::Connection connection;
    connection.id = id("lb-web");
    connection.kind = QStringLiteral("traffic");
    connection.from = id("lb");
    connection.to = id("web");
    design.connections.emplace(connection.id, connection);
    const double twoOfThree = 3.0 * 0.99 * 0.99 * 0.01 + 0.99 * 0.99 * 0.99;
    QVERIFY(std::abs(solved(design).availability() - 0.9999 * twoOfThree) < 1e-12);
    // Never more than the replicas, whatever room there is.
    design.components.at(id("web")).properties[QStringLiteral("replicas")] = 3.0;
    QCOMPARE(solved(design).unavailability, 1.0);
    // Where memory is short, that counts.
    design.components.at(id("web")).properties[QStringLiteral("replicas")] = 6.0;
    design.components.at(id("web")).properties[QStringLiteral("memoryRequest")] = 3.0; // one each
    QCOMPARE(solved(design).unavailability, 1.0);
    design.header.objective[QStringLiteral("requiredNodes")] = 3.0;
    QVERIFY(std::abs(solved(design).availability() - 0.9999 * 0.99 * 0.99 * 0.99) < 1e-12);
}

void TestAvailability::meshesBeyondTheTableAreSimulated()
{
    // Eight by eight balancers, connected both ways by connections that fail.
    constexpr int kSide = 8;
    model::Design design = zonedDesign(1, 1, 1.0);
    design.connections.clear();
    const auto balancer = [](int row, int column) {
        return ElementId(QStringLiteral("b%1-%2").arg(row).arg(column));
    };
    const auto connect = [&design](const ElementId &from, const ElementId &to,
                                   double availability) {
        model::Connection connection;
        connection.id = ElementId(QStringLiteral("e%1").arg(design.connections.size()));
        connection.kind = QStringLiteral("traffic");
        connection.from = from;
        connection.to = to;
        connection.properties[QStringLiteral("availability")] = availability;
        design.connections.emplace(connection.id, connection);
    };
    for (int row = 0; row < kSide; ++row) {
        for (int column = 0; column < kSide; ++column) {
            Component component;
            component.id = balancer(row, column);
            component.kind = QStringLiteral("loadBalancer");
            design.components.emplace(component.id, component);
        }
    }
    for (int row = 0; row < kSide; ++row) {
        for (int column = 0; column < kSide; ++column) {
            for (const auto &[r, c] : {std::pair(row + 1, column), std::pair(row, column + 1)}) {
                if (r >= kSide || c >= kSide)
                    continue;
                connect(balancer(row, column), balancer(r, c), 0.9);
                connect(balancer(r, c), balancer(row, column), 0.9);
            }
        }
    }
    connect(ElementId(QStringLiteral("users")), balancer(0, 0), 1.0);
    connect(balancer(kSide - 1, kSide - 1), ElementId(QStringLiteral("n0")), 1.0);
    AvailabilityOptions options;
    const auto report = analyseAvailability(design, kinds(), options);
    QVERIFY(report);
    QCOMPARE(report->method, AvailabilityMethod::MonteCarlo);
    QVERIFY(report->ci95);
    QVERIFY(!report->remarks.empty());
    // Corner to corner, dominated by the two corners: 0.97 or so, times zone and node.
    QVERIFY(report->availability() > 0.9 && report->availability() < 0.99);
}

void TestAvailability::withoutUsersThereIsNoAnswer()
{
    model::Design design = zonedDesign(1, 1, 1.0);
    design.components.erase(ElementId(QStringLiteral("users")));
    design.connections.erase(ElementId(QStringLiteral("users-lb")));
    QCOMPARE(readStructure(design, kinds()).error().code, QStringLiteral("availability.no-users"));
}

QTEST_GUILESS_MAIN(TestAvailability)
#include "tst_availability.moc"
