// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/auto_layout.h"

#include "model/visibility.h"

#include <QRectF>

#include <algorithm>
#include <cmath>
#include <map>

namespace loadstar::layout {

namespace {

using model::Component;
using model::Design;
using model::ElementId;

constexpr double kGrid = 8.0;
/// Between a container and what lies in it, in pixels; more at the top, for the title.
constexpr double kMargin = 24.0;
constexpr double kTitleMargin = 40.0;
/// Between what was placed and what stays where it is.
constexpr double kClearance = 24.0;

double onGrid(double value)
{
    return std::round(value / kGrid) * kGrid;
}

/// Puts one container after the other in order, from the inside to the outside.
class Arranger
{
public:
    Arranger(const Design &design, const model::KindRegistry &kinds, LayoutStyle style,
             const base::TaskControl &control)
        : m_design(design)
        , m_kinds(kinds)
        , m_style(style)
        , m_control(control)
    {
        for (const auto &[id, component] : design.components)
            m_contents[component.parent].push_back(id);
    }

    /// Everything inside the container (empty: the whole design).
    bool arrangeInside(const ElementId &container)
    {
        std::vector<ElementId> boxes;
        for (const ElementId &id : m_contents[container]) {
            if (!model::isShown(m_design, id))
                continue;
            boxes.push_back(id);
            const Component &component = *m_design.component(id);
            const bool isOpen = !m_contents[id].empty() && !component.appearance.isCollapsed;
            if (isOpen && !isFixed(id) && !arrangeInside(id))
                return false;
        }
        if (!arrange(boxes))
            return false;
        if (!container.isEmpty() && !boxes.empty())
            fit(container, boxes);
        return true;
    }

    /// These, which lie in one container, around the place where they are.
    bool arrange(const std::vector<ElementId> &boxes)
    {
        if (m_control.isCancelled())
            return false;
        if (boxes.empty())
            return true;
        const base::Result<std::vector<QPointF>> middles = placeBoxes(graphOf(boxes), m_style);
        if (!middles) {
            m_error = middles.error();
            return false;
        }
        settle(boxes, *middles);
        return true;
    }

    const std::optional<base::Error> &error() const { return m_error; }

    std::vector<model::DesignEdit> edits() const
    {
        std::vector<model::DesignEdit> edits;
        for (const auto &[id, rect] : m_rects) {
            const Component &component = *m_design.component(id);
            const std::optional<QSizeF> size =
                m_fitted.count(id) ? std::optional(rect.size()) : component.size;
            if (rect.topLeft() != component.position || size != component.size)
                edits.push_back(model::PutPlace{id, rect.topLeft(), size, component.parent});
        }
        if (edits.empty())
            return edits;
        for (const auto &[id, connection] : m_design.connections) {
            if (connection.waypoints.empty() ||
                (!isMoved(connection.from) && !isMoved(connection.to)))
                continue;
            model::Connection straight = connection;
            straight.waypoints.clear();
            edits.push_back(model::PutConnection{id, std::move(straight)});
        }
        return edits;
    }

private:
    bool isFixed(const ElementId &id) const
    {
        return m_design.component(id)->appearance.isPinned || model::isLocked(m_design, id);
    }

    bool isMoved(const ElementId &id) const
    {
        for (const Component *at = m_design.component(id); at;
             at = m_design.component(at->parent)) {
            if (m_rects.count(at->id))
                return true;
        }
        return false;
    }

    /// Relative to its container.
    QRectF rectOf(const ElementId &id) const
    {
        const auto found = m_rects.find(id);
        if (found != m_rects.end())
            return found->second;
        const Component &component = *m_design.component(id);
        return {component.position, model::componentSize(component, m_kinds)};
    }

    BoxGraph graphOf(const std::vector<ElementId> &boxes) const
    {
        BoxGraph graph;
        std::map<ElementId, int> numbers;
        for (const ElementId &id : boxes) {
            numbers.emplace(id, int(graph.boxes.size()));
            graph.boxes.push_back(rectOf(id).size());
        }
        const auto numberAround = [&](const ElementId &id) {
            for (const Component *at = m_design.component(id); at;
                 at = m_design.component(at->parent)) {
                const auto found = numbers.find(at->id);
                if (found != numbers.end())
                    return found->second;
            }
            return -1;
        };
        std::set<std::pair<int, int>> lines;
        for (const auto &[id, connection] : m_design.connections) {
            const int from = numberAround(connection.from);
            const int to = numberAround(connection.to);
            if (from >= 0 && to >= 0 && from != to)
                lines.emplace(from, to);
        }
        graph.lines.assign(lines.begin(), lines.end());
        return graph;
    }

