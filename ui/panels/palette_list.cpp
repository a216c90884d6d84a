// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/palette_list.h"

#include "edit/clipboard.h"
#include "icons/symbol_icon.h"
#include "model/design_file.h"
#include "panels/palette_delegate.h"
#include "render/diagram_geometry.h"

#include <QContextMenuEvent>
#include <QDrag>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

namespace loadstar::panels {

namespace {

PaletteRow rowOf(const QListWidgetItem &item)
{
    return PaletteRow(item.data(RowRole).toInt());
}

bool canBePlaced(const QListWidgetItem &item)
{
    return rowOf(item) == PaletteRow::Kind || rowOf(item) == PaletteRow::Stencil;
}

QString keyOf(const QListWidgetItem *item, PaletteRow row)
{
    const bool isMeant = item && !item->isHidden() && rowOf(*item) == row;
    return isMeant ? item->data(KeyRole).toString() : QString();
}

} // namespace

PaletteList::PaletteList(const model::KindRegistry &kinds, QWidget *parent)
    : QListWidget(parent)
    , m_painter(kinds, render::Theme::light())
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
    m_kindRows = count();
    connect(this, &QListWidget::itemDoubleClicked, this,
            [this](const QListWidgetItem *item) { activate(*item); });
}

void PaletteList::addHeading(const QString &text)
{
    QListWidgetItem *item = new QListWidgetItem(text, this);
    item->setData(RowRole, int(PaletteRow::Heading));
    item->setFlags(Qt::NoItemFlags);
}

void PaletteList::addKind(const model::ComponentKind &kind)
{
    QListWidgetItem *item = new QListWidgetItem(kind.name, this);
    item->setIcon(icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(kind.icon)));
    item->setData(RowRole, int(PaletteRow::Kind));
    item->setData(KeyRole, kind.id);
    item->setData(AliasesRole, kind.aliases);
    item->setData(Qt::AccessibleDescriptionRole, kind.doc);
    QString toolTip = kind.doc;
    if (!kind.aliases.isEmpty())
        toolTip += u'\n' + tr("Also: %1").arg(kind.aliases.join(QStringLiteral(", ")));
    item->setToolTip(toolTip + u'\n' + tr("Drag it onto the canvas, or press Enter to place it."));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled |
                   Qt::ItemNeverHasChildren);
}

void PaletteList::addStencil(const edit::Stencil &stencil)
{
    QListWidgetItem *item = new QListWidgetItem(stencil.name, this);
    item->setData(RowRole, int(PaletteRow::Stencil));
    item->setData(KeyRole, stencil.path);
    const QString what =
        tr("Stencil with %n component(s)", nullptr, int(stencil.design.components.size()));
    item->setData(Qt::AccessibleDescriptionRole, what);
    item->setToolTip(stencil.name + u'\n' + what + u'\n' +
                     tr("Drag it onto the canvas, or press Enter to place it; F2 renames and Del "
                        "deletes it."));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled |
                   Qt::ItemNeverHasChildren);
    drawPicture(*item, stencil.design);
}

void PaletteList::addUnreadable(const edit::Stencils::Unreadable &unreadable)
{
    QListWidgetItem *item = new QListWidgetItem(tr("%1 cannot be read").arg(unreadable.file), this);
    item->setData(RowRole, int(PaletteRow::Remark));
    item->setData(Qt::AccessibleDescriptionRole, unreadable.error.text());
    item->setToolTip(unreadable.error.text());
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemNeverHasChildren);
}

void PaletteList::drawPicture(QListWidgetItem &item, const model::Design &design) const
{
    constexpr QSize kSize = PaletteDelegate::kPicture;
    constexpr double kPictureMargin = 2.0;
    constexpr double kMostPictureScale = 0.4;
    const double ratio = devicePixelRatioF();
    QPixmap picture(kSize * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    const render::DiagramGeometry geometry(design, m_painter.kinds());
    const QRectF bounds = geometry.bounds();
    const double scale =
        std::min({(kSize.width() - 2.0 * kPictureMargin) / std::max(1.0, bounds.width()),
                  (kSize.height() - 2.0 * kPictureMargin) / std::max(1.0, bounds.height()),
                  kMostPictureScale});
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(kSize.width() / 2.0, kSize.height() / 2.0);
    painter.scale(scale, scale);
    painter.translate(-bounds.center());
    m_painter.paintDiagram(painter, design, geometry, {}, scale * ratio);
    item.setData(Qt::DecorationRole, picture);
}

void PaletteList::setStencils(const edit::Stencils &stencils)
{
    const QString marked = currentStencil();
    const int markedRow = currentRow();
    m_stencils = stencils;
    while (count() > m_kindRows)
        delete takeItem(count() - 1);
    if (!stencils.all.empty() || !stencils.unreadable.empty())
        addHeading(tr("My stencils"));
    for (const edit::Stencil &stencil : stencils.all)
        addStencil(stencil);
    for (const edit::Stencils::Unreadable &unreadable : stencils.unreadable)
        addUnreadable(unreadable);
    if (!m_filter.isEmpty())
        setFilter(m_filter);
    if (!marked.isEmpty())
        markStencil(marked, markedRow);
}

void PaletteList::markStencil(const QString &path, int row)
{
    for (int each = m_kindRows; each < count(); ++each) {
        if (item(each)->data(KeyRole).toString() == path)
            row = each;
    }
    row = std::min(row, m_kindRows + int(m_stencils.all.size()));
    setCurrentItem(row > m_kindRows ? item(row) : nullptr);
}

void PaletteList::setTheme(const render::Theme &theme)
{
    m_painter.setTheme(theme);
    for (int row = m_kindRows; row < count(); ++row) {
        const edit::Stencil *stencil = m_stencils.at(item(row)->data(KeyRole).toString());
        if (stencil)
            drawPicture(*item(row), stencil->design);
    }
}

void PaletteList::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    QListWidgetItem *heading = nullptr;
    for (int row = 0; row < count(); ++row) {
        QListWidgetItem *each = item(row);
        if (rowOf(*each) == PaletteRow::Heading) {
            heading = each;
            heading->setHidden(true);
            continue;
        }
        QString match;
        bool isFound = each->text().contains(m_filter, Qt::CaseInsensitive);
        if (!isFound) {
            const QStringList found =
                each->data(AliasesRole).toStringList().filter(m_filter, Qt::CaseInsensitive);
            isFound = !found.isEmpty();
            match = found.value(0);
        }
        each->setData(MatchRole, match);
        each->setHidden(!isFound);
        if (isFound && heading)
            heading->setHidden(false);
    }
    if (m_filter.isEmpty())
        setCurrentItem(nullptr);
    else
        markFirst();
}

