// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/design_simulation.h"

#include "base/units.h"
#include "sim/behaviours/beginnings.h"
#include "sim/plan_builder.h"
#include "sim/run_data.h"
#include "sim/story/history_recorder.h"
#include "sim/world.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::sim {

namespace {

QString idOf(const Plan &plan, ElementIndex element)
{
    return element < 0 ? QString::fromLatin1(causeName(element)) : plan.idOf(element);
}

std::optional<std::uint32_t> balancerNumber(const Plan &plan, const QString &id)
{
    for (const PartSpec &part : plan.parts) {
        if (part.id == id && part.kind == PartKind::Balancer)
            return part.index;
    }
    return std::nullopt;
}

std::vector<ComponentSums> componentSums(const World &world, double measured)
{
    std::vector<ComponentSums> all;
    for (const PartSpec &part : world.plan.parts) {
        ComponentSums sums;
        sums.id = part.id;
        const auto take = [&sums](const auto &figures) {
            sums.waitArea = figures.waitArea;
            sums.completed = figures.completed;
            sums.failed = figures.failed;
            sums.responseSum = figures.responseSum;
        };
        if (part.kind == PartKind::Node) {
            const Nodes::Figures figures = world.nodes.figures(part.index);
            take(figures);
            sums.busyArea = figures.busyArea;
            sums.capacityArea = figures.coreArea;
            sums.isNode = sums.hasShare = true;
        } else if (part.kind == PartKind::Balancer) {
            take(world.balancers.figures(part.index));
            sums.hasShare = true;
        } else if (part.kind == PartKind::Storage) {
            const Storages::Figures figures = world.storages.figures(part.index);
            take(figures);
            if (const auto slots = world.plan.storages[part.index].concurrency) {
                sums.busyArea = figures.busyArea;
                sums.capacityArea = *slots * measured;
            }
        } else {
            continue;
        }
        const Failures::Downtime downtime =
            world.failures.downtime(static_cast<ElementIndex>(&part - world.plan.parts.data()));
        sums.plannedDowntime = downtime.planned;
        sums.unplannedDowntime = downtime.unplanned;
        all.push_back(sums);
    }
    return all;
}

} // namespace

DesignSimulation::DesignSimulation(std::unique_ptr<World> world)
    : m_world(std::move(world))
{}

DesignSimulation::~DesignSimulation() = default;

base::Result<std::unique_ptr<DesignSimulation>>
DesignSimulation::create(const model::Design &design, const RunOptions &options)
{
    if (!(options.duration > 0.0) || !(options.warmup >= 0.0) ||
        options.warmup >= options.duration) {
        return base::Error{QStringLiteral("sim.bad-options"),
                           QCoreApplication::translate(
                               "Simulation", "the warm-up must be shorter than the duration"),
                           {}};
    }
    base::Result<Plan> plan = buildPlan(design, options.inputs);
    if (!plan)
        return plan.error();
    auto world = std::make_unique<World>(std::move(plan.value()), options);
    if (const base::Result<void> begun = beginFrom(*world, options.start); !begun)
        return begun.error();
    std::unique_ptr<DesignSimulation> simulation(new DesignSimulation(std::move(world)));
    if (options.wantsHistory) {
        const double step = simulation->m_world->metrics.timeline.step();
        simulation->m_history = std::make_unique<HistoryRecorder>(design, step);
        simulation->setTraceSink(nullptr);
    }
    return simulation;
}

std::unique_ptr<DesignSimulation> DesignSimulation::clone() const
{
    std::unique_ptr<DesignSimulation> copy(new DesignSimulation(std::make_unique<World>(*m_world)));
    copy->m_samples = m_samples;
    if (m_history) {
        copy->m_history = std::make_unique<HistoryRecorder>(*m_history);
        copy->m_world->trace = copy->m_history.get();
    }
    return copy;
}

