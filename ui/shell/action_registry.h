// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <set>
#include <vector>

class QAction;
class QMenu;
class QMenuBar;
class QSettings;
class QWidget;

namespace loadstar::shell {

/// What must be the case for an action to make sense.
enum class When {
    Always,
    DesignOpen,   ///< a design is on the screen, not the start page
    HasSelection, ///< and something in it is selected
    HasOneSelected,
    CanUndo,
    CanRedo,
    Editing,    ///< a design is open in Design mode
    Simulating, ///< a design is open in Simulate mode
    Live,       ///< a design is open in Live mode
};

/// What is the case now.
struct Situation
{
    bool isDesignOpen = false;
    bool isEditing = false;
    bool isSimulating = false;
    bool isLive = false;
    int selected = 0;
    bool canUndo = false;
    bool canRedo = false;

    bool allows(When when) const;
    /// What is missing, for lists; empty when it is allowed.
    QString whyNot(When when) const;
};

/// Where the keyboard must be for a shortcut.
enum class Reach {
    Window,
    Canvas, ///< only on the canvas, because the key means something else in other places
};

/// One row of the table of actions; texts are marked for translation in context "Actions".
struct ActionSpec
{
    /// "area.verb", unique.
    const char *id;
    /// For menus, with a mnemonic.
    const char *text;
    /// Key sequences in portable form with " ; " between alternatives, or "".
    const char *shortcut = "";
    /// Name of an icon in resources/icons/actions, or "".
    const char *icon = "";
    /// Key of a menu in menuTitles(), or the id of a row that opens a menu; "" for none.
    const char *menu = "";
    /// Actions of a menu with different sections are divided by a line.
    int section = 0;
    When when = When::Always;
    bool isCheckable = false;
    Reach reach = Reach::Window;
    /// Place in the toolbar from the left, 0 for none.
    int toolbarPlace = 0;
    /// Whether it opens a menu of its own instead of doing something.
    bool opensMenu = false;
    /// What a button says, when that is shorter than the menu.
    const char *shortText = "";
};

/// Key and translated title of each menu of the menu bar, in its order.
std::vector<std::pair<QString, QString>> menuTitles();

/// All actions of the window by id. Menus, toolbar, shortcuts, the command palette and the list of
/// shortcuts are made from it.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    /// The actions belong to `window`.
    ActionRegistry(std::vector<ActionSpec> specs, QWidget &window);

    const std::vector<ActionSpec> &specs() const { return m_specs; }

    /// The action; asking for an id that is not in the table is a bug.
    QAction *action(const QString &id) const;
    /// Text without mnemonic and dots, for lists.
    QString plainText(const QString &id) const;

    /// Titles of the menus that it stands in, from the inside, without mnemonics.
    QStringList menuPath(const QString &id) const;
    /// Why it is disabled, or empty.
    QString whyDisabled(const QString &id) const;

    /// Calls `slot` when the action is triggered, as long as `context` lives.
    void bind(const char *id, QObject *context, const std::function<void()> &slot);
    /// Whether something happens when it is triggered.
    bool isBound(const QString &id) const { return m_bound.contains(id); }
    void bindToggle(const char *id, QObject *context, const std::function<void(bool)> &slot);

    /// The keys that the table gives the action.
    QList<QKeySequence> tableShortcuts(const QString &id) const;
    /// The action that has the key already, in a place where both would be heard; or null.
    QAction *ownerOf(const QKeySequence &keys, const QString &except) const;
    /// Gives the action other keys, which `settings` remembers; those of the table are forgotten
    /// there.
    void setShortcuts(QSettings &settings, const QString &id, const QList<QKeySequence> &keys);
    /// The keys that the person has chosen before, where they can be read, or in another window.
    void restoreShortcuts(const QSettings &settings);

    /// Enables and disables all actions.
    void setSituation(const Situation &situation);

    void fillMenuBar(QMenuBar &bar) const;
    /// The menu with that key or opened by the row with that id, or null.
    QMenu *menu(const QString &key) const;
    /// Actions of the toolbar from the left.
    std::vector<QAction *> toolbarActions() const;
    /// Makes the shortcuts with Reach::Canvas work inside `widget`, those of one menu only if it is
    /// named.
    void attachCanvasShortcuts(QWidget &widget, const QString &menu = {}) const;

Q_SIGNALS:
    /// An action has other keys now.
    void shortcutsChanged();

private:
    const ActionSpec &spec(const QString &id) const;
    void useShortcuts(const QString &id, const QList<QKeySequence> &keys);

    std::vector<ActionSpec> m_specs;
    std::map<QString, QAction *> m_actions;
    std::set<QString> m_bound;
    Situation m_situation;
    mutable std::map<QString, QMenu *> m_menus;
};

} // namespace loadstar::shell
