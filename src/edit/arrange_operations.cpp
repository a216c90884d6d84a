// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/arrange_operations.h"

#include "edit/edit_operations.h"
#include "model/visibility.h"

#include <algorithm>
#include <map>

namespace loadstar::edit {

namespace {

using model::Component;
using model::Design;
using model::DesignEdit;
using model::ElementId;

/// Free space between a container and what lies in it, in pixels; more at the top, for the title.
constexpr double kContentMargin = 24.0;
constexpr double kTitleMargin = 40.0;

/// What grows by itself keeps less free: two and four steps of the canvas's grid.
constexpr double kGrowMargin = 16.0;
constexpr double kGrowTitle = 32.0;

/// What grows by itself stays so far away from the containers beside it, in pixels.
constexpr double kGrowGap = 16.0;
/// A component that has no more room than that keeps so much to its container's border.
constexpr double kLeastMargin = 8.0;
constexpr double kLeastTitle = 24.0;

/// One component that may be moved along, with where it is on the canvas.
struct Piece
{
    ElementId id;
    QRectF rect;
    bool isLocked = false;
};

std::vector<Piece> piecesOf(const Design &design, const model::KindRegistry &kinds,
                            const Selection &selection)
{
    std::vector<Piece> pieces;
    for (const ElementId &id : outermostComponents(design, selection)) {
        if (model::isShown(design, id))
            pieces.push_back({id, componentRect(design, id, kinds), model::isLocked(design, id)});
    }
    return pieces;
}

void addMove(std::vector<DesignEdit> &edits, const Design &design, const Piece &piece,
             const QPointF &corner)
{
    if (piece.isLocked || corner == piece.rect.topLeft())
        return;
    const std::vector<DesignEdit> moved =
        moveComponents(design, {piece.id}, corner - piece.rect.topLeft());
    edits.insert(edits.end(), moved.begin(), moved.end());
}

QRectF around(const std::vector<Piece> &pieces)
{
    QRectF bounds;
    for (const Piece &piece : pieces)
        bounds |= piece.rect;
    return bounds;
}

QPointF alignedCorner(const QRectF &rect, const QRectF &bounds, Alignment alignment)
{
    QRectF aligned = rect;
    switch (alignment) {
    case Alignment::Left:
        aligned.moveLeft(bounds.left());
        break;
    case Alignment::Center:
        aligned.moveLeft(std::round(bounds.center().x() - rect.width() / 2));
        break;
    case Alignment::Right:
        aligned.moveRight(bounds.right());
        break;
    case Alignment::Top:
        aligned.moveTop(bounds.top());
        break;
    case Alignment::Middle:
        aligned.moveTop(std::round(bounds.center().y() - rect.height() / 2));
        break;
    case Alignment::Bottom:
        aligned.moveBottom(bounds.bottom());
        break;
    }
    return aligned.topLeft();
}

bool isContainer(const Design &design, const model::KindRegistry &kinds, const ElementId &id)
{
    const Component *component = design.component(id);
    const model::ComponentKind *kind = component ? kinds.component(component->kind) : nullptr;
    return kind && kind->isContainer && !component->appearance.isCollapsed;
}

/// Puts the container to this rectangle on the canvas; what lies in it stays where it is.
void addFrame(std::vector<DesignEdit> &edits, const Design &design, const ElementId &id,
              const QRectF &rect, const QPointF &parentCorner)
{
    const Component &container = *design.component(id);
    const QPointF shift = rect.topLeft() - design.absolutePosition(id);
    edits.push_back(
        model::PutPlace{id, rect.topLeft() - parentCorner, rect.size(), container.parent});
    if (shift.isNull())
        return;
    for (const ElementId &child : design.childrenOf(id)) {
        const Component &inside = *design.component(child);
        edits.push_back(model::PutPlace{child, inside.position - shift, inside.size, id});
    }
}

QRectF contentOf(const Design &design, const model::KindRegistry &kinds, const ElementId &id)
{
    QRectF content;
    for (const ElementId &child : design.childrenOf(id)) {
        if (model::isShown(design, child))
            content |= componentRect(design, child, kinds);
    }
    return content;
}

QRectF frameAround(const QRectF &content)
{
    return content.adjusted(-kContentMargin, -kTitleMargin, kContentMargin, kContentMargin);
}

QRectF withGrowMargin(const QRectF &rect)
{
    return rect.adjusted(-kGrowMargin, -kGrowTitle, kGrowMargin, kGrowMargin);
}

/// Containers that grow around components, up to the containers beside them.
class Growth
{
public:
    Growth(const Design &design, const model::KindRegistry &kinds, const Selection &components)
        : m_design(design)
        , m_kinds(kinds)
    {
        // Around those of one container, seen from its corner: many are looked at in each frame.
        std::map<ElementId, QRectF> needed;
        for (const ElementId &id : outermostComponents(design, components)) {
            const Component &component = *design.component(id);
            if (component.parent.isEmpty())
                continue;
            m_components.push_back(id);
            needed[component.parent] |=
                withGrowMargin({component.position, model::componentSize(component, kinds)});
        }
        for (const auto &[container, room] : needed)
            grow(container, room.translated(design.absolutePosition(container)));
    }

