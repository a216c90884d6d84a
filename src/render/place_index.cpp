// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/place_index.h"

#include <algorithm>
#include <cmath>

namespace loadstar::render {

namespace {

/// Side of a cell in canvas pixels: some cards wide.
constexpr double kIndexCell = 512.0;
/// Rectangles that touch more cells than this are kept apart.
constexpr std::int64_t kMostCells = 64;

int indexCellOf(double value)
{
    constexpr double kFarthest = 1e9;
    return int(std::clamp(std::floor(value / kIndexCell), -kFarthest, kFarthest));
}

void takeOut(std::vector<int> &slots, int slot)
{
    const auto found = std::find(slots.begin(), slots.end(), slot);
    if (found == slots.end())
        return;
    *found = slots.back();
    slots.pop_back();
}

} // namespace

PlaceIndex::Cells PlaceIndex::cellsOf(const QRectF &rect)
{
    return {indexCellOf(rect.left()), indexCellOf(rect.right()), indexCellOf(rect.top()),
            indexCellOf(rect.bottom())};
}

std::int64_t PlaceIndex::keyOf(int x, int y)
{
    return (std::int64_t(x) << 32) ^ std::int64_t(std::uint32_t(y));
}

void PlaceIndex::enter(int slot)
{
    const Cells cells = cellsOf(m_entries[size_t(slot)].bounds);
    if (cells.count() > kMostCells) {
        m_large.insert(slot);
        return;
    }
    for (int x = cells.left; x <= cells.right; ++x) {
        for (int y = cells.top; y <= cells.bottom; ++y)
            m_cells[keyOf(x, y)].push_back(slot);
    }
}

void PlaceIndex::leave(int slot)
{
    const Cells cells = cellsOf(m_entries[size_t(slot)].bounds);
    if (cells.count() > kMostCells) {
        m_large.erase(slot);
        return;
    }
    for (int x = cells.left; x <= cells.right; ++x) {
        for (int y = cells.top; y <= cells.bottom; ++y) {
            const auto cell = m_cells.find(keyOf(x, y));
            takeOut(cell->second, slot);
            if (cell->second.empty())
                m_cells.erase(cell);
        }
    }
}

void PlaceIndex::put(const model::ElementId &id, const QRectF &bounds)
{
    const auto known = m_slots.find(id);
    if (known != m_slots.end()) {
        Entry &entry = m_entries[size_t(known->second)];
        if (cellsOf(entry.bounds) == cellsOf(bounds)) {
            entry.bounds = bounds;
            return;
        }
        leave(known->second);
        entry.bounds = bounds;
        enter(known->second);
        return;
    }
    int slot = int(m_entries.size());
    if (m_free.empty()) {
        m_entries.push_back({id, bounds});
    } else {
        slot = m_free.back();
        m_free.pop_back();
        m_entries[size_t(slot)] = {id, bounds};
    }
    m_slots.emplace(id, slot);
    enter(slot);
}

void PlaceIndex::remove(const model::ElementId &id)
{
    const auto known = m_slots.find(id);
    if (known == m_slots.end())
        return;
    leave(known->second);
    m_entries[size_t(known->second)] = {};
    m_free.push_back(known->second);
    m_slots.erase(known);
}

void PlaceIndex::clear()
{
    *this = PlaceIndex();
}

QRectF PlaceIndex::bounds(const model::ElementId &id) const
{
    const auto known = m_slots.find(id);
    return known == m_slots.end() ? QRectF() : m_entries[size_t(known->second)].bounds;
}

std::vector<model::ElementId> PlaceIndex::in(const QRectF &area) const
{
    std::vector<model::ElementId> found;
    const auto look = [&](int slot) {
        const Entry &entry = m_entries[size_t(slot)];
        if (entry.bounds.intersects(area))
            found.push_back(entry.id);
    };
    const Cells cells = cellsOf(area);
    if (cells.count() > std::int64_t(m_slots.size())) {
        for (const auto &[id, slot] : m_slots)
            look(slot);
        return found;
    }
    for (const int slot : m_large)
        look(slot);
    for (int x = cells.left; x <= cells.right; ++x) {
        for (int y = cells.top; y <= cells.bottom; ++y) {
            const auto cell = m_cells.find(keyOf(x, y));
            if (cell == m_cells.end())
                continue;
            for (const int slot : cell->second) {
                // What lies in several cells is told in the first of them that is looked at.
                const Cells own = cellsOf(m_entries[size_t(slot)].bounds);
                if (std::max(own.left, cells.left) == x && std::max(own.top, cells.top) == y)
                    look(slot);
            }
        }
    }
    return found;
}

} // namespace loadstar::render
