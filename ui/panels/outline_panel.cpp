// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/outline_panel.h"

#include "edit/element_search.h"
#include "icons/symbol_icon.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

namespace loadstar::panels {

namespace {

constexpr int kIdRole = Qt::UserRole;

model::ElementId idOf(const QTreeWidgetItem &row)
{
    return model::ElementId(row.data(0, kIdRole).toString());
}

} // namespace

OutlinePanel::OutlinePanel(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_filter(new QLineEdit(this))
    , m_tree(new QTreeWidget(this))
{
    m_filter->setObjectName(QStringLiteral("outlineFilter"));
    m_filter->setPlaceholderText(tr("Filter by name, kind or property"));
    m_filter->setAccessibleName(tr("Filter the outline"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_tree->setObjectName(QStringLiteral("outlineTree"));
    m_tree->setAccessibleName(tr("Outline of the design"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setExpandsOnDoubleClick(false);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    QHBoxLayout *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(m_filter);
    column->addLayout(row);
    column->addWidget(m_tree, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &OutlinePanel::applyFilter);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &OutlinePanel::giveSelection);
    connect(m_tree, &QTreeWidget::itemActivated, this,
            [this](const QTreeWidgetItem *item) { Q_EMIT renameRequested(idOf(*item)); });
    connect(&document, &edit::DesignDocument::changed, this, &OutlinePanel::onChanged);
    connect(&document, &edit::DesignDocument::selectionChanged, this, &OutlinePanel::takeSelection);
}

void OutlinePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        rebuild();
}

void OutlinePanel::onChanged(const model::DesignChange &change)
{
    m_isStale = m_isStale || change.isReset;
    for (const model::ElementId &id : change.components)
        m_isStale = m_isStale || !refreshRow(id);
    if (m_isStale && isVisible())
        rebuild();
}

bool OutlinePanel::refreshRow(const model::ElementId &id)
{
    const auto found = m_rows.find(id);
    const model::Component *component = m_document.design().component(id);
    if (found == m_rows.end() || !component)
        return found == m_rows.end() && !component;
    QTreeWidgetItem *parent = found->second->parent();
    if ((parent ? idOf(*parent) : model::ElementId()) != component->parent)
        return false;
    showRow(*found->second, *component);
    return true;
}

void OutlinePanel::showRow(QTreeWidgetItem &row, const model::Component &component) const
{
    const QString name = component.name.isEmpty() ? component.id.text() : component.name;
    if (row.text(0) != name)
        row.setText(0, name);
}

void OutlinePanel::rebuild()
{
    m_isStale = false;
    const QSignalBlocker blocker(m_tree);
    std::set<model::ElementId> folded;
    for (const auto &[id, row] : m_rows) {
        if (row->childCount() > 0 && !row->isExpanded())
            folded.insert(id);
    }
    m_tree->clear();
    m_rows.clear();
    const model::Design &design = m_document.design();
    std::map<QString, QIcon> icons;
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = m_document.kinds().component(component.kind);
        const QString symbol = kind ? kind->icon : QString();
        if (!icons.count(symbol))
            icons[symbol] = icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(symbol));
        auto *row = new QTreeWidgetItem;
        row->setData(0, kIdRole, id.text());
        row->setIcon(0, icons[symbol]);
        row->setToolTip(0, kind ? kind->name : component.kind);
        showRow(*row, component);
        m_rows[id] = row;
    }
    QList<QTreeWidgetItem *> tops;
    for (const auto &[id, component] : design.components) {
        if (const auto parent = m_rows.find(component.parent); parent != m_rows.end())
            parent->second->addChild(m_rows[id]);
        else
            tops.append(m_rows[id]);
    }
    m_tree->addTopLevelItems(tops);
    for (const auto &[id, row] : m_rows)
        row->setExpanded(!folded.count(id));
    m_tree->sortItems(0, Qt::AscendingOrder);
    applyFilter();
    takeSelection();
}

void OutlinePanel::applyFilter()
{
    const QString text = m_filter->text().trimmed();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i)
        filterRow(*m_tree->topLevelItem(i), text);
}

bool OutlinePanel::filterRow(QTreeWidgetItem &row, const QString &text)
{
    bool isWanted =
        text.isEmpty() || edit::matches(m_document.design(), m_document.kinds(), idOf(row), text);
    for (int i = 0; i < row.childCount(); ++i)
        isWanted = filterRow(*row.child(i), text) || isWanted;
    row.setHidden(!isWanted);
    return isWanted;
}

void OutlinePanel::takeSelection()
{
    if (m_isStale || std::exchange(m_isTaking, true))
        return;
    const edit::Selection &selection = m_document.selection();
    const QSignalBlocker blocker(m_tree);
    QTreeWidgetItem *last = nullptr;
    for (const auto &[id, row] : m_rows) {
        const bool isSelected = selection.count(id) > 0;
        if (row->isSelected() != isSelected)
            row->setSelected(isSelected);
        last = isSelected ? row : last;
    }
    if (last && selection.size() == 1) {
        m_tree->setCurrentItem(last, 0, QItemSelectionModel::NoUpdate);
        m_tree->scrollToItem(last);
    }
    m_isTaking = false;
}

void OutlinePanel::giveSelection()
{
    edit::Selection selection;
    for (const QTreeWidgetItem *row : m_tree->selectedItems())
        selection.insert(idOf(*row));
    m_isTaking = true;
    m_document.select(selection);
    m_isTaking = false;
    if (const QTreeWidgetItem *current = m_tree->currentItem(); current && current->isSelected())
        Q_EMIT revealRequested(idOf(*current));
}

bool OutlinePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_tree->setFocus(Qt::OtherFocusReason);
            return true;
        }
        if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_filter->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace loadstar::panels
