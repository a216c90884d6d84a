// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "sim/plan/design_reading.h"

#include <algorithm>
#include <cmath>

namespace loadstar::sim {

void readUsers(DesignReading &in, const model::Component &component, UsersSpec &users)
{
    const model::PropertyReader read = in.reader(component);
    const QString id = component.id.text();
    users.isClosed = read.text(QStringLiteral("arrivals")) == u"closed";
    users.work = in.distribution(id, "work", read.distribution(QStringLiteral("work")));
    users.sessionLength = read.number(QStringLiteral("sessionLength"));
    const QString state = read.text(QStringLiteral("sessionState"));
    users.sessionState = state == u"node"     ? SessionState::Node
                         : state == u"shared" ? SessionState::Shared
                                              : SessionState::None;
    users.sessionMemory = read.number(QStringLiteral("sessionMemory"));
    users.timeout = read.optionalNumber(QStringLiteral("timeout"));
    if (users.isClosed) {
        users.population = static_cast<std::uint32_t>(read.number(QStringLiteral("population")));
        users.thinkTime =
            in.distribution(id, "thinkTime", read.distribution(QStringLiteral("thinkTime")));
        users.clients = users.population;
        if (users.thinkTime.mean() + users.work.mean() > 0.0)
            in.refuseShort(id + QStringLiteral(".thinkTime"),
                           users.thinkTime.mean() + users.work.mean());
        if (users.timeout)
            in.refuseShort(id + QStringLiteral(".timeout"),
                           users.thinkTime.mean() + *users.timeout);
        if (users.thinkTime.mean() <= 0.0 && users.work.mean() <= 0.0) {
            in.fail(
                "sim.bad-value", id + QStringLiteral(".thinkTime"),
                in.tr("thinkTime and work are both 0, so time would stand still; one mean must be "
                      "above 0"));
        }
    } else {
        const QString interarrival = read.distribution(QStringLiteral("interarrival"));
        const double rate = read.number(QStringLiteral("rate"));
        if (!interarrival.isEmpty()) {
            users.interarrival = in.distribution(id, "interarrival", interarrival);
            if (users.interarrival.mean() <= 0.0) {
                in.fail("sim.bad-value", id + QStringLiteral(".interarrival"),
                        in.tr("found %1, but a mean above 0 is allowed").arg(interarrival));
            }
        } else if (rate > 0.0) {
            users.interarrival = *engine::Distribution::make("exponential", {1.0 / rate});
        }
        users.clients = static_cast<std::uint32_t>(read.number(QStringLiteral("clients")));
    }
    readLoad(in, component, users);
    const std::optional<double> addresses = read.optionalNumber(QStringLiteral("addresses"));
    users.addresses = addresses ? static_cast<std::uint32_t>(*addresses) : 0;
    users.addressSkew = read.number(QStringLiteral("addressSkew"));
    users.paths = static_cast<std::uint32_t>(read.number(QStringLiteral("paths")));
    users.pathSkew = read.number(QStringLiteral("pathSkew"));
}

void countClients(DesignReading &in)
{
    constexpr double kMostClients = 100e6;
    double count = 0.0;
    for (UsersSpec &users : in.plan.users) {
        double clients = users.clients;
        for (const ScenarioStep &step : in.plan.scenario) {
            if (users.isClosed && step.action == Action::Surge && step.target == users.part)
                clients *= std::max(1.0, step.factor);
        }
        count += std::ceil(clients);
        if (count > kMostClients) {
            in.fail("sim.bad-value", in.plan.idOf(users.part) + QStringLiteral(".clients"),
                    in.tr("more than %1 clients in one design cannot be simulated")
                        .arg(base::formatNumber(kMostClients)));
            return;
        }
        users.clients = static_cast<std::uint32_t>(std::ceil(clients));
        if (users.addresses == 0)
            users.addresses = users.clients;
    }
    in.plan.clientCount = static_cast<std::uint32_t>(count);
}

} // namespace loadstar::sim
