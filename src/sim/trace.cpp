// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/trace.h"

#include <array>

namespace loadstar::sim {

const char *eventName(EventWhat what)
{
    static constexpr std::array kNames{
        "fail",           "recover",        "slow",
        "surge",          "resize",         "resized",
        "drain",          "undrain",        "drained",
        "marked-down",    "marked-up",      "promoted",
        "cutover",        "failover",       "failback",
        "disconnect",     "reconnect",      "maintain",
        "maintained",     "fault",          "healed",
        "configure",      "reweight",       "agent",
        "respond",        "breaker-opened", "breaker-half-opened",
        "breaker-closed",
    };
    return kNames[static_cast<std::size_t>(what)];
}

const char *causeName(ElementIndex by)
{
    switch (by) {
    case kByScenario:
        return "scenario";
    case kByChance:
        return "random";
    case kByPlayer:
        return "player";
    case kByStart:
        return "start";
    default:
        return "";
    }
}

const char *failureModeName(FailureMode mode)
{
    static constexpr std::array kNames{
        "",        "crash", "hang", "cpu",       "memory", "errors",      "disk-full",
        "slow-io", "delay", "loss", "partition", "dns",    "certificate", "flapping",
    };
    return kNames[static_cast<std::size_t>(mode)];
}

} // namespace loadstar::sim
