// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/task.h"
#include "model/design.h"
#include "sim/design_simulation.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace loadstar::sim {

/// Something that one user notices, or a stretch in which nothing changes.
struct UserMoment
{
    enum class Kind : std::uint8_t {
        FrontDoor,     ///< requests go to `place` from here on
        SignedIn,      ///< a session begins on `place`
        SignedInAgain, ///< the same, because the session before was lost
        Served,        ///< `count` requests answered by `place` until `until`
        Moved,         ///< `place` goes on with the session
        Broken,        ///< `place` does not know the session: the user must sign in again
        SessionLost,   ///< the session is gone with `place`
        SignedOut,     ///< the session ended as it should
        Failed,        ///< a request ended on `place` without an answer
    };

    double at = 0.0; ///< seconds
    Kind kind = Kind::Served;
    QString place;
    QString before;     ///< SignedInAgain, Moved, Broken: the node that held the session before
    double until = 0.0; ///< Served: the last answer, and `at` the first; else as `at`
    std::int64_t count = 1;
    double meanWait = 0.0;    ///< Served: response time, seconds
    double longestWait = 0.0; ///< Served and Failed, seconds
    /// SessionLost, Broken: seconds since the session began on the node that held it, which alone
    /// knew what was done in it; 0 where the state is shared.
    double workLost = 0.0;
    QString because;     ///< the element whose trouble did it; empty when unknown
    QString becauseWhat; ///< eventName() of that trouble: "fail", "drained", …
    QString reason;      ///< Failed: failureReasonName()

    bool operator==(const UserMoment &) const = default;
};

/// What one client of a users component sees of a run.
struct UserStory
{
    QString users;
    std::uint32_t client = 0;  ///< counted from 1 within its component
    std::uint32_t clients = 0; ///< of the component
    double until = 0.0;        ///< seconds that the story covers
    std::vector<UserMoment> moments;
    std::int64_t answered = 0;
    std::int64_t failed = 0;
    std::int64_t lostSessions = 0;   ///< with a node
    std::int64_t brokenSessions = 0; ///< sent to a node that does not know them
    double workLost = 0.0;           ///< seconds, of all sessions
    double longestWait = 0.0;        ///< seconds, of answered requests
};

/// Runs the first replication up to `until` seconds and tells what that client saw. Without a
/// client it is the one of the component that suffered most: most sessions lost or broken, then
/// most failed requests, then most seconds of waiting, then the lowest number. Fails as
/// DesignSimulation::create does, with sim.cancelled, or with sim.no-such-user when `users` is no
/// users component of the design or has fewer clients.
base::Result<UserStory> tellUser(const model::Design &design, const RunOptions &options,
                                 const QString &users, std::optional<std::uint32_t> client,
                                 double until, const base::TaskControl *control = nullptr);

} // namespace loadstar::sim
