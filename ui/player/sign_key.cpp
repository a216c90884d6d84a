// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/sign_key.h"

#include "film/traffic_painter.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace loadstar::player {

namespace {

constexpr double kKeyMargin = 12.0;
constexpr double kKeyPadding = 10.0;
constexpr double kKeyRow = 20.0;
constexpr double kKeySign = 40.0; ///< width of the place for a sign
constexpr double kKeyCorner = 6.0;
constexpr int kKeyFontSize = 12;
constexpr int kKeyManyRequests = 64;
constexpr int kKeyWaiting = 4;

} // namespace

SignKey::SignKey(const model::KindRegistry &kinds, QWidget *over)
    : QWidget(over)
    , m_painter(kinds, render::Theme::light())
    , m_signs(makeSigns())
{
    setObjectName(QStringLiteral("signKey"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(tr("Key to the signs"));
    setAccessibleDescription(texts().join(u'\n'));
    over->installEventFilter(this);
    hide();
    settle();
}

void SignKey::setTheme(const render::Theme &theme)
{
    m_painter.setTheme(theme);
    settle();
    update();
}

void SignKey::setArea(const std::optional<QRectF> &area)
{
    m_area = area;
    settle();
}

QStringList SignKey::texts() const
{
    QStringList texts;
    for (const Sign &sign : m_signs)
        texts += sign.text;
    return texts;
}

SignKey::Draw SignKey::line(const render::ConnectionLook &look) const
{
    return [this, look](QPainter &painter, const QRectF &place) {
        model::Connection connection;
        for (const model::ConnectionKind &kind : m_painter.kinds().connections()) {
            if (kind.role == model::ConnectionRole::Traffic)
                connection.kind = kind.id;
        }
        const double y = place.center().y();
        m_painter.paintConnection(painter, connection,
                                  {QPointF(place.left() + 2.0, y), QPointF(place.right() - 4.0, y)},
                                  look, 1.0);
    };
}

std::vector<SignKey::Sign> SignKey::makeSigns()
{
    using film::DotKind;
    using film::TrafficPainter;
    const auto dots = [this](std::vector<DotKind> kinds, int weight = 1) -> Draw {
        return [this, kinds, weight](QPainter &painter, const QRectF &place) {
            double x = place.center().x() - 8.0 * (static_cast<double>(kinds.size()) - 1.0);
            for (const DotKind kind : kinds) {
                painter.save();
                painter.translate(x, place.center().y());
                TrafficPainter::paintDot(painter, kind, TrafficPainter::radiusFor(kind, weight),
                                         film::TrafficColors::of(m_painter.theme()));
                painter.restore();
                x += 16.0;
            }
        };
    };
    const auto badge = [this](render::Health health) -> Draw {
        return [this, health](QPainter &painter, const QRectF &place) {
            m_painter.paintBadge(painter, place.center(), 7.0, health);
        };
    };
    const auto queue = [this](QPainter &painter, const QRectF &place) {
        // The stack stands above the lower edge of a card; here its middle is in the row's.
        const QRectF card(place.center().x() - 7.0, place.center().y() - 20.0, 40.0, 41.0);
        m_painter.paintQueue(painter, card, kKeyWaiting);
    };
    const auto impact = [this](QPainter &painter, const QRectF &place) {
        m_painter.paintImpact(painter, place.adjusted(8.0, 4.0, -8.0, -4.0),
                              render::Impact::Weakened);
    };
    render::ConnectionLook busy;
    busy.flow = 1.0;
    render::ConnectionLook refused;
    refused.isRefused = true;
    return {
        {dots({DotKind::Request, DotKind::Answer}), tr("Request and its answer")},
        {dots({DotKind::Sticky}), tr("With a cookie: it stays with its node")},
        {dots({DotKind::Request}, kKeyManyRequests), tr("Larger: stands for many")},
        {dots({DotKind::Retry}), tr("Sent once more")},
        {dots({DotKind::Refused}), tr("Refused or turned away")},
        {dots({DotKind::FallingCross}), tr("Died, or its user gave up")},
        {dots({DotKind::Heartbeat, DotKind::HeartbeatAnswer}), tr("Heartbeat, asked and answered")},
        {dots({DotKind::Missed}), tr("Heartbeat without a good answer")},
        {dots({DotKind::Visit, DotKind::VisitAnswer}), tr("Visit to a storage and back")},
        {line(busy), tr("Wider: more requests pass")},
        {line(refused), tr("Nothing gets through")},
        {queue, tr("Requests that wait; +N counts them")},
        {impact, tr("Lacks something that failed")},
        {badge(render::Health::Up), tr("Up")},
        {badge(render::Health::Degraded), tr("Slow or short of something")},
        {badge(render::Health::Down), tr("Down")},
        {badge(render::Health::Hung), tr("Hangs: accepts and never answers")},
        {badge(render::Health::Drain), tr("Drains: no new sessions")},
    };
}

QSize SignKey::sizeHint() const
{
    const QFontMetricsF metrics(m_painter.theme().font(kKeyFontSize));
    double widest = 0.0;
    for (const Sign &sign : m_signs)
        widest = std::max(widest, metrics.horizontalAdvance(sign.text));
    return QSizeF(std::ceil(2.0 * kKeyPadding + kKeySign + widest + 2.0),
                  2.0 * kKeyPadding + kKeyRow * static_cast<double>(m_signs.size()))
        .toSize();
}

void SignKey::settle()
{
    const QRectF area = m_area.value_or(QRectF(parentWidget()->rect()));
    const QSize size = sizeHint();
    resize(size);
    move(static_cast<int>(area.left() + kKeyMargin),
         std::max(static_cast<int>(area.top()),
                  static_cast<int>(area.bottom() - size.height() - kKeyMargin)));
    raise();
}

bool SignKey::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        settle();
    return QWidget::eventFilter(watched, event);
}

void SignKey::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const render::Theme &theme = m_painter.theme();
    painter.setPen(theme.border);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kKeyCorner, kKeyCorner);
    double y = kKeyPadding;
    for (const Sign &sign : m_signs) {
        painter.save();
        sign.draw(painter, QRectF(kKeyPadding, y, kKeySign, kKeyRow));
        painter.restore();
        painter.setPen(theme.text);
        painter.setFont(theme.font(kKeyFontSize));
        painter.drawText(
            QRectF(kKeyPadding + kKeySign + 2.0, y, width() - kKeyPadding - kKeySign, kKeyRow),
            Qt::AlignLeft | Qt::AlignVCenter, sign.text);
        y += kKeyRow;
    }
}

} // namespace loadstar::player
