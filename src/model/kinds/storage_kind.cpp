// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/component.h"
#include "model/design.h"
#include "model/kinds/builtin_kinds.h"
#include "model/kinds/property_specs.h"

namespace loadstar::model {

namespace {

using namespace specs;
using base::Quantity;

std::vector<PropertySpec> serviceProperties()
{
    return grouped(
        kindText("Service"),
        {documented(choice("storageKind", kindText("Kind of storage"),
                           {QStringLiteral("database"), QStringLiteral("shared-files"),
                            QStringLiteral("volume"), QStringLiteral("object-store")}),
                    kindText("What it is.")),
         documented(distribution("ioTime", kindText("Time per visit"), Quantity::Seconds,
                                 QStringLiteral("constant(0)")),
                    kindText("Seconds that one request's reading and writing takes.")),
         documented(
             optionalInteger("concurrency", kindText("Served at once"), kindText("no limit"), 1.0),
             kindText("Visits that it serves at the same time; more wait.")),
         documented(number("writeShare", kindText("Part that writes"), Quantity::Probability, 1.0),
                    kindText("Part of the visits that change something.")),
         documented(choice("accessMode", kindText("Access mode"),
                           {QStringLiteral("ReadWriteMany"), QStringLiteral("ReadWriteOnce")}),
                    kindText("Whether many nodes may mount it for writing, or one.")),
         [] {
             PropertySpec spec;
             spec.key = QStringLiteral("holds");
             spec.label = kindText("Holds");
             spec.type = PropertyType::ChoiceList;
             spec.defaultValue = QStringList();
             spec.choices = {QStringLiteral("home"), QStringLiteral("projects"),
                             QStringLiteral("metadata"), QStringLiteral("sessions"),
                             QStringLiteral("secrets")};
             return documented(std::move(spec),
                               kindText("Which state of the application lives here."));
         }()});
}

std::vector<PropertySpec> redundancyProperties()
{
    return grouped(
        kindText("Redundancy"),
        {documented(atMost(1000.0, integer("replicas", kindText("Replicas"), 1.0, 1.0)),
                    kindText("Copies; it is down when all are.")),
         documented(optionalInteger("repairCrews", kindText("Repair crews"),
                                    kindText("one per replica"), 1.0),
                    kindText("How many replicas can be repaired at the same time.")),
         documented(boolean("multiZone", kindText("Several zones"), false),
                    kindText("Whether it survives its zone.")),
         documented(number("failoverTime", kindText("Failover time"), Quantity::Seconds, 0.0),
                    kindText("Seconds until another replica has taken over.")),
         documented(choice("whenDegraded", kindText("When degraded"),
                           {QStringLiteral("serve"), QStringLiteral("read-only")}),
                    kindText("Without a majority of its replicas, without its synchronous copy or "
                             "during a failover: it serves what it can, or reads only.")),
         documented(text("engine", kindText("Engine"), {}),
                    kindText("Product name, such as PostgreSQL or NFS.")),
         documented(optionalText("address", kindText("Address"), kindText("unknown")),
                    kindText("Host and port, such as 10.0.0.30:5432."))});
}

QString storageIcon(const Component &component)
{
    const PropertyReader read(component.properties,
                              builtinKinds().component(component.kind)->properties);
    const QString storageKind = read.text(QStringLiteral("storageKind"));
    return storageKind == u"database" ? QStringLiteral("storage") : storageKind;
}

QString storageDetail(const Component &component)
{
    const PropertyReader read(component.properties,
                              builtinKinds().component(component.kind)->properties);
    const QString engine = read.text(QStringLiteral("engine"));
    const QString what =
        engine.isEmpty() ? read.text(QStringLiteral("storageKind")).replace(u'-', u' ') : engine;
    const int replicas = int(read.number(QStringLiteral("replicas")));
    if (replicas > 1)
        return what + QStringLiteral(", ") +
               QCoreApplication::translate("Kinds", "%n replica(s)", nullptr, replicas);
    return read.boolean(QStringLiteral("multiZone")) ? kindText("%1, several zones").arg(what)
                                                     : what;
}

} // namespace

ComponentKind storageKind()
{
    ComponentKind kind;
    kind.id = QStringLiteral("storage");
    kind.role = ComponentRole::Storage;
    kind.name = kindText("Storage");
    kind.group = kindText("State");
    kind.doc = kindText("State that the nodes share: a database, files, a volume or objects.");
    kind.aliases = {kindText("database"), kindText("shared files"), kindText("volume"),
                    kindText("NFS"), kindText("PostgreSQL")};
    kind.icon = QStringLiteral("storage");
    kind.defaultSize = kCardSize;
    kind.properties = serviceProperties();
    append(kind.properties, redundancyProperties());
    append(kind.properties, reliabilityProperties());
    kind.variantIcon = storageIcon;
    kind.detail = storageDetail;
    return kind;
}

} // namespace loadstar::model
