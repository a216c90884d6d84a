// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/presenter_overlay.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace loadstar::shell {

namespace {

// All lengths below are of a window of 1000 pixels height.
constexpr double kDesignHeight = 1000.0;
constexpr double kInset = 32.0;
constexpr double kHeadHeight = 92.0;
constexpr double kSentenceHeight = 150.0;
constexpr double kKeyRowHeight = 40.0;
constexpr double kKeyGap = 18.0;
constexpr double kKeyFont = 15.0;
constexpr int kLeastFont = 12; ///< pixels, at any height
constexpr double kDarkest = 0.6;

} // namespace

PresenterOverlay::PresenterOverlay(QWidget *parent)
    : QWidget(parent)
    , m_theme(render::Theme::light())
{
    setObjectName(QStringLiteral("presenterOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

std::vector<std::pair<QString, QString>> PresenterOverlay::keys()
{
    return {{QStringLiteral("1–9"), tr("choose a node")},
            {QStringLiteral("F"), tr("fail")},
            {QStringLiteral("H"), tr("hang")},
            {QStringLiteral("R"), tr("recover")},
            {QStringLiteral("D"), tr("drain")},
            {QStringLiteral("S"), tr("slow")},
            {QStringLiteral("L"), tr("more load")},
            {tr("Space"), tr("play, pause")},
            {QStringLiteral("← →"), tr("speed")},
            {QStringLiteral("."), tr("step")},
            {tr("Home"), tr("restart")},
            {QStringLiteral("K"), tr("what the signs mean")},
            {QStringLiteral("?"), tr("hide keys")},
            {tr("Esc"), tr("leave")}};
}

void PresenterOverlay::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    update();
}

void PresenterOverlay::setContent(const Content &content)
{
    m_content = content;
    // For screen readers.
    setAccessibleName(content.title);
    setAccessibleDescription(content.meaning);
    update();
}

double PresenterOverlay::unit() const
{
    return std::clamp(std::min(height() / kDesignHeight, width() / 1500.0), 0.6, 2.5);
}

QFont PresenterOverlay::font(double size, QFont::Weight weight) const
{
    return m_theme.font(std::max(kLeastFont, qRound(size * unit())), weight);
}

double PresenterOverlay::keysHeight() const
{
    return m_content.hasKeys ? (double(keyRows().size()) * kKeyRowHeight + 14.0) * unit() : 0.0;
}

QRectF PresenterOverlay::sentenceArea() const
{
    const double tall = kSentenceHeight * unit();
    return {0.0, height() - keysHeight() - tall, double(width()), tall};
}

QRectF PresenterOverlay::freeArea() const
{
    const double top = kHeadHeight * unit();
    const double gap = kInset * unit();
    return QRectF(0.0, top, width(), sentenceArea().top() - top).adjusted(gap, gap, -gap, -gap);
}

void PresenterOverlay::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    paintDark(painter);
    paintMarks(painter);
    paintHead(painter);
    paintSentence(painter);
    if (m_content.hasKeys)
        paintKeys(painter);
}

void PresenterOverlay::paintDark(QPainter &painter) const
{
    if (m_content.darkness <= 0.0 || m_content.lit.empty())
        return;
    const double radius = 12.0 * unit();
    QPainterPath lit;
    for (const QRectF &rect : m_content.lit)
        lit.addRoundedRect(rect.adjusted(-radius, -radius, radius, radius), radius, radius);
    QPainterPath dark;
    dark.addRect(rect());
    QColor color = m_theme.isDark ? QColor(Qt::black) : m_theme.canvas;
    color.setAlphaF(static_cast<float>(kDarkest * m_content.darkness));
    painter.fillPath(dark.subtracted(lit.simplified()), color);
    QColor ring = m_theme.accent;
    ring.setAlphaF(static_cast<float>(m_content.darkness));
    painter.setPen(QPen(ring, 3.0 * unit()));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(lit.simplified());
}

void PresenterOverlay::paintMarks(QPainter &painter) const
{
    const double radius = 15.0 * unit();
    painter.setFont(font(17.0, QFont::DemiBold));
    for (const Mark &mark : m_content.marks) {
        const QPointF center = mark.rect.topLeft();
        painter.setPen(QPen(m_theme.accent, 2.0 * unit()));
        painter.setBrush(mark.isChosen ? m_theme.accent : m_theme.surface);
        painter.drawEllipse(center, radius, radius);
        painter.setPen(mark.isChosen ? m_theme.onAccent : m_theme.accent);
        painter.drawText(
            QRectF(center.x() - radius, center.y() - radius, 2.0 * radius, 2.0 * radius),
            Qt::AlignCenter, mark.key);
    }
}

void PresenterOverlay::paintHead(QPainter &painter) const
{
    const double u = unit();
    const QRectF head(0.0, 0.0, width(), kHeadHeight * u);
    painter.fillRect(head, m_theme.surface);
    painter.fillRect(QRectF(0.0, head.bottom() - 1.0, width(), 1.0), m_theme.border);
    const QRectF inner = head.adjusted(kInset * u, 12.0 * u, -kInset * u, -12.0 * u);
    painter.setFont(font(40.0, QFont::DemiBold));
    const double clock = painter.fontMetrics().horizontalAdvance(m_content.clock);
    painter.setPen(m_theme.text);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, m_content.clock);
    painter.setFont(font(20.0));
    painter.setPen(m_theme.textMuted);
    const QRectF besideClock = inner.adjusted(0.0, 0.0, -clock - 20.0 * u, 0.0);
    painter.drawText(besideClock, Qt::AlignRight | Qt::AlignVCenter, m_content.pace);
    const double pace = painter.fontMetrics().horizontalAdvance(m_content.pace);
    const double room = besideClock.width() - pace - 20.0 * u;
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(m_content.design, Qt::ElideRight, int(room)));
    painter.setFont(font(28.0, QFont::DemiBold));
    painter.setPen(m_theme.text);
    painter.drawText(
        inner, Qt::AlignLeft | Qt::AlignBottom,
        painter.fontMetrics().elidedText(m_content.figures, Qt::ElideRight, int(room)));
}

