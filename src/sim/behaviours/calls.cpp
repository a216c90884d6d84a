// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/calls.h"

#include "sim/world.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

namespace {

/// Whether a node has begun to serve it, however far it has come since.
bool isBegun(const Request &request)
{
    switch (request.stage) {
    case Stage::InService:
    case Stage::Shared:
    case Stage::IoQueued:
    case Stage::InIo:
    case Stage::Answering:
    case Stage::AnswerParked:
        return true;
    default:
        return false;
    }
}

} // namespace

Calls::Calls(World &world)
    : m_world(world)
{
    for (const UsersSpec &spec : world.plan.users) {
        State state;
        if (spec.load.rules) {
            const std::string id = world.plan.part(spec.part).id.toStdString();
            state.retries = world.streams.stream("retries/" + id);
            state.patience = world.streams.stream("patience/" + id);
            state.hedges = world.streams.stream("hedges/" + id);
            if (spec.load.rules->breaker)
                state.breaker.emplace(*spec.load.rules->breaker);
            m_isUsed = true;
        }
        m_states.push_back(std::move(state));
    }
}

bool Calls::hasRules(std::uint32_t users) const
{
    return m_world->plan.users[users].load.rules != nullptr;
}

std::uint32_t Calls::take()
{
    if (m_free == kNone) {
        m_calls.emplace_back();
        return static_cast<std::uint32_t>(m_calls.size() - 1);
    }
    const std::uint32_t index = m_free;
    const Call &old = m_calls[index];
    m_free = old.next;
    Call call;
    call.serial = old.serial + 1;
    call.step = old.step + 1;
    m_calls[index] = call;
    return index;
}

void Calls::begin(std::uint32_t users, std::uint32_t client, double work)
{
    const UsersSpec &spec = m_world->plan.users[users];
    const std::uint32_t index = take();
    Call &call = m_calls[index];
    call.isOpen = true;
    call.sentAt = m_world->now;
    call.work = work;
    call.number = m_world->requests.takeNumber();
    call.users = users;
    call.client = client;
    const bool isMeasured = m_world->isMeasuring();
    if (isMeasured)
        call.flags = Request::Measured;
    m_world->metrics.offered(m_world->now, isMeasured);
    if (spec.timeout)
        m_world->schedule(m_world->now + *spec.timeout, engine::Priority::Completion,
                          EventKind::CallExpires, index, call.serial);
    if (spec.load.rules->patience)
        m_world->schedule(
            m_world->now + spec.load.rules->patience->sample(m_states[users].patience),
            engine::Priority::Completion, EventKind::PatienceEnds, index, call.serial);
    if (spec.hasSessions())
        beginSession(call);
    beginRound(index);
}

void Calls::beginSession(Call &call)
{
    Request request;
    request.users = call.users;
    request.client = call.client;
    request.flags = call.flags;
    m_world->sessions.begin(request);
    if (request.has(Request::FirstOfSession) || m_world->sessions.linkOf(request) == kNone)
        m_world->sessions.setLink(request, m_world->users.chooseLink(call.users, kNone));
    call.session = request.session;
    call.flags = request.flags;
}

bool Calls::admit(std::uint32_t users)
{
    std::optional<CircuitBreaker> &breaker = m_states[users].breaker;
    return !breaker || breaker->admit();
}

void Calls::beginRound(std::uint32_t index)
{
    Call &call = m_calls[index];
    call.isBackingOff = false;
    ++call.step;
    ++call.rounds;
    if (!admit(call.users)) {
        // Cut off at once and for good: retries would only wait for the breaker.
        m_world->metrics.counts.blocked += (call.flags & Request::Measured) != 0 ? 1 : 0;
        conclude(index, Fate::Refused, m_world->plan.users[call.users].part, 0.0);
        return;
    }
    const ClientRules &rules = *m_world->plan.users[call.users].load.rules;
    if (rules.hedgeDelay)
        m_world->schedule(m_world->now + *rules.hedgeDelay, engine::Priority::Completion,
                          EventKind::HedgeDue, index, call.step);
    sendAttempt(index, 0);
}

