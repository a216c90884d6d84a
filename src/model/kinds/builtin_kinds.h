// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/component_kind.h"
#include "model/kind_registry.h"

namespace loadstar::model {

/// The kinds of this version. Built once, never changed.
const KindRegistry &builtinKinds();

/// Properties that every component which can fail has: mtbf, mttr, availability, costPerHour, and
/// how failures and maintenance come.
std::vector<PropertySpec> reliabilityProperties();

/// Failures that strike all like components directly inside a container.
std::vector<PropertySpec> commonCauseProperties();

ComponentKind usersKind();
ComponentKind loadBalancerKind();
ComponentKind nodeKind();
ComponentKind storageKind();
ComponentKind zoneKind();
ComponentKind regionKind();
ComponentKind siteKind();
ComponentKind kubernetesClusterKind();
ComponentKind workloadKind();
ComponentKind batchQueueKind();
ComponentKind noteKind();
ComponentKind frameKind();

/// The scenario actions of contract, section 2.
std::vector<ActionKind> builtinActions();

ConnectionKind trafficKind();
ConnectionKind stateKind();
ConnectionKind replicationKind();

} // namespace loadstar::model
