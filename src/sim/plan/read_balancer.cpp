// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/status_set.h"
#include "base/units.h"
#include "health/answer_rules.h"
#include "sim/plan/design_reading.h"

#include <map>

namespace loadstar::sim {

namespace {

/// Which answers of a heartbeat mean what; of layer http only, because a check of layer tcp opens a
/// connection and no more.
void readAnswers(DesignReading &in, const QString &id, const model::PropertyReader &read,
                 BalancerSpec &balancer)
{
    const bool isHttp = balancer.seesRequests;
    const auto statuses = [&](const char *key) {
        const base::Result<base::StatusSet> parsed =
            base::StatusSet::parse(read.text(QLatin1String(key)));
        if (!parsed)
            in.fail("sim.bad-value", id + u'.' + QLatin1String(key), parsed.error().message);
        return parsed ? *parsed : base::StatusSet();
    };
    health::AnswerRules &answers = balancer.answers;
    answers.rules = balancer.checks.rules;
    answers.expected = statuses("expectStatus");
    if (!read.text(QStringLiteral("retriableStatus")).isEmpty())
        answers.retriable = statuses("retriableStatus");
    constexpr int kNormal = 200;
    balancer.isStatusExpected = !isHttp || answers.expected.contains(kNormal);
    balancer.checksDeeply = read.text(QStringLiteral("checkDepth")) == u"deep";
    if (balancer.checksDeeply && !isHttp) {
        balancer.checksDeeply = false;
        in.warn("sim.no-depth", id + QStringLiteral(".checkDepth"),
                in.tr("a check of layer tcp opens a connection only, so it cannot be deep"));
    }
    if (!read.boolean(QStringLiteral("disableOn404")))
        return;
    answers.stopsOn404 = isHttp && answers.rules == health::CheckRules::Haproxy;
    if (!answers.stopsOn404 || !balancer.hasChecks)
        in.warn("sim.no-404", id + QStringLiteral(".disableOn404"),
                in.tr("404 asks for no new work only where a health check of layer http goes by "
                      "HAProxy's rules"));
}

void readAgents(DesignReading &in, const QString &id, const model::PropertyReader &read,
                BalancerSpec &balancer)
{
    if (!read.boolean(QStringLiteral("agentCheck")))
        return;
    if (balancer.checks.rules != health::CheckRules::Haproxy) {
        in.warn("sim.no-agent", id + QStringLiteral(".agentCheck"),
                in.tr("agents are only asked by HAProxy's rules"));
        return;
    }
    balancer.agentInterval = read.number(QStringLiteral("agentInterval"));
    in.refuseShort(id, *balancer.agentInterval);
}

void readChecks(DesignReading &in, const QString &id, const model::PropertyReader &read,
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
    for (const double interval :
         {checks.interval, checks.fastInterval.value_or(1.0), checks.downInterval.value_or(1.0)})
        in.refuseShort(id, interval);
    checks.fall = static_cast<int>(read.number(QStringLiteral("fall")));
    checks.rise = static_cast<int>(read.number(QStringLiteral("rise")));
    if (health::traitsOf(checks.rules).isStartToStart && checks.timeout > checks.interval) {
        in.fail("sim.bad-value", id + QStringLiteral(".checkTimeout"),
                in.tr("found %1, but with checkRules %2 at most checkInterval (%3) is allowed")
                    .arg(base::formatNumber(checks.timeout), rules,
                         base::formatNumber(checks.interval)));
    }
    readAnswers(in, id, read, balancer);
}

void readObserve(DesignReading &in, const QString &id, const model::PropertyReader &read,
                 BalancerSpec &balancer)
{
    using health::ObserveMode;
    using health::OnError;
    static const std::map<QString, OnError> kOnError{
        {QStringLiteral("fail-check"), OnError::FailCheck},
        {QStringLiteral("fastinter"), OnError::FastInterval},
        {QStringLiteral("sudden-death"), OnError::SuddenDeath},
        {QStringLiteral("mark-down"), OnError::MarkDown}};
    const QString observe = read.text(QStringLiteral("observe"));
    balancer.errorLimit = static_cast<int>(read.number(QStringLiteral("errorLimit")));
    balancer.onError = kOnError.at(read.text(QStringLiteral("onError")));
    if (observe == u"none")
        return;
    if (balancer.checks.rules != health::CheckRules::Haproxy || !balancer.hasChecks) {
        in.warn("sim.no-observe", id + QStringLiteral(".observe"),
                in.tr("traffic is only observed with a health check by HAProxy's rules"));
        return;
    }
    balancer.observe = observe == u"layer4" ? ObserveMode::Layer4 : ObserveMode::Layer7;
}

void readOutliers(DesignReading &in, const QString &id, const model::PropertyReader &read,
                  BalancerSpec &balancer)
{
    if (!read.boolean(QStringLiteral("outlierDetection")))
        return;
    health::OutlierSettings &outliers = balancer.outliers.emplace();
    outliers.consecutiveErrors = static_cast<int>(read.number(QStringLiteral("outlierErrors")));
    outliers.sweepInterval = read.number(QStringLiteral("outlierInterval"));
    in.refuseShort(id + QStringLiteral(".outlierInterval"), outliers.sweepInterval);
    outliers.baseEjection = read.number(QStringLiteral("ejectionTime"));
    outliers.longestEjection = read.number(QStringLiteral("longestEjection"));
    outliers.mostEjected = read.number(QStringLiteral("mostEjected"));
    outliers.minimumHosts = static_cast<int>(read.number(QStringLiteral("outlierNodes")));
    outliers.minimumRequests = static_cast<int>(read.number(QStringLiteral("outlierRequests")));
    outliers.deviationFactor = read.number(QStringLiteral("outlierDeviations"));
}

std::optional<std::uint32_t> optionalCount(const model::PropertyReader &read, const char *key)
{
    const std::optional<double> count = read.optionalNumber(QString::fromLatin1(key));
    return count ? std::optional(static_cast<std::uint32_t>(*count)) : std::nullopt;
}

Stickiness stickinessOf(const QString &name)
{
    if (name == u"cookie")
        return Stickiness::Cookie;
    if (name == u"application")
        return Stickiness::Application;
    return name == u"source" ? Stickiness::Source : Stickiness::None;
}

HashMapping mappingOf(const QString &name)
{
    if (name == u"consistent")
        return HashMapping::Ring;
    return name == u"maglev" ? HashMapping::Maglev : HashMapping::Slots;
}

/// A balancer that passes connections on sees addresses only.
void dropWhatIsUnseen(DesignReading &in, const QString &where, PolicyKind &policy,
                      Stickiness &sticky)
{
    if (sticky == Stickiness::Cookie || sticky == Stickiness::Application) {
        sticky = Stickiness::None;
        in.warn(
            "sim.no-cookie", where + QStringLiteral(".sticky"),
            in.tr("a balancer of layer tcp does not see cookies, so its traffic is not sticky"));
    }
    const HashKey key = hashKeyOf(policy);
    if (key != HashKey::None && key != HashKey::Source) {
        policy = PolicyKind::SourceHash;
        in.warn("sim.no-key", where + QStringLiteral(".algorithm"),
                in.tr("a balancer of layer tcp does not see what is asked for, so it hashes the "
                      "source address"));
    }
}

void readQueue(const model::PropertyReader &read, BalancerSpec &balancer)
{
    balancer.maxConnectionsPerNode = optionalCount(read, "maxConnectionsPerNode");
    balancer.maxQueue = optionalCount(read, "maxQueue");
    balancer.queueTimeout = read.optionalNumber(QStringLiteral("queueTimeout"));
    balancer.maxPending = optionalCount(read, "maxPending");
    balancer.maxRequests = optionalCount(read, "maxRequests");
    balancer.retryDelay = read.number(QStringLiteral("retryDelay"));
    balancer.retryBackoff = read.number(QStringLiteral("retryBackoff"));
    balancer.retryJitter = read.number(QStringLiteral("retryJitter"));
}

} // namespace

void readChange(DesignReading &in, const model::PropertyReader &read, const QString &where,
                ScenarioStep &step)
{
    BalancerChange &change = step.change;
    const PartSpec &part = in.plan.part(step.target);
    if (part.kind != PartKind::Balancer) {
        in.fail("sim.bad-scenario", where,
                in.tr("only a load balancer can be configured, but \"%1\" is none").arg(part.id));
        return;
    }
    if (const QString name = read.text(QStringLiteral("algorithm")); !name.isEmpty())
        change.policy = policyFromName(name);
    if (const QString name = read.text(QStringLiteral("sticky")); !name.isEmpty())
        change.sticky = stickinessOf(name);
    if (const QString name = read.text(QStringLiteral("hashType")); !name.isEmpty())
        change.mapping = mappingOf(name);
    change.choices = optionalCount(read, "choices");
    change.loadBound = read.optionalNumber(QStringLiteral("loadBound"));
    change.retries = optionalCount(read, "retries");
    if (read.isGiven(QStringLiteral("redispatch")))
        change.redispatches = read.boolean(QStringLiteral("redispatch"));
    if (in.plan.balancers[part.index].seesRequests)
        return;
    PolicyKind policy = change.policy.value_or(PolicyKind::RoundRobin);
    Stickiness sticky = change.sticky.value_or(Stickiness::None);
    dropWhatIsUnseen(in, where, policy, sticky);
    change.policy = change.policy ? std::optional(policy) : std::nullopt;
    change.sticky = change.sticky ? std::optional(sticky) : std::nullopt;
}

void readBalancer(DesignReading &in, const model::Component &component, BalancerSpec &balancer)
{
    const model::PropertyReader read = in.reader(component);
    const QString id = component.id.text();
    balancer.policy =
        policyFromName(read.text(QStringLiteral("algorithm"))).value_or(PolicyKind::RoundRobin);
    balancer.choices = static_cast<std::uint32_t>(read.number(QStringLiteral("choices")));
    balancer.hasDistinctChoices = read.boolean(QStringLiteral("distinctChoices"));
    const QString sticky = read.text(QStringLiteral("sticky"));
    balancer.sticky = stickinessOf(sticky);
    balancer.mapping = mappingOf(read.text(QStringLiteral("hashType")));
    balancer.ringPoints = static_cast<std::uint32_t>(read.number(QStringLiteral("ringPoints")));
    balancer.loadBound = read.optionalNumber(QStringLiteral("loadBound"));
    balancer.countsNext = read.text(QStringLiteral("leastRule")) == u"next-request";
    balancer.sharesBackups = read.boolean(QStringLiteral("allBackups"));
    balancer.seesRequests = read.text(QStringLiteral("layer")) != u"tcp";
    if (!balancer.seesRequests)
        dropWhatIsUnseen(in, id, balancer.policy, balancer.sticky);
    readQueue(read, balancer);
    balancer.cookieDuration = read.optionalNumber(QStringLiteral("cookieDuration"));
    balancer.failsOpen = read.boolean(QStringLiteral("failOpen"));
    balancer.slowStart = read.number(QStringLiteral("slowStart"));
    balancer.crossesZones = read.boolean(QStringLiteral("crossZone"));
    balancer.overprovisioning = read.number(QStringLiteral("overprovisioning"));
    balancer.retries = static_cast<std::uint32_t>(read.number(QStringLiteral("retries")));
    balancer.redispatches = read.boolean(QStringLiteral("redispatch"));
    balancer.drainTimeout = read.optionalNumber(QStringLiteral("drainTimeout"));
    PartSpec &part = in.plan.parts[static_cast<std::size_t>(balancer.part)];
    part.units = static_cast<int>(read.number(QStringLiteral("instances")));
    part.failoverTime = read.number(QStringLiteral("failoverTime"));
    readChecks(in, id, read, balancer);
    readObserve(in, id, read, balancer);
    readAgents(in, id, read, balancer);
    readOutliers(in, id, read, balancer);
}

} // namespace loadstar::sim
