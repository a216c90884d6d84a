// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reliability/random_structure_design.h"

#include <QStringList>

namespace loadstar::tests {

namespace {

using model::Component;
using model::Connection;
using model::ElementId;

class Generator
{
public:
    Generator(sim::engine::Random &random, int mostFailing)
        : m_random(random)
        , m_left(mostFailing)
    {}

    model::Design make()
    {
        addContainers();
        addMany("u", "users", 1 + below(2));
        addMany("lb", "loadBalancer", 1 + below(3));
        addMany("n", "node", 1 + below(6));
        addMany("s", "storage", below(4));
        connectAll();
        if (below(3) == 0)
            connect("replication", "site0", "site1");
        m_design.header.objective[QStringLiteral("requiredNodes")] = 1.0 + below(3);
        return std::move(m_design);
    }

private:
    int below(int count)
    {
        return static_cast<int>(m_random.below(static_cast<std::uint32_t>(count)));
    }
    bool isChosen(double part) { return m_random.uniform() < part; }

    void addContainers()
    {
        add("site0", "site");
        add("site1", "site");
        add("region0", "region", isChosen(0.5) ? "site0" : "");
        for (int i = 0; i < 3; ++i)
            add("zone" + std::to_string(i), "zone",
                isChosen(0.5)   ? "region0"
                : isChosen(0.3) ? "site1"
                                : "");
    }

    void addMany(const std::string &stem, const char *kind, int count)
    {
        for (int i = 0; i < count; ++i) {
            const std::string id = stem + std::to_string(i);
            add(id, kind, isChosen(0.6) ? "zone" + std::to_string(below(3)) : "");
            m_ids[stem].push_back(id);
        }
    }

    void add(const std::string &id, const char *kind, const std::string &parent = {})
    {
        Component component;
        component.id = ElementId(QString::fromStdString(id));
        component.kind = QString::fromLatin1(kind);
        component.parent = ElementId(QString::fromStdString(parent));
        model::PropertyMap &properties = component.properties;
        const QString kindId = component.kind;
        if (kindId == u"users" || (m_left > 0 && isChosen(0.8))) {
            m_left -= kindId == u"users" ? 0 : 1;
            setFigures(properties);
        }
        if (kindId == u"loadBalancer") {
            properties[QStringLiteral("instances")] = 1.0 + below(3);
            properties[QStringLiteral("healthCheck")] = isChosen(0.7);
            properties[QStringLiteral("checkRules")] =
                isChosen(0.3) ? QStringLiteral("nginx") : QStringLiteral("haproxy");
        } else if (kindId == u"storage") {
            properties[QStringLiteral("replicas")] = 1.0 + below(3);
            properties[QStringLiteral("multiZone")] = isChosen(0.4);
        } else if (kindId == u"node") {
            const int role = below(6);
            properties[QStringLiteral("role")] = role == 0   ? QStringLiteral("dr")
                                                 : role == 1 ? QStringLiteral("standby")
                                                             : QStringLiteral("active");
            if (isChosen(0.1))
                properties[QStringLiteral("heartbeat")] = QString();
        }
        m_design.components.emplace(component.id, component);
    }

    void setFigures(model::PropertyMap &properties)
    {
        if (isChosen(0.5)) {
            properties[QStringLiteral("availability")] = 1.0 - 0.4 * m_random.uniform();
            return;
        }
        properties[QStringLiteral("mtbf")] = 10.0 + 500.0 * m_random.uniform();
        properties[QStringLiteral("mttr")] = 1.0 + 50.0 * m_random.uniform();
    }

    void connect(const char *kind, const std::string &from, const std::string &to)
    {
        Connection connection;
        connection.id = ElementId(QStringLiteral("c%1").arg(m_design.connections.size()));
        connection.kind = QString::fromLatin1(kind);
        connection.from = ElementId(QString::fromStdString(from));
        connection.to = ElementId(QString::fromStdString(to));
        if (m_left > 0 && isChosen(0.2)) {
            --m_left;
            connection.properties[QStringLiteral("availability")] = 1.0 - 0.3 * m_random.uniform();
        }
        m_design.connections.emplace(connection.id, connection);
    }

    void connectAll()
    {
        for (const std::string &users : m_ids["u"]) {
            connect("traffic", users, m_ids["lb"][0]);
            if (isChosen(0.2))
                connect("traffic", users, m_ids["n"][0]);
        }
        for (const std::string &from : m_ids["lb"]) {
            for (const std::string &to : m_ids["lb"]) {
                if (from != to && isChosen(0.4))
                    connect("traffic", from, to);
            }
            for (const std::string &to : m_ids["n"]) {
                if (isChosen(0.6))
                    connect("traffic", from, to);
            }
        }
        for (const std::string &node : m_ids["n"]) {
            for (const std::string &storage : m_ids["s"]) {
                if (isChosen(0.4))
                    connect("state", node, storage);
            }
        }
    }

    sim::engine::Random &m_random;
    int m_left;
    model::Design m_design;
    std::map<std::string, std::vector<std::string>> m_ids;
};

} // namespace

model::Design randomStructureDesign(sim::engine::Random &random, int mostFailing)
{
    return Generator(random, mostFailing).make();
}

} // namespace loadstar::tests
