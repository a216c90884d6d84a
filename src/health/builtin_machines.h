// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/check_machine.h"

#include <memory>

namespace loadstar::health {

/// One maker per product; each file says which source its rules follow.
std::unique_ptr<CheckMachine> makeHaproxyMachine(const CheckSettings &settings, Verdict initial);
std::unique_ptr<CheckMachine> makeAlbMachine(const CheckSettings &settings, Verdict initial);
std::unique_ptr<CheckMachine> makeEnvoyMachine(const CheckSettings &settings, Verdict initial);
std::unique_ptr<CheckMachine> makeKubernetesMachine(const CheckSettings &settings, Verdict initial);
std::unique_ptr<CheckMachine> makeNginxMachine(const CheckSettings &settings, Verdict initial);

} // namespace loadstar::health
