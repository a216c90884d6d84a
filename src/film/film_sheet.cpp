// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_sheet.h"

#include "render/picture.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::film {

namespace {

constexpr double kStripHeight = 58.0;
constexpr double kProgress = 3.0;  ///< height of the bar
constexpr double kInset = 20.0;    ///< of what is in the strip
constexpr double kBaseline = 37.0; ///< of its texts
constexpr double kClockWidth = 92.0;
constexpr double kCountsWidth = 330.0;
constexpr double kLeastWidth = 560.0; ///< of a frame, for the strip's texts
/// Room above and below the diagram for captions and for what falls off it.
constexpr double kRoom = 34.0;

QString tr(const char *text)
{
    return QCoreApplication::translate("Film", text);
}

std::vector<model::ElementId> shownIds(const render::DiagramGeometry &geometry)
{
    std::vector<model::ElementId> ids;
    for (const auto &[id, place] : geometry.places())
        ids.push_back(id);
    return ids;
}

render::LineJumps jumpsOf(const render::DiagramGeometry &geometry)
{
    std::vector<model::ElementId> ids;
    for (const auto &[id, route] : geometry.routes())
        ids.push_back(id);
    render::LineJumps jumps;
    jumps.find(ids, geometry, [&ids](const QRectF &) { return ids; });
    return jumps;
}

QString countsWords(const Reel &reel)
{
    const QLocale locale;
    QStringList words{tr("%1 answered").arg(locale.toString(qlonglong(reel.requests().completed))),
                      tr("%1 failed").arg(locale.toString(qlonglong(reel.requests().failed)))};
    if (reel.sessions().started > 0)
        words += tr("%1 sessions lost").arg(locale.toString(qlonglong(reel.sessions().lost)));
    return words.join(QStringLiteral("  ·  "));
}

} // namespace

FilmSheet::FilmSheet(const model::Design &design, const model::KindRegistry &kinds,
                     const FilmSettings &settings)
    : m_design(design)
    , m_settings(settings)
    , m_geometry(design, kinds)
    , m_painter(kinds, settings.theme)
    , m_order(m_geometry, shownIds(m_geometry))
    , m_labels(m_painter.labelsOf(design, m_geometry))
    , m_jumps(jumpsOf(m_geometry))
    , m_area(m_geometry.bounds() | m_labels.bounds())
{
    constexpr double kMargin = render::kPictureMargin;
    m_area.adjust(-kMargin, -kMargin - kRoom, kMargin, kMargin + kRoom);
    const double missing = std::max(0.0, kLeastWidth - m_area.width());
    m_area.adjust(-missing / 2.0, 0.0, missing / 2.0, 0.0);
}

QSize FilmSheet::size() const
{
    return {static_cast<int>(std::ceil(m_area.width() * m_settings.scale)),
            static_cast<int>(std::ceil((m_area.height() + kStripHeight) * m_settings.scale))};
}

void FilmSheet::paint(QPainter &painter, Reel &reel) const
{
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRect(QPoint(), size()), theme().canvas);
    painter.save();
    toCanvas(painter);
    for (const model::ElementId &id : grounds())
        paintComponent(painter, id, reel.looks());
    for (const auto &[id, route] : m_geometry.routes())
        paintConnection(painter, id, reel.looks());
    for (const model::ElementId &id : cards())
        paintComponent(painter, id, reel.looks());
    reel.traffic().paint(painter, reel.filmTime(), m_area, TrafficColors::of(theme()));
    paintLabels(painter);
    paintCaptions(painter, reel.captions(), reel.filmTime());
    painter.restore();
    paintStrip(painter);
    paintProgress(painter, reel);
    paintCounts(painter, reel);
    paintClock(painter, reel.now());
}

void FilmSheet::toCanvas(QPainter &painter) const
{
    painter.setTransform(canvasTransform(), true);
}

QTransform FilmSheet::canvasTransform() const
{
    return QTransform::fromTranslate(-m_area.left(), -m_area.top()) *
           QTransform::fromScale(m_settings.scale, m_settings.scale);
}

