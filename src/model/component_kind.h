// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/property_spec.h"

#include <QSizeF>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace loadstar::model {

struct Component;
struct Connection;

/// How a component is drawn and what it may hold.
enum class ComponentShape {
    Card,      ///< a card with icon, name and one line of detail
    Container, ///< a dashed box that other components lie in
    Note,      ///< text only
    Frame,     ///< a box that groups without meaning
};

/// What a component does in a cluster. Simulator, prober and exporters ask for the role, so that
/// none of them needs to know a kind by its name.
enum class ComponentRole {
    Annotation, ///< nothing: notes, frames and kinds that are not known
    Users,      ///< sends requests
    Balancer,   ///< passes requests on
    Node,       ///< serves requests
    Storage,    ///< keeps the state of nodes
    Zone,       ///< holds components; what spans several zones survives one
    Place,      ///< holds components
    Cluster,    ///< holds worker nodes, and workloads that it places on them
    Workload,   ///< servers that a cluster places and keeps at their number
    BatchQueue, ///< holds compute nodes that run jobs one after another
};

/// Size of a card in pixels; whole steps of the grid, so that edges align.
inline constexpr QSizeF kCardSize{152, 64};

/// One descriptor per kind of component. Palette, inspector, file reader, `loadstarctl kinds`,
/// documents and canvas labels are made from it; nothing else switches on a kind.
struct ComponentKind
{
    /// As it stands in the file, for example "loadBalancer".
    QString id;
    ComponentRole role = ComponentRole::Annotation;
    /// Sentence case, for people: "Load balancer".
    QString name;
    /// Heading in the palette.
    QString group;
    /// One sentence: what it stands for.
    QString doc;
    /// Other words people search for.
    QStringList aliases;
    /// Resource name below :/icons/kinds, without suffix.
    QString icon;
    /// The icon of one component, where its properties decide; may be null.
    std::function<QString(const Component &)> variantIcon;
    ComponentShape shape = ComponentShape::Card;
    /// Size in pixels when the component has none of its own.
    QSizeF defaultSize;
    /// Whether other components may have it as parent.
    bool isContainer = false;
    /// Whether it can fail, be the target of scenario actions, and carry a cost.
    bool canFail = true;
    std::vector<PropertySpec> properties;
    /// The line under the name on its card, made from the component's properties; may be null.
    std::function<QString(const Component &)> detail;
};

/// How a connection is drawn.
enum class ConnectionLine {
    Solid,  ///< requests travel along it
    Dotted, ///< something depends on something
    Dashed, ///< one thing follows another
};

/// What a connection stands for.
enum class ConnectionRole {
    Unknown,     ///< a kind that is not known
    Traffic,     ///< requests travel along it
    State,       ///< a node needs what it leads to
    Replication, ///< its second end takes over from its first
};

/// One descriptor per kind of connection.
struct ConnectionKind
{
    QString id;
    ConnectionRole role = ConnectionRole::Unknown;
    QString name;
    QString doc;
    /// Kinds that may stand at its ends, as pairs from -> to.
    struct Ends
    {
        QString from;
        QString to;
    };
    std::vector<Ends> ends;
    /// Why it exists, for the reason shown when an end does not fit: "traffic goes from users or
    /// …".
    QString rule;
    ConnectionLine line = ConnectionLine::Solid;
    std::vector<PropertySpec> properties;
    /// What its properties say, in a few words for the line; may be null, and empty when they say
    /// nothing out of the ordinary.
    std::function<QString(const Connection &)> detail;

    bool allows(const QString &fromKind, const QString &toKind) const;
};

/// What a scenario action does to its target and which arguments it takes.
struct ActionKind
{
    QString id;
    QString name;
    QString doc;
    /// Component or connection kinds it may act on; empty = every component that can fail.
    QStringList targets;
    /// Whether `target` may be left out.
    bool isTargetOptional = false;
    std::vector<PropertySpec> arguments;
    /// Keys of `arguments` that must be given.
    QStringList required;
};

} // namespace loadstar::model