    std::vector<DesignEdit> edits() const
    {
        // An inner container gets its place twice: with its parent's, and then its own.
        std::vector<std::pair<int, ElementId>> fromOutside;
        for (const auto &[id, rect] : m_grown)
            fromOutside.emplace_back(depthOf(id), id);
        std::sort(fromOutside.begin(), fromOutside.end());
        std::vector<DesignEdit> edits;
        for (const auto &[depth, id] : fromOutside) {
            const ElementId parent = m_design.component(id)->parent;
            addFrame(edits, m_design, id, m_grown.at(id),
                     parent.isEmpty() ? QPointF() : rectOf(parent).topLeft());
        }
        for (const ElementId &id : m_components)
            keepInside(id, edits);
        return edits;
    }

private:
    QRectF rectOf(const ElementId &id) const
    {
        const auto found = m_grown.find(id);
        return found == m_grown.end() ? componentRect(m_design, id, m_kinds) : found->second;
    }

    int depthOf(const ElementId &id) const
    {
        int depth = 0;
        for (const Component *at = m_design.component(id); at; at = m_design.component(at->parent))
            ++depth;
        return depth;
    }

    /// The container, and what is around it, as far as there is room.
    void grow(const ElementId &container, QRectF wanted)
    {
        std::vector<std::pair<ElementId, QRectF>> chain;
        for (ElementId id = container;
             isContainer(m_design, m_kinds, id) && !model::isLocked(m_design, id);
             id = m_design.component(id)->parent) {
            const QRectF before = rectOf(id);
            if (before.contains(wanted))
                break;
            chain.emplace_back(id, besideNeighbors(id, before, before.united(wanted)));
            wanted = withGrowMargin(chain.back().second);
        }
        for (size_t i = chain.size(); i-- > 0;) {
            auto &[id, after] = chain[i];
            if (i + 1 < chain.size()) {
                const QRectF room = chain[i + 1].second.adjusted(kGrowMargin, kGrowTitle,
                                                                 -kGrowMargin, -kGrowMargin);
                after = rectOf(id).united(after & room);
            }
            if (after != rectOf(id))
                m_grown[id] = after;
        }
    }

