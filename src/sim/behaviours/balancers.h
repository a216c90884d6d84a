// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/agent_check.h"
#include "health/health_tracker.h"
#include "sim/behaviours/balancer_target.h"
#include "sim/behaviours/request_keys.h"
#include "sim/host_ref.h"
#include "sim/plan.h"
#include "sim/policies/balancing_policy.h"
#include "sim/request_pool.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace loadstar::sim {

class World;

/// Load balancers: stickiness, the choice among usable targets, retries, draining, and a queue for
/// targets that have all the requests they may have.
class Balancers
{
public:
    explicit Balancers(World &world);

    using Target = BalancerTarget;

    void start();

    /// A request reaches the balancer.
    void accept(std::uint32_t request, std::uint32_t balancer);
    /// The connection to the target of the request's last link was refused.
    void refused(std::uint32_t request);
    void retry(std::uint32_t request);
    /// The answer is back at the balancer that the last link leaves from; false when it stays there
    /// (the balancer hangs).
    bool passAnswer(std::uint32_t request);
    /// Gives back what the request holds at the balancers of its path; the last one first.
    void releaseAll(std::uint32_t request, Fate fate);
    /// The client has the outcome of a request whose answer had passed some balancers.
    void settled(Request &request, bool isAnswered);
    /// The request was accepted by a node: cookies and address tables follow.
    void remember(const Request &request);

    void crash(std::uint32_t balancer);
    void restore(std::uint32_t balancer);
    void hang(std::uint32_t balancer);
    void resume(std::uint32_t balancer);

    /// Everybody refuses to talk to it.
    void setCertificateExpired(std::uint32_t balancer, bool isExpired)
    {
        m_balancers[balancer].isExpired = isExpired;
    }

    void setVerdict(std::uint32_t link, bool isUp);
    void setEjected(std::uint32_t link, bool isEjected);
    /// What the agent behind the link orders is no longer as it was before.
    void obeyAgent(std::uint32_t link, const health::AgentState &before);
    /// Whether the heartbeat of the target asks for no new work.
    void setStopping(std::uint32_t link, bool isStopping);
    void setReportedLoad(std::uint32_t link, double load);
    void drain(ElementIndex node);
    void undrain(ElementIndex node);
    void drainOver(std::uint32_t link, std::uint32_t token);
    /// A session left the node, or a request did: a drain may be over.
    void sessionLeft(std::uint32_t node);
    void cutover(ElementIndex balancer, const QString &fromGroup, const QString &toGroup);
    /// The role of a node at every balancer.
    void setRole(ElementIndex node, Role role);
    /// Sets some of its properties anew; requests under way stay where they are.
    void configure(std::uint32_t balancer, const BalancerChange &change, ElementIndex by);
    /// The weight of a node at every balancer; 0 = only what is sticky.
    void reweight(ElementIndex node, double weight);
    void queueTimedOut(std::uint32_t request);
    void slowStartStep(std::uint32_t link, std::uint32_t token);
    void tryAgain(std::uint32_t link);

    bool isUp(std::uint32_t balancer) const { return m_balancers[balancer].isUp; }
    bool isHung(std::uint32_t balancer) const { return m_balancers[balancer].isHung; }
    /// Whether it has a target that it would use.
    bool hasUsableTarget(std::uint32_t balancer) const
    {
        return m_balancers[balancer].openTargets > 0;
    }
    const std::vector<Target> &targets(std::uint32_t balancer) const
    {
        return m_balancers[balancer].targets;
    }
    std::uint32_t outstanding(std::uint32_t balancer, std::uint32_t target) const
    {
        return m_balancers[balancer].table.outstanding[target];
    }
    std::uint32_t waitingAt(std::uint32_t balancer) const { return m_balancers[balancer].waiting; }
    /// Whether its policy looks at the loads that checks report.
    bool readsLoads(std::uint32_t balancer) const
    {
        return m_balancers[balancer].loadSource != LoadSource::None;
    }
    /// What a check of the node behind the link reports now.
    double loadNow(std::uint32_t link) const;
    PolicyKind policyOf(std::uint32_t balancer) const { return m_specs[balancer].policy; }

    struct Figures
    {
        double waitArea = 0.0;
        std::int64_t completed = 0;
        std::int64_t failed = 0;
        double responseSum = 0.0;
    };

    Figures figures(std::uint32_t balancer) const;
    void forgetFigures();

private:
    /// A request in the balancer's queue; stale once the request has another number or stage.
    struct Waiter
    {
        std::uint32_t request;
        std::uint64_t number;
        std::uint32_t target; ///< kNone = any
    };

