// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/status_set.h"
#include "base/units.h"
#include "health/answer_rules.h"
#include "sim/plan/design_reading.h"

#include <map>

namespace loadstar::sim {

namespace {

/// What a check sees of the node's storages.
void readDepth(DesignReading &in, const QString &id, const model::PropertyReader &read,
               const base::StatusSet &expected, BalancerSpec &balancer)
{
    if (!balancer.checksDeeply)
        return;
    if (read.text(QStringLiteral("layer")) == u"tcp") {
        balancer.checksDeeply = false;
        in.warn("sim.no-depth", id + QStringLiteral(".checkDepth"),
                in.tr("a check of layer tcp opens a connection only, so it cannot be deep"));
        return;
    }
    health::AnswerRules answers{balancer.checks.rules, expected, {}, false};
    const QString retriable = read.text(QStringLiteral("retriableStatus"));
    if (!retriable.isEmpty()) {
        const base::Result<base::StatusSet> statuses = base::StatusSet::parse(retriable);
        if (!statuses) {
            in.fail("sim.bad-value", id + QStringLiteral(".retriableStatus"),
                    statuses.error().message);
            return;
        }
        answers.retriable = *statuses;
    }
    constexpr int kUnavailable = 503;
    balancer.deepFailure = health::judge({kUnavailable, false, false}, answers);
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
    constexpr double kLeastInterval = 1.0e-6;
    for (const double interval :
         {checks.interval, checks.fastInterval.value_or(1.0), checks.downInterval.value_or(1.0)}) {
        if (interval < kLeastInterval)
            in.fail("sim.bad-value", id,
                    in.tr("found a check interval of %1 s, but at least 1 us can be simulated")
                        .arg(base::formatNumber(interval)));
    }
    checks.fall = static_cast<int>(read.number(QStringLiteral("fall")));
    checks.rise = static_cast<int>(read.number(QStringLiteral("rise")));
    if (health::traitsOf(checks.rules).isStartToStart && checks.timeout > checks.interval) {
        in.fail("sim.bad-value", id + QStringLiteral(".checkTimeout"),
                in.tr("found %1, but with checkRules %2 at most checkInterval (%3) is allowed")
                    .arg(base::formatNumber(checks.timeout), rules,
                         base::formatNumber(checks.interval)));
    }
    balancer.checksDeeply = read.text(QStringLiteral("checkDepth")) == u"deep";
    const base::Result<base::StatusSet> expected =
        base::StatusSet::parse(read.text(QStringLiteral("expectStatus")));
    if (!expected) {
        in.fail("sim.bad-value", id + QStringLiteral(".expectStatus"), expected.error().message);
        return;
    }
    const bool isTcp = read.text(QStringLiteral("layer")) == u"tcp";
    balancer.isStatusExpected = isTcp || expected->contains(200);
    readDepth(in, id, read, *expected, balancer);
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

void readOutliers(const model::PropertyReader &read, BalancerSpec &balancer)
{
    if (!read.boolean(QStringLiteral("outlierDetection")))
        return;
    health::OutlierSettings &outliers = balancer.outliers.emplace();
    outliers.consecutiveErrors = static_cast<int>(read.number(QStringLiteral("outlierErrors")));
    outliers.sweepInterval = read.number(QStringLiteral("outlierInterval"));
    outliers.baseEjection = read.number(QStringLiteral("ejectionTime"));
    outliers.longestEjection = read.number(QStringLiteral("longestEjection"));
    outliers.mostEjected = read.number(QStringLiteral("mostEjected"));
    outliers.minimumHosts = static_cast<int>(read.number(QStringLiteral("outlierNodes")));
    outliers.minimumRequests = static_cast<int>(read.number(QStringLiteral("outlierRequests")));
    outliers.deviationFactor = read.number(QStringLiteral("outlierDeviations"));
}

} // namespace

void readBalancer(DesignReading &in, const model::Component &component, BalancerSpec &balancer)
{
    const model::PropertyReader read = in.reader(component);
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
        in.warn(
            "sim.no-cookie", id + QStringLiteral(".sticky"),
            in.tr("a balancer of layer tcp does not see cookies, so its traffic is not sticky"));
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
    PartSpec &part = in.plan.parts[static_cast<std::size_t>(balancer.part)];
    part.units = static_cast<int>(read.number(QStringLiteral("instances")));
    part.failoverTime = read.number(QStringLiteral("failoverTime"));
    readChecks(in, id, read, balancer);
    readObserve(in, id, read, balancer);
    readOutliers(read, balancer);
}

} // namespace loadstar::sim