    /// The wanted rectangle of a container without what comes too near to containers of its level.
    QRectF besideNeighbors(const ElementId &id, const QRectF &before, QRectF wanted) const
    {
        for (const auto &[other, component] : m_design.components) {
            if (other == id || component.parent != m_design.component(id)->parent ||
                !isContainer(m_design, m_kinds, other) || !model::isShown(m_design, other))
                continue;
            const QRectF rect = rectOf(other);
            if (!rect.adjusted(-kGrowGap, -kGrowGap, kGrowGap, kGrowGap).intersects(wanted))
                continue;
            if (rect.bottom() <= before.top())
                wanted.setTop(
                    std::min(before.top(), std::max(wanted.top(), rect.bottom() + kGrowGap)));
            else if (rect.top() >= before.bottom())
                wanted.setBottom(
                    std::max(before.bottom(), std::min(wanted.bottom(), rect.top() - kGrowGap)));
            else if (rect.right() <= before.left())
                wanted.setLeft(
                    std::min(before.left(), std::max(wanted.left(), rect.right() + kGrowGap)));
            else if (rect.left() >= before.right())
                wanted.setRight(
                    std::max(before.right(), std::min(wanted.right(), rect.left() - kGrowGap)));
        }
        return wanted;
    }

    /// Moves a component back over the border of a container that could not grow enough.
    void keepInside(const ElementId &id, std::vector<DesignEdit> &edits) const
    {
        const Component &component = *m_design.component(id);
        if (!isContainer(m_design, m_kinds, component.parent) ||
            isContainer(m_design, m_kinds, id) || model::isLocked(m_design, component.parent))
            return;
        const QRectF container = rectOf(component.parent);
        const QRectF rect = componentRect(m_design, id, m_kinds);
        const QRectF room =
            container.adjusted(kLeastMargin, kLeastTitle, -kLeastMargin, -kLeastMargin);
        if (container.contains(rect) || room.width() < rect.width() ||
            room.height() < rect.height())
            return;
        const QPointF corner(std::clamp(rect.left(), room.left(), room.right() - rect.width()),
                             std::clamp(rect.top(), room.top(), room.bottom() - rect.height()));
        edits.push_back(
            model::PutPlace{id, corner - container.topLeft(), component.size, component.parent});
    }

