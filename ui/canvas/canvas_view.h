// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "canvas/view_history.h"
#include "edit/design_document.h"
#include "render/theme.h"

#include <QGraphicsView>

#include <array>
#include <memory>
#include <optional>

class QNativeGestureEvent;

namespace loadstar::canvas {

class CanvasScene;
class CanvasTool;
class CanvasMinimap;
class CanvasRuler;
class EdgeScroll;
class PlaceTool;

/// MIME type of a kind that is dragged from the palette; the payload is the kind's id in UTF-8.
inline constexpr const char *kKindMimeType = "application/vnd.loadstar.kind";

/// Which tool of the canvas gets mouse and keys.
enum class ToolId { Select, Connect, Place, Pan, ZoomBox };

/// The canvas: shows a CanvasScene, zooms and pans, and hands mouse and keys to the current tool.
class CanvasView : public QGraphicsView
{
    Q_OBJECT

public:
    explicit CanvasView(edit::DesignDocument &document, QWidget *parent = nullptr);
    ~CanvasView() override;

    edit::DesignDocument &document() const { return m_document; }
    CanvasScene &canvasScene() const { return *m_scene; }

    void setTheme(const render::Theme &theme);
    const render::Theme &theme() const;

    /// Screen pixels per canvas pixel, 0.05 to 8.
    double zoom() const;
    void setZoom(double zoom);
    /// Zooms by `factor` while the canvas point under `viewPosition` stays there.
    void zoomAt(const QPointF &viewPosition, double factor);

    /// Without editing, components are selected and clicked but not moved, connected or renamed.
    void setEditingEnabled(bool isEnabled);
    bool isEditingEnabled() const { return m_isEditingEnabled; }

    /// Whether it answers the keys of the edit menu by itself; not where actions have them.
    void setHasOwnKeys(bool hasOwnKeys) { m_hasOwnKeys = hasOwnKeys; }

    void setGridVisible(bool isVisible);
    bool isGridVisible() const { return m_isGridVisible; }
    void setMinimapVisible(bool isVisible);
    /// Arcs where lines cross.
    void setLineJumpsVisible(bool areVisible);
    /// Scales along the top and the left edge.
    void setRulersVisible(bool isVisible);
    /// The multiple of the grid nearest to the point.
    static QPointF snapped(const QPointF &point);
    /// Distance of the snap grid in canvas pixels.
    static constexpr double kGridStep = 8.0;

    ToolId currentTool() const { return m_toolId; }
    void setTool(ToolId tool);
    CanvasTool &tool(ToolId tool) const;

    /// The remark shown at the pointer, such as why a connection is not possible; empty when none.
    const QString &pointerHint() const { return m_pointerHint; }
    void setPointerHint(const QString &text, const QPointF &canvasPosition = {});

    /// Zooms so that the area of the canvas fills the view.
    void showArea(const QRectF &area);

    /// Paints what tools show in an area of the canvas again.
    void updateArea(const QRectF &area);

    /// Where pasted and placed components go: what the middle of the view shows.
    QPointF viewCenter() const;

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void zoomTo100();
    void zoomToFit();
    void zoomToSelection();
    /// Lets the mouse draw the box that fills the view afterwards.
    void startZoomBox();
    /// Moves the diagram as little as is needed to have all of it in view; makes it smaller only
    /// where it is too large for that.
    void bringAllIntoView();
    /// Where the view was before its last jump, and back.
    void previousView();
    void nextView();

