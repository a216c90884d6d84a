// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/cost_model.h"

#include <algorithm>

namespace loadstar::cost {

namespace {

using model::ComponentRole;

/// Containers and users may have a price, but nobody misses one.
bool isPriced(ComponentRole role)
{
    return role == ComponentRole::Balancer || role == ComponentRole::Node ||
           role == ComponentRole::Storage;
}

double peopleOf(const model::PropertyReader &read)
{
    return read.text(QStringLiteral("arrivals")) == u"closed"
               ? read.number(QStringLiteral("population"))
               : read.number(QStringLiteral("clients"));
}

} // namespace

CostSummary costOf(const model::Design &design, const model::KindRegistry &kinds)
{
    CostSummary summary;
    summary.budget = model::PropertyReader(design.header.objective, kinds.objective())
                         .optionalNumber(QStringLiteral("budgetPerMonth"));
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = kinds.component(component.kind);
        if (!kind || !kind->canFail)
            continue;
        const model::PropertyReader read(component.properties, kind->properties);
        if (kind->role == ComponentRole::Users)
            summary.people += peopleOf(read);
        if (const auto price = read.optionalNumber(QStringLiteral("costPerHour"))) {
            summary.items.push_back({id, *price});
            summary.perHour += summary.items.back().perHour;
        } else if (isPriced(kind->role)) {
            summary.unpriced.push_back(id);
        }
    }
    std::stable_sort(summary.items.begin(), summary.items.end(),
                     [](const CostItem &a, const CostItem &b) { return a.perHour > b.perHour; });
    return summary;
}

} // namespace loadstar::cost
