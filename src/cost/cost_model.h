// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <optional>
#include <vector>

namespace loadstar::cost {

/// Hours of a month as bills count them: 8760 / 12. Source: AWS Pricing Calculator,
/// "assumptions", 730 hours in a month.
inline constexpr double kMonthHours = 730.0;
inline constexpr double kYearHours = 8760.0;

/// What one component costs, all its units together.
struct CostItem
{
    model::ElementId id;
    double perHour = 0.0; ///< US dollars
};

/// What a design costs while it exists, in US dollars.
struct CostSummary
{
    double perHour = 0.0;
    /// Those that have a price, the dearest first.
    std::vector<CostItem> items;
    /// Components that could have a price and have none.
    std::vector<model::ElementId> unpriced;
    /// People of all users components together.
    double people = 0.0;
    /// Per month, where the design sets one.
    std::optional<double> budget;

    double perMonth() const { return perHour * kMonthHours; }
    double perYear() const { return perHour * kYearHours; }
    /// Per month; none where nobody is there.
    std::optional<double> perPerson() const
    {
        return people > 0.0 ? std::optional(perMonth() / people) : std::nullopt;
    }
    bool isWithinBudget() const { return !budget || perMonth() <= *budget; }
};

/// Sums costPerHour over the components; a price is that of a component with all its instances or
/// replicas.
CostSummary costOf(const model::Design &design, const model::KindRegistry &kinds);

} // namespace loadstar::cost