    struct Balancer
    {
        bool isUp = true;
        bool isHung = false;
        bool isExpired = false; ///< its certificate
        bool isPassive = false;
        bool watchesSends = false;    ///< isPassive, or agents have limited targets
        bool watchesOutcomes = false; ///< how requests end says something about their target
        bool watchesOutstanding = false;
        bool watchesAnswers = false;
        bool isServingWaiters = false;
        bool hasBalancerTargets = false;
        bool readsSessions = false;
        HashKey hashKey = HashKey::None;
        LoadSource loadSource = LoadSource::None;
        /// Requests on targets, which limits count.
        std::uint32_t underWay = 0;
        /// Targets that drain, and one more while agents limit targets.
        std::uint32_t watchedTargets = 0;
        std::uint32_t mostPerTarget = kNone;
        std::vector<bool> forcedLevels;       ///< by priority level: all its targets count as up
        std::vector<std::uint32_t> ownLimits; ///< by target, once an agent has set one
        /// Targets that would get traffic if none were full.
        std::uint32_t openTargets = 0;
        base::ClonePtr<BalancingPolicy> policy;
        TargetTable table;
        TargetPlaces places;
        std::vector<Target> targets;
        std::vector<std::uint32_t> usable;
        engine::Random random;
        /// By client (cookie) or address (source): the target, or kNone.
        std::vector<std::uint32_t> stickTo;
        std::vector<double> stickSince;
        std::vector<std::uint32_t> stickSession; ///< application cookie: the session it is of
        engine::Random pauses;
        std::deque<Waiter> waiters;
        std::uint32_t waiting = 0;
        std::vector<std::pair<std::uint32_t, std::uint64_t>> parked;
        double areaAt = 0.0;
        Figures figures;
    };

    void setUpPolicy(Balancer &balancer, const BalancerSpec &spec);
    void setUpStickiness(std::uint32_t balancer);
    double retryPause(Balancer &balancer, const BalancerSpec &spec, std::uint32_t attempt);
    PickContext contextOf(const Balancer &balancer, const Request &request) const;
    void countSessions(Balancer &balancer) const;
    void leaveQueue(Balancer &balancer, Request &request);
    void setUpTargets(Balancer &balancer, const BalancerSpec &spec);
    void route(std::uint32_t request, std::uint32_t balancer, std::uint32_t excluded);
    std::uint32_t stickyTarget(Balancer &balancer, const BalancerSpec &spec,
                               const Request &request) const;
    std::uint32_t pick(std::uint32_t index, const Request &request, std::uint32_t excluded);
    std::uint32_t pickWithout(std::uint32_t index, const Request &request, std::uint32_t excluded);
    void send(std::uint32_t request, std::uint32_t balancer, std::uint32_t target);
    /// Fetches into the cache what the next pick is likely to need.
    void fetchAhead(const Balancer &balancer) const;
    void wait(std::uint32_t request, std::uint32_t balancer, std::uint32_t target);
    void serveWaiters(std::uint32_t balancer);
    static std::uint32_t limitOf(const Balancer &balancer, std::uint32_t target)
    {
        return balancer.ownLimits.empty() ? balancer.mostPerTarget : balancer.ownLimits[target];
    }
    static bool isLimited(const Balancer &balancer)
    {
        return balancer.mostPerTarget != kNone || !balancer.ownLimits.empty();
    }
    /// Sets the part of the traffic that each priority level gets.
    void spreadOverLevels(Balancer &balancer, const BalancerSpec &spec, Role role,
                          bool isForcedUp) const;
    bool isInOpenLevel(const Balancer &balancer, std::uint32_t target, Role role) const;
    void limit(std::uint32_t index, std::uint32_t target, int most);
    /// What release() and send() do where more than a common limit is to be watched.
    void noteSent(std::uint32_t index, std::uint32_t target);
    void noteReleased(std::uint32_t index, std::uint32_t target);
    double weightInForce(const Target &target) const;
    void updateWeight(std::uint32_t link);
    void release(Balancer &balancer, std::uint32_t index, std::uint32_t target);
    /// `fate` is Answered, or how the request ended.
    void noteOutcome(std::uint32_t index, std::uint32_t target, Fate fate);
    void updateVerdict(std::uint32_t link);
    void refresh(std::uint32_t balancer);
    void checkDrained(std::uint32_t balancer, std::uint32_t target);
    void finishDrain(std::uint32_t balancer, std::uint32_t target);
    void settle(Balancer &balancer) const;
    void countFailure(std::uint32_t link);
    void countAnswer(std::uint32_t balancer, double response);
    bool isCandidate(const Target &target, bool isForcedUp) const;
    std::size_t stickKey(const BalancerSpec &spec, const Request &request) const;
    bool isVisited(const Request &request, ElementIndex part) const;

    HostRef<World> m_world;
    std::vector<BalancerSpec> m_specs; ///< as they are now
    RequestKeys m_keys;
    std::vector<Balancer> m_balancers;
    /// Whether an answer that has passed a balancer always reaches its client at once.
    bool m_isAnswerSafe = true;
};

} // namespace loadstar::sim
