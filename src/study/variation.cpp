// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "study/variation.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::study {

namespace {

using model::PropertySpec;
using model::PropertyType;
using model::PropertyValue;

QString tr(const char *text)
{
    return QCoreApplication::translate("Study", text);
}

base::Error failure(const char *code, const QString &message, const QString &where)
{
    return {QString::fromLatin1(code), message, QStringLiteral("--vary ") + where};
}

/// The texts between those commas that stand outside brackets and double quotes.
QStringList splitValues(const QString &text)
{
    QStringList values{QString()};
    int depth = 0;
    bool isQuoted = false;
    for (const QChar c : text) {
        if (c == u'"')
            isQuoted = !isQuoted;
        else if (!isQuoted && c == u'(')
            ++depth;
        else if (!isQuoted && c == u')')
            --depth;
        if (c == u',' && depth <= 0 && !isQuoted)
            values.append(QString());
        else
            values.back() += c;
    }
    return values;
}

/// The specs of what `id` names, or null when it names nothing or something of unknown kind.
const std::vector<PropertySpec> *specsOf(const model::ElementId &id, const model::Design &design,
                                         const model::KindRegistry &kinds)
{
    if (const model::Component *component = design.component(id)) {
        const model::ComponentKind *kind = kinds.component(component->kind);
        return kind ? &kind->properties : nullptr;
    }
    if (const model::Connection *connection = design.connection(id)) {
        const model::ConnectionKind *kind = kinds.connection(connection->kind);
        return kind ? &kind->properties : nullptr;
    }
    return nullptr;
}

/// The value that a text stands for; what does not fit the type stays text, so that check() says
/// what is allowed.
PropertyValue valueFrom(const QString &text, const PropertySpec &spec)
{
    const QString trimmed = text.trimmed();
    const bool isQuoted = trimmed.size() >= 2 && trimmed.startsWith(u'"') && trimmed.endsWith(u'"');
    if (isQuoted)
        return trimmed.mid(1, trimmed.size() - 2);
    if (spec.isNullable && trimmed == u"null")
        return std::monostate();
    switch (spec.type) {
    case PropertyType::Boolean:
        if (trimmed == u"true" || trimmed == u"false")
            return trimmed == u"true";
        return trimmed;
    case PropertyType::Integer:
    case PropertyType::Number:
    case PropertyType::Distribution: {
        const base::Result<double> number = base::parseQuantity(trimmed, spec.quantity);
        return number ? PropertyValue(*number) : PropertyValue(trimmed);
    }
    case PropertyType::ChoiceList:
        return trimmed.isEmpty() ? QStringList() : trimmed.split(u'+');
    case PropertyType::Text:
    case PropertyType::Choice:
        return trimmed;
    }
    Q_UNREACHABLE();
}

QString keysOf(const std::vector<PropertySpec> &specs)
{
    QStringList keys;
    for (const PropertySpec &spec : specs)
        keys += spec.key;
    return keys.join(QStringLiteral(", "));
}

} // namespace

base::Result<Variation> parseVariation(const QString &text, const model::Design &design,
                                       const model::KindRegistry &kinds)
{
    const qsizetype equals = text.indexOf(u'=');
    // Ids may hold dots, keys never do.
    const qsizetype dot = equals < 0 ? -1 : text.lastIndexOf(u'.', equals);
    if (dot <= 0 || dot + 1 >= equals) {
        return failure("sweep.syntax",
                       tr("found no ID.KEY=VALUE,VALUE; allowed is for example n1.cores=2,4,8"),
                       text.left(80));
    }
    Variation variation;
    variation.target = model::ElementId(text.left(dot).trimmed());
    variation.key = text.mid(dot + 1, equals - dot - 1).trimmed();
    if (!design.hasElement(variation.target)) {
        return failure("sweep.unknown-element",
                       tr("the design has no component or connection \"%1\"")
                           .arg(variation.target.text().left(80)),
                       variation.name().left(80));
    }
    const std::vector<PropertySpec> *specs = specsOf(variation.target, design, kinds);
    const PropertySpec *spec = specs ? model::findSpec(*specs, variation.key) : nullptr;
    if (!spec) {
        return failure("sweep.unknown-property",
                       specs ? tr("it has no property \"%1\"; allowed are %2")
                                   .arg(variation.key.left(80), keysOf(*specs))
                             : tr("nothing is known of its kind"),
                       variation.name());
    }
    for (const QString &valueText : splitValues(text.mid(equals + 1))) {
        const PropertyValue value = valueFrom(valueText, *spec);
        const base::Result<void> checked = spec->check(value);
        if (!checked) {
            base::Error error = checked.error();
            error.where = QStringLiteral("--vary ") + variation.name();
            return error;
        }
        if (std::find(variation.values.begin(), variation.values.end(), value) !=
            variation.values.end()) {
            return failure(
                "sweep.double-value",
                tr("found %1 twice, but each value once is allowed").arg(model::jsonText(value)),
                variation.name());
        }
        variation.values.push_back(value);
    }
    return variation;
}

QString shownValue(const PropertyValue &value)
{
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    if (const QStringList *list = std::get_if<QStringList>(&value))
        return list->join(u'+');
    return model::jsonText(value);
}

std::size_t pointCount(const std::vector<Variation> &variations, std::size_t limit)
{
    std::size_t count = 1;
    for (const Variation &variation : variations) {
        if (variation.values.size() > limit / count)
            return limit + 1;
        count *= variation.values.size();
    }
    return count;
}

std::vector<PropertyValue> settingsAt(const std::vector<Variation> &variations, std::size_t index)
{
    std::vector<PropertyValue> settings(variations.size());
    for (std::size_t v = variations.size(); v-- > 0;) {
        const std::vector<PropertyValue> &values = variations[v].values;
        settings[v] = values[index % values.size()];
        index /= values.size();
    }
    return settings;
}

model::Design designAt(const model::Design &design, const std::vector<Variation> &variations,
                       std::size_t index)
{
    model::Design varied = design;
    const std::vector<PropertyValue> settings = settingsAt(variations, index);
    for (std::size_t v = 0; v < variations.size(); ++v) {
        const Variation &variation = variations[v];
        if (const auto component = varied.components.find(variation.target);
            component != varied.components.end())
            component->second.properties[variation.key] = settings[v];
        else if (const auto connection = varied.connections.find(variation.target);
                 connection != varied.connections.end())
            connection->second.properties[variation.key] = settings[v];
    }
    return varied;
}

} // namespace loadstar::study
