// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolBar>

class QLabel;

namespace loadstar::shell {

class ActionRegistry;

/// The bar under the menus: modes, the most used actions, and the file's name.
class ModeBar : public QToolBar
{
    Q_OBJECT

public:
    explicit ModeBar(const ActionRegistry &actions, QWidget *parent = nullptr);

    void setFileName(const QString &name, const QString &path, bool isModified);

private:
    QLabel *m_file;
};

} // namespace loadstar::shell
