// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <vector>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QSettings;
class QTreeWidget;
class QTreeWidgetItem;

namespace loadstar::shell {

class ActionRegistry;

/// All keys of the window in one list, made from the actions, with those of the canvas behind.
/// Those of actions can be changed; a key that another action has is only taken over when asked a
/// second time.
class ShortcutList : public QDialog
{
    Q_OBJECT

public:
    ShortcutList(ActionRegistry &actions, QSettings &settings, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    /// The heading of that name, made when there is none.
    QTreeWidgetItem *group(const QString &title);
    void addFixed(const QString &what, const QString &keys);
    void applyFilter(const QString &text);
    void showCurrent();
    void refreshRow(QTreeWidgetItem &row) const;
    void refreshAll();
    void useKeys();
    void resetCurrent();
    void resetAll();
    /// Id of the action in the marked row, or empty.
    QString currentId() const;
    void say(const QString &text);

    ActionRegistry &m_actions;
    QSettings &m_settings;
    QTreeWidget *m_list;
    std::vector<QTreeWidgetItem *> m_rows; ///< all but the headings
    QKeySequenceEdit *m_keys;
    QPushButton *m_use;
    QPushButton *m_reset;
    QLabel *m_message;
    /// Asked for once although another action has it.
    bool m_isTakeover = false;
};

} // namespace loadstar::shell
