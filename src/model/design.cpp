// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design.h"

#include "base/units.h"

#include <algorithm>

namespace loadstar::model {

namespace {

/// So much of a stem that a number behind it still makes an id.
QString shortStem(const QString &stem)
{
    constexpr qsizetype kMostLetters = 56;
    return stem.left(kMostLetters);
}

} // namespace

bool isValidElementId(const QString &text)
{
    const auto isAlphanumeric = [](QChar c) {
        return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
    };
    if (text.isEmpty() || text.size() > 64 || !isAlphanumeric(text.front()))
        return false;
    return std::all_of(text.begin(), text.end(), [&](QChar c) {
        return isAlphanumeric(c) || c == u'_' || c == u'.' || c == u'-';
    });
}

const Component *Design::component(const ElementId &id) const
{
    const auto found = components.find(id);
    return found == components.end() ? nullptr : &found->second;
}

const Connection *Design::connection(const ElementId &id) const
{
    const auto found = connections.find(id);
    return found == connections.end() ? nullptr : &found->second;
}

bool Design::hasElement(const ElementId &id) const
{
    return components.count(id) > 0 || connections.count(id) > 0;
}

std::vector<ElementId> Design::childrenOf(const ElementId &parent) const
{
    std::vector<ElementId> children;
    for (const auto &[id, component] : components) {
        if (component.parent == parent)
            children.push_back(id);
    }
    return children;
}

bool Design::isInside(const ElementId &id, const ElementId &ancestor) const
{
    for (const Component *at = component(id); at; at = component(at->parent)) {
        if (at->id == ancestor)
            return true;
    }
    return false;
}

QPointF Design::absolutePosition(const ElementId &id) const
{
    QPointF position;
    for (const Component *at = component(id); at; at = component(at->parent))
        position += at->position;
    return position;
}

ElementId Design::freeId(const QString &stem) const
{
    return FreeIds(*this).take(ElementId(shortStem(stem)), stem);
}

bool FreeIds::isTaken(const ElementId &id) const
{
    return m_design.hasElement(id) || m_taken.count(id) > 0;
}

ElementId FreeIds::take(const ElementId &wanted, const QString &stem)
{
    ElementId id = wanted;
    if (isTaken(id)) {
        const QString shortened = shortStem(stem);
        id = ElementId(shortened);
        int &number = m_next.emplace(shortened, 2).first->second;
        for (; isTaken(id); ++number)
            id = ElementId(QStringLiteral("%1-%2").arg(shortened).arg(number));
    }
    m_taken.insert(id);
    return id;
}

const PropertyValue &valueOf(const PropertyMap &properties, const PropertySpec &spec)
{
    const auto found = properties.find(spec.key);
    if (found == properties.end() || std::holds_alternative<KeptJson>(found->second))
        return spec.defaultValue;
    return found->second;
}

const PropertyValue &PropertyReader::value(const QString &key) const
{
    const PropertySpec *spec = findSpec(m_specs, key);
    Q_ASSERT_X(spec, "PropertyReader", "the kind has no such property");
    return valueOf(m_properties, *spec);
}

bool PropertyReader::boolean(const QString &key) const
{
    return std::get<bool>(value(key));
}

double PropertyReader::number(const QString &key) const
{
    return std::get<double>(value(key));
}

std::optional<double> PropertyReader::optionalNumber(const QString &key) const
{
    const double *number = std::get_if<double>(&value(key));
    return number ? std::optional<double>(*number) : std::nullopt;
}

QString PropertyReader::text(const QString &key) const
{
    const QString *text = std::get_if<QString>(&value(key));
    return text ? *text : QString();
}

QStringList PropertyReader::list(const QString &key) const
{
    return std::get<QStringList>(value(key));
}

QString PropertyReader::distribution(const QString &key) const
{
    const PropertyValue &held = value(key);
    if (const double *number = std::get_if<double>(&held))
        return QStringLiteral("constant(%1)").arg(base::formatNumber(*number));
    const QString *text = std::get_if<QString>(&held);
    return text ? *text : QString();
}

} // namespace loadstar::model