void FilmSheet::paintComponent(QPainter &painter, const model::ElementId &id,
                               const render::DiagramLooks &looks) const
{
    const model::Component *component = m_design.component(id);
    const auto look = looks.components.find(id);
    if (component)
        m_painter.paintComponent(
            painter, *component, *m_geometry.place(id),
            look == looks.components.end() ? render::ComponentLook() : look->second, 1.0);
}

void FilmSheet::paintConnection(QPainter &painter, const model::ElementId &id,
                                const render::DiagramLooks &looks) const
{
    const model::Connection *connection = m_design.connection(id);
    const auto look = looks.connections.find(id);
    if (connection)
        m_painter.paintConnection(painter, *connection, m_geometry.route(id),
                                  look == looks.connections.end() ? render::ConnectionLook()
                                                                  : look->second,
                                  1.0, m_jumps.of(id));
}

void FilmSheet::paintLabels(QPainter &painter) const
{
    for (const auto &[id, label] : m_labels.labels())
        m_painter.paintLabel(painter, label, {});
}

void FilmSheet::paintCaptions(QPainter &painter, CaptionBoard &captions, double filmTime) const
{
    captions.paint(painter, m_painter, m_geometry, m_area, filmTime);
}

void FilmSheet::toStrip(QPainter &painter) const
{
    painter.scale(m_settings.scale, m_settings.scale);
    painter.translate(0.0, m_area.height());
}

void FilmSheet::paintStrip(QPainter &painter) const
{
    painter.save();
    toStrip(painter);
    painter.fillRect(QRectF(0.0, 0.0, m_area.width() + 1.0, kStripHeight + 1.0), theme().surface);
    painter.setFont(theme().font(15, QFont::DemiBold));
    painter.setPen(theme().text);
    const QString caption =
        m_settings.caption.isEmpty() ? m_design.header.name : m_settings.caption;
    const double room = m_area.width() - 3.0 * kInset - kCountsWidth - kClockWidth;
    painter.drawText(QPointF(kInset, kBaseline),
                     painter.fontMetrics().elidedText(caption, Qt::ElideRight, int(room)));
    painter.restore();
}

void FilmSheet::paintClock(QPainter &painter, double now) const
{
    painter.save();
    toStrip(painter);
    painter.setFont(theme().font(17, QFont::DemiBold));
    painter.setPen(theme().text);
    const QString text = tr("%1 s").arg(QLocale().toString(now, 'f', 1));
    painter.drawText(
        QRectF(m_area.width() - kInset - kClockWidth, 0.0, kClockWidth, 2.0 * kBaseline - 12.0),
        Qt::AlignRight | Qt::AlignVCenter, text);
    painter.restore();
}

void FilmSheet::paintCounts(QPainter &painter, const Reel &reel) const
{
    painter.save();
    toStrip(painter);
    painter.setFont(theme().font(13));
    painter.setPen(theme().textMuted);
    painter.drawText(QRectF(m_area.width() - 2.0 * kInset - kClockWidth - kCountsWidth, 0.0,
                            kCountsWidth, 2.0 * kBaseline - 12.0),
                     Qt::AlignRight | Qt::AlignVCenter, countsWords(reel));
    painter.restore();
}

QRectF FilmSheet::progressRect(double part) const
{
    return {0.0, m_area.height() * m_settings.scale, m_area.width() * part * m_settings.scale,
            kProgress * m_settings.scale};
}

QRectF FilmSheet::markRect(double part) const
{
    constexpr double kMarkWidth = 3.0;
    return {(m_area.width() * part - kMarkWidth / 2.0) * m_settings.scale,
            m_area.height() * m_settings.scale, kMarkWidth * m_settings.scale,
            2.5 * kProgress * m_settings.scale};
}

void FilmSheet::paintProgress(QPainter &painter, const Reel &reel) const
{
    painter.fillRect(progressRect(1.0), theme().track);
    painter.fillRect(progressRect(reel.partDone()), theme().accent);
    for (const double mark : reel.eventMarks())
        painter.fillRect(markRect(mark), theme().failure);
}

} // namespace loadstar::film
