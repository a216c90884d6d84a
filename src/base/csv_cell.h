// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstar::base {

/// One cell of text for a CSV file as RFC 4180 has it: quoted where it must be. Text that begins
/// with = + - @ or a control character gets an apostrophe in front, so that a spreadsheet does not
/// take it for a formula.
QString csvCell(const QString &text);

} // namespace loadstar::base