std::size_t DesignSimulation::approximateBytes() const
{
    constexpr std::size_t kPerPart = 1024;
    constexpr std::size_t kPerLink = 512;
    constexpr std::size_t kPerClient = 64;
    const World &world = *m_world;
    std::size_t clients = 0;
    for (const UsersSpec &users : world.plan.users)
        clients += users.clients;
    return world.plan.parts.size() * kPerPart + world.plan.links.size() * kPerLink +
           clients * kPerClient * (1 + world.plan.balancers.size()) +
           world.requests.size() * (sizeof(Request) + sizeof(engine::Event)) +
           world.events.size() * sizeof(TraceEvent);
}

const std::vector<TraceEvent> &DesignSimulation::traceEvents() const
{
    return m_world->events;
}

const RunOptions &DesignSimulation::options() const
{
    return m_world->options;
}

const std::vector<base::Diagnostic> &DesignSimulation::warnings() const
{
    return m_world->plan.warnings;
}

void DesignSimulation::setTraceSink(TraceSink *sink)
{
    // The state that the run begins in came before anybody could listen.
    const bool isNew = m_world->handledEvents == 0;
    const auto tell = [this, isNew](TraceSink *listener) {
        for (const TraceEvent &event : isNew ? m_world->events : std::vector<TraceEvent>())
            listener->event(event);
    };
    if (!m_history) {
        m_world->trace = sink;
    } else if (m_world->trace != m_history.get()) {
        m_world->trace = m_history.get();
        tell(m_history.get());
    }
    if (sink)
        tell(sink);
    if (m_history)
        m_history->setNext(sink);
}

bool DesignSimulation::runUntil(double seconds, const base::TaskControl *control)
{
    while (m_history && m_history->binEnd() <= std::min(seconds, options().duration)) {
        if (!m_world->runUntil(m_history->binEnd(), control))
            return false;
        closeHistoryBin();
    }
    return m_world->runUntil(seconds, control);
}

void DesignSimulation::closeHistoryBin()
{
    const World &world = *m_world;
    const std::vector<ComponentSums> sums = componentSums(world, world.now);
    std::vector<int> held;
    for (const PartSpec &part : world.plan.parts) {
        if (part.kind == PartKind::Node)
            held.push_back(static_cast<int>(world.sessions.openOn(part.index)));
        else if (part.kind == PartKind::Balancer || part.kind == PartKind::Storage)
            held.push_back(0);
    }
    m_history->closeBin(sums, held, world.metrics.sessions);
}

ComingEvent DesignSimulation::comingEvent()
{
    return m_world->comingEvent();
}

std::optional<base::Error> DesignSimulation::failure() const
{
    if (!m_world->isOverloaded())
        return std::nullopt;
    return base::Error{
        QStringLiteral("sim.overload"),
        QCoreApplication::translate(
            "Simulation", "after %1 s more than %2 requests were under way, which is the most that "
                          "can be simulated; the design is overloaded without a limit: set timeout "
                          "on its users, queueLimit on its nodes, or add capacity")
            .arg(base::formatNumber(m_world->now),
                 base::formatNumber(m_world->options.mostUnderWay)),
        {}};
}

base::Result<void> DesignSimulation::setPolicy(const QString &balancer, const QString &algorithm)
{
    const std::optional<std::uint32_t> index = balancerNumber(m_world->plan, balancer);
    const std::optional<PolicyKind> policy = policyFromName(algorithm);
    if (!index || !policy) {
        const char *message = index ? "\"%1\" is not a balancing algorithm"
                                    : "there is no load balancer \"%1\" in this design";
        return base::Error{
            QStringLiteral("sim.bad-scenario"),
            QCoreApplication::translate("Simulation", message).arg(index ? algorithm : balancer),
            balancer};
    }
    BalancerChange change;
    change.policy = policy;
    m_world->balancers.configure(*index, change, kByPlayer);
    return {};
}

QString DesignSimulation::policy(const QString &balancer) const
{
    const std::optional<std::uint32_t> index = balancerNumber(m_world->plan, balancer);
    return index ? policyName(m_world->balancers.policyOf(*index)) : QString();
}

