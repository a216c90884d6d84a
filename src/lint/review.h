// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/rule.h"

#include <nlohmann/json_fwd.hpp>

namespace loadstar::lint {

/// All rules of this version, in the order in which they are shown.
const std::vector<Rule> &builtinRules();

/// What the rules find in a design: errors first, then warnings and hints, each in the order of the
/// rules.
std::vector<Finding> review(const model::Design &design, const model::KindRegistry &kinds,
                            const std::vector<Rule> &rules = builtinRules());

/// The edits that mend a finding, to be done as one step. Where mending one thing brings another to
/// light (a second node makes a single front door matter), that is mended, too; empty where no
/// edits mend it without leaving something new behind.
std::vector<model::DesignEdit> fixFor(const model::Design &design, const model::KindRegistry &kinds,
                                      const Finding &finding,
                                      const std::vector<Rule> &rules = builtinRules());

/// As `loadstarctl lint` prints it: { findings: [ … ] }.
nlohmann::json toJson(const std::vector<Finding> &findings);

} // namespace loadstar::lint
