// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace loadstar::base {

/// Whether `a` comes before `b` as people count: "node-2" before "node-10". Digits compare as
/// numbers, everything else by its character; a total order.
bool isNaturallyLess(QStringView a, QStringView b);

} // namespace loadstar::base
