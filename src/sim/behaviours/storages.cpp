// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/behaviours/storages.h"

#include "sim/world.h"

namespace loadstar::sim {

Storages::Storages(World &world)
    : m_world(world)
    , m_nodes(world.plan.nodes)
{
    for (const StorageSpec &spec : world.plan.storages) {
        Storage storage;
        storage.slots = spec.concurrency.value_or(kNone);
        storage.times = world.streams.stream("io/" + world.plan.part(spec.part).id.toStdString());
        m_serving.push_back(static_cast<std::uint32_t>(m_storages.size()));
        m_storages.push_back(std::move(storage));
    }
}

bool Storages::isReachable(const StateLink &link) const
{
    return m_storages[m_serving[link.storage]].isUp && !m_world.isCut(link.connection);
}

void Storages::settle(Storage &storage) const
{
    const double span = m_world.now - storage.areaAt;
    storage.areaAt = m_world.now;
    storage.figures.busyArea += span * (storage.isHung ? 0 : storage.busy);
    storage.figures.waitArea += span * storage.waiting;
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

void Storages::failVisit(std::uint32_t index)
{
    const Request &request = m_world.requests[index];
    const std::uint32_t storage = request.storage;
    m_storages[storage].figures.failed += request.has(Request::Measured) ? 1 : 0;
    m_world.fail(index, Fate::Failed, m_world.plan.storages[storage].part);
}

void Storages::visit(std::uint32_t index)
{
    Request &request = m_world.requests[index];
    if (request.storageStep == m_nodes[request.node].storages.size()) {
        m_world.nodes.finished(index);
        return;
    }
    const StateLink &link = linkOf(request);
    request.storage = m_serving[link.storage];
    Storage &storage = m_storages[request.storage];
    request.atStorage = m_world.now;
    request.stage = Stage::Travelling;
    if (!isReachable(link)) {
        failVisit(index);
        return;
    }
    settle(storage);
    if (!storage.isHung && storage.busy < storage.slots) {
        begin(storage, request.storage, index);
        return;
    }
    request.stage = Stage::IoQueued;
    request.next = kNone;
    request.previous = storage.tail;
    if (storage.tail == kNone)
        storage.head = index;
    else
        m_world.requests[storage.tail].next = index;
    storage.tail = index;
    ++storage.waiting;
}

void Storages::begin(Storage &storage, std::uint32_t index, std::uint32_t requestIndex)
{
    Request &request = m_world.requests[requestIndex];
    const double span = m_world.plan.storages[index].ioTime.sample(storage.times);
    ++storage.busy;
    request.stage = Stage::InIo;
    request.bare += span;
    request.due = m_world.now + span;
    m_world.schedule(request.due, engine::Priority::Completion, EventKind::IoDone, requestIndex,
                     ++request.token);
}

void Storages::beginNext(Storage &storage, std::uint32_t index)
{
    while (storage.head != kNone && !storage.isHung && storage.busy < storage.slots) {
        const std::uint32_t next = storage.head;
        unlink(storage, next);
        begin(storage, index, next);
    }
}

void Storages::unlink(Storage &storage, std::uint32_t index)
{
    const Request &request = m_world.requests[index];
    if (request.previous == kNone)
        storage.head = request.next;
    else
        m_world.requests[request.previous].next = request.next;
    if (request.next == kNone)
        storage.tail = request.previous;
    else
        m_world.requests[request.next].previous = request.previous;
    --storage.waiting;
}

void Storages::leaveQueue(std::uint32_t index)
{
    Storage &storage = m_storages[m_world.requests[index].storage];
    settle(storage);
    unlink(storage, index);
}

void Storages::ioDone(std::uint32_t index)
{
    Request &request = m_world.requests[index];
    const std::uint32_t storageIndex = request.storage;
    Storage &storage = m_storages[storageIndex];
    settle(storage);
    --storage.busy;
    beginNext(storage, storageIndex);
    if (request.has(Request::Ghost)) {
        m_world.requests.give(index);
        return;
    }
    if (request.has(Request::Measured)) {
        ++storage.figures.completed;
        storage.figures.responseSum += m_world.now - request.atStorage;
    }
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
    storage.waiting = 0;
    storage.head = storage.tail = kNone;
    const auto isHere = [index](const Request &request) {
        const bool isAtStorage = request.stage == Stage::IoQueued || request.stage == Stage::InIo;
        return isAtStorage && request.storage == index;
    };
    m_world.requests.forEach(isHere, [this](std::uint32_t dying) {
        Request &request = m_world.requests[dying];
        request.stage = Stage::Travelling;
        ++request.token;
        if (request.has(Request::Ghost))
            m_world.requests.give(dying);
        else
            failVisit(dying);
    });
}

void Storages::hang(std::uint32_t index)
{
    Storage &storage = m_storages[index];
    settle(storage);
    storage.isHung = true;
    const auto isServed = [index](const Request &r) {
        return r.stage == Stage::InIo && r.storage == index;
    };
    m_world.requests.forEach(isServed, [this](std::uint32_t frozen) {
        Request &request = m_world.requests[frozen];
        request.due -= m_world.now;
        ++request.token;
    });
}

void Storages::resume(std::uint32_t index)
{
    Storage &storage = m_storages[index];
    settle(storage);
    storage.isHung = false;
    const auto isServed = [index](const Request &r) {
        return r.stage == Stage::InIo && r.storage == index;
    };
    m_world.requests.forEach(isServed, [this](std::uint32_t thawed) {
        Request &request = m_world.requests[thawed];
        request.due += m_world.now;
        m_world.schedule(request.due, engine::Priority::Completion, EventKind::IoDone, thawed,
                         ++request.token);
    });
    beginNext(storage, index);
}

void Storages::cutOff(ElementIndex connection)
{
    const auto isOverIt = [this, connection](const Request &request) {
        const bool isAtStorage = request.stage == Stage::IoQueued || request.stage == Stage::InIo;
        return isAtStorage && !request.has(Request::Ghost) &&
               linkOf(request).connection == connection;
    };
    m_world.requests.forEach(isOverIt, [this](std::uint32_t dying) { failVisit(dying); });
}

} // namespace loadstar::sim
