// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/design.h"
#include "model/kind_registry.h"

#include <QString>

#include <vector>

namespace loadstar::study {

/// One property of one component or connection, and the values to try.
struct Variation
{
    model::ElementId target;
    QString key;
    std::vector<model::PropertyValue> values;

    /// "n1.cores".
    QString name() const { return target.text() + u'.' + key; }

    bool operator==(const Variation &) const = default;
};

/// Reads "ID.KEY=VALUE,VALUE,…". Commas inside brackets or double quotes part nothing, numbers may
/// carry a unit of the property, null stands for "none", and of a list of choices each value is
/// joined with +, such as home+projects. Errors: sweep.syntax, sweep.unknown-element,
/// sweep.unknown-property, sweep.double-value and those of PropertySpec::check(); `where` is
/// "--vary TEXT" up to the value.
base::Result<Variation> parseVariation(const QString &text, const model::Design &design,
                                       const model::KindRegistry &kinds);

/// The value as a table or a cell shows it: text bare, all else as in the design file.
QString shownValue(const model::PropertyValue &value);

/// Number of points of the cartesian product; not above `limit` + 1, so that it cannot overflow.
std::size_t pointCount(const std::vector<Variation> &variations, std::size_t limit);

/// The values of point `index`; the last variation changes fastest.
std::vector<model::PropertyValue> settingsAt(const std::vector<Variation> &variations,
                                             std::size_t index);

/// `design` with the values of point `index`.
model::Design designAt(const model::Design &design, const std::vector<Variation> &variations,
                       std::size_t index);

} // namespace loadstar::study
