// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/element_search.h"

#include <algorithm>

namespace loadstar::edit {

namespace {

QString plainText(const model::PropertyValue &value)
{
    if (const QString *text = std::get_if<QString>(&value))
        return *text;
    if (const QStringList *list = std::get_if<QStringList>(&value))
        return list->join(QStringLiteral(", "));
    return model::jsonText(value);
}

void addProperties(QStringList &words, const model::PropertyMap &properties,
                   const std::vector<model::PropertySpec> *specs)
{
    for (const auto &[key, value] : properties) {
        const model::PropertySpec *spec = specs ? model::findSpec(*specs, key) : nullptr;
        words += (spec ? spec->label : key) + u' ' + plainText(value);
    }
}

} // namespace

QStringList searchWords(const model::Design &design, const model::KindRegistry &kinds,
                        const model::ElementId &id)
{
    QStringList words;
    if (const model::Component *component = design.component(id)) {
        const model::ComponentKind *kind = kinds.component(component->kind);
        words << id.text() << (kind ? kind->name : component->kind);
        if (kind)
            words += kind->aliases;
        addProperties(words, component->properties, kind ? &kind->properties : nullptr);
    } else if (const model::Connection *connection = design.connection(id)) {
        const model::ConnectionKind *kind = kinds.connection(connection->kind);
        words << id.text() << (kind ? kind->name : connection->kind);
        addProperties(words, connection->properties, kind ? &kind->properties : nullptr);
    }
    return words;
}

QString nameOf(const model::Design &design, const model::ElementId &id)
{
    if (const model::Component *component = design.component(id); component)
        return component->name.isEmpty() ? id.text() : component->name;
    if (const model::Connection *connection = design.connection(id); connection)
        return nameOf(design, connection->from) + QStringLiteral(" → ") +
               nameOf(design, connection->to);
    return id.text();
}

QString placeOf(const model::Design &design, const model::ElementId &id)
{
    QStringList around;
    const model::Component *component = design.component(id);
    while (component && !component->parent.isEmpty()) {
        around.prepend(nameOf(design, component->parent));
        component = design.component(component->parent);
    }
    return around.join(QStringLiteral(" / "));
}

bool matches(const model::Design &design, const model::KindRegistry &kinds,
             const model::ElementId &id, const QString &text)
{
    if (nameOf(design, id).contains(text, Qt::CaseInsensitive))
        return true;
    const QStringList words = searchWords(design, kinds, id);
    return std::any_of(words.begin(), words.end(), [&text](const QString &word) {
        return word.contains(text, Qt::CaseInsensitive);
    });
}

} // namespace loadstar::edit