    void selectAll();
    /// Everything shown that is of the kinds of what is selected.
    void selectSameKind();
    /// What is not selected instead of what is.
    void invertSelection();
    void selectComponents();
    void selectConnections();
    void deleteSelection();
    /// Connects what led to the deleted components with what they led to.
    void deleteAndReconnect();
    void copy();
    void cut();
    /// At the pointer when it is over the canvas, else beside the original.
    void paste();
    void pasteInPlace();
    /// Gives the selected components the properties of the copied ones of their kind.
    void pasteProperties();
    void duplicate();
    /// Opens the line edit over the selected component or at the selected connection.
    void renameSelected();
    /// The same over the next component, or the one before, in reading order.
    void renameNeighbor(bool isNext);
    /// Lets the keyboard choose a target for a connection from the selected component.
    void startConnection();
    /// Takes bends out of the selected connections where the way stays free.
    void straightenLines();
    /// Gives up the waypoints of the selected connections.
    void routeLinesAutomatically();
    /// Lets the texts of the selected connections find a place by themselves.
    void resetLabels();
    /// Turns the selected connections round where their kinds allow it.
    void reverseLines();
    /// Adds a component in the middle of the view, beside what is there already.
    void placeAtCenter(const QString &kindId);
    /// The same with copied components, the bytes of a design file.
    void placeCopiesAtCenter(const QByteArray &copied);
    /// Selects the element and brings it into view.
    void reveal(const loadstar::model::ElementId &id);
    /// Selects the element and puts it into the middle of the view, large enough to be read.
    void showFound(const loadstar::model::ElementId &id);

Q_SIGNALS:
    void zoomChanged(double zoom);
    /// Enter or double click on a component while editing is off.
    void componentActivated(const loadstar::model::ElementId &id);
    /// A click that selected a component, at a place for a menu.
    void componentClicked(const loadstar::model::ElementId &id, const QPoint &globalPosition);
    /// The id is empty on the empty canvas.
    void contextMenuRequested(const loadstar::model::ElementId &id, const QPoint &globalPosition);
    /// What can be done now; for the status bar.
    void statusHint(const QString &text);
    void toolChanged(loadstar::canvas::ToolId tool);

protected:
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawBackground(QPainter *painter, const QRectF &exposed) override;
    void drawForeground(QPainter *painter, const QRectF &exposed) override;
    bool focusNextPrevChild(bool isNext) override;

private:
    void paintDots(QPainter &painter, const QRectF &exposed, double step) const;
    void paintEmptyHint(QPainter &painter) const;
    void paintPointerHint(QPainter &painter) const;
    void showTooltip(const QPoint &viewPosition, const QPoint &globalPosition);
    bool handleNativeGesture(QNativeGestureEvent &event);
    void announceSelection();
    void updateCursor();
    void placeMinimap();
    void placeRulers();
    void setPointer(const std::optional<QPointF> &viewPosition);
    /// Where the pointer is on the canvas, while it is over it.
    std::optional<QPointF> pointer() const;
    bool handleKey(const QKeyEvent &event);
    PlaceTool &placeTool() const;
    std::vector<model::ElementId> selectedLines();
    /// What of the selection may be removed; says why when it is nothing.
    edit::Selection takeRemovable();
    void insertCopied(const QByteArray &copied, const QPointF &offset, const QString &text,
                      const model::ElementId &parent = {});
    void insertAround(const QByteArray &copied, const QPointF &point, const QString &text);
    /// Whether one of the copies would hide a component, or nearly.
    bool covers(const std::vector<QRectF> &copies, const QPointF &offset) const;
    /// What stands on the canvas for the element: it, or the collapsed container around it.
    model::ElementId shownFor(const model::ElementId &id) const;
    QRectF areaOf(const model::ElementId &shown) const;
    void rememberView();
    void showView(const std::optional<ViewHistory::View> &view);

    edit::DesignDocument &m_document;
    std::unique_ptr<CanvasScene> m_scene;
    std::array<std::unique_ptr<CanvasTool>, 5> m_tools;
    ToolId m_toolId = ToolId::Select;
    ToolId m_toolBeforePan = ToolId::Select;
    CanvasMinimap *m_minimap = nullptr;
    EdgeScroll *m_edgeScroll = nullptr;
    std::array<CanvasRuler *, 2> m_rulers{};
    bool m_areRulersVisible = false;
    QString m_pointerHint;
    QPointF m_pointerHintPosition;
    bool m_isEditingEnabled = true;
    bool m_hasOwnKeys = true;
    bool m_isGridVisible = true;
    bool m_isMinimapWanted = true;
    /// How often the same copy was pasted, so that copies do not hide each other.
    int m_pasteCount = 0;
    ViewHistory m_views;
    /// Where the pointer is in the viewport, while it is over the canvas.
    std::optional<QPointF> m_pointer;
};

} // namespace loadstar::canvas
