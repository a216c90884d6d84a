// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "edit/design_document.h"
#include "render/diagram_geometry.h"
#include "render/diagram_overview.h"
#include "render/diagram_painter.h"
#include "render/line_jumps.h"
#include "render/place_index.h"

#include <QGraphicsScene>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace loadstar::canvas {

/// The diagram of one document, kept in step with it, plus what others lay over it (states,
/// traffic). It draws and knows what lies where; what the mouse does is decided by the tools of the
/// view. Components and connections are no graphics items: an index by place finds what is in view,
/// so that a frame costs what it shows.
class CanvasScene : public QGraphicsScene
{
    Q_OBJECT

public:
    /// Paints above everything, in canvas coordinates; `exposed` is what must be painted.
    using Overlay =
        std::function<void(QPainter &, const render::DiagramGeometry &, const QRectF &exposed)>;

    explicit CanvasScene(edit::DesignDocument &document, QObject *parent = nullptr);
    ~CanvasScene() override;

    edit::DesignDocument &document() const { return m_document; }
    const render::DiagramPainter &painter() const { return m_painter; }
    /// Where everything is; up to date with the document at any time.
    const render::DiagramGeometry &geometry();

    void setTheme(const render::Theme &theme);
    /// Whether lines jump over those that they cross.
    void setLineJumps(bool areShown);

    /// Makes the routes in the area good enough to be painted: those of a large design that was
    /// just opened are drafts at first.
    void prepare(const QRectF &area, double scale);
    /// Paints containers, connections and cards that touch `exposed`; `scale` is screen pixels per
    /// canvas pixel.
    void paintDiagram(QPainter &painter, const QRectF &exposed, double scale);

    /// Replaces the looks that the simulation or the probes give to components; selection, hover
    /// and drop highlights are added by the canvas. Only what differs is painted again.
    void setComponentLooks(std::map<model::ElementId, render::ComponentLook> looks);
    void setConnectionLooks(std::map<model::ElementId, render::ConnectionLook> looks);

    /// Paints things above the diagram, such as requests on their way; an empty function ends it.
    void setOverlay(Overlay overlay);
    /// Asked about each click that is not on what the diagram has above the overlay; true takes it.
    using OverlayClick = std::function<bool(const QPointF &point, double zoom)>;
    void setOverlayClick(OverlayClick click) { m_overlayClick = std::move(click); }
    bool clickOverlay(const QPointF &point, double zoom)
    {
        return m_overlayClick && m_overlayClick(point, zoom);
    }
    /// Paints the texts at connections, where they are large enough to be read.
    void paintLabels(QPainter &painter, const QRectF &exposed) const;
    /// Paints the overlay again, in `area` or everywhere.
    void invalidateOverlay(const QRectF &area = {});

    /// The look with all highlights, as painted.
    render::ComponentLook componentLook(const model::ElementId &id) const;
    render::ConnectionLook connectionLook(const model::ElementId &id) const;

    void setHovered(const model::ElementId &id);
    const model::ElementId &hovered() const { return m_hovered; }
    void setDropTarget(const model::ElementId &id);
    /// These cards are painted over all others, for example while they are dragged.
    void setRaised(edit::Selection ids);
    const model::ElementId &dropTarget() const { return m_dropTarget; }
    /// These step back until called again; empty = none.
    void setFaded(const std::set<model::ElementId> &ids);

    /// The card, note or container at the point, innermost first; empty where there is none.
    model::ElementId componentAt(const QPointF &point);
    /// All of them, the one on top last.
    std::vector<model::ElementId> componentsAt(const QPointF &point);
    /// Components that touch the rectangle, in id order.
    std::vector<model::ElementId> componentsIn(const QRectF &rect);
    /// The connection within `reach` canvas pixels of the point, or an empty id.
    model::ElementId connectionAt(const QPointF &point, double reach);
    /// The connection whose text is at the point, or an empty id.
    model::ElementId labelAt(const QPointF &point);
    /// The texts at the connections; up to date with the document at any time.
    const render::ConnectionLabels &labels();
    /// What a rubber band selects: cards and notes that it touches, containers that it encloses,
    /// and connections between them.
    edit::Selection elementsIn(const QRectF &rect);
    /// Connections whose lines touch the rectangle.
    edit::Selection connectionsIn(const QRectF &rect);
    /// Components as one reads: rows from the top, each from the left.
    std::vector<model::ElementId> readingOrder();

    /// Whether it is drawn above the connections: a card or note.
    bool isCard(const model::ElementId &id);
    /// Name, kind, detail and state of a component in words, for the tooltip and screen readers.
    QString describe(const model::ElementId &id) const;
    /// The same for what lies at that point; whoever shows something over the diagram may say more.
    QString describeAt(const QPointF &point, double zoom);
    /// What an overlay says about a point at a zoom; empty text leaves it to the diagram.
    using Describer = std::function<QString(const QPointF &point, double zoom)>;
    void setDescriber(Describer describer) { m_describer = std::move(describer); }

Q_SIGNALS:
    /// Places or routes changed.
    void geometryChanged();

protected:
    void drawForeground(QPainter *painter, const QRectF &exposed) override;

private:
    void onDocumentChanged(const model::DesignChange &change);
    void onSelectionChanged();
    void followDocument();
    void settle();
    void follow(const render::DiagramGeometry::Update &update, bool isReset = false);
    /// What cannot be seen any more must not be changed with what is selected.
    void deselectHidden(const render::DiagramGeometry::Update &change);
    /// Lets all views paint that area, or everything, again.
    void paintAgain(const QRectF &area);
    void paintAgain();
    void moveInIndex(const model::ElementId &id, const QRectF &bounds);
    void placeLabels();
    void followLabels(const render::DiagramGeometry::Update &update);
    void updateElements(const std::set<model::ElementId> &ids);
    void updateElement(const model::ElementId &id);
    void growSceneRect(const QRectF &diagram);

    void paintComponent(QPainter &painter, const model::ElementId &id, double scale) const;
    void paintConnection(QPainter &painter, const model::ElementId &id, const QPolygonF &route,
                         double scale) const;
    void paintFarTitles(QPainter &painter, const std::vector<model::ElementId> &grounds,
                        double scale) const;
    void paintFromAfar(QPainter &painter, const QRectF &exposed, double scale);
    void makeOverview();

    edit::DesignDocument &m_document;
    render::DiagramPainter m_painter;
    render::DiagramGeometry m_geometry;
    model::DesignChange m_pending;
    QTimer m_followTimer;
    QTimer m_settleTimer;
    base::Task m_settleTask;
    bool m_isSettling = false;
    quint64 m_changeCount = 0;  ///< of the document, so that late results are known as such
    render::PlaceIndex m_index; ///< what each element may touch when painted
    render::ConnectionLabels m_labels;
    render::LineJumps m_jumps;
    bool m_hasLineJumps = true;
    render::DiagramOverview m_overview;
    bool m_isOverviewValid = false;
    std::map<model::ElementId, render::ComponentLook> m_componentLooks;
    std::map<model::ElementId, render::ConnectionLook> m_connectionLooks;
    edit::Selection m_shownSelection;
    edit::Selection m_raised;
    std::set<model::ElementId> m_faded;
    model::ElementId m_hovered;
    model::ElementId m_dropTarget;
    Overlay m_overlay;
    OverlayClick m_overlayClick;
    Describer m_describer;
};

} // namespace loadstar::canvas
