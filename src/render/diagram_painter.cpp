// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "render/diagram_painter.h"

#include "render/diagram_overview.h"
#include "render/painter_tools.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace loadstar::render {

namespace {

using model::ComponentShape;

// Sizes of a card, in canvas pixels.
constexpr double kCardRadius = 8.0;
constexpr double kContainerRadius = 12.0;
constexpr double kIconSize = 24.0;
constexpr double kIconLeft = 11.0;
constexpr double kTextLeft = 42.0;
constexpr double kTextRight = 10.0;
constexpr double kBadgeRadius = 7.0;
constexpr double kBadgeInset = 10.0;
constexpr double kBarHeight = 4.0;
constexpr double kBarInset = 10.0;
constexpr double kRingGap = 4.0;
constexpr double kImpactWidth = 4.0;
constexpr float kImpactOpacity = 0.45F;
// What waits is stacked at the left edge of a card, from below.
constexpr int kMostStacked = 10;
constexpr int kAlarmingStack = 9; ///< from here on more than 24 wait
constexpr double kStackInset = 4.0;
constexpr double kStackBottom = 13.0;
constexpr double kStackWidth = 6.0;
constexpr double kStackStep = 4.0;

/// One line with its base line at `position`, ending in … rather than going beyond `width`.
void paintLine(QPainter &painter, const QFont &font, const QColor &color, const QPointF &position,
               double width, const QString &text)
{
    if (text.isEmpty() || width <= 0.0)
        return;
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(position, QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
}

/// Lines of text inside `rect`, the last one ending in … when there is more.
void paintParagraph(QPainter &painter, const QFont &font, const QColor &color, const QRectF &rect,
                    const QString &text)
{
    const QFontMetricsF metrics(font);
    const double lineHeight = metrics.height();
    const int lines = int(rect.height() / lineHeight);
    if (lines < 1)
        return;
    painter.setFont(font);
    painter.setPen(color);
    double y = rect.top() + metrics.ascent();
    int left = lines;
    const QStringList paragraphs = text.split(u'\n');
    for (qsizetype i = 0; i < paragraphs.size() && left > 0; ++i) {
        QTextLayout layout(paragraphs[i], font);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid() && left > 0;
             line = layout.createLine()) {
            line.setLineWidth(rect.width());
            const QString rest = paragraphs[i].mid(line.textStart());
            const bool isMore = i + 1 < paragraphs.size() || line.textLength() < rest.size();
            const bool isCut = left == 1 && isMore;
            const QString shown = isCut ? metrics.elidedText(rest + QStringLiteral(" …"),
                                                             Qt::ElideRight, rect.width())
                                        : rest.left(line.textLength()).trimmed();
            painter.drawText(QPointF(rect.left(), y), shown);
            y += lineHeight;
            --left;
        }
        layout.endLayout();
        if (paragraphs[i].isEmpty()) {
            y += lineHeight;
            --left;
        }
    }
}

void paintGlyph(QPainter &painter, Health health)
{
    switch (health) {
    case Health::None:
        return;
    case Health::Up:
        painter.drawPolyline(QPolygonF{{-3.5, 0.0}, {-1.0, 2.6}, {3.6, -2.8}});
        return;
    case Health::Degraded:
        painter.drawLine(QPointF(0.0, -3.8), QPointF(0.0, 0.8));
        painter.drawLine(QPointF(0.0, 3.5), QPointF(0.0, 3.6));
        return;
    case Health::Down:
        painter.drawLine(QPointF(-3.0, -3.0), QPointF(3.0, 3.0));
        painter.drawLine(QPointF(3.0, -3.0), QPointF(-3.0, 3.0));
        return;
    case Health::Pending:
        painter.drawPolyline(QPolygonF{{0.0, -4.0}, {0.0, 0.4}, {2.8, 2.0}});
        return;
    case Health::Standby:
        painter.drawLine(QPointF(-3.0, 0.0), QPointF(3.0, 0.0));
        return;
    case Health::Drain:
        painter.drawLine(QPointF(0.0, -4.0), QPointF(0.0, 1.6));
        painter.drawPolyline(QPolygonF{{-2.4, -0.6}, {0.0, 1.8}, {2.4, -0.6}});
        painter.drawLine(QPointF(-2.8, 3.9), QPointF(2.8, 3.9));
        return;
    case Health::Maintenance:
        painter.drawLine(QPointF(-1.7, -2.8), QPointF(-1.7, 2.8));
        painter.drawLine(QPointF(1.7, -2.8), QPointF(1.7, 2.8));
        return;
    case Health::Hung:
        painter.drawPolygon(QPolygonF{{-2.5, -3.3}, {2.5, -3.3}, {-2.5, 3.3}, {2.5, 3.3}});
        return;
    }
}

QString iconOf(const model::ComponentKind *kind, const model::Component &component)
{
    if (!kind)
        return {};
    return kind->variantIcon ? kind->variantIcon(component) : kind->icon;
}

bool isAlert(Health health)
{
    return health == Health::Down || health == Health::Hung;
}

/// A padlock on a small plate over the top left corner, clear of icon, title and badge.
void paintPadlock(QPainter &painter, const QPointF &corner, const Theme &theme)
{
    constexpr double kPlate = 7.0;
    const QPointF center = corner + QPointF(3.0, 3.0);
    painter.setPen(QPen(theme.cardBorder, 1.0));
    painter.setBrush(theme.surface);
    painter.drawEllipse(center, kPlate, kPlate);
    QPen pen(theme.text, 1.3);
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(center + QPointF(-2.0, -4.2), QSizeF(4.0, 5.0)), 0, 180 * 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawRoundedRect(QRectF(center + QPointF(-3.2, -1.2), QSizeF(6.4, 4.8)), 1.0, 1.0);
}

std::vector<model::ElementId> componentIds(const DiagramGeometry &geometry)
{
    std::vector<model::ElementId> ids;
    for (const auto &[id, place] : geometry.places())
        ids.push_back(id);
    return ids;
}

} // namespace

