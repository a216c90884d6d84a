// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"
#include "render/connection_labels.h"
#include "render/diagram_geometry.h"
#include "render/health.h"
#include "render/icon_set.h"
#include "render/theme.h"

#include <QPainterPath>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace loadstar::render {

/// What is shown of a component besides what the design says.
struct ComponentLook
{
    Health health = Health::None;
    /// Takes the place of the kind's line of detail when it is not empty.
    QString detail;
    /// The same in ever fewer words, for where that has no room.
    QStringList shorterDetails;
    /// 0..1; without it there is no bar.
    std::optional<double> utilisation;
    /// Requests that wait; a count and a stack are shown when there are any.
    int queued = 0;
    /// A band around the card.
    Impact impact = Impact::None;
    /// Its failure takes everything down: outlined.
    bool isSinglePoint = false;
    bool isSelected = false;
    bool isHovered = false;
    /// Steps back, for example while other targets are offered.
    bool isFaded = false;
    /// Something dropped now would land here.
    bool isDropTarget = false;
    /// Its title is painted by paintFarTitles().
    bool hasFarTitle = false;

    bool operator==(const ComponentLook &) const = default;
};

/// What is shown of a connection besides what the design says.
struct ConnectionLook
{
    /// Requests along it are refused: red and dashed.
    bool isRefused = false;
    /// Nothing passes for now, as to a standby: thin and pale.
    bool isIdle = false;
    /// 0..1: widens the line.
    double flow = 0.0;
    bool isSelected = false;
    bool isHovered = false;
    bool isFaded = false;

    bool operator==(const ConnectionLook &) const = default;
};

/// Looks by id; what is absent has the plain look.
struct DiagramLooks
{
    std::map<model::ElementId, ComponentLook> components;
    std::map<model::ElementId, ConnectionLook> connections;
    /// Where two lines cross, the level one jumps over the other.
    bool hasLineJumps = true;
};

/// In which order components are painted, each over those before it: containers and frames from
/// the outside to the inside, then, above the connections, cards and notes.
struct PaintOrder
{
    PaintOrder(const DiagramGeometry &geometry, const std::vector<model::ElementId> &shown);

    std::vector<model::ElementId> grounds;
    std::vector<model::ElementId> cards;
};

/// Draws components and connections on any QPainter: canvas, minimap, pictures and films all call
/// it. Coordinates are those of the canvas. `scale` is device pixels per canvas pixel and decides
/// how much detail is worth drawing.
class DiagramPainter
{
public:
    /// Below this scale text cannot be read and is left out.
    static constexpr double kTextScale = 0.4;
    /// From this scale on titles of containers are read in their own size.
    static constexpr double kOwnTitleScale = 0.85;

    DiagramPainter(const model::KindRegistry &kinds, Theme theme);

    const Theme &theme() const { return m_theme; }
    void setTheme(const Theme &theme);

    void paintComponent(QPainter &painter, const model::Component &component,
                        const ComponentPlace &place, const ComponentLook &look, double scale) const;
    void paintConnection(QPainter &painter, const model::Connection &connection,
                         const QPolygonF &route, const ConnectionLook &look, double scale,
                         const std::vector<QPointF> &jumps = {}) const;

    void paintLabel(QPainter &painter, const ConnectionLabel &label,
                    const ConnectionLook &look) const;
    /// The labels of a diagram in the fonts of the theme, not placed yet.
    ConnectionLabels emptyLabels() const { return {m_kinds, m_fonts.detail}; }
    /// The labels of a whole diagram.
    ConnectionLabels labelsOf(const model::Design &design, const DiagramGeometry &geometry) const;

    // From so far that a card is a box and a connection a hair line: their colours, and the box.
    QColor farColor(const model::Component &component, const ComponentLook &look) const;
    QRectF farBox(const model::Component &component, const QRectF &rect) const;
    QColor farColor(const model::Connection &connection, const ConnectionLook &look) const;

    /// Titles of containers and frames in a size that can be read at every zoom below
    /// kOwnTitleScale, where they are large enough for it; `grounds` from the outside to the
    /// inside. `zoom` is the painter's, logical pixels per canvas pixel.
    void paintFarTitles(QPainter &painter, const model::Design &design,
                        const DiagramGeometry &geometry,
                        const std::vector<model::ElementId> &grounds, double zoom) const;

    /// The whole picture in its order: containers, connections, cards, labels; without ground.
    void paintDiagram(QPainter &painter, const model::Design &design,
                      const DiagramGeometry &geometry, const DiagramLooks &looks,
                      double scale) const;

    /// The mark of a state, a disc with its glyph, `radius` pixels around `center`.
    void paintBadge(QPainter &painter, const QPointF &center, double radius, Health health) const;

    /// A small text box with its top-left corner at `position`, as hints and events are shown.
    /// Returns what it covers.
    QRectF paintBubble(QPainter &painter, const QPointF &position, const QString &title,
                       const QString &text = {}) const;

    /// What paintComponent may touch around the component's rectangle: selection ring and badge.
    static QRectF componentBounds(const QRectF &rect);
    static QRectF connectionBounds(const QPolygonF &route);

    /// The route as drawn: with round corners, and an arc at each of the places where it jumps.
    static QPainterPath connectionPath(const QPolygonF &route,
                                       const std::vector<QPointF> &jumps = {});

    const IconSet &icons() const { return *m_icons; }
    const model::KindRegistry &kinds() const { return m_kinds; }

    /// How many bricks stand for so many that wait: one each up to six, then one more for each
    /// doubling, ten at most.
    static int stackHeight(int queued);

    /// The band around a card that suffers.
    void paintImpact(QPainter &painter, const QRectF &rect, Impact impact) const;
    /// The stack of those that wait, on a card.
    void paintQueue(QPainter &painter, const QRectF &rect, int queued) const;

private:
    void paintCard(QPainter &painter, const model::Component &component, const QRectF &rect,
                   const ComponentLook &look, double scale) const;
    void paintCardText(QPainter &painter, const model::Component &component, const QRectF &rect,
                       const ComponentLook &look) const;
    void paintContainer(QPainter &painter, const model::Component &component,
                        const ComponentPlace &place, const ComponentLook &look, double scale) const;
    void paintConnections(QPainter &painter, const model::Design &design,
                          const DiagramGeometry &geometry, const DiagramLooks &looks,
                          double scale) const;
    QColor connectionColor(model::ConnectionLine line, const ConnectionLook &look) const;
    void paintNote(QPainter &painter, const model::Component &component, const QRectF &rect,
                   const ComponentLook &look, double scale) const;

    /// Made once: looking up fonts takes longer than painting with them.
    struct Fonts
    {
        QFont name;
        QFont detail;
        QFont title;
        QFont text;
        QFont farTitle;
    };

    const model::KindRegistry &m_kinds;
    Theme m_theme;
    Fonts m_fonts;
    std::shared_ptr<const IconSet> m_icons;
};

} // namespace loadstar::render
