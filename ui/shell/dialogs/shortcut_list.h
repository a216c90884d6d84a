// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace loadstar::shell {

class ActionRegistry;

/// All keys of the window in one list, made from the actions, with those of the canvas behind.
class ShortcutList : public QDialog
{
    Q_OBJECT

public:
    ShortcutList(const ActionRegistry &actions, QWidget *parent);
};

} // namespace loadstar::shell