void Calls::sendAttempt(std::uint32_t index, std::size_t place)
{
    Call &call = m_calls[index];
    const UsersSpec &spec = m_world->plan.users[call.users];
    State &state = m_states[call.users];
    const std::uint32_t requestIndex = m_world->requests.take();
    if (m_callOf.size() <= requestIndex)
        m_callOf.resize(requestIndex + 1);
    m_callOf[requestIndex] = index;
    Request &request = m_world->requests[requestIndex];
    request.stage = Stage::Travelling;
    request.sentAt = m_world->now;
    request.due = call.work;
    // A hedge helps against a slow place, not against a long piece of work.
    if (place == 1 && !spec.load.replay)
        request.due = spec.work.sample(state.hedges);
    request.client = call.client;
    request.users = call.users;
    request.session = call.session;
    request.flags = static_cast<std::uint8_t>(call.flags & ~Request::LastOfSession);
    if (spec.load.hasPriority)
        request.priority = m_world->users.drawPriority(call.users);
    Attempt &attempt = call.attempts[place];
    attempt.request = requestIndex;
    attempt.number = request.number;
    attempt.epoch = state.breaker ? state.breaker->epoch() : 0;
    attempt.isExtra = place == 1 || call.rounds > 1;
    if (attempt.isExtra)
        m_world->countRetry(request);
    if (place == 1 && request.has(Request::Measured))
        ++m_world->metrics.counts.hedged;
    if (spec.load.rules->attemptTimeout)
        m_world->schedule(m_world->now + *spec.load.rules->attemptTimeout,
                          engine::Priority::Completion, EventKind::AttemptExpires, requestIndex,
                          static_cast<std::uint32_t>(request.number));
    const std::uint32_t link = linkFor(call, request);
    if (link == kNone) {
        failed(requestIndex, Fate::Failed, spec.part);
        return;
    }
    request.entry = link;
    m_world->sendOver(requestIndex, link);
}

std::uint32_t Calls::linkFor(const Call &call, const Request &request)
{
    if (m_world->plan.users[call.users].hasSessions()) {
        if (m_world->sessions.linkOf(request) == kNone)
            m_world->sessions.setLink(request, m_world->users.chooseLink(call.users, kNone));
        return m_world->sessions.linkOf(request);
    }
    // A hedge takes another way where there is one.
    const std::uint32_t first = call.attempts[0].request;
    const bool isHedge = call.attempts[1].request != kNone && first != kNone;
    return m_world->users.chooseLink(call.users, isHedge ? m_world->requests[first].entry : kNone);
}

bool Calls::isExtra(std::uint32_t request) const
{
    const Call &call = m_calls[m_callOf[request]];
    return std::any_of(call.attempts.begin(), call.attempts.end(),
                       [request](const Attempt &a) { return a.request == request && a.isExtra; });
}

std::int64_t Calls::inFlight() const
{
    return std::count_if(m_calls.begin(), m_calls.end(), [](const Call &call) {
        return call.isOpen && (call.flags & Request::Measured) != 0;
    });
}

std::optional<Calls::Attempt> Calls::detach(std::uint32_t request)
{
    Call &call = m_calls[m_callOf[request]];
    for (Attempt &attempt : call.attempts) {
        if (attempt.request != request || attempt.number != m_world->requests[request].number)
            continue;
        const Attempt found = attempt;
        attempt = Attempt{};
        return found;
    }
    return std::nullopt;
}

void Calls::noteEnd(std::uint32_t users, bool hasFailed, std::uint32_t epoch)
{
    std::optional<CircuitBreaker> &breaker = m_states[users].breaker;
    if (!breaker || !breaker->ended(m_world->now, hasFailed, epoch))
        return;
    const UsersSpec &spec = m_world->plan.users[users];
    if (breaker->state() == CircuitBreaker::State::Closed) {
        m_world->log(EventWhat::BreakerClosed, spec.part, spec.part);
        return;
    }
    m_world->log(EventWhat::BreakerOpened, spec.part, spec.part);
    m_world->schedule(m_world->now + spec.load.rules->breaker->openTime,
                      engine::Priority::Completion, EventKind::BreakerHalfOpens, users,
                      breaker->epoch());
}

void Calls::breakerHalfOpens(std::uint32_t users, std::uint32_t epoch)
{
    const ElementIndex part = m_world->plan.users[users].part;
    if (m_states[users].breaker->openTimeOver(epoch))
        m_world->log(EventWhat::BreakerHalfOpened, part, part);
}

double Calls::backoff(const Call &call)
{
    // Source: Brooker, Exponential backoff and jitter, AWS architecture blog (2015):
    // sleep = random_between(0, min(cap, base * 2 ** attempt)), attempt from 0.
    constexpr std::uint32_t kMostDoublings = 1000;
    const ClientRules &rules = *m_world->plan.users[call.users].load.rules;
    const int doublings = static_cast<int>(std::min(call.rounds - 1, kMostDoublings));
    const double most = std::min(rules.backoffCap, std::ldexp(rules.backoff, doublings));
    switch (rules.jitter) {
    case Jitter::Full:
        return most * m_states[call.users].retries.uniform();
    case Jitter::Equal:
        return 0.5 * most * (1.0 + m_states[call.users].retries.uniform());
    case Jitter::None:
        return most;
    }
    return most;
}

void Calls::answered(std::uint32_t request)
{
    const std::uint32_t index = m_callOf[request];
    const double bare = m_world->requests[request].bare;
    const ElementIndex where = m_world->plan.users[m_calls[index].users].part;
    const std::optional<Attempt> attempt = detach(request);
    m_world->users.forgetUntried(request);
    m_world->requests.give(request);
    Q_ASSERT_X(attempt, "Calls::answered", "an attempt outlived its call");
    noteEnd(m_calls[index].users, false, attempt->epoch);
    conclude(index, Fate::Answered, where, bare);
}

