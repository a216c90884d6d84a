// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/shortcut_list.h"

#include "shell/action_registry.h"
#include "shell/row_delegate.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace loadstar::shell {

namespace {

constexpr int kIdRole = Qt::UserRole;

QString shownKeys(const QAction &action)
{
    return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText)
        .replace(QStringLiteral("; "), ShortcutList::tr("  or  "));
}

} // namespace

ShortcutList::ShortcutList(ActionRegistry &actions, QSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_actions(actions)
    , m_settings(settings)
    , m_list(new QTreeWidget(this))
    , m_keys(new QKeySequenceEdit(this))
    , m_use(new QPushButton(this))
    , m_reset(new QPushButton(tr("Reset"), this))
    , m_message(new QLabel(this))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *filter = new QLineEdit(this);
    filter->setObjectName(QStringLiteral("shortcutFilter"));
    filter->setPlaceholderText(tr("Search actions and keys"));
    filter->setAccessibleName(tr("Search actions and keys"));
    filter->setClearButtonEnabled(true);
    filter->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("shortcutTable"));
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Action"), tr("Keys")});
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(14);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_keys->setObjectName(QStringLiteral("shortcutKeys"));
    m_keys->setAccessibleName(tr("New keys"));
    m_use->setObjectName(QStringLiteral("shortcutUse"));
    m_use->setAutoDefault(false);
    m_reset->setObjectName(QStringLiteral("shortcutReset"));
    m_reset->setAutoDefault(false);
    auto *all = new QPushButton(tr("Reset all"), this);
    all->setObjectName(QStringLiteral("shortcutResetAll"));
    all->setAutoDefault(false);
    m_message->setObjectName(QStringLiteral("shortcutMessage"));
    m_message->setWordWrap(true);
    fill();
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);

    auto *row = new QHBoxLayout;
    row->addWidget(m_keys, 1);
    row->addWidget(m_use);
    row->addWidget(m_reset);
    row->addWidget(all);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->addWidget(filter);
    column->addWidget(m_list, 1);
    column->addLayout(row);
    column->addWidget(m_message);
    resize(560, 660);
    connect(filter, &QLineEdit::textChanged, this, &ShortcutList::applyFilter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutList::showCurrent);
    connect(m_list, &QTreeWidget::itemActivated, m_keys, [this] { m_keys->setFocus(); });
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, this, [this] {
        m_isTakeover = false;
        m_use->setText(tr("Use these keys"));
    });
    // Here or in another window.
    connect(&actions, &ActionRegistry::shortcutsChanged, this, &ShortcutList::refreshAll);
    connect(m_use, &QPushButton::clicked, this, &ShortcutList::useKeys);
    connect(m_reset, &QPushButton::clicked, this, &ShortcutList::resetCurrent);
    connect(all, &QPushButton::clicked, this, &ShortcutList::resetAll);
    m_list->setCurrentItem(m_rows.front());
    showCurrent();
    filter->setFocus();
}

QTreeWidgetItem *ShortcutList::group(const QString &title)
{
    const auto found = m_list->findItems(title, Qt::MatchExactly);
    if (!found.isEmpty())
        return found.front();
    auto *heading = new QTreeWidgetItem(m_list, {title});
    QFont font = m_list->font();
    font.setBold(true);
    heading->setFont(0, font);
    heading->setFlags(Qt::ItemIsEnabled);
    heading->setFirstColumnSpanned(true);
    return heading;
}

void ShortcutList::fill()
{
    for (const ActionSpec &spec : m_actions.specs()) {
        if (spec.opensMenu)
            continue;
        const QString id = QString::fromLatin1(spec.id);
        const QStringList menus = m_actions.menuPath(id);
        auto *row = new QTreeWidgetItem(group(menus.isEmpty() ? tr("Others") : menus.back()),
                                        {m_actions.plainText(id)});
        m_rows.push_back(row);
        row->setIcon(0, m_actions.action(id)->icon());
        row->setData(0, kIdRole, id);
        refreshRow(*row);
    }
    addFixed(tr("Walk the components"), tr("Tab, Shift+Tab"));
    addFixed(tr("Move the selection by a grid step"), tr("Arrows"));
    addFixed(tr("Move the selection by one pixel"), tr("Shift+Arrows"));
    addFixed(tr("Pan"), tr("Middle or right button and drag"));
    addFixed(tr("Zoom at the pointer"), tr("Ctrl+Wheel"));
    m_list->expandAll();
}

