// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reference/case_rows.h"
#include "reference/reference_cases.h"

namespace loadstar::tests {

/// Whether docs/validation.md is about cases of this area of open.json: queueing, load-balancing,
/// health-check, hashing and tail.
bool isValidated(const std::string &area);

/// The rows of one design of casesOf(): its runs at all seeds, and theory where a formula fits it.
std::vector<Row> rowsOf(const Case &one);

/// What needs no long run: closed forms of designs without end and of calls to many leaves, rules
/// and defaults, policies alone, short runs. A case of which nothing is known here, nor by
/// casesOf(), has neither rows nor a remark.
CaseRows quickRowsOf(const nlohmann::json &item);

} // namespace loadstar::tests
