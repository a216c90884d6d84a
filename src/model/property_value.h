// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <map>
#include <variant>

namespace loadstar::model {

/// JSON that this version does not understand, kept as compact text so that it is written back
/// unchanged.
struct KeptJson
{
    QByteArray text;

    bool operator==(const KeptJson &) const = default;
};

/// The value of one property. std::monostate is null: no limit, never, or unknown.
using PropertyValue = std::variant<std::monostate, bool, double, QString, QStringList, KeptJson>;

/// Values by key, in key order. A key that is absent has its default.
using PropertyMap = std::map<QString, PropertyValue>;

/// Keys with JSON that is not understood, by key.
using KeptMap = std::map<QString, KeptJson>;

inline bool isNull(const PropertyValue &value)
{
    return std::holds_alternative<std::monostate>(value);
}

/// The value as JSON text for messages and documents, for example `0.5`, `"cookie"` or `null`.
QString jsonText(const PropertyValue &value);

} // namespace loadstar::model
