// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/design_shape.h"

#include "base/status_set.h"
#include "model/distribution_text.h"
#include "model/kind_registry.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>

namespace loadstar::theory {

namespace {

using model::Component;
using model::Connection;
using model::ElementId;
using model::PropertyReader;
using Keys = QSet<QString>;

QString tr(const char *text)
{
    return QCoreApplication::translate("Theory", text);
}

base::Error none(const QString &reason)
{
    return {QStringLiteral("theory.none"), reason, {}};
}

/// Keys that mean nothing to a run in which nothing fails.
const Keys &harmlessKeys()
{
    static const Keys kKeys{QStringLiteral("mttr"),         QStringLiteral("availability"),
                            QStringLiteral("costPerHour"),  QStringLiteral("failureShape"),
                            QStringLiteral("repairSpread"), QStringLiteral("maintenanceTime")};
    return kKeys;
}

const Keys &knownUserKeys()
{
    static const Keys kKeys{QStringLiteral("arrivals"),      QStringLiteral("rate"),
                            QStringLiteral("interarrival"),  QStringLiteral("population"),
                            QStringLiteral("thinkTime"),     QStringLiteral("work"),
                            QStringLiteral("clients"),       QStringLiteral("addresses"),
                            QStringLiteral("sessionLength"), QStringLiteral("sessionState"),
                            QStringLiteral("writeShare")};
    return kKeys;
}

const Keys &knownNodeKeys()
{
    static const Keys kKeys{
        QStringLiteral("cores"),      QStringLiteral("memory"),     QStringLiteral("speed"),
        QStringLiteral("discipline"), QStringLiteral("queueLimit"), QStringLiteral("weight"),
        QStringLiteral("group"),      QStringLiteral("address"),    QStringLiteral("heartbeat"),
        QStringLiteral("software"),   QStringLiteral("bootTime"),   QStringLiteral("instanceType"),
        QStringLiteral("resizeTime"), QStringLiteral("memoryFull")};
    return kKeys;
}

const Keys &knownBalancerKeys()
{
    static const Keys kKeys{QStringLiteral("layer"),        QStringLiteral("algorithm"),
                            QStringLiteral("choices"),      QStringLiteral("distinctChoices"),
                            QStringLiteral("cookieName"),   QStringLiteral("cookieDuration"),
                            QStringLiteral("healthCheck"),  QStringLiteral("checkRules"),
                            QStringLiteral("checkPath"),    QStringLiteral("checkInterval"),
                            QStringLiteral("checkTimeout"), QStringLiteral("fastInterval"),
                            QStringLiteral("downInterval"), QStringLiteral("fall"),
                            QStringLiteral("rise"),         QStringLiteral("expectStatus"),
                            QStringLiteral("expectBody"),   QStringLiteral("failOpen"),
                            QStringLiteral("slowStart"),    QStringLiteral("retries"),
                            QStringLiteral("redispatch"),   QStringLiteral("drainTimeout"),
                            QStringLiteral("instances"),    QStringLiteral("failoverTime"),
                            QStringLiteral("product")};
    return kKeys;
}

const Keys &knownStorageKeys()
{
    static const Keys kKeys{
        QStringLiteral("storageKind"), QStringLiteral("ioTime"),    QStringLiteral("concurrency"),
        QStringLiteral("accessMode"),  QStringLiteral("holds"),     QStringLiteral("replicas"),
        QStringLiteral("repairCrews"), QStringLiteral("multiZone"), QStringLiteral("failoverTime"),
        QStringLiteral("engine"),      QStringLiteral("address"),   QStringLiteral("copyTime"),
        QStringLiteral("whenDegraded")};
    return kKeys;
}

/// Reads one design; the first thing without a formula stops it.
class ShapeReader
{
public:
    explicit ShapeReader(const model::Design &design)
        : m_design(design)
    {}

    base::Result<DesignShape> read();

private:
    void fail(const QString &reason)
    {
        if (m_reason.isEmpty())
            m_reason = reason;
    }
    PropertyReader reader(const Component &component) const
    {
        return {component.properties, m_kinds.component(component.kind)->properties};
    }
    bool hasRole(const Component &component, model::ComponentRole role) const
    {
        const model::ComponentKind *kind = m_kinds.component(component.kind);
        return kind && kind->role == role;
    }
    double latencyOf(const Connection &connection) const
    {
        return PropertyReader(connection.properties,
                              m_kinds.connection(connection.kind)->properties)
            .number(QStringLiteral("latency"));
    }

