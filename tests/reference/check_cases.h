// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reference/case_rows.h"
#include "sim/design_text.h"

/// The cases of open.json about health checks: what products do by default, how long they take to
/// notice a failure and a recovery, and what that costs.
namespace loadstar::tests {

/// All presets of resources/catalog/health_presets.json.
const nlohmann::json &healthPresets();

/// The preset of that id; ends the program when there is none.
const nlohmann::json &healthPreset(const std::string &id);

/// Seconds from the failure to marked-down and from the recovery to marked-up, by run.
struct DetectionTimes
{
    std::vector<double> downs;
    std::vector<double> ups;
};

/// One of two nodes behind a balancer with these properties fails and recovers, `phases` times at
/// random times of its checks. `mode` is crash or hang.
DetectionTimes detectionTimes(const std::string &balancer, const char *mode, int phases,
                              std::uint64_t seed);

/// The times as far as an even spread over [low, high] tells: the least, the mean and the largest,
/// each beside what is published. The least and the largest have to lie inside, as near to the
/// ends as all but one in 100,000 samples of that size do. All disagree when some run gave no time.
std::vector<Row> windowRows(const QString &figure, double low, double high,
                            const std::vector<std::vector<double>> &timesBySeed, int phases);

/// The rows of a case of area health-check; none when it is not known.
CaseRows checkRows(const nlohmann::json &item);

} // namespace loadstar::tests
