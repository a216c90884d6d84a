// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component_kind.h"

#include <algorithm>

namespace loadstar::model {

bool ConnectionKind::allows(const QString &fromKind, const QString &toKind) const
{
    return std::any_of(ends.begin(), ends.end(), [&](const Ends &pair) {
        return pair.from == fromKind && pair.to == toKind;
    });
}

} // namespace loadstar::model
