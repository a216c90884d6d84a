// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mode_bar.h"

#include "shell/action_registry.h"

#include <QAction>
#include <QLabel>
#include <QToolButton>

namespace loadstar::shell {

ModeBar::ModeBar(const ActionRegistry &actions, QWidget *parent)
    : QToolBar(parent)
    , m_file(new QLabel)
{
    setObjectName(QStringLiteral("modeBar"));
    setWindowTitle(tr("Toolbar"));
    setMovable(false);
    setFloatable(false);
    setIconSize({18, 18});
    setContextMenuPolicy(Qt::PreventContextMenu);
    for (const char *id : {"mode.design", "mode.simulate", "mode.live"}) {
        QToolButton *button = new QToolButton;
        button->setObjectName(QStringLiteral("modeButton"));
        button->setDefaultAction(actions.action(QString::fromLatin1(id)));
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        addWidget(button);
    }
    QWidget *gap = new QWidget;
    gap->setFixedWidth(18);
    addWidget(gap);
    for (QAction *action : actions.toolbarActions()) {
        addAction(action);
        widgetForAction(action)->setFocusPolicy(Qt::TabFocus);
    }
    QWidget *stretch = new QWidget;
    stretch->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addWidget(stretch);
    m_file->setObjectName(QStringLiteral("fileLabel"));
    addWidget(m_file);
}

void ModeBar::setFileName(const QString &name, const QString &path, bool isModified)
{
    m_file->setText(isModified ? tr("%1 – edited").arg(name) : name);
    m_file->setToolTip(isModified
                           ? QStringList{path, tr("There are changes that are not saved")}.join(
                                 path.isEmpty() ? QString() : QStringLiteral("\n"))
                           : path);
}

} // namespace loadstar::shell
