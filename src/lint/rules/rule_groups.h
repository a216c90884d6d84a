// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lint/rule.h"

#include <vector>

namespace loadstar::lint {

std::vector<Rule> frontDoorRules();
std::vector<Rule> healthCheckRules();
std::vector<Rule> stickinessRules();
std::vector<Rule> stateRules();
std::vector<Rule> placeRules();
std::vector<Rule> connectionRules();
std::vector<Rule> recoveryRules();
std::vector<Rule> kubernetesRules();
std::vector<Rule> batchRules();

} // namespace loadstar::lint
