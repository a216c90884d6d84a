// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>

namespace loadstar::render {

/// The state that a component is shown in. Each has a colour, a glyph and words of its own.
enum class Health {
    None, ///< nothing is known or asked: no badge
    Up,
    Degraded,
    Down,
    Pending,
    Standby,
    Drain,
    Maintenance,
    Hung,
};

inline constexpr std::array kAllHealths{Health::None,  Health::Up,          Health::Degraded,
                                        Health::Down,  Health::Pending,     Health::Standby,
                                        Health::Drain, Health::Maintenance, Health::Hung};

/// What something that is up suffers from what is not.
enum class Impact {
    None,
    Weakened, ///< it does with less than it has
    Stopped,  ///< it cannot do its work
};

/// The state in words, translated: "up", "draining"; empty for None.
QString healthText(Health health);

} // namespace loadstar::render