DiagramPainter::DiagramPainter(const model::KindRegistry &kinds, Theme theme)
    : m_kinds(kinds)
    , m_theme(std::move(theme))
    , m_icons(std::make_shared<IconSet>())
{
    setTheme(Theme(m_theme));
}

void DiagramPainter::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_fonts = {m_theme.font(13, QFont::DemiBold), m_theme.font(11),
               m_theme.font(12, QFont::DemiBold), m_theme.font(12),
               m_theme.font(11, QFont::DemiBold)};
}

QRectF DiagramPainter::componentBounds(const QRectF &rect)
{
    const double margin = kRingGap + 3.0;
    return rect.adjusted(-margin, -margin, margin, margin);
}

QRectF DiagramPainter::connectionBounds(const QPolygonF &route)
{
    constexpr double kMargin = 8.0;
    return route.boundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
}

void DiagramPainter::paintComponent(QPainter &painter, const model::Component &component,
                                    const ComponentPlace &place, const ComponentLook &look,
                                    double scale) const
{
    const SavedPainter saved(painter);
    if (look.isFaded)
        painter.setOpacity(painter.opacity() * kFadedOpacity);
    switch (place.shape) {
    case ComponentShape::Card:
        if (component.appearance.isCollapsed && look.detail.isEmpty()) {
            ComponentLook collapsed = look;
            collapsed.detail = QCoreApplication::translate("DiagramPainter", "%n inside", nullptr,
                                                           place.hiddenInside);
            paintCard(painter, component, place.rect, collapsed, scale);
        } else {
            paintCard(painter, component, place.rect, look, scale);
        }
        break;
    case ComponentShape::Container:
    case ComponentShape::Frame:
        paintContainer(painter, component, place, look, scale);
        break;
    case ComponentShape::Note:
        paintNote(painter, component, place.rect, look, scale);
        break;
    }
    if (place.isLocked && scale >= kTextScale)
        paintPadlock(painter, place.rect.topLeft(), m_theme);
    if (look.isSinglePoint) {
        const double radius =
            (place.shape == ComponentShape::Card ? kCardRadius : kContainerRadius) + 1.0;
        painter.setPen(dashed(m_theme.failure, 1.6, 5.0, 3.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(place.rect.adjusted(-1.5, -1.5, 1.5, 1.5), radius, radius);
    }
    if (look.isSelected) {
        // Seen from far away the ring is wider, to be seen at all.
        const double width = std::clamp(1.5 / std::max(scale, 0.01), 2.0, 5.0);
        const double radius =
            (place.shape == ComponentShape::Card ? kCardRadius : kContainerRadius) + 3.0;
        painter.setPen(QPen(m_theme.accent, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(place.rect.adjusted(-kRingGap, -kRingGap, kRingGap, kRingGap),
                                radius, radius);
    }
}

void DiagramPainter::paintCard(QPainter &painter, const model::Component &component,
                               const QRectF &rect, const ComponentLook &look, double scale) const
{
    const QColor state = m_theme.healthColor(look.health);
    const bool isMarked = look.health != Health::None;
    if (scale < DiagramOverview::kMostScale) {
        // Too small for more than the state: one filled box.
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(farBox(component, rect), farColor(component, look));
        return;
    }
    QColor border = isAlert(look.health) ? state : m_theme.cardBorder;
    if (look.isHovered || look.isDropTarget)
        border = m_theme.accent;
    painter.setPen(QPen(border, look.isDropTarget ? 2.0 : 1.2));
    if (!m_kinds.component(component.kind))
        painter.setPen(dashed(border, 1.2, 4.0, 3.0));
    painter.setBrush(isAlert(look.health) ? m_theme.cardAlert : m_theme.card);
    painter.drawRoundedRect(rect, kCardRadius, kCardRadius);
    if (look.impact != Impact::None)
        paintImpact(painter, rect, look.impact);
    if (look.queued > 0 && scale >= kTextScale)
        paintQueue(painter, rect, look.queued);
    if (scale >= kTextScale) {
        paintCardText(painter, component, rect, look);
    } else {
        const double size = std::min(rect.height() * 0.6, rect.width() * 0.6);
        const model::ComponentKind *kind = m_kinds.component(component.kind);
        QRectF icon(0, 0, size, size);
        icon.moveCenter(rect.center());
        m_icons->paint(painter, icon, iconOf(kind, component),
                       isAlert(look.health) ? state : m_theme.text);
    }
    if (look.utilisation && scale >= kTextScale) {
        const QRectF track(rect.left() + kBarInset, rect.bottom() - 10.0,
                           rect.width() - 2 * kBarInset, kBarHeight);
        const double part = std::clamp(*look.utilisation, 0.0, 1.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.track);
        painter.drawRoundedRect(track, kBarHeight / 2, kBarHeight / 2);
        if (part > 0.0) {
            QRectF bar = track;
            bar.setWidth(std::max(kBarHeight, track.width() * part));
            painter.setBrush(m_theme.utilisationColor(part));
            painter.drawRoundedRect(bar, kBarHeight / 2, kBarHeight / 2);
        }
    }
    if (isMarked) {
        const double radius = scale >= kTextScale ? kBadgeRadius : kBadgeRadius * 1.8;
        paintBadge(painter,
                   {rect.right() - kBadgeInset * radius / kBadgeRadius,
                    rect.top() + kBadgeInset * radius / kBadgeRadius},
                   radius, look.health);
    }
}

void DiagramPainter::paintImpact(QPainter &painter, const QRectF &rect, Impact impact) const
{
    QColor color = m_theme.healthColor(impact == Impact::Stopped ? Health::Down : Health::Degraded);
    color.setAlphaF(kImpactOpacity);
    const double out = kImpactWidth / 2.0 + 0.6;
    painter.setPen(QPen(color, kImpactWidth));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), kCardRadius + out,
                            kCardRadius + out);
}

int DiagramPainter::stackHeight(int queued)
{
    constexpr int kOneEach = 6;
    if (queued <= kOneEach)
        return std::max(0, queued);
    return std::min(kMostStacked, kOneEach + int(std::ceil(std::log2(double(queued) / kOneEach))));
}

void DiagramPainter::paintQueue(QPainter &painter, const QRectF &rect, int queued) const
{
    const int height = stackHeight(queued);
    painter.setPen(Qt::NoPen);
    painter.setBrush(height < kAlarmingStack ? m_theme.request : m_theme.failure);
    for (int i = 0; i < height; ++i) {
        painter.drawRect(QRectF(rect.left() + kStackInset,
                                rect.bottom() - kStackBottom - kStackStep * (i + 1), kStackWidth,
                                kStackStep - 1.0));
    }
}

void DiagramPainter::paintCardText(QPainter &painter, const model::Component &component,
                                   const QRectF &rect, const ComponentLook &look) const
{
    const model::ComponentKind *kind = m_kinds.component(component.kind);
    const QColor iconColor = isAlert(look.health) ? m_theme.healthColor(look.health) : m_theme.text;
    // Name, detail and bar stand where they do on a card of the usual height, centred on others.
    const double top = rect.top() + std::max(0.0, (rect.height() - model::kCardSize.height()) / 2);
    m_icons->paint(painter, QRectF(rect.left() + kIconLeft, top + 12.0, kIconSize, kIconSize),
                   iconOf(kind, component), iconColor);

    const double left = rect.left() + kTextLeft;
    const double badge = look.health == Health::None ? 0.0 : kBadgeInset + kBadgeRadius;
    paintLine(painter, m_fonts.name, m_theme.text, {left, top + 26.0},
              rect.right() - left - std::max(kTextRight, badge + 2.0), component.name);

    const QFont &small = m_fonts.detail;
    double right = rect.right() - kTextRight;
    if (look.queued > 0) {
        const QString count = QStringLiteral("+%1").arg(look.queued);
        const double width = QFontMetricsF(small).horizontalAdvance(count);
        const QRectF pill(right - width - 10.0, top + 32.0, width + 10.0, 15.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.hover);
        painter.drawRoundedRect(pill, 7.5, 7.5);
        paintLine(painter, small, m_theme.text, {pill.left() + 5.0, top + 43.0}, width + 1.0,
                  count);
        right = pill.left() - 4.0;
    }
    QString detail = !look.detail.isEmpty() ? look.detail
                     : !kind                ? component.kind
                     : kind->detail         ? kind->detail(component)
                                            : QString();
    for (const QString &shorter : look.shorterDetails) {
        if (QFontMetricsF(small).horizontalAdvance(detail) > right - left)
            detail = shorter;
    }
    paintLine(painter, small, m_theme.textMuted, {left, top + 43.0}, right - left, detail);
}

void DiagramPainter::paintContainer(QPainter &painter, const model::Component &component,
                                    const ComponentPlace &place, const ComponentLook &look,
                                    double scale) const
{
    const QRectF &rect = place.rect;
    const bool isFrame = place.shape == ComponentShape::Frame;
    ContainerTint tint{m_theme.place, m_theme.placeBorder, m_theme.placeTitle};
    if (place.tint >= 0)
        tint = m_theme.tints[size_t(place.tint) % m_theme.tints.size()];
    if (isAlert(look.health)) {
        tint.fill = m_theme.cardAlert;
        tint.border = tint.title = m_theme.healthColor(look.health);
    }
    painter.setBrush(look.isDropTarget ? m_theme.accentSoft : tint.fill);
    if (look.isDropTarget)
        painter.setPen(QPen(m_theme.accent, 2.0));
    else if (look.isHovered)
        painter.setPen(dashed(m_theme.accent, 1.4, 6.0, 4.0));
    else if (isFrame)
        painter.setPen(QPen(m_theme.border, 1.2));
    else
        painter.setPen(dashed(tint.border, 1.25, 6.0, 4.0));
    painter.drawRoundedRect(rect, kContainerRadius, kContainerRadius);
    if (scale < kTextScale * 0.7)
        return;
    const double badge = look.health == Health::None ? 0.0 : 2 * kBadgeRadius + 4.0;
    if (!look.hasFarTitle)
        paintLine(painter, m_fonts.title, tint.title, rect.topLeft() + QPointF(14.0, 20.0),
                  rect.width() - 28.0 - badge, component.name);
    if (look.health != Health::None)
        paintBadge(painter, {rect.right() - 15.0, rect.top() + 15.0}, kBadgeRadius, look.health);
}

void DiagramPainter::paintNote(QPainter &painter, const model::Component &component,
                               const QRectF &rect, const ComponentLook &look, double scale) const
{
    const double fold = std::min({12.0, rect.width() / 3, rect.height() / 3});
    const QPolygonF paper{rect.topLeft(), rect.topRight() - QPointF(fold, 0),
                          rect.topRight() + QPointF(0, fold), rect.bottomRight(),
                          rect.bottomLeft()};
    painter.setPen(QPen(look.isHovered ? m_theme.accent : m_theme.noteBorder, 1.0));
    painter.setBrush(m_theme.note);
    painter.drawPolygon(paper);
    painter.drawPolyline(QPolygonF{paper[1], {rect.right() - fold, rect.top() + fold}, paper[2]});
    if (scale < kTextScale)
        return;
    paintParagraph(painter, m_fonts.text, m_theme.noteText,
                   rect.adjusted(10.0, 8.0, -10.0 - fold / 2, -6.0), component.name);
}

void DiagramPainter::paintBadge(QPainter &painter, const QPointF &center, double radius,
                                Health health) const
{
    if (health == Health::None)
        return;
    const SavedPainter saved(painter);
    painter.translate(center);
    painter.scale(radius / kBadgeRadius, radius / kBadgeRadius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.healthColor(health));
    painter.drawEllipse(QPointF(), kBadgeRadius, kBadgeRadius);
    QPen pen(m_theme.onState, 1.6);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    paintGlyph(painter, health);
}

QRectF DiagramPainter::paintBubble(QPainter &painter, const QPointF &position, const QString &title,
                                   const QString &text) const
{
    const QFont &bold = m_fonts.title;
    const QFont &plain = m_fonts.text;
    const QStringList lines = text.isEmpty() ? QStringList() : text.split(u'\n');
    double width = QFontMetricsF(bold).horizontalAdvance(title);
    for (const QString &line : lines)
        width = std::max(width, QFontMetricsF(plain).horizontalAdvance(line));
    constexpr double kLine = 17.0;
    const QRectF rect(position, QSizeF(width + 24.0, 16.0 + kLine * double(1 + lines.size())));
    const SavedPainter saved(painter);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.bubble);
    painter.drawRoundedRect(rect, kCardRadius, kCardRadius);
    QPointF base = rect.topLeft() + QPointF(12.0, 21.0);
    paintLine(painter, bold, m_theme.bubbleText, base, width + 1.0, title);
    for (const QString &line : lines) {
        base.ry() += kLine;
        paintLine(painter, plain, m_theme.bubbleMuted, base, width + 1.0, line);
    }
    return rect;
}

PaintOrder::PaintOrder(const DiagramGeometry &geometry, const std::vector<model::ElementId> &shown)
{
    std::vector<std::tuple<int, int, model::ElementId>> below;
    std::vector<std::pair<int, model::ElementId>> above;
    for (const model::ElementId &id : shown) {
        const ComponentPlace *place = geometry.place(id);
        if (!place)
            continue;
        if (place->isGround())
            below.emplace_back(place->depth, place->order, id);
        else
            above.emplace_back(place->order, id);
    }
    std::sort(below.begin(), below.end());
    std::sort(above.begin(), above.end());
    for (const auto &[depth, order, id] : below)
        grounds.push_back(id);
    for (const auto &[order, id] : above)
        cards.push_back(id);
}

void DiagramPainter::paintDiagram(QPainter &painter, const model::Design &design,
                                  const DiagramGeometry &geometry, const DiagramLooks &looks,
                                  double scale) const
{
    const auto paint = [&](const model::ElementId &id, const ComponentPlace &place) {
        const auto look = looks.components.find(id);
        if (const model::Component *component = design.component(id))
            paintComponent(painter, *component, place,
                           look == looks.components.end() ? ComponentLook() : look->second, scale);
    };
    const PaintOrder order(geometry, componentIds(geometry));
    for (const model::ElementId &id : order.grounds)
        paint(id, *geometry.place(id));
    paintConnections(painter, design, geometry, looks, scale);
    for (const model::ElementId &id : order.cards)
        paint(id, *geometry.place(id));
    if (scale < kTextScale)
        return;
    const ConnectionLabels labels = labelsOf(design, geometry);
    for (const auto &[id, label] : labels.labels()) {
        const auto look = looks.connections.find(id);
        paintLabel(painter, label,
                   look == looks.connections.end() ? ConnectionLook() : look->second);
    }
}

} // namespace loadstar::render
