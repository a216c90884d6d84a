// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"

#include <QRectF>

#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace loadstar::render {

/// Rectangles by id, found by place: a grid of cells. Changing one and finding those in an area
/// that a screen shows cost the same however many there are.
class PlaceIndex
{
public:
    /// Adds the rectangle or moves it; it must not be empty.
    void put(const model::ElementId &id, const QRectF &bounds);
    void remove(const model::ElementId &id);
    void clear();

    /// Null when there is none with that id.
    QRectF bounds(const model::ElementId &id) const;
    /// Those that touch the area, in no order, each once.
    std::vector<model::ElementId> in(const QRectF &area) const;

    size_t size() const { return m_slots.size(); }

private:
    struct Entry
    {
        model::ElementId id;
        QRectF bounds;
    };

    /// The cells that a rectangle touches, first and last of each direction.
    struct Cells
    {
        int left = 0;
        int right = 0;
        int top = 0;
        int bottom = 0;

        std::int64_t count() const
        {
            return (std::int64_t(right) - left + 1) * (std::int64_t(bottom) - top + 1);
        }
        bool operator==(const Cells &) const = default;
    };

    static Cells cellsOf(const QRectF &rect);
    static std::int64_t keyOf(int x, int y);
    void enter(int slot);
    void leave(int slot);

    std::map<model::ElementId, int> m_slots;
    std::vector<Entry> m_entries;
    std::vector<int> m_free;
    std::unordered_map<std::int64_t, std::vector<int>> m_cells;
    /// Those that touch so many cells that looking at them each time is cheaper.
    std::set<int> m_large;
};

} // namespace loadstar::render
