// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "lint/review.h"

#include "lint/rules/rule_groups.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace loadstar::lint {

const std::vector<Rule> &builtinRules()
{
    static const std::vector<Rule> kRules = [] {
        std::vector<Rule> all;
        for (std::vector<Rule> (*const group)() :
             {frontDoorRules, healthCheckRules, stickinessRules, stateRules, placeRules,
              connectionRules, recoveryRules, kubernetesRules, batchRules}) {
            for (Rule &rule : group())
                all.push_back(std::move(rule));
        }
        return all;
    }();
    return kRules;
}

std::vector<Finding> review(const model::Design &design, const model::KindRegistry &kinds,
                            const std::vector<Rule> &rules)
{
    const ReviewedDesign reviewed(design, kinds);
    std::vector<Finding> findings;
    for (const Rule &rule : rules) {
        rule.check(reviewed, [&](Finding finding) {
            finding.rule = rule.id;
            finding.severity = rule.severity;
            finding.chapter = rule.chapter;
            findings.push_back(std::move(finding));
        });
    }
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return findings;
}

namespace {

/// Rounds of mending what mending brought to light.
constexpr int kMostRounds = 8;

using FindingKey = std::pair<QString, model::ElementId>;

std::multiset<FindingKey> keysOf(const std::vector<Finding> &findings)
{
    std::multiset<FindingKey> keys;
    for (const Finding &finding : findings)
        keys.insert({finding.rule, finding.target});
    return keys;
}

} // namespace

std::vector<model::DesignEdit> fixFor(const model::Design &design, const model::KindRegistry &kinds,
                                      const Finding &finding, const std::vector<Rule> &rules)
{
    std::multiset<FindingKey> allowed = keysOf(review(design, kinds, rules));
    const auto own = allowed.find({finding.rule, finding.target});
    if (own != allowed.end())
        allowed.erase(own);
    std::vector<model::DesignEdit> edits = finding.edits;
    model::Design after = design;
    for (const model::DesignEdit &edit : edits)
        model::apply(after, edit);
    for (int round = 0; round < kMostRounds && !edits.empty(); ++round) {
        std::multiset<FindingKey> left = allowed;
        const Finding *added = nullptr;
        const std::vector<Finding> findings = review(after, kinds, rules);
        for (const Finding &each : findings) {
            const auto known = left.find({each.rule, each.target});
            if (known != left.end())
                left.erase(known);
            else if (!added)
                added = &each;
        }
        if (!added)
            return edits;
        if (added->edits.empty())
            return {};
        for (const model::DesignEdit &edit : added->edits) {
            model::apply(after, edit);
            edits.push_back(edit);
        }
    }
    return {};
}

nlohmann::json toJson(const std::vector<Finding> &findings)
{
    nlohmann::json all = nlohmann::json::array();
    for (const Finding &finding : findings) {
        all.push_back({{"rule", finding.rule.toStdString()},
                       {"severity", base::severityName(finding.severity).toStdString()},
                       {"target", finding.target.text().toStdString()},
                       {"message", finding.message.toStdString()},
                       {"fix", finding.fix.toStdString()},
                       {"chapter", finding.chapter.toStdString()}});
    }
    return {{"findings", std::move(all)}};
}

} // namespace loadstar::lint