void PresenterOverlay::paintSentence(QPainter &painter) const
{
    const double u = unit();
    const QRectF area = sentenceArea();
    // A bright band would dazzle in a dark room.
    painter.fillRect(area, m_theme.isDark ? m_theme.hover : m_theme.bubble);
    const QRectF inner = area.adjusted(kInset * u, 14.0 * u, -kInset * u, -12.0 * u);
    painter.setFont(font(34.0, QFont::DemiBold));
    painter.setPen(m_theme.isDark ? m_theme.text : m_theme.bubbleText);
    painter.drawText(
        inner, Qt::AlignLeft | Qt::AlignTop,
        painter.fontMetrics().elidedText(m_content.title, Qt::ElideRight, int(inner.width())));
    painter.setFont(font(24.0));
    painter.setPen(m_theme.isDark ? m_theme.textMuted : m_theme.bubbleMuted);
    painter.drawText(inner.adjusted(0.0, 52.0 * u, 0.0, 0.0),
                     Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_content.meaning);
}

QSizeF PresenterOverlay::keySize(const std::pair<QString, QString> &key) const
{
    const QFontMetricsF bold(font(kKeyFont, QFont::DemiBold));
    const QFontMetricsF plain(font(kKeyFont));
    return {bold.horizontalAdvance(key.first) + 20.0 * unit(),
            plain.horizontalAdvance(key.second) + 8.0 * unit()};
}

std::vector<std::vector<std::pair<QString, QString>>> PresenterOverlay::keyRows() const
{
    std::vector<std::vector<std::pair<QString, QString>>> rows(1);
    const double room = width() - 2.0 * kInset * unit();
    double taken = 0.0;
    for (const auto &key : keys()) {
        const QSizeF size = keySize(key);
        const double wide = size.width() + size.height() + kKeyGap * unit();
        if (!rows.back().empty() && taken + wide > room) {
            rows.emplace_back();
            taken = 0.0;
        }
        rows.back().push_back(key);
        taken += wide;
    }
    return rows;
}

void PresenterOverlay::paintKeys(QPainter &painter) const
{
    const double u = unit();
    const QRectF area(0.0, height() - keysHeight(), width(), keysHeight());
    painter.fillRect(area, m_theme.surface);
    double y = area.top() + 7.0 * u;
    for (const auto &row : keyRows()) {
        double x = kInset * u;
        for (const auto &key : row) {
            const QSizeF size = keySize(key);
            const QRectF cap(x, y + 6.0 * u, size.width(), (kKeyRowHeight - 12.0) * u);
            painter.setPen(QPen(m_theme.border, 1.0));
            painter.setBrush(m_theme.field);
            painter.drawRoundedRect(cap, 5.0 * u, 5.0 * u);
            painter.setPen(m_theme.text);
            painter.setFont(font(kKeyFont, QFont::DemiBold));
            painter.drawText(cap, Qt::AlignCenter, key.first);
            painter.setPen(m_theme.textMuted);
            painter.setFont(font(kKeyFont));
            painter.drawText(QRectF(cap.right() + 8.0 * u, y, size.height(), kKeyRowHeight * u),
                             Qt::AlignLeft | Qt::AlignVCenter, key.second);
            x = cap.right() + size.height() + kKeyGap * u;
        }
        y += kKeyRowHeight * u;
    }
}

} // namespace loadstar::shell
