// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/shortcut_list.h"

#include "shell/action_registry.h"

#include <QAction>
#include <QHeaderView>
#include <QKeySequence>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace loadstar::shell {

ShortcutList::ShortcutList(const ActionRegistry &actions, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    QTreeWidget *list = new QTreeWidget(this);
    list->setColumnCount(2);
    list->setHeaderLabels({tr("Action"), tr("Keys")});
    list->setRootIsDecorated(false);
    list->setAlternatingRowColors(true);
    const auto add = [list](const QIcon &icon, const QString &what, const QString &keys) {
        QTreeWidgetItem *item = new QTreeWidgetItem(list, {what, keys});
        item->setIcon(0, icon);
    };
    for (const ActionSpec &spec : actions.specs()) {
        const QAction *action = actions.action(QString::fromLatin1(spec.id));
        if (action->shortcuts().isEmpty())
            continue;
        add(action->icon(), actions.plainText(QString::fromLatin1(spec.id)),
            QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText)
                .replace(QStringLiteral("; "), tr("  or  ")));
    }
    const QIcon none;
    add(none, tr("Walk the components"), tr("Tab, Shift+Tab"));
    add(none, tr("Move the selection by a grid step"), tr("Arrows"));
    add(none, tr("Move the selection by one pixel"), tr("Shift+Arrows"));
    add(none, tr("Pan"), tr("Middle or right button and drag"));
    add(none, tr("Zoom at the pointer"), tr("Ctrl+Wheel"));
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(false);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->addWidget(list);
    resize(520, 620);
}

} // namespace loadstar::shell
