// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace loadstar::tests {

/// The cases of tests/reference/open.json; ends the program when the file is missing.
const nlohmann::json &allCases();

/// The case of that id; ends the program when there is none.
const nlohmann::json &referenceCase(const std::string &id);

} // namespace loadstar::tests
