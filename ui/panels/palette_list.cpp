// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/palette_list.h"

#include "icons/symbol_icon.h"

#include <QApplication>
#include <QDrag>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

namespace loadstar::panels {

namespace {

enum Role {
    KindRole = Qt::UserRole, ///< id of the kind; empty for a heading
    AliasesRole,
    MatchRole, ///< the other name that the search found, or empty
};

constexpr int kPaletteRow = 33;
constexpr int kHeadingHeight = 30;
constexpr int kPaletteIcon = 20;
constexpr int kIconLeft = 22;
constexpr int kTextLeft = 52;
constexpr int kMargin = 12;

class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const bool isHeading = index.data(KindRole).toString().isEmpty();
        return {120, isHeading ? kHeadingHeight : kPaletteRow};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        painter->save();
        if (index.data(KindRole).toString().isEmpty())
            paintHeading(painter, option, index);
        else
            paintKind(painter, option, index);
        painter->restore();
    }

private:
    static void paintHeading(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index)
    {
        QFont font = option.font;
        font.setPixelSize(11);
        font.setWeight(QFont::DemiBold);
        painter->setFont(font);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(kMargin + 4, 0, -4, -5),
                          Qt::AlignLeft | Qt::AlignBottom, index.data().toString().toUpper());
    }

    static void paintKind(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index)
    {
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect;
        const bool isMarked = option.state.testFlag(QStyle::State_Selected);
        const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
        if (isMarked || isHovered) {
            // The style sheet gives views a soft highlight; the mark is made from the strong one.
            QColor fill = QApplication::palette().color(QPalette::Highlight);
            fill.setAlphaF(isMarked ? 0.14F : 0.06F);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(QRectF(row).adjusted(kMargin, 1, -kMargin, 0), 6, 6);
        }
        const QRect icon(row.left() + kIconLeft, row.top() + (row.height() - kPaletteIcon) / 2,
                         kPaletteIcon, kPaletteIcon);
        index.data(Qt::DecorationRole).value<QIcon>().paint(painter, icon);
        painter->setPen(option.palette.color(QPalette::Text));
        const QRect text = row.adjusted(kTextLeft, 0, -kMargin - 4, 0);
        const QString name = index.data().toString();
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(name, Qt::ElideRight, text.width()));
        const QString match = index.data(MatchRole).toString();
        const int used = option.fontMetrics.horizontalAdvance(name) + 8;
        if (!match.isEmpty() && used < text.width()) {
            painter->setPen(option.palette.color(QPalette::PlaceholderText));
            painter->drawText(
                text.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                option.fontMetrics.elidedText(match, Qt::ElideRight, text.width() - used));
        }
    }
};

} // namespace

PaletteList::PaletteList(const model::KindRegistry &kinds, QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("paletteList"));
    setAccessibleName(tr("Components"));
    setItemDelegate(new PaletteDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setDragEnabled(true);
    setDragDropMode(QAbstractItemView::DragOnly);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    QString group;
    for (const model::ComponentKind &kind : kinds.components()) {
        if (kind.group != group) {
            group = kind.group;
            addHeading(group);
        }
        addKind(kind);
    }
    connect(this, &QListWidget::itemDoubleClicked, this, [this](const QListWidgetItem *item) {
        const QString kindId = item->data(KindRole).toString();
        if (!kindId.isEmpty())
            Q_EMIT kindActivated(kindId);
    });
}

void PaletteList::addHeading(const QString &group)
{
    QListWidgetItem *item = new QListWidgetItem(group, this);
    item->setFlags(Qt::NoItemFlags);
}

void PaletteList::addKind(const model::ComponentKind &kind)
{
    QListWidgetItem *item = new QListWidgetItem(kind.name, this);
    item->setIcon(icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(kind.icon)));
    item->setData(KindRole, kind.id);
    item->setData(AliasesRole, kind.aliases);
    item->setData(Qt::AccessibleDescriptionRole, kind.doc);
    QString toolTip = kind.doc;
    if (!kind.aliases.isEmpty())
        toolTip += u'\n' + tr("Also: %1").arg(kind.aliases.join(QStringLiteral(", ")));
    item->setToolTip(toolTip + u'\n' + tr("Drag it onto the canvas, or press Enter to place it."));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled |
                   Qt::ItemNeverHasChildren);
}

void PaletteList::setFilter(const QString &text)
{
    const QString wanted = text.trimmed();
    QListWidgetItem *heading = nullptr;
    for (int row = 0; row < count(); ++row) {
        QListWidgetItem *each = item(row);
        if (each->data(KindRole).toString().isEmpty()) {
            heading = each;
            heading->setHidden(true);
            continue;
        }
        QString match;
        bool isFound = each->text().contains(wanted, Qt::CaseInsensitive);
        if (!isFound) {
            const QStringList found =
                each->data(AliasesRole).toStringList().filter(wanted, Qt::CaseInsensitive);
            isFound = !found.isEmpty();
            match = found.value(0);
        }
        each->setData(MatchRole, match);
        each->setHidden(!isFound);
        if (isFound && heading)
            heading->setHidden(false);
    }
    if (wanted.isEmpty())
        setCurrentItem(nullptr);
    else
        markFirst();
}

void PaletteList::markFirst()
{
    for (int row = 0; row < count(); ++row) {
        if (!item(row)->isHidden() && !item(row)->data(KindRole).toString().isEmpty()) {
            setCurrentRow(row);
            return;
        }
    }
    setCurrentItem(nullptr);
}

int PaletteList::visibleKindCount() const
{
    int visible = 0;
    for (int row = 0; row < count(); ++row)
        visible += !item(row)->isHidden() && !item(row)->data(KindRole).toString().isEmpty();
    return visible;
}

QString PaletteList::currentKind() const
{
    const QListWidgetItem *item = currentItem();
    return item && !item->isHidden() ? item->data(KindRole).toString() : QString();
}

QStringList PaletteList::mimeTypes() const
{
    return {QString::fromLatin1(kKindMimeType)};
}

QMimeData *PaletteList::mimeData(const QList<QListWidgetItem *> &items) const
{
    if (items.isEmpty())
        return nullptr;
    QMimeData *mime = new QMimeData;
    mime->setData(QString::fromLatin1(kKindMimeType),
                  items.front()->data(KindRole).toString().toUtf8());
    return mime;
}

void PaletteList::startDrag(Qt::DropActions)
{
    QListWidgetItem *item = currentItem();
    if (!item || item->data(KindRole).toString().isEmpty())
        return;
    QDrag drag(this);
    drag.setMimeData(mimeData({item}));
    const int side = 28;
    drag.setPixmap(item->icon().pixmap(QSize(side, side), devicePixelRatioF()));
    drag.setHotSpot({side / 2, side / 2});
    drag.exec(Qt::CopyAction);
}

void PaletteList::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        !currentKind().isEmpty()) {
        Q_EMIT kindActivated(currentKind());
        return;
    }
    QListWidget::keyPressEvent(event);
}

} // namespace loadstar::panels
