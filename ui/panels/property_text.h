// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/property_spec.h"

#include <optional>

namespace loadstar::panels {

/// The value as a field shows it: numbers with their unit, null as an empty text.
QString displayText(const model::PropertySpec &spec, const model::PropertyValue &value);

/// The value or, for null, what null means; for lists of defaults and for tooltips.
QString describedValue(const model::PropertySpec &spec, const model::PropertyValue &value);

/// Reads what a person typed: "250 ms", "4 h", "99.9 %". No value means "back to the default",
/// which is what an emptied number says; an emptied nullable property is null. Errors: those of
/// parseQuantity() and PropertySpec::check(); the message says what is allowed.
base::Result<std::optional<model::PropertyValue>> parseInput(const model::PropertySpec &spec,
                                                             const QString &text);

/// What may be typed, in words, with examples of units.
QString allowedInput(const model::PropertySpec &spec);

/// Rich text about a property: what it does, what is allowed, its default and where that is from.
QString propertyToolTip(const model::PropertySpec &spec);

} // namespace loadstar::panels