void ShortcutList::addFixed(const QString &what, const QString &keys)
{
    m_rows.push_back(new QTreeWidgetItem(group(tr("On the canvas")), {what, keys}));
}

void ShortcutList::refreshRow(QTreeWidgetItem &row) const
{
    const QString id = row.data(0, kIdRole).toString();
    if (id.isEmpty())
        return;
    const QAction *action = m_actions.action(id);
    QFont font = m_list->font();
    font.setBold(action->shortcuts() != m_actions.tableShortcuts(id));
    row.setFont(1, font);
    row.setText(1, shownKeys(*action));
}

void ShortcutList::applyFilter(const QString &text)
{
    const auto contains = [&text](const QTreeWidgetItem &row, int column) {
        return row.text(column).contains(text, Qt::CaseInsensitive);
    };
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        m_list->topLevelItem(i)->setHidden(true);
    QTreeWidgetItem *first = nullptr;
    for (QTreeWidgetItem *row : m_rows) {
        const bool isWanted = contains(*row, 0) || contains(*row, 1) || contains(*row->parent(), 0);
        row->setHidden(!isWanted);
        if (!isWanted)
            continue;
        row->parent()->setHidden(false);
        first = first ? first : row;
    }
    if (first)
        m_list->setCurrentItem(first);
}

bool ShortcutList::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_list->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

QString ShortcutList::currentId() const
{
    const QTreeWidgetItem *row = m_list->currentItem();
    return row ? row->data(0, kIdRole).toString() : QString();
}

void ShortcutList::say(const QString &text)
{
    m_message->setText(text);
}

void ShortcutList::refreshAll()
{
    for (QTreeWidgetItem *row : m_rows)
        refreshRow(*row);
    showCurrent();
}

void ShortcutList::showCurrent()
{
    const QString id = currentId();
    const bool isAction = !id.isEmpty();
    m_keys->setEnabled(isAction);
    m_use->setEnabled(isAction);
    m_reset->setEnabled(isAction);
    m_keys->setKeySequence(isAction ? m_actions.action(id)->shortcut() : QKeySequence());
    m_isTakeover = false;
    m_use->setText(tr("Use these keys"));
    const bool isHeading = m_list->currentItem() && !m_list->currentItem()->parent();
    say(isAction || isHeading ? QString()
                              : tr("These keys belong to the canvas and stay as they are."));
}

void ShortcutList::useKeys()
{
    const QString id = currentId();
    const QKeySequence keys = m_keys->keySequence();
    if (id.isEmpty())
        return;
    QAction *owner = keys.isEmpty() ? nullptr : m_actions.ownerOf(keys, id);
    if (owner && !m_isTakeover) {
        m_isTakeover = true;
        m_use->setText(tr("Take them over"));
        say(tr("%1 belongs to \"%2\", which would lose it.")
                .arg(keys.toString(QKeySequence::NativeText),
                     m_actions.plainText(owner->objectName())));
        return;
    }
    if (owner) {
        QList<QKeySequence> left = owner->shortcuts();
        left.removeAll(keys);
        m_actions.setShortcuts(m_settings, owner->objectName(), left);
    }
    m_actions.setShortcuts(m_settings, id,
                           keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
}

void ShortcutList::resetCurrent()
{
    const QString id = currentId();
    if (id.isEmpty())
        return;
    for (const QKeySequence &keys : m_actions.tableShortcuts(id)) {
        if (const QAction *owner = m_actions.ownerOf(keys, id)) {
            say(tr("%1 belongs to \"%2\" now; give that other keys first.")
                    .arg(keys.toString(QKeySequence::NativeText),
                         m_actions.plainText(owner->objectName())));
            return;
        }
    }
    m_actions.setShortcuts(m_settings, id, m_actions.tableShortcuts(id));
    showCurrent();
}

void ShortcutList::resetAll()
{
    for (const ActionSpec &spec : m_actions.specs()) {
        const QString id = QString::fromLatin1(spec.id);
        m_actions.setShortcuts(m_settings, id, m_actions.tableShortcuts(id));
    }
    showCurrent();
}

} // namespace loadstar::shell
