// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"

#include <QByteArray>
#include <QtTest>

#include <nlohmann/json.hpp>

namespace loadstar::tests {

/// Writes designs for tests: DesignText().users("{...}").node("n1", "{...}").traffic("users",
/// "n1").
class DesignText
{
public:
    using json = nlohmann::json;

    DesignText()
        : m_root{{"loadstar", 1},
                 {"name", "test"},
                 {"components", json::array()},
                 {"connections", json::array()},
                 {"scenario", json::array()}}
    {}

    DesignText &add(const char *kind, const std::string &id, const std::string &properties = "{}",
                    const std::string &parent = {})
    {
        json component{{"id", id}, {"kind", kind}, {"name", id},
                       {"x", 0},   {"y", 0},       {"properties", json::parse(properties)}};
        if (!parent.empty())
            component["parent"] = parent;
        m_root["components"].push_back(component);
        return *this;
    }
    DesignText &users(const std::string &properties = "{}", const std::string &id = "users")
    {
        return add("users", id, properties);
    }
    DesignText &balancer(const std::string &properties = "{}", const std::string &id = "lb")
    {
        return add("loadBalancer", id, properties);
    }
    DesignText &node(const std::string &id, const std::string &properties = "{}",
                     const std::string &parent = {})
    {
        return add("node", id, properties, parent);
    }
    DesignText &connect(const char *kind, const std::string &from, const std::string &to,
                        const std::string &properties = "{}")
    {
        m_root["connections"].push_back({{"id", from + "." + to},
                                         {"kind", kind},
                                         {"from", from},
                                         {"to", to},
                                         {"properties", json::parse(properties)}});
        return *this;
    }
    DesignText &traffic(const std::string &from, const std::string &to,
                        const std::string &properties = "{}")
    {
        return connect("traffic", from, to, properties);
    }
    /// users -> lb -> n1..nCount; nodes all alike.
    DesignText &farm(int count, const std::string &users, const std::string &balancer,
                     const std::string &node = "{}")
    {
        this->users(users).balancer(balancer).traffic("users", "lb");
        for (int i = 1; i <= count; ++i) {
            // Two digits at least, so that the order of ids is the order of numbers.
            const std::string id = (i < 10 ? "n0" : "n") + std::to_string(i);
            this->node(id, node).traffic("lb", id);
        }
        return *this;
    }
    DesignText &at(double time, const char *action, const std::string &target,
                   const std::string &arguments = "{}")
    {
        json event = json::parse(arguments);
        event["at"] = time;
        event["action"] = action;
        if (!target.empty())
            event["target"] = target;
        m_root["scenario"].push_back(event);
        return *this;
    }
    DesignText &objective(const std::string &text)
    {
        m_root["objective"] = json::parse(text);
        return *this;
    }

    QByteArray bytes() const { return QByteArray::fromStdString(m_root.dump()); }

    model::Design design() const
    {
        const auto loaded = model::parseDesign(bytes(), model::builtinKinds());
        if (!loaded)
            qFatal("the test's design is invalid: %s", qPrintable(loaded.error().text()));
        return loaded->design;
    }

private:
    json m_root;
};

/// Runs a design to its end and keeps the simulation for questions.
inline std::unique_ptr<sim::DesignSimulation> simulated(const model::Design &design,
                                                        const sim::RunOptions &options,
                                                        sim::TraceSink *sink = nullptr)
{
    auto created = sim::DesignSimulation::create(design, options);
    if (!created)
        qFatal("cannot simulate: %s", qPrintable(created.error().text()));
    std::unique_ptr<sim::DesignSimulation> simulation = std::move(created.value());
    simulation->setTraceSink(sink);
    simulation->runUntil(options.duration);
    return simulation;
}

inline sim::RunReport reportOf(const model::Design &design, const sim::RunOptions &options)
{
    return simulated(design, options)->report();
}

inline const sim::ComponentReport &componentOf(const sim::RunReport &report, const char *id)
{
    for (const sim::ComponentReport &component : report.components) {
        if (component.id == QLatin1String(id))
            return component;
    }
    qFatal("no figures of component %s", id);
}

/// One event as the report has it.
inline sim::RunEvent runEvent(double at, const char *what, const char *target, const char *by,
                              const char *mode = "")
{
    return {at, QString::fromLatin1(what), QString::fromLatin1(target), QString::fromLatin1(by),
            QString::fromLatin1(mode)};
}

/// Times of the events `what` on `target`, in order.
inline std::vector<double> timesOf(const sim::RunReport &report, const char *what,
                                   const char *target)
{
    std::vector<double> times;
    for (const sim::RunEvent &event : report.events) {
        if (event.what == QLatin1String(what) && event.target == QLatin1String(target))
            times.push_back(event.at);
    }
    return times;
}

} // namespace loadstar::tests