    void checkProperties(const ElementId &id, const model::PropertyMap &properties,
                         const std::vector<model::PropertySpec> &specs, const Keys &known);
    void checkComponent(const Component &component, const Keys &known);
    formulas::TimeLaw law(const ElementId &id, const QString &text);
    std::vector<const Connection *> connectionsFrom(const ElementId &id, const QString &kind);
    void readUsers(const Component &users);
    void readBalancer(const Component &balancer);
    void readNode(const Component &node, const Connection &link, double latency);
    void readStorage(const Component &storage);

    const model::Design &m_design;
    const model::KindRegistry &m_kinds = model::builtinKinds();
    DesignShape m_shape;
    formulas::TimeLaw m_work;
    double m_sessionLength = 1.0;
    QString m_reason;
};

void ShapeReader::checkProperties(const ElementId &id, const model::PropertyMap &properties,
                                  const std::vector<model::PropertySpec> &specs, const Keys &known)
{
    for (const model::PropertySpec &spec : specs) {
        const model::PropertyValue &value = model::valueOf(properties, spec);
        if (known.contains(spec.key) || harmlessKeys().contains(spec.key) ||
            value == spec.defaultValue)
            continue;
        fail(tr("there is no formula for %1 of \"%2\" set to %3")
                 .arg(spec.key, id.text(), model::jsonText(value)));
    }
}

void ShapeReader::checkComponent(const Component &component, const Keys &known)
{
    checkProperties(component.id, component.properties,
                    m_kinds.component(component.kind)->properties, known);
    for (const Component *at = m_design.component(component.parent); at;
         at = m_design.component(at->parent)) {
        if (const model::ComponentKind *kind = m_kinds.component(at->kind))
            checkProperties(at->id, at->properties, kind->properties, {});
    }
}

formulas::TimeLaw ShapeReader::law(const ElementId &id, const QString &text)
{
    const auto parsed = model::parseDistribution(text);
    const auto made =
        parsed ? formulas::timeLaw(parsed->family.toStdString(), parsed->parameters) : std::nullopt;
    if (!made)
        fail(tr("the distribution %1 of \"%2\" has no formula").arg(text, id.text()));
    return made.value_or(formulas::constantLaw(1.0));
}

std::vector<const Connection *> ShapeReader::connectionsFrom(const ElementId &id,
                                                             const QString &kind)
{
    std::vector<const Connection *> found;
    for (const auto &[own, connection] : m_design.connections) {
        if (connection.from == id && connection.kind == kind) {
            found.push_back(&connection);
            checkProperties(own, connection.properties, m_kinds.connection(kind)->properties,
                            {QStringLiteral("latency")});
        }
    }
    return found;
}

void ShapeReader::readUsers(const Component &users)
{
    checkComponent(users, knownUserKeys());
    const PropertyReader read = reader(users);
    const QString arrivals = read.text(QStringLiteral("arrivals"));
    m_work = law(users.id, read.distribution(QStringLiteral("work")));
    m_sessionLength = read.number(QStringLiteral("sessionLength"));
    m_shape.isClosed = arrivals == u"closed";
    if (m_shape.isClosed) {
        m_shape.population = static_cast<int>(read.number(QStringLiteral("population")));
        m_shape.thinkTime = law(users.id, read.distribution(QStringLiteral("thinkTime"))).mean;
        return;
    }
    if (arrivals != u"open")
        fail(tr("there is no formula for arrivals \"%1\"").arg(arrivals));
    const QString interarrival = read.distribution(QStringLiteral("interarrival"));
    const double rate = read.number(QStringLiteral("rate"));
    if (!interarrival.isEmpty())
        m_shape.interarrival = law(users.id, interarrival);
    else if (rate > 0.0)
        m_shape.interarrival = formulas::exponentialLaw(1.0 / rate);
    if (!(m_shape.interarrival.mean > 0.0))
        fail(tr("no requests arrive"));
}

void ShapeReader::readBalancer(const Component &balancer)
{
    checkComponent(balancer, knownBalancerKeys());
    const PropertyReader read = reader(balancer);
    m_shape.algorithm = read.text(QStringLiteral("algorithm"));
    m_shape.choices = static_cast<int>(read.number(QStringLiteral("choices")));
    if (!read.boolean(QStringLiteral("healthCheck")))
        return;
    const auto expected = base::StatusSet::parse(read.text(QStringLiteral("expectStatus")));
    const bool isHttp = read.text(QStringLiteral("layer")) != u"tcp";
    if (isHttp && (!expected || !expected->contains(200)))
        fail(tr("the health checks of \"%1\" find every node unhealthy").arg(balancer.id.text()));
}

void ShapeReader::readNode(const Component &node, const Connection &link, double latency)
{
    checkComponent(node, knownNodeKeys());
    const PropertyReader read = reader(node);
    ShapeNode shape;
    shape.id = node.id;
    shape.cores = static_cast<int>(read.number(QStringLiteral("cores")));
    const QString discipline = read.text(QStringLiteral("discipline"));
    shape.isShared = discipline == u"ps";
    if (!shape.isShared && discipline != u"fifo")
        fail(tr("there is no formula for the discipline \"%1\" of \"%2\"")
                 .arg(discipline, node.id.text()));
    if (const auto limit = read.optionalNumber(QStringLiteral("queueLimit"));
        limit && !shape.isShared)
        shape.queueLimit = static_cast<int>(*limit);
    shape.weight = read.number(QStringLiteral("weight"));
    shape.service = m_work.scaled(1.0 / read.number(QStringLiteral("speed")));
    if (!(shape.service.mean > 0.0))
        fail(tr("requests need no work"));
    shape.latency = latency + 2.0 * latencyOf(link);
    if (read.text(QStringLiteral("heartbeat")).isEmpty() && !m_shape.algorithm.isEmpty())
        fail(tr("\"%1\" has no heartbeat, so its balancer holds it down").arg(node.id.text()));
    for (const Connection *state : connectionsFrom(node.id, QStringLiteral("state"))) {
        shape.storages.push_back(state->to);
        if (const Component *storage = m_design.component(state->to))
            readStorage(*storage);
    }
    m_shape.nodes.push_back(std::move(shape));
}

void ShapeReader::readStorage(const Component &storage)
{
    if (m_shape.storages.count(storage.id))
        return;
    checkComponent(storage, knownStorageKeys());
    const PropertyReader read = reader(storage);
    ShapeStorage shape;
    shape.time = law(storage.id, read.distribution(QStringLiteral("ioTime")));
    shape.servers =
        static_cast<int>(read.optionalNumber(QStringLiteral("concurrency")).value_or(0.0));
    m_shape.storages.emplace(storage.id, shape);
}

base::Result<DesignShape> ShapeReader::read()
{
    const Component *users = nullptr;
    for (const auto &[id, component] : m_design.components) {
        if (!hasRole(component, model::ComponentRole::Users))
            continue;
        if (users)
            return none(tr("more than one component sends requests"));
        users = &component;
    }
    if (!users)
        return none(tr("nobody sends requests"));
    if (!m_design.scenario.empty())
        return none(tr("the scenario changes the design during the run"));
    readUsers(*users);
    const QString traffic = QStringLiteral("traffic");
    std::vector<const Connection *> links = connectionsFrom(users->id, traffic);
    double latency = 0.0;
    if (links.size() == 1) {
        const Component *target = m_design.component(links.front()->to);
        if (target && hasRole(*target, model::ComponentRole::Balancer)) {
            readBalancer(*target);
            latency = 2.0 * latencyOf(*links.front());
            links = connectionsFrom(target->id, traffic);
        }
    } else if (m_sessionLength > 1.0) {
        fail(tr("sessions stay with the connection that they chose"));
    } else {
        m_shape.algorithm = QStringLiteral("random");
    }
    const bool isChosenByUsers = links.size() > 1 && links.front()->from == users->id;
    for (const Connection *link : links) {
        const Component *target = m_design.component(link->to);
        if (!target || !hasRole(*target, model::ComponentRole::Node))
            return none(tr("requests go through more than one balancer, or to a \"%1\"")
                            .arg(target ? target->kind : QString()));
        readNode(*target, *link, latency);
        if (isChosenByUsers)
            m_shape.nodes.back().weight = 1.0;
    }
    std::erase_if(m_shape.nodes, [](const ShapeNode &node) { return !(node.weight > 0.0); });
    if (m_shape.nodes.size() == 1)
        m_shape.algorithm.clear();
    if (m_shape.nodes.empty())
        fail(tr("requests reach no node"));
    if (!m_reason.isEmpty())
        return none(m_reason);
    return m_shape;
}

} // namespace

bool ShapeNode::isLike(const ShapeNode &other) const
{
    return cores == other.cores && isShared == other.isShared && queueLimit == other.queueLimit &&
           weight == other.weight && service.mean == other.service.mean &&
           latency == other.latency && storages == other.storages;
}

base::Result<DesignShape> readShape(const model::Design &design)
{
    return ShapeReader(design).read();
}

} // namespace loadstar::theory
