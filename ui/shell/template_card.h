// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QPixmap>

namespace loadstar::model {
struct Design;
}
namespace loadstar::render {
class DiagramPainter;
}

namespace loadstar::shell {

/// A design as a picture with its name: a button on the start page.
class TemplateCard : public QAbstractButton
{
    Q_OBJECT

public:
    TemplateCard(const QString &name, const QString &summary, QWidget *parent = nullptr);

    /// Draws the picture; the card keeps an empty sheet until then.
    void setPicture(const model::Design &design, const render::DiagramPainter &painter);
    bool hasPicture() const { return !m_picture.isNull(); }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_summary;
    QPixmap m_picture;
};

} // namespace loadstar::shell
