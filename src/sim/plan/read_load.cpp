// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/profile_text.h"
#include "sim/plan/design_reading.h"

namespace loadstar::sim {

namespace {

void readProfile(DesignReading &in, const QString &id, const QString &text, UsersSpec &users)
{
    const QString where = id + QStringLiteral(".profile");
    const base::Result<std::vector<model::ProfileTerm>> terms = model::parseProfile(text);
    if (!terms) {
        in.fail("sim.bad-value", where, terms.error().message);
        return;
    }
    auto profile = std::make_shared<engine::RateProfile>();
    for (const model::ProfileTerm &term : *terms) {
        if (!profile->add(term.shape.toStdString(), term.parameters))
            in.fail("sim.bad-value", where, in.tr("\"%1\" cannot be simulated").arg(term.shape));
    }
    users.load.profile = std::move(profile);
}

void readReplay(DesignReading &in, const QString &id, const QString &name, UsersSpec &users)
{
    base::Result<ReplayTrace> trace = loadReplayTrace(name, in.inputs);
    if (!trace) {
        in.fail(trace.error().code.toLatin1().constData(), id + QStringLiteral(".traceFile"),
                trace.error().message);
        return;
    }
    if (trace->clientCount > 0)
        users.clients = trace->clientCount;
    users.load.replay = std::make_shared<const ReplayTrace>(std::move(*trace));
}

std::optional<BreakerRules> readBreaker(const model::PropertyReader &read)
{
    const std::optional<double> share = read.optionalNumber(QStringLiteral("breakerShare"));
    if (!share)
        return std::nullopt;
    BreakerRules breaker;
    breaker.share = *share;
    breaker.window = read.number(QStringLiteral("breakerWindow"));
    breaker.minimum = static_cast<std::uint32_t>(read.number(QStringLiteral("breakerMinimum")));
    breaker.openTime = read.number(QStringLiteral("breakerOpenTime"));
    breaker.trials = static_cast<std::uint32_t>(read.number(QStringLiteral("breakerTrials")));
    return breaker;
}

void readRules(DesignReading &in, const QString &id, const model::PropertyReader &read,
               UsersSpec &users)
{
    ClientRules rules;
    rules.retries = static_cast<std::uint32_t>(read.number(QStringLiteral("retries")));
    rules.backoff = read.number(QStringLiteral("backoff"));
    rules.backoffCap = read.number(QStringLiteral("backoffCap"));
    const QString jitter = read.text(QStringLiteral("backoffJitter"));
    rules.jitter = jitter == u"equal"  ? Jitter::Equal
                   : jitter == u"none" ? Jitter::None
                                       : Jitter::Full;
    rules.attemptTimeout = read.optionalNumber(QStringLiteral("attemptTimeout"));
    rules.hedgeDelay = read.optionalNumber(QStringLiteral("hedgeDelay"));
    rules.breaker = readBreaker(read);
    const QString patience = read.distribution(QStringLiteral("patience"));
    if (!patience.isEmpty())
        rules.patience = in.distribution(id, "patience", patience);
    if (rules.isUsed())
        users.load.rules = std::make_shared<const ClientRules>(rules);
}

} // namespace

void readLoad(DesignReading &in, const model::Component &component, UsersSpec &users)
{
    const model::PropertyReader read = in.reader(component);
    const QString id = component.id.text();
    users.load.priority = static_cast<std::uint8_t>(read.number(QStringLiteral("priority")));
    users.load.highPriorityShare = read.number(QStringLiteral("highPriorityShare"));
    users.load.hasPriority = users.load.priority > 0 || users.load.highPriorityShare > 0.0;
    const QString profile = read.text(QStringLiteral("profile")).trimmed();
    if (!users.isClosed && !profile.isEmpty())
        readProfile(in, id, profile, users);
    const QString file = read.text(QStringLiteral("traceFile"));
    if (!users.isClosed && !file.isEmpty())
        readReplay(in, id, file, users);
    readRules(in, id, read, users);
}

} // namespace loadstar::sim
