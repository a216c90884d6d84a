// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/plan_builder.h"

#include "base/status_set.h"
#include "base/units.h"
#include "model/distribution_text.h"
#include "model/kind_registry.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace loadstar::sim {

namespace {

using model::ElementId;

QString tr(const char *text)
{
    return QCoreApplication::translate("Simulation", text);
}

/// Kinds of the design file that have no model here; a design that holds one cannot be simulated
/// truthfully.
bool isUnsupportedKind(const QString &kind)
{
    return kind == u"workload" || kind == u"kubernetesCluster" || kind == u"batchQueue";
}

PartKind partKindOf(const QString &kind)
{
    if (kind == u"users")
        return PartKind::Users;
    if (kind == u"loadBalancer")
        return PartKind::Balancer;
    if (kind == u"node")
        return PartKind::Node;
    if (kind == u"storage")
        return PartKind::Storage;
    if (kind == u"zone" || kind == u"region" || kind == u"site")
        return PartKind::Container;
    return PartKind::Passive;
}

/// Builds one Plan; the first error stops it.
class PlanBuilder
{
public:
    explicit PlanBuilder(const model::Design &design)
        : m_design(design)
    {}

    base::Result<Plan> build();

private:
    void numberElements();
    void readParts();
    void readReliability(const model::Component &component, PartSpec &part);
    void readUsers(const model::Component &component, UsersSpec &users);
    void readBalancer(const model::Component &component, BalancerSpec &balancer);
    void readChecks(const QString &id, const model::PropertyReader &read, BalancerSpec &balancer);
    void readNode(const model::Component &component, NodeSpec &node);
    void readStorage(const model::Component &component, StorageSpec &storage);
    void readConnections();
    void readReplication(const model::Connection &connection);
    void sortTargets();
    void fillContainers();
    void readScenario();
    void countClients();
    void readStep(const model::ScenarioEvent &event);

    engine::Distribution distribution(const QString &id, const char *key, const QString &text);
    model::PropertyReader reader(const model::Component &component) const
    {
        return {component.properties, m_kinds.component(component.kind)->properties};
    }
    ElementIndex indexOf(const ElementId &id) const
    {
        const auto found = m_indexOf.find(id);
        return found == m_indexOf.end() ? kNoElement : found->second;
    }
    void fail(const char *code, const QString &where, const QString &message)
    {
        if (!m_error)
            m_error = base::Error{QString::fromLatin1(code), message, where};
    }
    void warn(const char *code, const QString &where, const QString &message)
    {
        m_plan.warnings.push_back(
            {base::Severity::Warning, QString::fromLatin1(code), message, where});
    }

