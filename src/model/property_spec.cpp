// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/property_spec.h"

#include "model/distribution_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace loadstar::model {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PropertySpec", text);
}

/// The value as a message quotes it, cut to a readable length.
QString quoted(const PropertyValue &value)
{
    const QString text = jsonText(value);
    return text.size() <= 60 ? text : text.left(57) + QStringLiteral("...");
}

} // namespace

QString propertyTypeName(PropertyType type)
{
    switch (type) {
    case PropertyType::Boolean:
        return QStringLiteral("boolean");
    case PropertyType::Integer:
        return QStringLiteral("integer");
    case PropertyType::Number:
        return QStringLiteral("number");
    case PropertyType::Text:
        return QStringLiteral("text");
    case PropertyType::Choice:
        return QStringLiteral("choice");
    case PropertyType::ChoiceList:
        return QStringLiteral("choices");
    case PropertyType::Distribution:
        return QStringLiteral("distribution");
    }
    Q_UNREACHABLE();
}

QString PropertySpec::unit() const
{
    switch (quantity) {
    case base::Quantity::Plain:
    case base::Quantity::Probability:
        return {};
    case base::Quantity::Seconds:
        return QStringLiteral("s");
    case base::Quantity::Hours:
        return QStringLiteral("h");
    case base::Quantity::Gibibytes:
        return QStringLiteral("GiB");
    case base::Quantity::Dollars:
        return QStringLiteral("USD");
    case base::Quantity::PerSecond:
        return QStringLiteral("1/s");
    }
    Q_UNREACHABLE();
}

QString PropertySpec::allowed() const
{
    QString text;
    switch (type) {
    case PropertyType::Boolean:
        text = tr("true or false");
        break;
    case PropertyType::Integer:
    case PropertyType::Number: {
        const QString what = type == PropertyType::Integer ? tr("a whole number") : tr("a number");
        const bool hasMinimum = std::isfinite(minimum);
        const bool hasMaximum = std::isfinite(maximum);
        if (hasMinimum && hasMaximum && !isMinimumExclusive)
            text = tr("%1 from %2 to %3")
                       .arg(what, base::formatNumber(minimum), base::formatNumber(maximum));
        else if (hasMinimum && isMinimumExclusive)
            text = tr("%1 above %2").arg(what, base::formatNumber(minimum));
        else if (hasMinimum)
            text = tr("%1 of at least %2").arg(what, base::formatNumber(minimum));
        else
            text = what;
        break;
    }
    case PropertyType::Text:
        text = tr("a text");
        break;
    case PropertyType::Choice:
        text = tr("one of %1").arg(choices.join(QStringLiteral(", ")));
        break;
    case PropertyType::ChoiceList:
        text = tr("a list of different ones of %1").arg(choices.join(QStringLiteral(", ")));
        break;
    case PropertyType::Distribution:
        text = tr("a number or a distribution such as exponential(0.1)");
        break;
    }
    return isNullable ? tr("%1, or null (%2)").arg(text, nullLabel) : text;
}

base::Result<void> PropertySpec::check(const PropertyValue &value) const
{
    const auto fail = [&](const char *code) {
        return base::Error{QString::fromLatin1(code),
                           tr("found %1, but %2 is allowed").arg(quoted(value), allowed()),
                           {}};
    };
    const char *const wrongType = "property.wrong-type";
    if (isNull(value))
        return isNullable ? base::Result<void>() : fail(wrongType);
    switch (type) {
    case PropertyType::Boolean:
        return std::holds_alternative<bool>(value) ? base::Result<void>() : fail(wrongType);
    case PropertyType::Integer:
    case PropertyType::Number: {
        const double *number = std::get_if<double>(&value);
        if (!number || !std::isfinite(*number) ||
            (type == PropertyType::Integer && std::trunc(*number) != *number))
            return fail(wrongType);
        const bool isTooLow = isMinimumExclusive ? *number <= minimum : *number < minimum;
        return isTooLow || *number > maximum ? fail("property.out-of-range") : base::Result<void>();
    }
    case PropertyType::Text: {
        const QString *text = std::get_if<QString>(&value);
        if (!text)
            return fail(wrongType);
        if (!checkText || text->trimmed().isEmpty())
            return {};
        const base::Result<void> checked = checkText(*text);
        if (checked)
            return {};
        return base::Error{QStringLiteral("property.bad-text"),
                           tr("found %1: %2").arg(quoted(value), checked.error().message),
                           {}};
    }
    case PropertyType::Choice: {
        const QString *text = std::get_if<QString>(&value);
        if (!text)
            return fail(wrongType);
        return choices.contains(*text) ? base::Result<void>() : fail("property.not-a-choice");
    }
    case PropertyType::ChoiceList: {
        const QStringList *list = std::get_if<QStringList>(&value);
        if (!list)
            return fail(wrongType);
        for (const QString &item : *list) {
            if (!choices.contains(item) || list->count(item) > 1)
                return fail("property.not-a-choice");
        }
        return {};
    }
    case PropertyType::Distribution: {
        if (const double *number = std::get_if<double>(&value))
            return std::isfinite(*number) && *number >= 0.0 ? base::Result<void>()
                                                            : fail("property.out-of-range");
        const QString *text = std::get_if<QString>(&value);
        if (!text)
            return fail(wrongType);
        const base::Result<DistributionText> parsed = parseDistribution(*text);
        if (!parsed) {
            return base::Error{QStringLiteral("property.bad-distribution"),
                               tr("found %1: %2").arg(quoted(value), parsed.error().message),
                               {}};
        }
        return {};
    }
    }
    Q_UNREACHABLE();
}

const PropertySpec *findSpec(const std::vector<PropertySpec> &specs, const QString &key)
{
    const auto found = std::find_if(specs.begin(), specs.end(),
                                    [&](const PropertySpec &spec) { return spec.key == key; });
    return found == specs.end() ? nullptr : &*found;
}

} // namespace loadstar::model
