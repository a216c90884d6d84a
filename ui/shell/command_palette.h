// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QIcon>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace loadstar::shell {

/// One thing that the command palette can find and do.
struct PaletteEntry
{
    QString title;
    /// What it is: "Action", "Component", "Template".
    QString category;
    /// Other words to find it by.
    QStringList aliases;
    /// Shortcut, or empty.
    QString keys;
    QIcon icon;
    std::function<void()> run;
    /// Why it cannot be done now; such an entry is shown and does nothing.
    QString whyNot = {};
};

/// How well `query` finds `text`, larger is better; 0 is not at all. The start of the text beats
/// the start of a word, that beats any other place, and that beats letters in their order.
int matchScore(const QString &query, const QString &text);

/// A box over the window that finds any action, component or template by name and does it.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);

    /// Shows it with these entries and takes the keyboard until something is chosen or it is
    /// left. `purpose` says what can be found.
    void open(std::vector<PaletteEntry> entries, const QString &purpose);

Q_SIGNALS:
    /// It was left by Escape, with nothing chosen.
    void escaped();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void runCurrent();
    void leave();
    void moveCurrent(int step);
    void place();
    /// "3 of 12".
    void showCount();

    QLineEdit *m_query;
    QListWidget *m_list;
    QLabel *m_count;
    int m_hits = 0;
    std::vector<PaletteEntry> m_entries;
    QWidget *m_focusBefore = nullptr;
};

} // namespace loadstar::shell
