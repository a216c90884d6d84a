// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/template_card.h"

#include "model/design.h"
#include "render/diagram_geometry.h"
#include "render/diagram_painter.h"

#include <QPainter>

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr int kPictureWidth = 304;
constexpr int kPictureHeight = 168;
constexpr int kTextHeight = 64;
constexpr int kCardMargin = 12;

} // namespace

TemplateCard::TemplateCard(const QString &name, const QString &summary, QWidget *parent)
    : QAbstractButton(parent)
    , m_summary(summary)
{
    setText(name);
    setToolTip(summary);
    setAccessibleName(name);
    setAccessibleDescription(summary);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize TemplateCard::sizeHint() const
{
    return {kPictureWidth, kPictureHeight + kTextHeight};
}

void TemplateCard::setPicture(const model::Design &design, const render::DiagramPainter &painter)
{
    const qreal ratio = devicePixelRatioF();
    QPixmap picture(QSize(kPictureWidth, kPictureHeight) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(painter.theme().canvas);
    const render::DiagramGeometry geometry(design, painter.kinds());
    const QRectF bounds = geometry.bounds();
    if (!bounds.isEmpty()) {
        const qreal scale = std::min({(kPictureWidth - 2.0 * kCardMargin) / bounds.width(),
                                      (kPictureHeight - 2.0 * kCardMargin) / bounds.height(), 1.0});
        QPainter canvas(&picture);
        canvas.setRenderHint(QPainter::Antialiasing);
        canvas.translate(kPictureWidth / 2.0, kPictureHeight / 2.0);
        canvas.scale(scale, scale);
        canvas.translate(-bounds.center());
        painter.paintDiagram(canvas, design, geometry, {}, std::max(scale, 0.5) * ratio);
    }
    m_picture = picture;
    update();
}

void TemplateCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isMarked = underMouse() || hasFocus();
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath outline;
    outline.addRoundedRect(frame, 9, 9);
    painter.fillPath(outline, palette().color(QPalette::Base));
    painter.save();
    painter.setClipPath(outline);
    if (hasPicture())
        painter.drawPixmap(0, 0, m_picture);
    painter.setPen(palette().color(QPalette::Dark));
    painter.drawLine(0, kPictureHeight, width(), kPictureHeight);
    painter.restore();

    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::Text));
    const QRect text = rect().adjusted(kCardMargin, kPictureHeight + 8, -kCardMargin, -6);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop,
                     QFontMetrics(bold).elidedText(this->text(), Qt::ElideRight, text.width()));
    QFont small = font();
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(text.adjusted(0, 19, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     m_summary);

    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(isMarked ? QPalette::Highlight : QPalette::Dark),
                        isMarked ? 2.0 : 1.0));
    painter.drawPath(outline);
}

void TemplateCard::enterEvent(QEnterEvent *)
{
    update();
}

void TemplateCard::leaveEvent(QEvent *)
{
    update();
}

} // namespace loadstar::shell
