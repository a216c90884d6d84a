// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/design_text.h"
#include "sim/run_data.h"

#include <cmath>
#include <functional>
#include <optional>

/// The cases of open.json that are one run in a steady state each, as designs. Sources stand in
/// that file.
namespace loadstar::tests {

/// One published number, how far from it the simulator may be besides three standard errors of its
/// own, and where a report has it.
struct Expectation
{
    std::string name = "responseTime.mean";
    double value = 0.0;
    double slack = 0.0;
    std::function<std::optional<double>(const sim::RunReport &)> read;
    std::optional<double> theory{}; ///< where the theory of designs has no formula
};

/// A case of open.json as a design, with the numbers that it should give; the first is the main
/// one.
struct Case
{
    DesignText text;
    double rate = 1.0;        ///< requests per second
    double load = 0.5;        ///< of each server
    double meanService = 1.0; ///< seconds
    std::vector<Expectation> expectations;
    double effort = 1.0; ///< times as many requests as other cases
    std::string part;    ///< which of several designs of one case this is; else empty
};

/// What the simulator gives for one expectation.
struct Found
{
    double value = 0.0;
    double standardError = 0.0;

    double low() const;
    double high() const;
    bool agrees(const Expectation &expected, double errors = 3.0) const;
};

/// Runs of a case at one seed.
inline constexpr int kReplications = 20;

/// Joined without operator+, which GCC 12 warns about wrongly.
std::string joined(std::initializer_list<std::string> parts);

/// exponential(mean), as designs have it.
std::string exponential(double mean);

/// One fifo node with its own Poisson stream; `more` are properties of the node, each after a
/// comma.
Case station(double rate, const std::string &work, double meanService, int servers,
             const std::string &more = {});

/// One-core nodes of speed 1 behind a balancer, mean service 1 s.
Case farmOf(int servers, double load, const std::string &balancer);

/// The designs of a case of open.json; empty for a case that is nothing of the kind.
std::vector<Case> casesOf(const nlohmann::json &item);

/// How long a run of the case is in this tier, and its warm-up: until an empty system has
/// forgotten that it was, by far.
sim::RunOptions optionsOf(const Case &one);

/// Whether a case is short enough for the quick tier.
bool isQuick(const Case &one);

/// Runs the replications of a case; values are of all of them together, standard errors come from
/// what differs between them. By expectation.
std::vector<Found> run(const Case &one, std::uint64_t seed);

} // namespace loadstar::tests