void Calls::failed(std::uint32_t request, Fate fate, ElementIndex where)
{
    const std::uint32_t index = m_callOf[request];
    const std::optional<Attempt> attempt = detach(request);
    const std::uint32_t step = m_calls[index].step;
    // Giving back what it held may let others go on, and fail.
    m_world->withdraw(request, fate);
    if (!attempt)
        return;
    noteEnd(m_calls[index].users, true, attempt->epoch);
    Call &call = m_calls[index];
    const bool isOver = !call.isOpen || call.step != step || call.isBackingOff;
    const bool isOtherOut = call.attempts[0].request != kNone || call.attempts[1].request != kNone;
    if (isOver || isOtherOut)
        return;
    const ClientRules &rules = *m_world->plan.users[call.users].load.rules;
    if (call.rounds > rules.retries || call.isPatienceOver) {
        conclude(index, fate, where, 0.0);
        return;
    }
    call.isBackingOff = true;
    m_world->schedule(m_world->now + backoff(call), engine::Priority::Arrival,
                      EventKind::BackoffOver, index, ++call.step);
}

void Calls::handle(const engine::Event &event)
{
    switch (static_cast<EventKind>(event.kind())) {
    case EventKind::CallExpires:
        callExpires(event.subject, event.token);
        break;
    case EventKind::PatienceEnds:
        patienceEnds(event.subject, event.token);
        break;
    case EventKind::AttemptExpires:
        attemptExpires(event.subject, event.token);
        break;
    case EventKind::HedgeDue:
        hedgeDue(event.subject, event.token);
        break;
    case EventKind::BackoffOver:
        backoffOver(event.subject, event.token);
        break;
    case EventKind::BreakerHalfOpens:
        breakerHalfOpens(event.subject, event.token);
        break;
    default:
        Q_ASSERT_X(false, "Calls::handle", "not a timer of calls");
    }
}

void Calls::backoffOver(std::uint32_t call, std::uint32_t step)
{
    if (m_calls[call].step == step && m_calls[call].isOpen)
        beginRound(call);
}

void Calls::hedgeDue(std::uint32_t index, std::uint32_t step)
{
    const Call &call = m_calls[index];
    if (call.step == step && call.isOpen && call.attempts[0].request != kNone && admit(call.users))
        sendAttempt(index, 1);
}

void Calls::attemptExpires(std::uint32_t request, std::uint32_t number)
{
    const Request &attempt = m_world->requests[request];
    const bool isAlive = attempt.stage != Stage::Free && !attempt.has(Request::Ghost) &&
                         static_cast<std::uint32_t>(attempt.number) == number;
    if (isAlive)
        failed(request, Fate::TimedOut, m_world->whereIs(attempt));
}

void Calls::callExpires(std::uint32_t call, std::uint32_t serial)
{
    if (m_calls[call].serial == serial && m_calls[call].isOpen)
        giveUp(call, false);
}

void Calls::patienceEnds(std::uint32_t index, std::uint32_t serial)
{
    Call &call = m_calls[index];
    if (call.serial != serial || !call.isOpen)
        return;
    call.isPatienceOver = true;
    const bool hasBegun =
        std::any_of(call.attempts.begin(), call.attempts.end(), [this](const Attempt &attempt) {
            return attempt.request != kNone && isBegun(m_world->requests[attempt.request]);
        });
    if (!hasBegun)
        giveUp(index, true);
}

void Calls::giveUp(std::uint32_t index, bool isReneged)
{
    Call &call = m_calls[index];
    ElementIndex where = m_world->plan.users[call.users].part;
    // Nothing more is to come of this round.
    ++call.step;
    call.isBackingOff = true;
    for (std::size_t place = 0; place < 2; ++place) {
        const std::uint32_t request = m_calls[index].attempts[place].request;
        if (request == kNone)
            continue;
        if (place == 0)
            where = m_world->whereIs(m_world->requests[request]);
        failed(request, Fate::TimedOut, where);
    }
    if (isReneged && (m_calls[index].flags & Request::Measured) != 0)
        ++m_world->metrics.counts.reneged;
    conclude(index, Fate::TimedOut, where, 0.0);
}

void Calls::conclude(std::uint32_t index, Fate fate, ElementIndex where, double bare)
{
    const Call call = m_calls[index];
    m_calls[index].isOpen = false;
    m_calls[index].attempts = {};
    for (const Attempt &attempt : call.attempts) {
        if (attempt.request == kNone)
            continue;
        Request &loser = m_world->requests[attempt.request];
        if (std::optional<CircuitBreaker> &breaker = m_states[call.users].breaker)
            breaker->calledOff(attempt.epoch);
        // Neither answered nor failed: it counts nowhere.
        loser.unset(Request::Measured);
        m_world->withdraw(attempt.request, Fate::Answered);
    }
    m_world->concludeCall({call.sentAt, bare, call.number, call.users, call.client, call.session,
                           call.flags, fate, where});
    m_calls[index].next = m_free;
    m_free = index;
}

} // namespace loadstar::sim