    const Design &m_design;
    const model::KindRegistry &m_kinds;
    std::vector<ElementId> m_components;
    std::map<ElementId, QRectF> m_grown;
};

} // namespace

std::vector<DesignEdit> align(const Design &design, const model::KindRegistry &kinds,
                              const Selection &selection, Alignment alignment)
{
    const std::vector<Piece> pieces = piecesOf(design, kinds, selection);
    const QRectF bounds = around(pieces);
    std::vector<DesignEdit> edits;
    for (const Piece &piece : pieces)
        addMove(edits, design, piece, alignedCorner(piece.rect, bounds, alignment));
    return edits;
}

std::vector<DesignEdit> distribute(const Design &design, const model::KindRegistry &kinds,
                                   const Selection &selection, Qt::Orientation direction)
{
    std::vector<Piece> pieces = piecesOf(design, kinds, selection);
    if (pieces.size() < 3)
        return {};
    const bool isRow = direction == Qt::Horizontal;
    const auto start = [isRow](const Piece &piece) {
        return isRow ? piece.rect.left() : piece.rect.top();
    };
    const auto length = [isRow](const Piece &piece) {
        return isRow ? piece.rect.width() : piece.rect.height();
    };
    std::stable_sort(pieces.begin(), pieces.end(),
                     [&](const Piece &a, const Piece &b) { return start(a) < start(b); });
    double free = start(pieces.back()) - start(pieces.front());
    for (size_t i = 0; i + 1 < pieces.size(); ++i)
        free -= length(pieces[i]);
    const double gap = free / double(pieces.size() - 1);
    std::vector<DesignEdit> edits;
    double at = start(pieces.front());
    for (const Piece &piece : pieces) {
        const double place = std::round(at);
        const bool isEnd = &piece == &pieces.front() || &piece == &pieces.back();
        if (!isEnd)
            addMove(edits, design, piece,
                    isRow ? QPointF(place, piece.rect.top()) : QPointF(piece.rect.left(), place));
        at += length(piece) + gap;
    }
    return edits;
}

std::vector<DesignEdit> sameSize(const Design &design, const model::KindRegistry &kinds,
                                 const Selection &selection, Qt::Orientations sides)
{
    QSizeF largest;
    std::vector<ElementId> resizable;
    for (const ElementId &id : selection) {
        const Component *component = design.component(id);
        const model::ComponentKind *kind = component ? kinds.component(component->kind) : nullptr;
        if (!kind || kind->shape == model::ComponentShape::Card ||
            component->appearance.isCollapsed || !model::isShown(design, id))
            continue;
        resizable.push_back(id);
        largest = largest.expandedTo(model::componentSize(*component, kinds));
    }
    std::vector<DesignEdit> edits;
    for (const ElementId &id : resizable) {
        const Component &component = *design.component(id);
        const QSizeF before = model::componentSize(component, kinds);
        const QSizeF now(sides & Qt::Horizontal ? largest.width() : before.width(),
                         sides & Qt::Vertical ? largest.height() : before.height());
        if (now != before && !model::isLocked(design, id))
            edits.push_back(model::PutPlace{id, component.position, now, component.parent});
    }
    return edits;
}

std::vector<DesignEdit> setAppearance(const Design &design, const Selection &selection,
                                      const std::function<void(model::Appearance &)> &change)
{
    std::vector<DesignEdit> edits;
    for (const ElementId &id : selection) {
        const Component *component = design.component(id);
        if (!component)
            continue;
        Component changed = *component;
        change(changed.appearance);
        if (!(changed.appearance == component->appearance))
            edits.push_back(model::PutComponent{id, std::move(changed)});
    }
    return edits;
}

std::vector<DesignEdit> reorder(const Design &design, const Selection &selection, Order order)
{
    // Only the others count: what is selected keeps its own order.
    int lowest = 0;
    int highest = 0;
    for (const auto &[id, component] : design.components) {
        if (selection.count(id))
            continue;
        lowest = std::min(lowest, component.appearance.order);
        highest = std::max(highest, component.appearance.order);
    }
    return setAppearance(design, selection, [&](model::Appearance &appearance) {
        switch (order) {
        case Order::ToFront:
            appearance.order = std::min(highest + 1, model::kMostOrder);
            break;
        case Order::Forward:
            appearance.order = std::min(appearance.order + 1, model::kMostOrder);
            break;
        case Order::Backward:
            appearance.order = std::max(appearance.order - 1, -model::kMostOrder);
            break;
        case Order::ToBack:
            appearance.order = std::max(lowest - 1, -model::kMostOrder);
            break;
        }
    });
}

std::vector<DesignEdit> fitToContent(const Design &design, const model::KindRegistry &kinds,
                                     const Selection &selection)
{
    std::vector<DesignEdit> edits;
    for (const ElementId &id : selection) {
        const QRectF content = contentOf(design, kinds, id);
        if (!isContainer(design, kinds, id) || content.isNull() || model::isLocked(design, id))
            continue;
        const QRectF fitted = frameAround(content);
        if (fitted != componentRect(design, id, kinds))
            addFrame(edits, design, id, fitted,
                     design.absolutePosition(id) - design.component(id)->position);
    }
    return edits;
}

std::vector<DesignEdit> growAround(const Design &design, const model::KindRegistry &kinds,
                                   const Selection &components)
{
    return Growth(design, kinds, components).edits();
}

std::vector<DesignEdit> withRoom(const Design &design, const model::KindRegistry &kinds,
                                 std::vector<DesignEdit> edits, const Selection &components)
{
    const bool isInside = std::any_of(edits.begin(), edits.end(), [](const DesignEdit &edit) {
        const auto *place = std::get_if<model::PutPlace>(&edit);
        const auto *put = std::get_if<model::PutComponent>(&edit);
        return (place && !place->parent.isEmpty()) ||
               (put && put->value && !put->value->parent.isEmpty());
    });
    if (!isInside)
        return edits;
    Design after = design;
    for (const DesignEdit &edit : edits)
        model::apply(after, edit);
    const std::vector<DesignEdit> grown = growAround(after, kinds, components);
    edits.insert(edits.end(), grown.begin(), grown.end());
    return edits;
}

std::vector<DesignEdit> arrangeInColumns(const Design &design, const model::KindRegistry &kinds,
                                         const Selection &selection)
{
    std::vector<DesignEdit> edits;
    for (const ElementId &id : selection) {
        if (!isContainer(design, kinds, id) || model::isLocked(design, id))
            continue;
        std::vector<Piece> columns;
        QSizeF largest;
        for (const ElementId &child : design.childrenOf(id)) {
            if (!isContainer(design, kinds, child) || !model::isShown(design, child))
                continue;
            columns.push_back({child, componentRect(design, child, kinds), false});
            largest = largest.expandedTo(columns.back().rect.size());
        }
        if (columns.size() < 2)
            continue;
        std::stable_sort(columns.begin(), columns.end(), [](const Piece &a, const Piece &b) {
            return a.rect.left() < b.rect.left();
        });
        QPointF corner(kContentMargin, kTitleMargin);
        for (const Piece &column : columns) {
            edits.push_back(model::PutPlace{column.id, corner, largest, id});
            corner.rx() += largest.width() + kContentMargin;
        }
        const Component &container = *design.component(id);
        const QSizeF size(corner.x(), kTitleMargin + largest.height() + kContentMargin);
        edits.push_back(model::PutPlace{id, container.position,
                                        size.expandedTo(model::componentSize(container, kinds)),
                                        container.parent});
    }
    return edits;
}

std::vector<DesignEdit> groupIntoFrame(const Design &design, const model::KindRegistry &kinds,
                                       const Selection &selection)
{
    const std::vector<Piece> pieces = piecesOf(design, kinds, selection);
    const auto frame =
        std::find_if(kinds.components().begin(), kinds.components().end(),
                     [](const auto &kind) { return kind.shape == model::ComponentShape::Frame; });
    if (pieces.empty() || frame == kinds.components().end())
        return {};
    const ElementId parent = design.component(pieces.front().id)->parent;
    for (const Piece &piece : pieces) {
        if (design.component(piece.id)->parent != parent || piece.isLocked)
            return {};
    }
    const QRectF rect = frameAround(around(pieces));
    std::vector<DesignEdit> edits = addComponent(design, *frame, rect.topLeft(), parent);
    auto &added = std::get<model::PutComponent>(edits.front());
    added.value->size = rect.size();
    const ElementId frameId = added.id;
    for (const Piece &piece : pieces) {
        const Component &component = *design.component(piece.id);
        edits.push_back(model::PutPlace{piece.id, piece.rect.topLeft() - rect.topLeft(),
                                        component.size, frameId});
    }
    return edits;
}

std::vector<DesignEdit> ungroup(const Design &design, const Selection &selection)
{
    std::vector<DesignEdit> edits;
    Selection emptied;
    for (const ElementId &id : outermostComponents(design, selection)) {
        const std::vector<ElementId> children = design.childrenOf(id);
        if (children.empty() || model::isLocked(design, id))
            continue;
        const Component &container = *design.component(id);
        for (const ElementId &child : children) {
            const Component &inside = *design.component(child);
            edits.push_back(model::PutPlace{child, inside.position + container.position,
                                            inside.size, container.parent});
        }
        emptied.insert(id);
    }
    if (emptied.empty())
        return edits;
    Design without = design;
    for (const DesignEdit &edit : edits)
        model::apply(without, edit);
    const std::vector<DesignEdit> removed = removeElements(without, emptied);
    edits.insert(edits.end(), removed.begin(), removed.end());
    return edits;
}

} // namespace loadstar::edit
