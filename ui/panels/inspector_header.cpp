// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/inspector_header.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QStyleOptionFrame>
#include <QStylePainter>
#include <QVBoxLayout>

namespace loadstar::panels {

namespace {

constexpr int kIconSide = 26;
constexpr int kIconSpace = 34;

/// Ends a text that has no room in an ellipsis, unless it is being edited.
class NameEdit : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QStyleOptionFrame panel;
        initStyleOption(&panel);
        constexpr int kTextMargin = 2; // QLineEdit keeps as much at both sides
        const QRect room = style()
                               ->subElementRect(QStyle::SE_LineEditContents, &panel, this)
                               .marginsRemoved(textMargins())
                               .adjusted(kTextMargin, 0, -kTextMargin, 0);
        if (hasFocus() || fontMetrics().horizontalAdvance(text()) <= room.width()) {
            QLineEdit::paintEvent(event);
            return;
        }
        QStylePainter painter(this);
        painter.drawPrimitive(QStyle::PE_PanelLineEdit, panel);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
    }
};

} // namespace

InspectorHeader::InspectorHeader(QWidget *parent)
    : QWidget(parent)
    , m_name(new NameEdit(this))
    , m_subtitle(new QLabel(this))
{
    m_name->setObjectName(QStringLiteral("inspectorName"));
    m_name->setAccessibleName(tr("Name"));
    m_name->installEventFilter(this);
    m_subtitle->setObjectName(QStringLiteral("inspectorSubtitle"));
    m_subtitle->setWordWrap(true);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(kIconSpace, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_name);
    column->addWidget(m_subtitle);
    connect(m_name, &QLineEdit::editingFinished, this, &InspectorHeader::commit);
}

void InspectorHeader::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void InspectorHeader::setName(const QString &name, bool isEditable)
{
    m_name->setReadOnly(!isEditable);
    m_name->setFocusPolicy(isEditable ? Qt::StrongFocus : Qt::NoFocus);
    m_name->setToolTip(isEditable ? tr("%1\nClick to rename").arg(name) : name);
    if (name == m_shownName)
        return;
    m_shownName = name;
    m_name->setText(name);
    m_name->setCursorPosition(0);
}

void InspectorHeader::setSubtitle(const QString &text, const QString &toolTip)
{
    m_subtitle->setText(text);
    m_subtitle->setToolTip(toolTip);
}

void InspectorHeader::commit()
{
    const QString name = m_name->text().trimmed();
    if (m_name->isReadOnly() || name.isEmpty() || name == m_shownName) {
        m_name->setText(m_shownName);
        return;
    }
    Q_EMIT nameEdited(name);
}

bool InspectorHeader::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        // Whoever holds the panel leaves it then.
        m_name->setText(m_shownName);
    }
    return QWidget::eventFilter(watched, event);
}

void InspectorHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, QRect(0, 5, kIconSide, kIconSide));
}

} // namespace loadstar::panels
