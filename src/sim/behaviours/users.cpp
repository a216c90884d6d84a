// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/users.h"

#include "sim/world.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadstar::sim {

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

} // namespace

void Users::Ring::grow()
{
    std::vector<Expiry> larger(std::max<std::size_t>(16, 2 * entries.size()));
    for (std::size_t i = 0; i < count; ++i)
        larger[i] = entries[(head + i) & (entries.size() - 1)];
    entries.swap(larger);
    head = 0;
}

void Users::Ring::pop()
{
    head = (head + 1) & (entries.size() - 1);
    --count;
}

Users::Users(World &world)
    : m_world(world)
    , m_specs(world.plan.users)
    , m_lanes(2 * world.plan.users.size() + 1)
{
    std::uint32_t client = 0;
    bool hasClosed = false;
    for (const UsersSpec &spec : *m_specs) {
        const std::string id = world.plan.part(spec.part).id.toStdString();
        State state;
        state.arrivals = world.streams.stream("arrivals/" + id);
        state.clients = world.streams.stream("clients/" + id);
        state.work = world.streams.stream("work/" + id);
        state.choices = world.streams.stream("choices/" + id);
        state.identity = engine::stableHash(id);
        state.firstClient = client;
        state.firstAddress = m_addressCount;
        if (spec.load.hasPriority)
            state.priorities = world.streams.stream("priority/" + id);
        if (!spec.isClosed && (spec.load.profile || spec.load.replay))
            state.source.emplace(spec, world.streams, id, world.options.duration);
        client += spec.clients;
        m_addressCount += spec.addresses;
        hasClosed = hasClosed || spec.isClosed;
        m_states.push_back(std::move(state));
    }
    if (hasClosed) {
        m_visits.resize(client);
        m_isPresent.resize(client);
        m_isBusy.resize(client);
    }
    for (Lane &lane : m_lanes)
        lane.front.time = kNever;
}

void Users::start()
{
    for (std::uint32_t users = 0; users < m_specs->size(); ++users) {
        if ((*m_specs)[users].isClosed)
            applyFactor(users);
        else if (std::optional<ArrivalSource> &source = m_states[users].source)
            showArrival(users, source->next(0.0, m_states[users].arrivals));
        else if ((*m_specs)[users].interarrival.mean() > 0.0)
            scheduleArrival(users, (*m_specs)[users].interarrival.sample(m_states[users].arrivals));
    }
    findFirst();
}

void Users::findFirst()
{
    m_first = 0;
    for (std::size_t lane = 1; lane < m_lanes.size(); ++lane) {
        if (m_lanes[lane].front.isBefore(m_lanes[m_first].front))
            m_first = lane;
    }
}

void Users::setLane(std::size_t lane, const engine::Event &event)
{
    engine::put(m_lanes[lane].front, event);
    findFirst();
}

void Users::clearLane(std::size_t lane)
{
    m_lanes[lane].front.time = kNever;
    findFirst();
}

void Users::handleFront()
{
    const engine::Event event = front();
    if (static_cast<EventKind>(event.kind()) == EventKind::Expiry) {
        expire(event.subject);
        return;
    }
    const std::uint32_t users = event.subject;
    State &state = m_states[users];
    const UsersSpec &spec = (*m_specs)[users];
    if (state.source) [[unlikely]] {
        arriveFromSource(users);
        return;
    }
    scheduleArrival(users, spec.interarrival.sample(state.arrivals));
    if (!state.isUp)
        return;
    send(users, state.firstClient + state.clients.below(spec.clients));
}

void Users::scheduleArrival(std::uint32_t users, double wait)
{
    State &state = m_states[users];
    if (state.factor <= 0.0) {
        state.held = wait;
        clearLane(2 * users);
        return;
    }
    setLane(2 * users,
            m_world->sequence.event(m_world->now + wait / state.factor, engine::Priority::Arrival,
                                    static_cast<std::uint8_t>(EventKind::Arrival), users, 0));
}

void Users::showArrival(std::uint32_t users, double time)
{
    if (time == kNever) {
        clearLane(2 * users);
        return;
    }
    setLane(2 * users,
            m_world->sequence.event(time, engine::Priority::Arrival,
                                    static_cast<std::uint8_t>(EventKind::Arrival), users, 0));
}

void Users::arriveFromSource(std::uint32_t users)
{
    State &state = m_states[users];
    const UsersSpec &spec = (*m_specs)[users];
    const std::optional<double> work = state.source->work();
    const std::optional<std::uint32_t> client = state.source->client();
    showArrival(users, state.source->next(m_world->now, state.arrivals));
    if (!state.isUp)
        return;
    send(users, state.firstClient + (client ? *client : state.clients.below(spec.clients)),
         work ? *work : spec.work.sample(state.work));
}

