// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/layers_panel.h"

#include "edit/edit_operations.h"
#include "edit/layer_operations.h"
#include "model/visibility.h"
#include "panels/check_cell_delegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <map>
#include <utility>

namespace loadstar::panels {

namespace {

enum LayerColumn { NameColumn, ShownColumn, LockedColumn, CountColumn };

/// The name of the layer that a row stands for; empty for none.
constexpr int kLayerRole = Qt::UserRole;

Qt::CheckState checked(bool isChecked)
{
    return isChecked ? Qt::Checked : Qt::Unchecked;
}

} // namespace

LayersPanel::LayersPanel(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_tree(new QTreeWidget(this))
    , m_moveHere(new QToolButton(this))
    , m_remove(new QToolButton(this))
    , m_target(new QLabel(this))
{
    m_tree->setObjectName(QStringLiteral("layerList"));
    m_tree->setAccessibleName(tr("Layers"));
    m_tree->setHeaderLabels({tr("Layer"), tr("Shown"), tr("Locked"), tr("Items")});
    m_tree->setRootIsDecorated(false);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(ShownColumn, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(LockedColumn, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(CountColumn, QHeaderView::ResizeToContents);
    for (const LayerColumn column : {ShownColumn, LockedColumn, CountColumn})
        m_tree->headerItem()->setTextAlignment(column, Qt::AlignCenter);
    for (const LayerColumn column : {ShownColumn, LockedColumn})
        m_tree->setItemDelegateForColumn(column, new CheckCellDelegate(m_tree));
    m_tree->installEventFilter(this);

    auto *add = new QToolButton(this);
    add->setObjectName(QStringLiteral("addLayer"));
    add->setText(tr("New"));
    add->setToolTip(tr("Add a layer; new components go to the layer that is chosen in the list"));
    m_moveHere->setObjectName(QStringLiteral("moveToLayer"));
    m_moveHere->setText(tr("Move selection here"));
    m_moveHere->setToolTip(tr("Put the selected components on the chosen layer"));
    m_target->setObjectName(QStringLiteral("remark"));
    m_target->setWordWrap(true);
    m_target->setContentsMargins(12, 6, 12, 0);
    m_remove->setObjectName(QStringLiteral("removeLayer"));
    m_remove->setText(tr("Remove"));
    m_remove->setToolTip(tr("Take the layer away; what is on it stays, on no layer"));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 6, 12, 10);
    buttons->addWidget(add);
    buttons->addWidget(m_moveHere);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->addWidget(m_tree, 1);
    column->addWidget(m_target);
    column->addLayout(buttons);

    connect(add, &QToolButton::clicked, this, &LayersPanel::addLayer);
    connect(m_moveHere, &QToolButton::clicked, this, &LayersPanel::moveSelectionHere);
    connect(m_remove, &QToolButton::clicked, this, &LayersPanel::removeLayer);
    connect(m_tree, &QTreeWidget::itemChanged, this, &LayersPanel::onItemChanged);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *row) {
        m_document.setCurrentLayer(row ? row->data(NameColumn, kLayerRole).toString() : QString());
        m_remove->setEnabled(chosen());
    });
    connect(m_tree, &QTreeWidget::itemDoubleClicked, this,
            [this](QTreeWidgetItem *row, int clickedColumn) {
                if (clickedColumn == NameColumn && chosen())
                    m_tree->editItem(row, NameColumn);
            });
    connect(&document, &edit::DesignDocument::changed, this, &LayersPanel::onChanged);
    connect(&document, &edit::DesignDocument::currentLayerChanged, this, &LayersPanel::refresh);
}

void LayersPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        refresh();
}

void LayersPanel::onChanged(const model::DesignChange &change)
{
    if (!change.isReset && !change.isHeaderChanged && change.components.empty())
        return;
    m_isStale = true;
    if (isVisible())
        refresh();
}

void LayersPanel::refresh()
{
    m_isStale = false;
    const model::Design &design = m_document.design();
    std::map<QString, int> members;
    for (const auto &[id, component] : design.components)
        ++members[model::findLayer(design, component.appearance.layer) ? component.appearance.layer
                                                                       : QString()];
    const QSignalBlocker blocker(m_tree);
    const int wanted = int(design.header.layers.size()) + 1;
    while (m_tree->topLevelItemCount() > wanted)
        delete m_tree->takeTopLevelItem(m_tree->topLevelItemCount() - 1);
    while (m_tree->topLevelItemCount() < wanted)
        m_tree->addTopLevelItem(new QTreeWidgetItem);
    QTreeWidgetItem &none = *m_tree->topLevelItem(0);
    none.setText(NameColumn, tr("No layer"));
    showCount(none, members[QString()]);
    QTreeWidgetItem *current = &none;
    for (int i = 1; i < wanted; ++i) {
        const model::Layer &layer = design.header.layers[size_t(i) - 1];
        QTreeWidgetItem *row = m_tree->topLevelItem(i);
        showRow(*row, layer, members[layer.name]);
        if (layer.name == m_document.currentLayer())
            current = row;
    }
    m_tree->setCurrentItem(current);
    m_remove->setEnabled(chosen());
    const QString &layer = m_document.currentLayer();
    m_target->setText(layer.isEmpty() ? tr("New components go onto no layer.")
                                      : tr("New components go onto %1.").arg(layer));
}

void LayersPanel::showCount(QTreeWidgetItem &row, int members) const
{
    row.setText(CountColumn, QLocale().toString(members));
    row.setTextAlignment(CountColumn, Qt::AlignCenter);
    row.setToolTip(NameColumn, tr("%n component(s)", nullptr, members));
}

