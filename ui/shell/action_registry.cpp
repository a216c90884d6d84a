// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/action_registry.h"

#include "icons/symbol_icon.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QWidget>

#include <algorithm>

namespace loadstar::shell {

namespace {

const QString kShortcutsKey = QStringLiteral("shortcuts/");

} // namespace

bool Situation::allows(When when) const
{
    switch (when) {
    case When::Always:
        return true;
    case When::DesignOpen:
        return isDesignOpen;
    case When::HasSelection:
        return isEditing && selected > 0;
    case When::HasOneSelected:
        return isEditing && selected == 1;
    case When::CanUndo:
        return isDesignOpen && canUndo;
    case When::CanRedo:
        return isDesignOpen && canRedo;
    case When::Editing:
        return isEditing;
    case When::Simulating:
        return isSimulating;
    case When::Live:
        return isLive;
    }
    Q_UNREACHABLE();
}

QString Situation::whyNot(When when) const
{
    if (allows(when))
        return {};
    if (!isDesignOpen)
        return ActionRegistry::tr("Open a design first");
    switch (when) {
    case When::Simulating:
        return ActionRegistry::tr("Only in Simulate mode");
    case When::Live:
        return ActionRegistry::tr("Only in Live mode");
    case When::CanUndo:
        return ActionRegistry::tr("Nothing to undo");
    case When::CanRedo:
        return ActionRegistry::tr("Nothing to redo");
    case When::HasSelection:
    case When::HasOneSelected:
        if (isEditing)
            return when == When::HasSelection ? ActionRegistry::tr("Select something first")
                                              : ActionRegistry::tr("Select one thing first");
        return ActionRegistry::tr("Only in Design mode");
    case When::Editing:
    case When::Always:
    case When::DesignOpen:
        return ActionRegistry::tr("Only in Design mode");
    }
    Q_UNREACHABLE();
}

std::vector<std::pair<QString, QString>> menuTitles()
{
    const auto entry = [](const char *key, const char *title) {
        return std::pair(QString::fromLatin1(key), QCoreApplication::translate("Menus", title));
    };
    return {
        entry("file", QT_TRANSLATE_NOOP("Menus", "&File")),
        entry("edit", QT_TRANSLATE_NOOP("Menus", "&Edit")),
        entry("arrange", QT_TRANSLATE_NOOP("Menus", "&Arrange")),
        entry("view", QT_TRANSLATE_NOOP("Menus", "&View")),
        entry("simulate", QT_TRANSLATE_NOOP("Menus", "&Simulate")),
        entry("live", QT_TRANSLATE_NOOP("Menus", "&Live")),
        entry("help", QT_TRANSLATE_NOOP("Menus", "&Help")),
    };
}

ActionRegistry::ActionRegistry(std::vector<ActionSpec> specs, QWidget &window)
    : QObject(&window)
    , m_specs(std::move(specs))
{
    for (const ActionSpec &spec : m_specs) {
        QAction *action = new QAction(QCoreApplication::translate("Actions", spec.text), &window);
        action->setObjectName(QString::fromLatin1(spec.id));
        action->setCheckable(spec.isCheckable);
        // In a menu an icon would stand where the tick belongs.
        action->setIconVisibleInMenu(!spec.isCheckable);
        action->setMenuRole(QAction::NoRole);
        if (spec.reach == Reach::Canvas)
            action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        else
            window.addAction(action);
        if (*spec.shortText)
            action->setIconText(QCoreApplication::translate("Actions", spec.shortText));
        const QString icon = QString::fromLatin1(spec.icon);
        if (!icon.isEmpty())
            action->setIcon(icons::actionIcon(icon));
        const bool isNew = m_actions.emplace(QString::fromLatin1(spec.id), action).second;
        Q_ASSERT_X(isNew, "ActionRegistry", "an id stands twice in the table");
        useShortcuts(action->objectName(), tableShortcuts(action->objectName()));
    }
}

const ActionSpec &ActionRegistry::spec(const QString &id) const
{
    const auto found = std::find_if(m_specs.begin(), m_specs.end(), [&id](const ActionSpec &each) {
        return id == QLatin1StringView(each.id);
    });
    Q_ASSERT_X(found != m_specs.end(), "ActionRegistry::spec", "no action with that id");
    return *found;
}

QList<QKeySequence> ActionRegistry::tableShortcuts(const QString &id) const
{
    const QString shortcuts = QString::fromLatin1(spec(id).shortcut);
    return shortcuts.isEmpty() ? QList<QKeySequence>() : QKeySequence::listFromString(shortcuts);
}

void ActionRegistry::useShortcuts(const QString &id, const QList<QKeySequence> &keys)
{
    QAction *each = action(id);
    const bool isNew = each->shortcuts() != keys;
    each->setShortcuts(keys);
    const QString shown = each->shortcut().toString(QKeySequence::NativeText);
    each->setToolTip(shown.isEmpty() ? plainText(id)
                                     : QStringLiteral("%1 (%2)").arg(plainText(id), shown));
    if (isNew)
        Q_EMIT shortcutsChanged();
}

QAction *ActionRegistry::ownerOf(const QKeySequence &keys, const QString &except) const
{
    // Keys of the canvas are heard together with those of the window.
    for (const auto &[id, each] : m_actions) {
        if (id != except && each->shortcuts().contains(keys))
            return each;
    }
    return nullptr;
}

void ActionRegistry::setShortcuts(QSettings &settings, const QString &id,
                                  const QList<QKeySequence> &keys)
{
    if (keys == tableShortcuts(id))
        settings.remove(kShortcutsKey + id);
    else
        settings.setValue(kShortcutsKey + id, QKeySequence::listToString(keys));
    useShortcuts(id, keys);
}

void ActionRegistry::restoreShortcuts(const QSettings &settings)
{
    for (const auto &[id, each] : m_actions) {
        const QVariant stored = settings.value(kShortcutsKey + id);
        QList<QKeySequence> keys;
        if (!stored.isValid())
            keys = tableShortcuts(id);
        else if (!stored.toString().isEmpty())
            keys = QKeySequence::listFromString(stored.toString());
        useShortcuts(id, keys);
    }
}

QAction *ActionRegistry::action(const QString &id) const
{
    const auto found = m_actions.find(id);
    Q_ASSERT_X(found != m_actions.end(), "ActionRegistry::action", "no action with that id");
    return found->second;
}

QString ActionRegistry::plainText(const QString &id) const
{
    QString text = action(id)->text();
    text.remove(u'&');
    text.remove(u'…');
    return text;
}

QStringList ActionRegistry::menuPath(const QString &id) const
{
    const QString key = QString::fromLatin1(spec(id).menu);
    for (const auto &[menu, title] : menuTitles()) {
        if (menu == key)
            return {QString(title).remove(u'&')};
    }
    if (key.isEmpty())
        return {};
    return QStringList(plainText(key)) + menuPath(key);
}

QString ActionRegistry::whyDisabled(const QString &id) const
{
    return m_situation.whyNot(spec(id).when);
}

void ActionRegistry::bind(const char *id, QObject *context, const std::function<void()> &slot)
{
    bindToggle(id, context, [slot](bool) { slot(); });
}

void ActionRegistry::bindToggle(const char *id, QObject *context,
                                const std::function<void(bool)> &slot)
{
    connect(action(QString::fromLatin1(id)), &QAction::triggered, context, slot);
    m_bound.insert(QString::fromLatin1(id));
}

void ActionRegistry::setSituation(const Situation &situation)
{
    m_situation = situation;
    for (const ActionSpec &spec : m_specs)
        action(QString::fromLatin1(spec.id))->setEnabled(situation.allows(spec.when));
}

void ActionRegistry::fillMenuBar(QMenuBar &bar) const
{
    for (const auto &[key, title] : menuTitles())
        m_menus[key] = bar.addMenu(title);
    std::map<QString, int> sections;
    for (const ActionSpec &spec : m_specs) {
        QAction *each = action(QString::fromLatin1(spec.id));
        if (spec.opensMenu) {
            QMenu *inner = new QMenu(&bar);
            each->setMenu(inner);
            m_menus[QString::fromLatin1(spec.id)] = inner;
        }
        const QString key = QString::fromLatin1(spec.menu);
        if (key.isEmpty())
            continue;
        QMenu *target = menu(key);
        Q_ASSERT_X(target, "ActionRegistry::fillMenuBar", "an action names no menu above its row");
        int &section = sections.try_emplace(key, spec.section).first->second;
        if (section != spec.section)
            target->addSeparator();
        section = spec.section;
        target->addAction(each);
    }
    for (const auto &[key, title] : menuTitles())
        m_menus[key]->menuAction()->setVisible(!m_menus[key]->isEmpty());
}

QMenu *ActionRegistry::menu(const QString &key) const
{
    const auto found = m_menus.find(key);
    return found == m_menus.end() ? nullptr : found->second;
}

std::vector<QAction *> ActionRegistry::toolbarActions() const
{
    std::map<int, QAction *> placed;
    for (const ActionSpec &spec : m_specs) {
        if (spec.toolbarPlace > 0)
            placed[spec.toolbarPlace] = action(QString::fromLatin1(spec.id));
    }
    std::vector<QAction *> actions;
    for (const auto &[place, each] : placed)
        actions.push_back(each);
    return actions;
}

void ActionRegistry::attachCanvasShortcuts(QWidget &widget, const QString &menu) const
{
    for (const ActionSpec &spec : m_specs) {
        const bool isWanted = menu.isEmpty() || menu == QLatin1String(spec.menu);
        if (spec.reach == Reach::Canvas && isWanted)
            widget.addAction(action(QString::fromLatin1(spec.id)));
    }
}

} // namespace loadstar::shell