    const model::Design &m_design;
    const model::KindRegistry &m_kinds = model::builtinKinds();
    Plan m_plan;
    std::map<ElementId, ElementIndex> m_indexOf;
    std::optional<base::Error> m_error;
};

base::Result<Plan> PlanBuilder::build()
{
    numberElements();
    readParts();
    readConnections();
    sortTargets();
    fillContainers();
    readScenario();
    countClients();
    if (m_error)
        return *m_error;
    return std::move(m_plan);
}

void PlanBuilder::numberElements()
{
    for (const auto &[id, component] : m_design.components) {
        m_indexOf.emplace(id, static_cast<ElementIndex>(m_plan.parts.size()));
        PartSpec part;
        part.id = id.text();
        part.kind = partKindOf(component.kind);
        m_plan.parts.push_back(part);
        if (isUnsupportedKind(component.kind)) {
            fail("sim.not-simulated", id.text(),
                 tr("\"%1\" is of kind %2, which is not simulated yet")
                     .arg(id.text(), component.kind));
        }
    }
    for (const auto &[id, connection] : m_design.connections) {
        m_indexOf.emplace(
            id, static_cast<ElementIndex>(m_plan.parts.size() + m_plan.connectionIds.size()));
        m_plan.connectionIds.push_back(id.text());
    }
}

void PlanBuilder::readParts()
{
    std::size_t number = 0;
    for (const auto &[id, component] : m_design.components) {
        PartSpec &part = m_plan.parts[number];
        const auto index = static_cast<ElementIndex>(number++);
        part.parent = component.parent.isEmpty() ? kNoElement : indexOf(component.parent);
        if (part.kind == PartKind::Passive)
            continue;
        readReliability(component, part);
        switch (part.kind) {
        case PartKind::Users:
            part.index = static_cast<std::uint32_t>(m_plan.users.size());
            m_plan.users.emplace_back().part = index;
            readUsers(component, m_plan.users.back());
            break;
        case PartKind::Balancer:
            part.index = static_cast<std::uint32_t>(m_plan.balancers.size());
            m_plan.balancers.emplace_back().part = index;
            readBalancer(component, m_plan.balancers.back());
            break;
        case PartKind::Node:
            part.index = static_cast<std::uint32_t>(m_plan.nodes.size());
            m_plan.nodes.emplace_back().part = index;
            readNode(component, m_plan.nodes.back());
            break;
        case PartKind::Storage:
            part.index = static_cast<std::uint32_t>(m_plan.storages.size());
            m_plan.storages.emplace_back().part = index;
            readStorage(component, m_plan.storages.back());
            break;
        case PartKind::Container:
        case PartKind::Passive:
            break;
        }
    }
}

void PlanBuilder::readReliability(const model::Component &component, PartSpec &part)
{
    constexpr double kSecondsPerHour = 3600.0;
    const model::PropertyReader read = reader(component);
    if (const std::optional<double> mtbf = read.optionalNumber(QStringLiteral("mtbf"))) {
        part.meanUpTime = *mtbf * kSecondsPerHour;
        if (const std::optional<double> mttr = read.optionalNumber(QStringLiteral("mttr")))
            part.meanRepairTime = *mttr * kSecondsPerHour;
    }
}

engine::Distribution PlanBuilder::distribution(const QString &id, const char *key,
                                               const QString &text)
{
    const QString where = id + u'.' + QString::fromLatin1(key);
    const base::Result<model::DistributionText> parsed = model::parseDistribution(text);
    if (!parsed) {
        fail("sim.bad-value", where, parsed.error().message);
        return {};
    }
    const std::optional<engine::Distribution> made =
        engine::Distribution::make(parsed->family.toStdString(), parsed->parameters);
    if (!made) {
        fail("sim.bad-value", where,
             tr("\"%1\" is not a distribution that can be drawn from").arg(text));
        return {};
    }
    return *made;
}

void PlanBuilder::readUsers(const model::Component &component, UsersSpec &users)
{
    const model::PropertyReader read = reader(component);
    const QString id = component.id.text();
    users.isClosed = read.text(QStringLiteral("arrivals")) == u"closed";
    users.work = distribution(id, "work", read.distribution(QStringLiteral("work")));
    users.sessionLength = read.number(QStringLiteral("sessionLength"));
    const QString state = read.text(QStringLiteral("sessionState"));
    users.sessionState = state == u"node"     ? SessionState::Node
                         : state == u"shared" ? SessionState::Shared
                                              : SessionState::None;
    users.sessionMemory = read.number(QStringLiteral("sessionMemory"));
    users.timeout = read.optionalNumber(QStringLiteral("timeout"));
    if (users.isClosed) {
        users.population = static_cast<std::uint32_t>(read.number(QStringLiteral("population")));
        users.thinkTime =
            distribution(id, "thinkTime", read.distribution(QStringLiteral("thinkTime")));
        users.clients = users.population;
        if (users.thinkTime.mean() <= 0.0 && users.work.mean() <= 0.0) {
            fail("sim.bad-value", id + QStringLiteral(".thinkTime"),
                 tr("thinkTime and work are both 0, so time would stand still; one mean must be "
                    "above 0"));
        }
    } else {
        const QString interarrival = read.distribution(QStringLiteral("interarrival"));
        const double rate = read.number(QStringLiteral("rate"));
        if (!interarrival.isEmpty()) {
            users.interarrival = distribution(id, "interarrival", interarrival);
            if (users.interarrival.mean() <= 0.0) {
                fail("sim.bad-value", id + QStringLiteral(".interarrival"),
                     tr("found %1, but a mean above 0 is allowed").arg(interarrival));
            }
        } else if (rate > 0.0) {
            users.interarrival = *engine::Distribution::make("exponential", {1.0 / rate});
        }
        users.clients = static_cast<std::uint32_t>(read.number(QStringLiteral("clients")));
    }
    const std::optional<double> addresses = read.optionalNumber(QStringLiteral("addresses"));
    users.addresses = addresses ? static_cast<std::uint32_t>(*addresses) : 0;
}

void PlanBuilder::readChecks(const QString &id, const model::PropertyReader &read,
                             BalancerSpec &balancer)
{
    using health::CheckRules;
    static const std::map<QString, CheckRules> kRules{
        {QStringLiteral("haproxy"), CheckRules::Haproxy},
        {QStringLiteral("alb"), CheckRules::Alb},
        {QStringLiteral("envoy"), CheckRules::Envoy},
        {QStringLiteral("kubernetes"), CheckRules::Kubernetes},
        {QStringLiteral("nginx"), CheckRules::Nginx}};
    health::CheckSettings &checks = balancer.checks;
    balancer.hasChecks = read.boolean(QStringLiteral("healthCheck"));
    const QString rules = read.text(QStringLiteral("checkRules"));
    checks.rules = kRules.at(rules);
    checks.interval = read.number(QStringLiteral("checkInterval"));
    checks.timeout = read.number(QStringLiteral("checkTimeout"));
    checks.fastInterval = read.optionalNumber(QStringLiteral("fastInterval"));
    checks.downInterval = read.optionalNumber(QStringLiteral("downInterval"));
    constexpr double kLeastInterval = 1.0e-6;
    for (const double interval :
         {checks.interval, checks.fastInterval.value_or(1.0), checks.downInterval.value_or(1.0)}) {
        if (interval < kLeastInterval)
            fail("sim.bad-value", id,
                 tr("found a check interval of %1 s, but at least 1 us can be simulated")
                     .arg(base::formatNumber(interval)));
    }
    checks.fall = static_cast<int>(read.number(QStringLiteral("fall")));
    checks.rise = static_cast<int>(read.number(QStringLiteral("rise")));
    if (health::traitsOf(checks.rules).isStartToStart && checks.timeout > checks.interval) {
        fail("sim.bad-value", id + QStringLiteral(".checkTimeout"),
             tr("found %1, but with checkRules %2 at most checkInterval (%3) is allowed")
                 .arg(base::formatNumber(checks.timeout), rules,
                      base::formatNumber(checks.interval)));
    }
    const base::Result<base::StatusSet> expected =
        base::StatusSet::parse(read.text(QStringLiteral("expectStatus")));
    if (!expected)
        fail("sim.bad-value", id + QStringLiteral(".expectStatus"), expected.error().message);
    else
        balancer.isStatusExpected =
            read.text(QStringLiteral("layer")) == u"tcp" || expected->contains(200);
}

void PlanBuilder::readBalancer(const model::Component &component, BalancerSpec &balancer)
{
    const model::PropertyReader read = reader(component);
    const QString id = component.id.text();
    balancer.policy =
        policyFromName(read.text(QStringLiteral("algorithm"))).value_or(PolicyKind::RoundRobin);
    balancer.choices = static_cast<std::uint32_t>(read.number(QStringLiteral("choices")));
    balancer.hasDistinctChoices = read.boolean(QStringLiteral("distinctChoices"));
    const QString sticky = read.text(QStringLiteral("sticky"));
    balancer.sticky = sticky == u"cookie"   ? Stickiness::Cookie
                      : sticky == u"source" ? Stickiness::Source
                                            : Stickiness::None;
    if (balancer.sticky == Stickiness::Cookie && read.text(QStringLiteral("layer")) == u"tcp") {
        balancer.sticky = Stickiness::None;
        warn("sim.no-cookie", id + QStringLiteral(".sticky"),
             tr("a balancer of layer tcp does not see cookies, so its traffic is not sticky"));
    }
    balancer.cookieDuration = read.optionalNumber(QStringLiteral("cookieDuration"));
    balancer.failsOpen = read.boolean(QStringLiteral("failOpen"));
    balancer.slowStart = read.number(QStringLiteral("slowStart"));
    balancer.crossesZones = read.boolean(QStringLiteral("crossZone"));
    balancer.retries = static_cast<std::uint32_t>(read.number(QStringLiteral("retries")));
    balancer.redispatches = read.boolean(QStringLiteral("redispatch"));
    if (const auto most = read.optionalNumber(QStringLiteral("maxConnectionsPerNode")))
        balancer.maxConnectionsPerNode = static_cast<std::uint32_t>(*most);
    balancer.drainTimeout = read.optionalNumber(QStringLiteral("drainTimeout"));
    PartSpec &part = m_plan.parts[static_cast<std::size_t>(balancer.part)];
    part.units = static_cast<int>(read.number(QStringLiteral("instances")));
    part.failoverTime = read.number(QStringLiteral("failoverTime"));
    readChecks(id, read, balancer);
}

void PlanBuilder::readNode(const model::Component &component, NodeSpec &node)
{
    const model::PropertyReader read = reader(component);
    node.cores = static_cast<std::uint32_t>(read.number(QStringLiteral("cores")));
    node.memory = read.number(QStringLiteral("memory"));
    node.speed = read.number(QStringLiteral("speed"));
    node.isShared = read.text(QStringLiteral("discipline")) == u"ps";
    if (const auto limit = read.optionalNumber(QStringLiteral("queueLimit")))
        node.queueLimit = static_cast<std::uint32_t>(*limit);
    node.weight = read.number(QStringLiteral("weight"));
    const QString role = read.text(QStringLiteral("role"));
    node.role = role == u"standby" ? Role::Standby : role == u"dr" ? Role::Dr : Role::Active;
    node.group = read.text(QStringLiteral("group"));
    node.isPrimary = read.boolean(QStringLiteral("primary"));
    node.hasHeartbeat = !read.text(QStringLiteral("heartbeat")).isEmpty();
    node.resizeTime = read.number(QStringLiteral("resizeTime"));
    m_plan.parts[static_cast<std::size_t>(node.part)].bootTime =
        read.number(QStringLiteral("bootTime"));
    for (const model::Component *at = &component; at; at = m_design.component(at->parent)) {
        if (at->kind == u"zone") {
            node.zone = indexOf(at->id);
            break;
        }
    }
}

void PlanBuilder::readStorage(const model::Component &component, StorageSpec &storage)
{
    const model::PropertyReader read = reader(component);
    storage.ioTime =
        distribution(component.id.text(), "ioTime", read.distribution(QStringLiteral("ioTime")));
    if (const auto concurrency = read.optionalNumber(QStringLiteral("concurrency")))
        storage.concurrency = static_cast<std::uint32_t>(*concurrency);
    PartSpec &part = m_plan.parts[static_cast<std::size_t>(storage.part)];
    part.units = static_cast<int>(read.number(QStringLiteral("replicas")));
    part.crews = static_cast<int>(read.optionalNumber(QStringLiteral("repairCrews")).value_or(0.0));
    part.failoverTime = read.number(QStringLiteral("failoverTime"));
}

void PlanBuilder::readConnections()
{
    for (const auto &[id, connection] : m_design.connections) {
        const ElementIndex from = indexOf(connection.from);
        const ElementIndex to = indexOf(connection.to);
        if (from == kNoElement || to == kNoElement) {
            fail("sim.bad-value", id.text(),
                 tr("the connection \"%1\" ends at no component").arg(id.text()));
            continue;
        }
        const PartSpec &source = m_plan.part(from);
        const PartSpec &target = m_plan.part(to);
        if (connection.kind == u"traffic") {
            const bool isFit = target.kind == PartKind::Balancer || target.kind == PartKind::Node;
            if (!isFit || (source.kind != PartKind::Users && source.kind != PartKind::Balancer))
                continue;
            const model::PropertyReader read(connection.properties,
                                             m_kinds.connection(connection.kind)->properties);
            const auto link = static_cast<std::uint32_t>(m_plan.links.size());
            m_plan.links.push_back({from, to, indexOf(id), read.number(QStringLiteral("latency"))});
            auto &links = source.kind == PartKind::Users ? m_plan.users[source.index].links
                                                         : m_plan.balancers[source.index].links;
            links.push_back(link);
        } else if (connection.kind == u"state") {
            if (source.kind == PartKind::Node && target.kind == PartKind::Storage)
                m_plan.nodes[source.index].storages.push_back({target.index, indexOf(id)});
        } else if (connection.kind == u"replication") {
            readReplication(connection);
        }
    }
    for (const UsersSpec &users : m_plan.users) {
        if (users.links.empty()) {
            const QString &id = m_plan.idOf(users.part);
            warn("sim.no-connection", id,
                 tr("\"%1\" has no traffic connection, so all its requests fail").arg(id));
        }
    }
}

void PlanBuilder::readReplication(const model::Connection &connection)
{
    const model::PropertyReader read(connection.properties,
                                     m_kinds.connection(connection.kind)->properties);
    ReplicationSpec replication;
    replication.from = indexOf(connection.from);
    replication.to = indexOf(connection.to);
    replication.connection = indexOf(connection.id);
    replication.isAutomatic = read.text(QStringLiteral("promote")) == u"automatic";
    replication.delay =
        read.number(QStringLiteral("activationTime")) + read.number(QStringLiteral("dnsTtl"));
    m_plan.replications.push_back(replication);
}

void PlanBuilder::sortTargets()
{
    const auto byTarget = [this](std::uint32_t a, std::uint32_t b) {
        const LinkSpec &first = m_plan.links[a];
        const LinkSpec &second = m_plan.links[b];
        return std::pair(first.to, first.connection) < std::pair(second.to, second.connection);
    };
    for (BalancerSpec &balancer : m_plan.balancers)
        std::sort(balancer.links.begin(), balancer.links.end(), byTarget);
    for (NodeSpec &node : m_plan.nodes) {
        std::sort(node.storages.begin(), node.storages.end(),
                  [](const StateLink &a, const StateLink &b) { return a.storage < b.storage; });
    }
}

void PlanBuilder::fillContainers()
{
    for (std::size_t i = 0; i < m_plan.parts.size(); ++i) {
        const PartSpec &part = m_plan.parts[i];
        if (part.kind == PartKind::Container || part.kind == PartKind::Passive)
            continue;
        const auto index = static_cast<ElementIndex>(i);
        const model::Component &component = *m_design.component(ElementId(part.id));
        bool isZonePassed = part.kind != PartKind::Storage ||
                            !reader(component).boolean(QStringLiteral("multiZone"));
        for (ElementIndex at = part.parent; at != kNoElement; at = m_plan.part(at).parent) {
            PartSpec &container = m_plan.parts[static_cast<std::size_t>(at)];
            if (container.kind != PartKind::Container)
                continue;
            const bool isZone = m_design.component(ElementId(container.id))->kind == u"zone";
            if (isZone && !isZonePassed)
                continue;
            container.contents.push_back(index);
        }
    }
}

void PlanBuilder::readScenario()
{
    model::Scenario scenario = m_design.scenario;
    model::sortScenario(scenario);
    for (const model::ScenarioEvent &event : scenario)
        readStep(event);
}

void PlanBuilder::countClients()
{
    constexpr double kMostClients = 100e6;
    double count = 0.0;
    for (UsersSpec &users : m_plan.users) {
        double clients = users.clients;
        for (const ScenarioStep &step : m_plan.scenario) {
            if (users.isClosed && step.action == Action::Surge && step.target == users.part)
                clients *= std::max(1.0, step.factor);
        }
        count += std::ceil(clients);
        if (count > kMostClients) {
            fail("sim.bad-value", m_plan.idOf(users.part) + QStringLiteral(".clients"),
                 tr("more than %1 clients in one design cannot be simulated")
                     .arg(base::formatNumber(kMostClients)));
            return;
        }
        users.clients = static_cast<std::uint32_t>(std::ceil(clients));
        if (users.addresses == 0)
            users.addresses = users.clients;
    }
    m_plan.clientCount = static_cast<std::uint32_t>(count);
}

void PlanBuilder::readStep(const model::ScenarioEvent &event)
{
    static const std::map<QString, Action> kActions{
        {QStringLiteral("fail"), Action::Fail},
        {QStringLiteral("recover"), Action::Recover},
        {QStringLiteral("drain"), Action::Drain},
        {QStringLiteral("undrain"), Action::Undrain},
        {QStringLiteral("resize"), Action::Resize},
        {QStringLiteral("cutover"), Action::Cutover},
        {QStringLiteral("surge"), Action::Surge},
        {QStringLiteral("slow"), Action::Slow},
        {QStringLiteral("disconnect"), Action::Disconnect},
        {QStringLiteral("failover"), Action::Failover},
        {QStringLiteral("failback"), Action::Failback},
        {QStringLiteral("reconnect"), Action::Reconnect}};
    const QString where = QStringLiteral("scenario at %1").arg(base::formatNumber(event.at));
    const auto found = kActions.find(event.action);
    if (found == kActions.end()) {
        const bool isOfContract = event.action == u"scale";
        if (isOfContract) {
            fail("sim.not-simulated", where,
                 tr("the action %1 on \"%2\" is not simulated yet")
                     .arg(event.action, event.target.text()));
        }
        return;
    }
    ScenarioStep step;
    step.at = event.at;
    step.action = found->second;
    step.target = event.target.isEmpty() ? kNoElement : indexOf(event.target);
    if (step.target == kNoElement && step.action != Action::Cutover) {
        fail("sim.bad-scenario", where,
             tr("%1 acts on \"%2\", but there is no such element")
                 .arg(event.action, event.target.text()));
        return;
    }
    const bool isOnConnection =
        step.action == Action::Disconnect || step.action == Action::Reconnect;
    if (step.target != kNoElement && m_plan.isConnection(step.target) != isOnConnection) {
        fail("sim.bad-scenario", where,
             tr("%1 cannot act on \"%2\"").arg(event.action, event.target.text()));
        return;
    }
    const model::PropertyReader read(event.arguments, m_kinds.action(event.action)->arguments);
    if (step.action == Action::Fail)
        step.mode =
            read.text(QStringLiteral("mode")) == u"hang" ? FailureMode::Hang : FailureMode::Crash;
    if (step.action == Action::Resize) {
        step.cores = read.optionalNumber(QStringLiteral("cores"));
        step.memory = read.optionalNumber(QStringLiteral("memory"));
    }
    if (step.action == Action::Surge || step.action == Action::Slow)
        step.factor = read.optionalNumber(QStringLiteral("factor")).value_or(1.0);
    if (step.action == Action::Surge)
        step.duration = read.optionalNumber(QStringLiteral("for"));
    if (step.action == Action::Cutover) {
        step.fromGroup = read.text(QStringLiteral("from"));
        step.toGroup = read.text(QStringLiteral("to"));
    }
    m_plan.scenario.push_back(step);
}

} // namespace

base::Result<Plan> buildPlan(const model::Design &design)
{
    return PlanBuilder(design).build();
}

} // namespace loadstar::sim
