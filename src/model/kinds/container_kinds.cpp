// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;

ComponentKind containerKind(const char *id, const QString &name, const QString &doc)
{
    ComponentKind kind;
    kind.id = QString::fromLatin1(id);
    kind.role = ComponentRole::Place;
    kind.name = name;
    kind.group = kindText("Places");
    kind.doc = doc;
    kind.icon = kind.id;
    kind.shape = ComponentShape::Container;
    kind.isContainer = true;
    kind.properties = commonCauseProperties();
    append(kind.properties, reliabilityProperties());
    return kind;
}

} // namespace

std::vector<PropertySpec> commonCauseProperties()
{
    return grouped(
        kindText("Common cause"),
        {documented(
            number("commonCause", kindText("Common cause"), base::Quantity::Probability, 0.0),
            kindText("Part of the failures by chance of the nodes, storages or balancers "
                     "directly inside that strikes all of the kind at once (beta "
                     "factor)."),
            kindText("Fleming, 1975; NUREG/CR-4780, beta-factor model"))});
}

ComponentKind zoneKind()
{
    ComponentKind kind = containerKind(
        "zone", kindText("Availability zone"),
        kindText("A place that fails as one: a data centre with its own power and network."));
    kind.role = ComponentRole::Zone;
    kind.aliases = {kindText("AZ"), kindText("data centre"), kindText("fault domain")};
    kind.defaultSize = {240, 180};
    return kind;
}

ComponentKind regionKind()
{
    ComponentKind kind = containerKind("region", kindText("Region"),
                                       kindText("Zones close to each other, of one provider."));
    kind.defaultSize = {480, 320};
    return kind;
}

ComponentKind siteKind()
{
    ComponentKind kind =
        containerKind("site", kindText("Site"),
                      kindText("A whole installation that another site can take over from."));
    kind.aliases = {kindText("disaster recovery"), kindText("data centre")};
    kind.defaultSize = {480, 320};
    return kind;
}

} // namespace loadstar::model
