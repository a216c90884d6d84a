// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/property_spec.h"

#include <QCoreApplication>

#include <utility>

namespace loadstar::model {

/// Short ways to write one PropertySpec; kinds use them so that each property is one readable
/// statement.
namespace specs {

// Kinds that connections and actions name as their ends and targets.
inline const QString kUsers = QStringLiteral("users");
inline const QString kLoadBalancer = QStringLiteral("loadBalancer");
inline const QString kNode = QStringLiteral("node");
inline const QString kWorkload = QStringLiteral("workload");
inline const QString kStorage = QStringLiteral("storage");
inline const QString kSite = QStringLiteral("site");

inline PropertySpec boolean(const char *key, const QString &label, bool defaultValue)
{
    PropertySpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.type = PropertyType::Boolean;
    spec.defaultValue = defaultValue;
    return spec;
}

inline PropertySpec number(const char *key, const QString &label, base::Quantity quantity,
                           double defaultValue)
{
    PropertySpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.type = PropertyType::Number;
    spec.quantity = quantity;
    spec.defaultValue = defaultValue;
    spec.minimum = 0.0;
    if (quantity == base::Quantity::Probability)
        spec.maximum = 1.0;
    return spec;
}

inline PropertySpec optionalNumber(const char *key, const QString &label, base::Quantity quantity,
                                   const QString &nullLabel)
{
    PropertySpec spec = number(key, label, quantity, 0.0);
    spec.defaultValue = std::monostate();
    spec.isNullable = true;
    spec.nullLabel = nullLabel;
    return spec;
}

inline PropertySpec integer(const char *key, const QString &label, double defaultValue,
                            double minimum)
{
    PropertySpec spec = number(key, label, base::Quantity::Plain, defaultValue);
    spec.type = PropertyType::Integer;
    spec.minimum = minimum;
    spec.maximum = 1e9;
    return spec;
}

inline PropertySpec optionalInteger(const char *key, const QString &label, const QString &nullLabel,
                                    double minimum)
{
    PropertySpec spec = integer(key, label, 0.0, minimum);
    spec.defaultValue = std::monostate();
    spec.isNullable = true;
    spec.nullLabel = nullLabel;
    return spec;
}

inline PropertySpec text(const char *key, const QString &label, const QString &defaultValue)
{
    PropertySpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.type = PropertyType::Text;
    spec.defaultValue = defaultValue;
    return spec;
}

inline PropertySpec optionalText(const char *key, const QString &label, const QString &nullLabel)
{
    PropertySpec spec = text(key, label, QString());
    spec.defaultValue = std::monostate();
    spec.isNullable = true;
    spec.nullLabel = nullLabel;
    return spec;
}

/// The default is the first choice.
inline PropertySpec choice(const char *key, const QString &label, const QStringList &choices)
{
    PropertySpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.type = PropertyType::Choice;
    spec.choices = choices;
    spec.defaultValue = choices.front();
    return spec;
}

inline PropertySpec distribution(const char *key, const QString &label, base::Quantity quantity,
                                 const QString &defaultValue)
{
    PropertySpec spec;
    spec.key = QString::fromLatin1(key);
    spec.label = label;
    spec.type = PropertyType::Distribution;
    spec.quantity = quantity;
    spec.defaultValue = defaultValue;
    return spec;
}

/// Excludes the lower end of the range.
inline PropertySpec above(double minimum, PropertySpec spec)
{
    spec.minimum = minimum;
    spec.isMinimumExclusive = true;
    return spec;
}

inline PropertySpec atLeast(double minimum, PropertySpec spec)
{
    spec.minimum = minimum;
    return spec;
}

inline PropertySpec atMost(double maximum, PropertySpec spec)
{
    spec.maximum = maximum;
    return spec;
}

inline PropertySpec documented(PropertySpec spec, const QString &doc, const QString &source = {})
{
    spec.doc = doc;
    spec.source = source;
    return spec;
}

/// Sets the inspector heading of all of them.
inline std::vector<PropertySpec> grouped(const QString &group, std::vector<PropertySpec> properties)
{
    for (PropertySpec &spec : properties)
        spec.group = group;
    return properties;
}

inline void append(std::vector<PropertySpec> &to, std::vector<PropertySpec> more)
{
    for (PropertySpec &spec : more)
        to.push_back(std::move(spec));
}

} // namespace specs

/// Translates a text of a kind.
inline QString kindText(const char *text)
{
    return QCoreApplication::translate("Kinds", text);
}

} // namespace loadstar::model