std::uint8_t Users::drawPriority(std::uint32_t users)
{
    const UsersSpec &spec = (*m_specs)[users];
    const bool isHigh = m_states[users].priorities.uniform() < spec.load.highPriorityShare;
    return static_cast<std::uint8_t>(spec.load.priority + (isHigh ? 1 : 0));
}

std::uint32_t Users::chooseLink(std::uint32_t users, std::uint32_t avoided)
{
    const std::vector<std::uint32_t> &links = (*m_specs)[users].links;
    const double lost = m_states[users].namesLost;
    if (lost > 0.0 && m_world->faults.happens(lost))
        return kNone;
    if (links.size() == 1 && !m_world->links[links.front()].isDraining)
        return links.front();
    std::vector<std::uint32_t> open;
    std::copy_if(links.begin(), links.end(), std::back_inserter(open),
                 [this](std::uint32_t link) { return !m_world->links[link].isDraining; });
    if (open.empty())
        return kNone;
    if (avoided != kNone && open.size() > 1)
        open.erase(std::remove(open.begin(), open.end(), avoided), open.end());
    return open[m_states[users].choices.below(static_cast<std::uint32_t>(open.size()))];
}

void Users::send(std::uint32_t users, std::uint32_t client)
{
    send(users, client, (*m_specs)[users].work.sample(m_states[users].work));
}

void Users::send(std::uint32_t users, std::uint32_t client, double work)
{
    const UsersSpec &spec = (*m_specs)[users];
    if (spec.load.rules) [[unlikely]] {
        m_world->calls.begin(users, client, work);
        return;
    }
    State &state = m_states[users];
    const std::uint32_t index = m_world->requests.take();
    Request &request = m_world->requests[index];
    request.stage = Stage::Travelling;
    request.sentAt = m_world->now;
    request.due = work;
    request.client = client;
    request.users = users;
    if (spec.load.hasPriority) [[unlikely]]
        request.priority = drawPriority(users);
    const bool isMeasured = m_world->isMeasuring();
    if (isMeasured)
        request.set(Request::Measured);
    m_world->metrics.offered(m_world->now, isMeasured);
    if (spec.timeout) {
        const engine::Event event =
            m_world->sequence.event(m_world->now + *spec.timeout, engine::Priority::Completion,
                                    static_cast<std::uint8_t>(EventKind::Expiry), users, index);
        if (state.expiries.isFull())
            makeRoom(state.expiries);
        state.expiries.push({event, request.number});
        if (state.expiries.count == 1)
            showNextExpiry(users);
    }
    std::uint32_t link = kNone;
    if (spec.hasSessions()) {
        m_world->sessions.begin(request);
        if (request.has(Request::FirstOfSession) || m_world->sessions.linkOf(request) == kNone)
            m_world->sessions.setLink(request, chooseLink(users, kNone));
        link = m_world->sessions.linkOf(request);
    } else {
        link = chooseLink(users, kNone);
    }
    if (link == kNone) {
        m_world->fail(index, Fate::Failed, spec.part);
        return;
    }
    request.entry = link;
    m_world->sendOver(index, link);
}

bool Users::isPatient(const Expiry &expiry) const
{
    const Request &request = m_world->requests[expiry.event.token];
    return request.stage != Stage::Free && request.number == expiry.number &&
           !request.has(Request::Ghost);
}

void Users::makeRoom(Ring &expiries) const
{
    // With long patience nearly all entries are of answered requests. The first one stays: its lane
    // shows it.
    const std::size_t mask = expiries.entries.size() - 1;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < expiries.count; ++i) {
        const Expiry entry = expiries.entries[(expiries.head + i) & mask];
        if (i == 0 || isPatient(entry))
            expiries.entries[(expiries.head + kept++) & mask] = entry;
    }
    expiries.count = kept;
    if (2 * kept >= expiries.entries.size())
        expiries.grow();
}

void Users::showNextExpiry(std::uint32_t users)
{
    Ring &expiries = m_states[users].expiries;
    // Patience that ran out over an answered request is no event.
    while (expiries.count > 0) {
        if (isPatient(expiries.front())) {
            setLane(2 * users + 1, expiries.front().event);
            return;
        }
        expiries.pop();
    }
    clearLane(2 * users + 1);
}

void Users::expire(std::uint32_t users)
{
    const Expiry expiry = m_states[users].expiries.front();
    m_states[users].expiries.pop();
    const std::uint32_t index = expiry.event.token;
    if (isPatient(expiry))
        m_world->fail(index, Fate::TimedOut, m_world->whereIs(m_world->requests[index]));
    showNextExpiry(users);
}

