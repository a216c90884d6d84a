// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/property_text.h"

#include "model/choice_label.h"
#include "model/distribution_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace loadstar::panels {

namespace {

using model::PropertySpec;
using model::PropertyType;
using model::PropertyValue;

QString tr(const char *text)
{
    return QCoreApplication::translate("PropertyText", text);
}

QString unitExamples(base::Quantity quantity)
{
    switch (quantity) {
    case base::Quantity::Plain:
        return {};
    case base::Quantity::Seconds:
        return QStringLiteral("250 ms, 2 s, 5 min");
    case base::Quantity::Hours:
        return QStringLiteral("30 min, 4 h, 90 d");
    case base::Quantity::Gibibytes:
        return QStringLiteral("512 MiB, 16 GiB");
    case base::Quantity::Dollars:
        return QStringLiteral("$0.34");
    case base::Quantity::PerSecond:
        return QStringLiteral("12 /s, 30 /min");
    case base::Quantity::Probability:
        return QStringLiteral("99.9 %, 0.999");
    }
    Q_UNREACHABLE();
}

QString rangeText(const PropertySpec &spec)
{
    const QString what = spec.type == PropertyType::Integer ? tr("a whole number") : tr("a number");
    const auto shown = [&](double value) { return base::formatQuantity(value, spec.quantity); };
    // Limits of a billion or more only keep files sane; nobody needs to read them.
    const bool hasMaximum = std::isfinite(spec.maximum) && spec.maximum < 1e9;
    if (std::isfinite(spec.minimum) && hasMaximum)
        return tr("%1 from %2 to %3").arg(what, shown(spec.minimum), shown(spec.maximum));
    if (std::isfinite(spec.minimum) && spec.isMinimumExclusive)
        return tr("%1 above %2").arg(what, shown(spec.minimum));
    if (std::isfinite(spec.minimum))
        return tr("%1 of at least %2").arg(what, shown(spec.minimum));
    return what;
}

base::Error notAllowed(const base::Error &error, const PropertySpec &spec)
{
    return {error.code, tr("Allowed: %1").arg(allowedInput(spec)), {}};
}

base::Result<std::optional<PropertyValue>> checked(const PropertySpec &spec, PropertyValue value)
{
    const base::Result<void> check = spec.check(value);
    if (!check)
        return notAllowed(check.error(), spec);
    return std::optional(std::move(value));
}

base::Result<std::optional<PropertyValue>> parseDistributionInput(const PropertySpec &spec,
                                                                  const QString &text)
{
    if (const base::Result<double> number = base::parseQuantity(text, spec.quantity))
        return checked(spec, *number);
    // The same in other words is the same.
    const QString *usual = std::get_if<QString>(&spec.defaultValue);
    if (usual && model::withTimeUnits(*usual) == model::withTimeUnits(text))
        return std::optional<PropertyValue>(*usual);
    const base::Result<void> check = spec.check(text);
    if (!check)
        return base::Error{check.error().code, check.error().message, {}};
    return std::optional<PropertyValue>(text);
}

} // namespace

QString displayText(const PropertySpec &spec, const PropertyValue &value)
{
    if (model::isNull(value))
        return {};
    if (const double *number = std::get_if<double>(&value))
        return base::formatQuantity(*number, spec.quantity);
    if (const QString *text = std::get_if<QString>(&value);
        text && spec.type == PropertyType::Distribution && spec.quantity == base::Quantity::Seconds)
        return model::withTimeUnits(*text);
    if (const QString *text = std::get_if<QString>(&value))
        return spec.type == PropertyType::Choice ? model::choiceLabel(*text) : *text;
    if (const bool *isOn = std::get_if<bool>(&value))
        return *isOn ? tr("Yes") : tr("No");
    if (const QStringList *list = std::get_if<QStringList>(&value)) {
        QStringList words;
        for (const QString &choice : *list)
            words += model::choiceLabel(choice);
        return words.join(QStringLiteral(", "));
    }
    return model::jsonText(value);
}

QString describedValue(const PropertySpec &spec, const PropertyValue &value)
{
    if (model::isNull(value))
        return spec.nullLabel;
    const QString text = displayText(spec, value);
    return text.isEmpty() ? tr("empty") : text;
}

base::Result<std::optional<PropertyValue>> parseInput(const PropertySpec &spec, const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() && spec.isNullable)
        return std::optional<PropertyValue>(std::monostate());
    switch (spec.type) {
    case PropertyType::Integer:
    case PropertyType::Number: {
        if (trimmed.isEmpty())
            return std::optional<PropertyValue>();
        const base::Result<double> number = base::parseQuantity(trimmed, spec.quantity);
        if (!number)
            return notAllowed(number.error(), spec);
        return checked(spec, *number);
    }
    case PropertyType::Distribution:
        if (trimmed.isEmpty())
            return std::optional<PropertyValue>();
        return parseDistributionInput(spec, trimmed);
    case PropertyType::Boolean:
    case PropertyType::Text:
    case PropertyType::Choice:
    case PropertyType::ChoiceList:
        return checked(spec, trimmed);
    }
    Q_UNREACHABLE();
}

QString allowedInput(const PropertySpec &spec)
{
    QString text;
    switch (spec.type) {
    case PropertyType::Integer:
    case PropertyType::Number: {
        text = rangeText(spec);
        const QString examples = unitExamples(spec.quantity);
        if (!examples.isEmpty())
            text = tr("%1, such as %2").arg(text, examples);
        break;
    }
    case PropertyType::Distribution:
        text = tr("a time such as 250 ms, or constant(m), exponential(m), erlang(k,m), "
                  "hyperexponential(m,cv), lognormal(m,cv), gamma(shape,m), normal(m,sd), "
                  "uniform(a,b), weibull(shape,m), pareto(alpha,m), empirical(v1,v2,…)");
        break;
    case PropertyType::Boolean:
    case PropertyType::Text:
    case PropertyType::Choice:
    case PropertyType::ChoiceList:
        return {};
    }
    return spec.isNullable ? tr("%1, or empty (%2)").arg(text, spec.nullLabel) : text;
}

QString propertyToolTip(const PropertySpec &spec)
{
    const auto line = [](const QString &text) {
        return QStringLiteral("<br>") + text.toHtmlEscaped();
    };
    QString text = QStringLiteral("<b>%1</b>").arg(spec.label.toHtmlEscaped());
    if (!spec.doc.isEmpty())
        text += line(spec.doc);
    const QString allowed = allowedInput(spec);
    if (!allowed.isEmpty())
        text += line(tr("Allowed: %1").arg(allowed));
    text += line(tr("Default: %1").arg(describedValue(spec, spec.defaultValue)));
    if (!spec.source.isEmpty())
        text += line(tr("Source of the default: %1").arg(spec.source));
    return text;
}

} // namespace loadstar::panels
