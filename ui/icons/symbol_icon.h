// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

namespace loadstar::icons {

/// An icon from a line drawing in SVG whose colour is `currentColor`. It takes the button text
/// colour of the application's palette each time it is painted (greyed when disabled), so it
/// follows the theme by itself. `path` is a file or resource, for example
/// ":/icons/kinds/node.svg"; one that does not exist gives a null icon.
QIcon symbolIcon(const QString &path);

/// The action icon of that name, for example "undo": ":/icons/actions/undo.svg".
QIcon actionIcon(const QString &name);

/// The same drawing in one fixed colour, `side` logical pixels wide and high.
QPixmap symbolPixmap(const QString &path, const QColor &color, int side, qreal devicePixelRatio);

} // namespace loadstar::icons
