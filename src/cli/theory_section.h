// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/run_report.h"
#include "theory/answer.h"

#include <nlohmann/json_fwd.hpp>

namespace loadstar::cli {

/// One figure of theory beside the simulated one.
struct Comparison
{
    QString key;
    double theory = 0.0;
    std::optional<double> simulated;
    /// Half-width of the interval that decides; nothing where the run gives none.
    std::optional<double> threeErrors;
    /// Nothing where the run gives no interval, or theory is only a limit.
    std::optional<bool> agrees;
};

/// Every figure of the answer beside that of the report. Means agree when theory lies within three
/// standard errors of the simulated mean (theory/agreement.h).
std::vector<Comparison> compareWithTheory(const theory::Answer &answer,
                                          const sim::RunReport &report);

/// Whether all figures agree that can be judged; nothing when none can.
std::optional<bool> doAgree(const std::vector<Comparison> &comparisons);

/// The key "theory" of `loadstarctl simulate --json`: { model, exact, assumptions, figures { KEY {
/// theory, simulated, threeErrors, agrees } }, agrees, reason }.
nlohmann::json theoryJson(const theory::Answer &answer, const sim::RunReport &report);

/// The same for people.
void printTheory(const theory::Answer &answer, const sim::RunReport &report);

} // namespace loadstar::cli