    /// Moves the picture that was made to where the components were, and what may not move back to
    /// its place.
    void settle(const std::vector<ElementId> &boxes, const std::vector<QPointF> &middles)
    {
        QRectF before;
        QRectF after;
        QPointF shift;
        int fixed = 0;
        std::vector<QRectF> rects;
        for (size_t i = 0; i < boxes.size(); ++i) {
            const QRectF old = rectOf(boxes[i]);
            QRectF placed(QPointF(), old.size());
            placed.moveCenter(middles[i]);
            rects.push_back(placed);
            before |= old;
            after |= placed;
            if (isFixed(boxes[i])) {
                shift += old.topLeft() - placed.topLeft();
                ++fixed;
            }
        }
        shift = fixed > 0 ? shift / fixed : before.topLeft() - after.topLeft();
        std::vector<QRectF> taken;
        for (size_t i = 0; i < boxes.size(); ++i) {
            if (isFixed(boxes[i]))
                taken.push_back(rectOf(boxes[i]));
        }
        for (size_t i = 0; i < boxes.size(); ++i) {
            if (isFixed(boxes[i]))
                continue;
            QRectF &rect = rects[i];
            rect.translate(shift);
            rect.moveTopLeft({onGrid(rect.left()), onGrid(rect.top())});
            if (fixed > 0)
                keepClear(rect, taken);
            m_rects[boxes[i]] = rect;
        }
    }

    /// Moves the box down until it overlaps none of the others, and counts it among them.
    static void keepClear(QRectF &rect, std::vector<QRectF> &taken)
    {
        const auto hit = [&] {
            return std::find_if(taken.begin(), taken.end(), [&rect](const QRectF &other) {
                return other.adjusted(-kClearance, -kClearance, kClearance, kClearance)
                    .intersects(rect);
            });
        };
        for (auto other = hit(); other != taken.end(); other = hit())
            rect.moveTop(std::ceil((other->bottom() + kClearance) / kGrid) * kGrid);
        taken.push_back(rect);
    }

    /// The container goes around its content; what lies in it is counted from its new corner.
    void fit(const ElementId &container, const std::vector<ElementId> &boxes)
    {
        QRectF content;
        bool isAnyFixed = false;
        for (const ElementId &id : boxes) {
            content |= rectOf(id);
            isAnyFixed = isAnyFixed || isFixed(id);
        }
        QRectF rect = rectOf(container);
        const QPointF corner(kMargin, kTitleMargin);
        // With something that stays the container stays, too, and only grows.
        if (!isAnyFixed) {
            const QPointF shift = corner - content.topLeft();
            for (const ElementId &id : boxes)
                m_rects[id] = rectOf(id).translated(shift);
            content.translate(shift);
            rect.setSize({content.right() + kMargin, content.bottom() + kMargin});
        } else {
            rect.setSize(QSizeF(content.right() + kMargin, content.bottom() + kMargin)
                             .expandedTo(rect.size()));
        }
        m_rects[container] = rect;
        m_fitted.insert(container);
    }

    const Design &m_design;
    const model::KindRegistry &m_kinds;
    LayoutStyle m_style;
    const base::TaskControl &m_control;
    std::map<ElementId, std::vector<ElementId>> m_contents;
    /// Relative to the container, of what was placed.
    std::map<ElementId, QRectF> m_rects;
    std::set<ElementId> m_fitted;
    std::optional<base::Error> m_error;
};

} // namespace

base::Result<std::vector<model::DesignEdit>> autoLayout(const Design &design,
                                                        const model::KindRegistry &kinds,
                                                        const std::set<ElementId> &selection,
                                                        LayoutStyle style,
                                                        const base::TaskControl &control)
{
    Arranger arranger(design, kinds, style, control);
    std::vector<ElementId> chosen;
    for (const ElementId &id : selection) {
        const Component *component = design.component(id);
        const bool isBeside =
            component &&
            (chosen.empty() || component->parent == design.component(chosen.front())->parent);
        if (isBeside && model::isShown(design, id))
            chosen.push_back(id);
    }
    const bool isArranged =
        chosen.size() > 1 ? arranger.arrange(chosen) : arranger.arrangeInside({});
    if (!isArranged && arranger.error())
        return *arranger.error();
    return arranger.edits();
}

} // namespace loadstar::layout
