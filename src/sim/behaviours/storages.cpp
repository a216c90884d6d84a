// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/storages.h"

#include "sim/behaviours/freezing.h"

namespace loadstar::sim {

Storages::Storages(World &world)
    : m_world(world)
    , m_nodes(world.plan.nodes)
{
    for (const StorageSpec &spec : world.plan.storages) {
        Storage storage;
        storage.slots = spec.concurrency.value_or(kNone);
        const std::string id = world.plan.part(spec.part).id.toStdString();
        storage.times = world.streams.stream("io/" + id);
        storage.writes = world.streams.stream("writes/" + id);
        storage.errors = world.streams.stream("errors/" + id);
        storage.writeShare = spec.writeShare;
        storage.tellsWrites = spec.tellsWrites;
        m_serving.push_back(static_cast<std::uint32_t>(m_storages.size()));
        m_storages.push_back(std::move(storage));
    }
}

bool Storages::isReachable(const StateLink &link) const
{
    return m_storages[m_serving[link.storage]].isUp && !m_world->isCut(link.connection);
}

void Storages::settle(Storage &storage) const
{
    const double span = m_world->now - storage.areaAt;
    storage.areaAt = m_world->now;
    storage.figures.busyArea += span * (storage.isHung ? 0 : storage.busy);
    storage.figures.waitArea += span * storage.line.count;
}

Storages::Figures Storages::figures(std::uint32_t index) const
{
    Storage copy = m_storages[index];
    settle(copy);
    return copy.figures;
}

double Storages::busySince0(std::uint32_t index) const
{
    return m_storages[index].busyBefore + figures(index).busyArea;
}

void Storages::forgetFigures()
{
    for (Storage &storage : m_storages) {
        settle(storage);
        storage.busyBefore += storage.figures.busyArea;
        storage.figures = Figures{};
    }
}

void Storages::failOnTheWay(std::uint32_t index)
{
    // Nothing the storage could do: it counts for the node that cannot reach it.
    m_world->fail(index, Fate::Failed, (*m_nodes)[m_world->requests[index].node].part);
}

void Storages::failVisit(std::uint32_t index)
{
    const Request &request = m_world->requests[index];
    const std::uint32_t storage = request.storage;
    m_storages[storage].figures.failed += request.has(Request::Measured) ? 1 : 0;
    m_world->fail(index, Fate::Failed, m_world->plan.storages[storage].part);
}

void Storages::visit(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    if (request.storageStep == (*m_nodes)[request.node].storages.size()) {
        if ((*m_nodes)[request.node].holdsState)
            m_world->copies.writeDoneOn(request.node);
        m_world->nodes.finished(index);
        return;
    }
    const StateLink &link = linkOf(request);
    request.storage = m_serving[link.storage];
    Storage &storage = m_storages[request.storage];
    request.atStorage = m_world->now;
    request.stage = Stage::Travelling;
    if (m_world->isCut(link.connection)) {
        failOnTheWay(index);
        return;
    }
    if (!storage.isUp) {
        failVisit(index);
        return;
    }
    if ((storage.tellsWrites || storage.isFaulty) && isTurnedAway(storage, request)) {
        failVisit(index);
        return;
    }
    m_world->traceVisit(request.node, link, false);
    settle(storage);
    if (!storage.isHung && storage.busy < storage.slots) {
        begin(storage, request.storage, index);
        return;
    }
    request.stage = Stage::IoQueued;
    storage.line.pushBack(m_world->requests, index);
}

bool Storages::isTurnedAway(Storage &storage, Request &request)
{
    const bool isWrite =
        storage.writeShare >= 1.0 ||
        (storage.writeShare > 0.0 && storage.writes.uniform() < storage.writeShare);
    if (isWrite)
        request.set(Request::Writes);
    else
        request.unset(Request::Writes);
    if (isWrite && storage.isReadOnly)
        return true;
    if (!storage.isFaulty)
        return false;
    const double served =
        (1.0 - storage.errorShare) * (isWrite ? 1.0 - storage.writeErrorShare : 1.0);
    return storage.errors.uniform() >= served;
}

void Storages::setReadOnly(std::uint32_t index, bool isReadOnly)
{
    m_storages[index].isReadOnly = isReadOnly;
}

void Storages::setErrorShares(std::uint32_t index, double ofVisits, double ofWrites)
{
    Storage &storage = m_storages[index];
    storage.errorShare = ofVisits;
    storage.writeErrorShare = ofWrites;
    storage.isFaulty = ofVisits > 0.0 || ofWrites > 0.0;
}

void Storages::begin(Storage &storage, std::uint32_t index, std::uint32_t requestIndex)
{
    Request &request = m_world->requests[requestIndex];
    double span = m_world->plan.storages[index].ioTime.sample(storage.times) * storage.slowness;
    if (storage.tellsWrites && request.has(Request::Writes))
        span += m_world->copies.writeWait(index);
    ++storage.busy;
    request.stage = Stage::InIo;
    request.bare += span;
    request.due = m_world->now + span;
    m_world->schedule(request.due, engine::Priority::Completion, EventKind::IoDone, requestIndex,
                      ++request.token);
}

void Storages::beginNext(Storage &storage, std::uint32_t index)
{
    while (storage.line.head != kNone && !storage.isHung && storage.busy < storage.slots) {
        const std::uint32_t next = storage.line.head;
        storage.line.remove(m_world->requests, next);
        begin(storage, index, next);
    }
}

void Storages::leaveQueue(std::uint32_t index)
{
    Storage &storage = m_storages[m_world->requests[index].storage];
    settle(storage);
    storage.line.remove(m_world->requests, index);
}

void Storages::ioDone(std::uint32_t index)
{
    Request &request = m_world->requests[index];
    const std::uint32_t storageIndex = request.storage;
    Storage &storage = m_storages[storageIndex];
    settle(storage);
    --storage.busy;
    beginNext(storage, storageIndex);
    if (storage.tellsWrites && request.has(Request::Writes))
        m_world->copies.writeDone(storageIndex);
    if (request.has(Request::Ghost)) {
        m_world->requests.give(index);
        return;
    }
    if (request.has(Request::Measured)) {
        ++storage.figures.completed;
        storage.figures.responseSum += m_world->now - request.atStorage;
    }
    m_world->traceVisit(request.node, linkOf(request), true);
    ++request.storageStep;
    visit(index);
}

void Storages::crash(std::uint32_t index)
{
    Storage &storage = m_storages[index];
    settle(storage);
    storage.isUp = false;
    storage.isHung = false;
    storage.busy = 0;
    storage.line = {};
    const auto isHere = [index](const Request &request) {
        const bool isAtStorage = request.stage == Stage::IoQueued || request.stage == Stage::InIo;
        return isAtStorage && request.storage == index;
    };
    m_world->requests.forEach(isHere, [this](std::uint32_t dying) {
        Request &request = m_world->requests[dying];
        request.stage = Stage::Travelling;
        ++request.token;
        if (request.has(Request::Ghost))
            m_world->requests.give(dying);
        else
            failVisit(dying);
    });
}

void Storages::hang(std::uint32_t index)
{
    Storage &storage = m_storages[index];
    settle(storage);
    storage.isHung = true;
    freezeServices(*m_world, InServiceOf{index});
}

void Storages::resume(std::uint32_t index)
{
    Storage &storage = m_storages[index];
    settle(storage);
    storage.isHung = false;
    thawServices(*m_world, InServiceOf{index}, EventKind::IoDone);
    beginNext(storage, index);
}

void Storages::cutOff(ElementIndex connection)
{
    const auto isOverIt = [this, connection](const Request &request) {
        const bool isAtStorage = request.stage == Stage::IoQueued || request.stage == Stage::InIo;
        return isAtStorage && !request.has(Request::Ghost) &&
               linkOf(request).connection == connection;
    };
    m_world->requests.forEach(isOverIt, [this](std::uint32_t dying) { failOnTheWay(dying); });
}

} // namespace loadstar::sim