void Users::refused(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    const UsersSpec &spec = (*m_specs)[request.users];
    if (!request.has(Request::HasUntried)) {
        request.set(Request::HasUntried);
        std::vector<std::uint32_t> &untried = m_untried[index];
        std::copy_if(spec.links.begin(), spec.links.end(), std::back_inserter(untried),
                     [&](std::uint32_t link) { return link != request.entry; });
    }
    std::vector<std::uint32_t> &untried = m_untried[index];
    if (untried.empty()) {
        m_world->fail(index, Fate::Refused, m_world->plan.links[request.entry].to);
        return;
    }
    const std::uint32_t chosen =
        m_states[request.users].choices.below(static_cast<std::uint32_t>(untried.size()));
    const std::uint32_t link = untried[chosen];
    untried.erase(untried.begin() + chosen);
    m_world->countRetry(request);
    request.entry = link;
    if (spec.hasSessions())
        m_world->sessions.setLink(request, link);
    m_world->sendOver(index, link);
}

void Users::forgetUntried(std::uint32_t index)
{
    if (m_world->requests[index].has(Request::HasUntried))
        m_untried.erase(index);
}

void Users::settled(std::uint32_t index)
{
    const Request &request = m_world->requests[index];
    forgetUntried(index);
    concluded(request.users, request.client, m_world->now > request.sentAt);
}

void Users::concluded(std::uint32_t users, std::uint32_t client, bool hasTakenTime)
{
    if ((*m_specs)[users].isClosed)
        think(users, client, hasTakenTime);
}

void Users::think(std::uint32_t users, std::uint32_t client, bool hasTakenTime)
{
    // An answer or refusal without delay and no time to think must not hold the clock.
    constexpr double kLeastPause = 1.0e-3;
    State &state = m_states[users];
    m_isBusy[client] = false;
    if (client - state.firstClient >= state.population) {
        m_isPresent[client] = false;
        return;
    }
    const double drawn = (*m_specs)[users].thinkTime.sample(state.arrivals);
    const double pause = hasTakenTime || drawn > 0.0 ? drawn : kLeastPause;
    m_world->schedule(m_world->now + pause, engine::Priority::Arrival, EventKind::ThinkDone, client,
                      ++m_visits[client]);
}

void Users::thinkDone(std::uint32_t client, std::uint32_t visit)
{
    if (visit != m_visits[client])
        return;
    const std::uint32_t users = usersOf(client);
    if (!m_states[users].isUp) {
        think(users, client, false);
        return;
    }
    m_isBusy[client] = true;
    send(users, client);
}

std::uint32_t Users::usersOf(std::uint32_t client) const
{
    const auto after =
        std::upper_bound(m_states.begin(), m_states.end(), client,
                         [](std::uint32_t c, const State &state) { return c < state.firstClient; });
    return static_cast<std::uint32_t>(after - m_states.begin() - 1);
}

void Users::surge(std::uint32_t users, double factor, std::optional<double> duration)
{
    State &state = m_states[users];
    state.surges.push_back(factor);
    applyFactor(users);
    if (duration) {
        m_world->schedule(m_world->now + *duration, engine::Priority::Scenario,
                          EventKind::SurgeEnds, users,
                          static_cast<std::uint32_t>(state.surges.size() - 1));
    }
}

void Users::surgeEnds(std::uint32_t users, std::uint32_t surge)
{
    m_states[users].surges[surge] = 1.0;
    applyFactor(users);
}

void Users::applyFactor(std::uint32_t users)
{
    State &state = m_states[users];
    double factor = 1.0;
    for (const double surge : state.surges)
        factor *= surge;
    // Many surges at once may be more than a number can hold.
    constexpr double kLargestFactor = 1e12;
    factor = std::min(factor, kLargestFactor);
    if (state.source) {
        state.factor = factor;
        showArrival(users, state.source->changeFactor(m_world->now, factor));
        return;
    }
    if (!(*m_specs)[users].isClosed) {
        // The rest of the interarrival time is stretched, so a Poisson stream stays Poisson.
        const double shown = m_lanes[2 * users].front.time;
        const double rest = state.factor > 0.0 ? (shown - m_world->now) * state.factor : state.held;
        state.factor = factor;
        if ((*m_specs)[users].interarrival.mean() > 0.0)
            scheduleArrival(users, rest);
        return;
    }
    const auto most = static_cast<double>((*m_specs)[users].clients);
    state.population = static_cast<std::uint32_t>(
        std::min(most, std::round(factor * static_cast<double>((*m_specs)[users].population))));
    for (std::uint32_t i = 0; i < state.population; ++i) {
        const std::uint32_t client = state.firstClient + i;
        if (!m_isPresent[client]) {
            m_isPresent[client] = true;
            think(users, client, true);
        }
    }
    // Who thinks leaves now, who waits for an answer leaves after it.
    for (std::uint32_t i = state.population; i < (*m_specs)[users].clients; ++i) {
        const std::uint32_t client = state.firstClient + i;
        if (m_isPresent[client] && !m_isBusy[client]) {
            ++m_visits[client];
            m_isPresent[client] = false;
        }
    }
}

} // namespace loadstar::sim
