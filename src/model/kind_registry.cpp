// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kind_registry.h"

#include "model/component.h"
#include "model/connection.h"

#include <QCoreApplication>

#include <algorithm>

namespace loadstar::model {

namespace {

template <typename Kind>
const Kind *findKind(const std::vector<Kind> &kinds, const QString &id)
{
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind &kind) { return kind.id == id; });
    return found == kinds.end() ? nullptr : &*found;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("KindRegistry", text);
}

} // namespace

KindRegistry::KindRegistry(std::vector<ComponentKind> components,
                           std::vector<ConnectionKind> connections, std::vector<ActionKind> actions,
                           std::vector<PropertySpec> objective)
    : m_components(std::move(components))
    , m_connections(std::move(connections))
    , m_actions(std::move(actions))
    , m_objective(std::move(objective))
{}

const ComponentKind *KindRegistry::component(const QString &id) const
{
    return findKind(m_components, id);
}

const ConnectionKind *KindRegistry::connection(const QString &id) const
{
    return findKind(m_connections, id);
}

const ActionKind *KindRegistry::action(const QString &id) const
{
    return findKind(m_actions, id);
}

ComponentRole KindRegistry::roleOf(const Component &component) const
{
    const ComponentKind *kind = this->component(component.kind);
    return kind ? kind->role : ComponentRole::Annotation;
}

ConnectionRole KindRegistry::roleOf(const Connection &connection) const
{
    const ConnectionKind *kind = this->connection(connection.kind);
    return kind ? kind->role : ConnectionRole::Unknown;
}

const ComponentKind *KindRegistry::playing(ComponentRole role) const
{
    const auto found =
        std::find_if(m_components.begin(), m_components.end(),
                     [role](const ComponentKind &kind) { return kind.role == role; });
    return found == m_components.end() ? nullptr : &*found;
}

base::Result<const ConnectionKind *> KindRegistry::connectionBetween(const QString &fromKind,
                                                                     const QString &toKind) const
{
    QStringList rules;
    const ConnectionKind *backwards = nullptr;
    for (const ConnectionKind &kind : m_connections) {
        if (kind.allows(fromKind, toKind))
            return &kind;
        if (kind.allows(toKind, fromKind))
            backwards = &kind;
        const bool isStart =
            std::any_of(kind.ends.begin(), kind.ends.end(),
                        [&](const ConnectionKind::Ends &pair) { return pair.from == fromKind; });
        if (isStart)
            rules += kind.rule;
    }
    const auto nameOf = [this](const QString &id) {
        const ComponentKind *kind = component(id);
        return kind ? kind->name.toLower() : id;
    };
    // What starts here may be quite another thing than what was meant, so both ends are named.
    const QString message =
        backwards ? tr("%1: draw it the other way round").arg(backwards->rule)
        : rules.isEmpty()
            ? tr("no connection starts at: %1").arg(nameOf(fromKind))
            : tr("no connection goes from %1 to %2: %3")
                  .arg(nameOf(fromKind), nameOf(toKind), rules.join(QStringLiteral("; ")));
    return base::Error{QStringLiteral("connection.not-allowed"), message, {}};
}

QSizeF componentSize(const Component &component, const KindRegistry &kinds)
{
    if (component.appearance.isCollapsed)
        return kCardSize;
    if (component.size)
        return *component.size;
    const ComponentKind *kind = kinds.component(component.kind);
    return kind ? kind->defaultSize : kCardSize;
}

} // namespace loadstar::model
