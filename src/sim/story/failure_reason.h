// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace loadstar::sim {

/// Why a request got no answer.
enum class FailureReason : std::uint8_t {
    Rejected,     ///< a full queue, or no memory for its session
    TimedOut,     ///< its client gave up
    Refused,      ///< nobody listened wherever it was tried
    NoTarget,     ///< a balancer, or its users, had nowhere to send it
    BalancerDown, ///< it died with a balancer
    NodeDown,     ///< it died with its node
    StorageDown,  ///< its node could not reach its state
    Lost,         ///< a message was lost, or its node was sick
};
constexpr std::size_t kFailureReasons = 8;

/// "rejected", "timed-out", … as JSON and the tables have it.
const char *failureReasonName(FailureReason reason);

} // namespace loadstar::sim