double DesignSimulation::now() const
{
    return m_world->now;
}

ClientRange DesignSimulation::clientsOf(const QString &users) const
{
    const Plan &plan = m_world->plan;
    for (std::uint32_t i = 0; i < plan.users.size(); ++i) {
        if (plan.part(plan.users[i].part).id == users)
            return {m_world->users.firstClient(i), plan.users[i].clients};
    }
    return {};
}

int DesignSimulation::componentCount() const
{
    return static_cast<int>(m_world->plan.parts.size());
}

int DesignSimulation::connectionCount() const
{
    return static_cast<int>(m_world->plan.connectionIds.size());
}

QString DesignSimulation::elementId(ElementIndex element) const
{
    return idOf(m_world->plan, element);
}

RunData DesignSimulation::data() const
{
    const World &world = *m_world;
    RunData data;
    data.options = world.options;
    data.measured = std::max(0.0, world.now - world.options.warmup);
    data.requests = world.metrics.counts;
    for (std::uint32_t i = 0; i < world.requests.size(); ++i) {
        const Request &request = world.requests[i];
        const bool isOpen = request.stage != Stage::Free && !request.has(Request::Ghost);
        // An attempt of a call is no request of its own to its client.
        const bool isCounted = isOpen && !world.calls.owns(request);
        data.requests.inFlight += isCounted && request.has(Request::Measured) ? 1 : 0;
    }
    data.requests.inFlight += world.calls.inFlight();
    data.sessions = world.metrics.sessions;
    data.responses = world.metrics.responses;
    data.waits = world.metrics.waits;
    data.responseMean = world.metrics.responseMeans.interval();
    data.waitMean = world.metrics.waitMeans.interval();
    data.throughput = world.metrics.throughput(world.now);
    data.components = componentSums(world, data.measured);
    data.timeline = world.metrics.timeline.timeline(world.now);
    for (const TraceEvent &event : world.events) {
        data.events.push_back({event.at, QString::fromLatin1(eventName(event.what)),
                               idOf(world.plan, event.target), idOf(world.plan, event.by),
                               QString::fromLatin1(failureModeName(event.mode))});
    }
    data.recovery = world.recoveries.report();
    data.jobs = world.batchQueues.data();
    if (world.hadMaintenance)
        data.failedPlanned = world.metrics.failedPlanned;
    data.eventsLeftOut = world.eventsLeftOut;
    data.engineEvents = world.handledEvents;
    return data;
}

const RequestCounts &DesignSimulation::requestCounts() const
{
    return m_world->metrics.counts;
}

const SessionCounts &DesignSimulation::sessionCounts() const
{
    return m_world->metrics.sessions;
}

StartState DesignSimulation::state() const
{
    return stateOf(*m_world);
}

RunReport DesignSimulation::report() const
{
    RunReport report = joinRuns({data()});
    if (m_history)
        report.history = m_history->history();
    return report;
}

std::vector<ObjectiveResult> judgeObjectives(const model::Design &design, const RunReport &report)
{
    std::vector<ObjectiveResult> results;
    const auto judge = [&](const QString &key, const std::optional<double> &found, bool isLeast) {
        const auto set = design.header.objective.find(key);
        if (set == design.header.objective.end())
            return;
        const double *wanted = std::get_if<double>(&set->second);
        if (!wanted)
            return;
        const bool isMet = found && (isLeast ? *found >= *wanted : *found <= *wanted);
        results.push_back({key, *wanted, found, isMet});
    };
    judge(QStringLiteral("availability"), report.availability, true);
    judge(QStringLiteral("responseTimeP95"), report.responseTime.p95, false);
    if (report.recovery) {
        judge(QStringLiteral("rto"), report.recovery->rto, false);
        judge(QStringLiteral("rpo"), report.recovery->rpo, false);
    }
    return results;
}

} // namespace loadstar::sim