void PaletteList::markFirst()
{
    for (int row = 0; row < count(); ++row) {
        if (!item(row)->isHidden() && canBePlaced(*item(row))) {
            setCurrentRow(row);
            return;
        }
    }
    setCurrentItem(nullptr);
}

int PaletteList::visibleCount() const
{
    int visible = 0;
    for (int row = 0; row < count(); ++row)
        visible += !item(row)->isHidden() && canBePlaced(*item(row));
    return visible;
}

QString PaletteList::currentKind() const
{
    return keyOf(currentItem(), PaletteRow::Kind);
}

QString PaletteList::currentStencil() const
{
    return keyOf(currentItem(), PaletteRow::Stencil);
}

QStringList PaletteList::mimeTypes() const
{
    return {QString::fromLatin1(kKindMimeType), QString::fromLatin1(edit::kClipboardMimeType)};
}

QMimeData *PaletteList::mimeData(const QList<QListWidgetItem *> &items) const
{
    if (items.isEmpty())
        return nullptr;
    const QString key = items.front()->data(KeyRole).toString();
    QMimeData *mime = new QMimeData;
    if (const edit::Stencil *stencil = m_stencils.at(key))
        mime->setData(QString::fromLatin1(edit::kClipboardMimeType),
                      model::serializeDesign(stencil->design));
    else
        mime->setData(QString::fromLatin1(kKindMimeType), key.toUtf8());
    return mime;
}

void PaletteList::startDrag(Qt::DropActions)
{
    QListWidgetItem *item = currentItem();
    if (!item || !canBePlaced(*item))
        return;
    QDrag drag(this);
    drag.setMimeData(mimeData({item}));
    if (rowOf(*item) == PaletteRow::Stencil) {
        // Beside the pointer: the canvas shows at it what is placed.
        drag.setPixmap(item->data(Qt::DecorationRole).value<QPixmap>());
        drag.setHotSpot({-16, -16});
    } else {
        const int side = 28;
        drag.setPixmap(item->icon().pixmap(QSize(side, side), devicePixelRatioF()));
        drag.setHotSpot({side / 2, side / 2});
    }
    drag.exec(Qt::CopyAction);
}

void PaletteList::activate(const QListWidgetItem &item)
{
    const QString key = item.data(KeyRole).toString();
    if (rowOf(item) == PaletteRow::Kind)
        Q_EMIT kindActivated(key);
    else if (rowOf(item) == PaletteRow::Stencil)
        Q_EMIT stencilActivated(key);
}

bool PaletteList::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<const QKeyEvent *>(event)->key();
        // On a stencil these mean the stencil, not what is selected on the canvas.
        if ((key == Qt::Key_F2 || key == Qt::Key_Delete) && !currentStencil().isEmpty()) {
            event->accept();
            return true;
        }
    }
    return QListWidget::event(event);
}

void PaletteList::keyPressEvent(QKeyEvent *event)
{
    const QString stencil = currentStencil();
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentItem() && !currentItem()->isHidden() && canBePlaced(*currentItem()))
        activate(*currentItem());
    else if (event->key() == Qt::Key_F2 && !stencil.isEmpty())
        Q_EMIT stencilRenameRequested(stencil);
    else if (event->key() == Qt::Key_Delete && !stencil.isEmpty())
        Q_EMIT stencilRemoveRequested(stencil);
    else
        QListWidget::keyPressEvent(event);
}

void PaletteList::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    QListWidgetItem *under = isByKey ? currentItem() : itemAt(event->pos());
    if (!under || !canBePlaced(*under))
        return;
    setCurrentItem(under);
    QMenu *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("paletteMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu, this](const QString &text, const auto &slot) {
        connect(menu->addAction(text), &QAction::triggered, this, slot);
    };
    // The row may be another one when the person chooses.
    const QString kind = currentKind();
    const QString stencil = currentStencil();
    add(tr("&Place"), [this, kind, stencil] {
        if (stencil.isEmpty())
            Q_EMIT kindActivated(kind);
        else
            Q_EMIT stencilActivated(stencil);
    });
    if (!stencil.isEmpty()) {
        menu->addSeparator();
        add(tr("Re&name…"), [this, stencil] { Q_EMIT stencilRenameRequested(stencil); });
        add(tr("&Delete…"), [this, stencil] { Q_EMIT stencilRemoveRequested(stencil); });
    }
    menu->popup(isByKey ? viewport()->mapToGlobal(visualItemRect(under).center())
                        : event->globalPos());
}

} // namespace loadstar::panels
