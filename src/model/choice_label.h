// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace loadstar::model {

/// A value of a Choice or ChoiceList property in words for people: "fifo" is "First come, first
/// served", "least-connections" is "Least connections", a product has its proper name.
QString choiceLabel(const QString &choice);

} // namespace loadstar::model
