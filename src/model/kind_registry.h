// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/component_kind.h"

#include <QString>

#include <vector>

namespace loadstar::model {

struct Connection;

/// All kinds this version knows, in palette order. Pass it by reference; builtinKinds() makes the
/// one of the program.
class KindRegistry
{
public:
    KindRegistry(std::vector<ComponentKind> components, std::vector<ConnectionKind> connections,
                 std::vector<ActionKind> actions, std::vector<PropertySpec> objective);

    const std::vector<ComponentKind> &components() const { return m_components; }
    const std::vector<ConnectionKind> &connections() const { return m_connections; }
    const std::vector<ActionKind> &actions() const { return m_actions; }
    const std::vector<PropertySpec> &objective() const { return m_objective; }

    /// The kind, or null when this version does not know it.
    const ComponentKind *component(const QString &id) const;
    const ConnectionKind *connection(const QString &id) const;
    const ActionKind *action(const QString &id) const;

    /// Annotation, or Unknown, for a kind that this version does not know.
    ComponentRole roleOf(const Component &component) const;
    ConnectionRole roleOf(const Connection &connection) const;
    /// The first kind that plays a role, or null.
    const ComponentKind *playing(ComponentRole role) const;

    /// The kind of connection that may go from a component of `fromKind` to one of `toKind`, or the
    /// reason why there is none (connection.not-allowed). Kinds that are not known connect to
    /// nothing.
    base::Result<const ConnectionKind *> connectionBetween(const QString &fromKind,
                                                           const QString &toKind) const;

private:
    std::vector<ComponentKind> m_components;
    std::vector<ConnectionKind> m_connections;
    std::vector<ActionKind> m_actions;
    std::vector<PropertySpec> m_objective;
};

/// Size in pixels: that of a card for a collapsed container, else the component's own, or its
/// kind's, or that of a card for a kind that is not known.
QSizeF componentSize(const Component &component, const KindRegistry &kinds);

} // namespace loadstar::model