void LayersPanel::showRow(QTreeWidgetItem &row, const model::Layer &layer, int members) const
{
    row.setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsEditable |
                 Qt::ItemIsUserCheckable);
    row.setData(NameColumn, kLayerRole, layer.name);
    row.setText(NameColumn, layer.name);
    showCount(row, members);
    row.setCheckState(ShownColumn, checked(!layer.isHidden));
    row.setCheckState(LockedColumn, checked(layer.isLocked));
    row.setData(ShownColumn, Qt::AccessibleTextRole, layer.isHidden ? tr("Hidden") : tr("Shown"));
    row.setData(LockedColumn, Qt::AccessibleTextRole, layer.isLocked ? tr("Locked") : tr("Free"));
}

const model::Layer *LayersPanel::chosen() const
{
    const QTreeWidgetItem *row = m_tree->currentItem();
    return row ? model::findLayer(m_document.design(), row->data(NameColumn, kLayerRole).toString())
               : nullptr;
}

void LayersPanel::change(const QString &text, const std::vector<model::DesignEdit> &edits,
                         const QString &mergeKey)
{
    if (!edits.empty())
        m_document.perform(text, edits, mergeKey);
}

QString LayersPanel::newLayerKey() const
{
    return QStringLiteral("layer.new.%1").arg(m_madeCount);
}

void LayersPanel::onItemChanged(QTreeWidgetItem *row, int column)
{
    const QString name = row->data(NameColumn, kLayerRole).toString();
    const model::Design &design = m_document.design();
    if (!model::findLayer(design, name))
        return;
    if (column == NameColumn) {
        const QString newName = row->text(NameColumn).trimmed();
        const std::vector<model::DesignEdit> edits = edit::renameLayer(design, name, newName);
        const bool isNew = std::exchange(m_newLayer, QString()) == name;
        change(isNew ? tr("Add layer %1").arg(newName)
                     : tr("Rename layer %1 to %2").arg(name, newName),
               edits, isNew ? newLayerKey() : QString());
        if (!edits.empty() && m_document.currentLayer().isEmpty())
            m_document.setCurrentLayer(newName);
        refresh();
        return;
    }
    const bool isOn = row->checkState(column) == Qt::Checked;
    if (column == ShownColumn)
        change(isOn ? tr("Show layer %1").arg(name) : tr("Hide layer %1").arg(name),
               edit::changeLayer(design, name,
                                 [isOn](model::Layer &layer) { layer.isHidden = !isOn; }));
    else
        change(isOn ? tr("Lock layer %1").arg(name) : tr("Unlock layer %1").arg(name),
               edit::changeLayer(design, name,
                                 [isOn](model::Layer &layer) { layer.isLocked = isOn; }));
}

void LayersPanel::addLayer()
{
    const QString name = edit::freeLayerName(m_document.design());
    ++m_madeCount;
    change(tr("Add layer %1").arg(name), edit::addLayer(m_document.design(), name), newLayerKey());
    if (!model::findLayer(m_document.design(), name))
        return;
    m_document.setCurrentLayer(name);
    m_newLayer = name;
    if (QTreeWidgetItem *row = m_tree->currentItem(); row && m_tree->isVisible()) {
        m_tree->setFocus(Qt::OtherFocusReason);
        m_tree->editItem(row, NameColumn);
    }
}

void LayersPanel::moveSelectionHere()
{
    const model::Layer *layer = chosen();
    const QString name = layer ? layer->name : QString();
    const std::vector<model::DesignEdit> edits =
        edit::moveToLayer(m_document.design(), m_document.selection(), name);
    change(layer ? tr("Move to layer %1").arg(name) : tr("Take off the layer"), edits);
    const int moved = int(edits.size());
    if (m_document.selection().empty())
        Q_EMIT statusHint(tr("Select components first, then move them here"));
    else if (edits.empty())
        Q_EMIT statusHint(layer ? tr("They are on %1 already").arg(name)
                                : tr("They are on no layer already"));
    else
        Q_EMIT statusHint(layer ? tr("Moved %n component(s) onto %1", nullptr, moved).arg(name)
                                : tr("Took %n component(s) off their layer", nullptr, moved));
}

void LayersPanel::removeLayer()
{
    if (const model::Layer *layer = chosen()) {
        const QString name = layer->name;
        change(tr("Remove layer %1").arg(name), edit::removeLayer(m_document.design(), name));
    }
}

bool LayersPanel::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    QTreeWidgetItem *row = m_tree->currentItem();
    if (!chosen())
        return false;
    const auto toggle = [row](LayerColumn column) {
        row->setCheckState(column, checked(row->checkState(column) != Qt::Checked));
    };
    switch (key) {
    case Qt::Key_Space:
        toggle(modifiers & Qt::ControlModifier ? LockedColumn : ShownColumn);
        return true;
    case Qt::Key_F2:
        m_tree->editItem(row, NameColumn);
        return true;
    case Qt::Key_Delete:
        removeLayer();
        return true;
    default:
        return false;
    }
}

bool LayersPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree) {
        const bool isOverride = event->type() == QEvent::ShortcutOverride;
        if (isOverride || event->type() == QEvent::KeyPress) {
            const auto *keyEvent = static_cast<QKeyEvent *>(event);
            const int key = keyEvent->key();
            // These mean the layer, not what is selected on the canvas.
            if (isOverride &&
                (key == Qt::Key_Space || key == Qt::Key_F2 || key == Qt::Key_Delete)) {
                event->accept();
                return true;
            }
            if (!isOverride && handleKey(key, keyEvent->modifiers()))
                return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace loadstar::panels
