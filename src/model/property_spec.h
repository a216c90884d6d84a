// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/units.h"
#include "model/property_value.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <limits>
#include <vector>

namespace loadstar::model {

/// What a property holds.
enum class PropertyType {
    Boolean,
    Integer,      ///< a whole number
    Number,       ///< any finite number in range
    Text,         ///< one line or more of text
    Choice,       ///< one of `choices`
    ChoiceList,   ///< any of `choices`, each once
    Distribution, ///< a bare number or a distribution text such as "exponential(0.1)"
};

/// The stable name of a type in `loadstarctl kinds`: "boolean", "integer", …
QString propertyTypeName(PropertyType type);

/// One property of a kind: everything that the file reader, the inspector and the documents need to
/// know about it.
struct PropertySpec
{
    QString key;
    /// Sentence case, for the inspector.
    QString label;
    PropertyType type = PropertyType::Number;
    /// What the number measures (Integer, Number) or the numbers inside (Distribution).
    base::Quantity quantity = base::Quantity::Plain;
    PropertyValue defaultValue;
    /// Whether null is allowed; its meaning ("no limit", "never") is in nullLabel.
    bool isNullable = false;
    QString nullLabel;
    /// Range of Integer and Number, ends included unless isMinimumExclusive.
    double minimum = -std::numeric_limits<double>::infinity();
    double maximum = std::numeric_limits<double>::infinity();
    bool isMinimumExclusive = false;
    /// Allowed values of Choice and ChoiceList, in the order to offer them.
    QStringList choices;
    /// A stricter rule for a Text that is not empty, or none; its error says what is allowed.
    std::function<base::Result<void>(const QString &)> checkText;
    /// Texts to offer in the inspector, all valid.
    QStringList examples;
    /// Heading in the inspector, sentence case.
    QString group;
    /// One line: what it does.
    QString doc;
    /// Where the default comes from; empty when it is Loadstar's own choice.
    QString source;

    /// The unit as `loadstarctl kinds` prints it: "s", "GiB", "h", "1/s", "USD", or empty.
    QString unit() const;

    /// What is allowed, in words: "a number above 0", "one of round-robin, random".
    QString allowed() const;

    /// Fails with property.wrong-type, property.out-of-range, property.not-a-choice,
    /// property.bad-distribution or property.bad-text when `value` may not stand here; the message
    /// says what was found and what is allowed.
    base::Result<void> check(const PropertyValue &value) const;
};

/// The spec with that key, or null.
const PropertySpec *findSpec(const std::vector<PropertySpec> &specs, const QString &key);

} // namespace loadstar::model
