// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <QString>

#include <vector>

namespace loadstar::study {

/// Two designs that are worth a look beside each other.
struct DesignPair
{
    QString title; ///< "Active/active and active/passive"
    QString firstName;
    model::Design first;
    QString secondName;
    model::Design second;
};

/// Pairs of variants of a design, each with one thing changed: active/active and active/passive
/// where a load balancer has several nodes, with and without stickiness, and other algorithms. The
/// standard example comes first.
std::vector<DesignPair> variantPairs(const model::Design &design, const model::KindRegistry &kinds);

} // namespace loadstar::study
