// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"
#include "edit/edit_transaction.h"
#include "model/scenario.h"
#include "render/theme.h"

#include <QRectF>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QMenu;

namespace loadstar::player {

/// The scenario of the document as a bar from 0 to the end of the run, with a marker per event and
/// the present moment. A marker is dragged in time, selected with a click (which selects its target
/// too) or the arrow keys, moved with Ctrl and the arrow keys (Shift: ten times as far), changed by
/// number with F2 or a double click, and removed with Delete; the context menu adds events for the
/// selected element. All of it can be undone. Between the markers the bar is the run itself: a
/// click goes to that moment, the pointer drags it along, and so do Home, End, Page Up and Page
/// Down.
class ScenarioTrack : public QWidget
{
    Q_OBJECT

public:
    explicit ScenarioTrack(edit::DesignDocument &document, QWidget *parent = nullptr);
    ~ScenarioTrack() override;

    void setTheme(const render::Theme &theme);
    /// The end of the bar, seconds above 0.
    void setDuration(double seconds);
    void setNow(double seconds);
    /// Up to where every moment is reached soon; drawn as a lighter bar.
    void setReachable(double seconds);

    /// Where the event's line is, in widget pixels; `seconds` may lie behind the end.
    double xOf(double seconds) const;
    double secondsAt(double x) const;
    /// Number of the selected event, or -1.
    int selectedEvent() const { return m_selected; }
    void selectEvent(int index);
    /// Number of the event whose line or label is at that point, or -1.
    int eventAt(const QPointF &position) const;
    /// Events behind the end of the run, which have no marker.
    int laterEvents() const;

    /// The colour of an action's markers.
    QColor colorOf(const QString &action) const;

    /// What the context menu offers at that moment; the caller owns it.
    QMenu *makeMenu(const QPointF &position);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// An empty place was clicked, or passed with the button down: go to that simulated second.
    void seekRequested(double seconds);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    /// Pixels of the present moment's line above and below the bar.
    static constexpr int kOvershoot = 4;
    static constexpr double kReach = 5.0; ///< pixels beside a marker that still hit it

    struct Marker
    {
        int event = -1;
        double x = 0.0;
        QString label; ///< elided to the room there is; may be empty
        QRectF labelRect;
    };

    const model::Scenario &scenario() const { return m_document.design().scenario; }
    QRectF barRect() const;
    /// The event whose line is within reach of `x`, or -1; only a line can be dragged.
    int lineAt(double x) const;
    void layOut();
    void onDocumentChanged(const model::DesignChange &change);
    void beginDrag(int index, double x);
    void followDrag(double x, bool isFine);
    void endDrag(bool isKept);
    void moveSelected(double bySeconds);
    void removeSelected();
    /// Opens the form with its time and arguments.
    void editEvent(int index);
    /// Where a key goes, if it goes somewhere.
    std::optional<double> momentOf(int key) const;
    /// Asks for the moment at `x` unless it was asked for last.
    void scrubTo(double x);
    void addEvent(model::ScenarioEvent event, double at, const QString &label);
    void selectTarget(int index);
    /// Whole seconds where a pixel is finer than that, else what a pixel stands for.
    double step() const;
    double snapped(double seconds, bool isFine) const;
    QString tooltipOf(int index) const;
    void paintNow(QPainter &painter, double x) const;

    edit::DesignDocument &m_document;
    render::Theme m_theme;
    double m_duration = 600.0;
    double m_now = 0.0;
    double m_reachable = 0.0;
    bool m_isScrubbing = false;
    int m_pressedText = -1; ///< the event on whose text the button went down and has not moved
    double m_pressX = 0.0;
    double m_soughtLast = -1.0; ///< while scrubbing
    int m_selected = -1;
    std::vector<Marker> m_markers;

    std::unique_ptr<edit::EditTransaction> m_drag;
    model::Scenario m_dragStart;
    int m_dragged = -1; ///< in m_dragStart
    double m_dragX = 0.0;
    bool m_hasMoved = false;
};

} // namespace loadstar::player
