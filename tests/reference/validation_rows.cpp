// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/validation_rows.h"

#include "reference/check_cases.h"
#include "reference/hash_cases.h"
#include "theory/answer.h"
#include "theory/formulas/balancing.h"

#include <cmath>

namespace loadstar::tests {

using nlohmann::json;
namespace formulas = theory::formulas;

namespace {

/// Where theory's answer has the figure of that name.
QString theoryKey(const QString &name)
{
    if (name == u"mean response")
        return QStringLiteral("responseTime.mean");
    if (name == u"mean wait")
        return QStringLiteral("waitingTime.mean");
    if (name.startsWith(QStringLiteral("response ")))
        return QStringLiteral("responseTime.") + name.section(u' ', 1);
    if (name.startsWith(QStringLiteral("wait ")))
        return QStringLiteral("waitingTime.") + name.section(u' ', 1);
    return name;
}

/// LB-015: for endlessly many servers there are formulas only.
CaseRows supermarketRows(const json &out)
{
    CaseRows found;
    for (const auto &[load, answers] : out.items()) {
        for (const int choices : {1, 2}) {
            const std::string key = joined({"d=", std::to_string(choices)});
            found.rows.push_back(theoryRow(
                QString::fromStdString(joined({"mean response, ", load, ", ", key})), answers[key],
                formulas::supermarketResponse(choices, std::stod(load.substr(4)))));
        }
    }
    found.remark = QStringLiteral("formulas only: the pool has no end");
    return found;
}

/// TL-001 and TL-004: one call to many leaves is no design.
CaseRows fanOutRows(const json &item)
{
    const json &in = item["inputs"];
    const json &out = item["expected"];
    CaseRows found;
    if (item["id"] == "TL-001") {
        for (std::size_t i = 0; i < in["fanout"].size(); ++i) {
            const int leaves = in["fanout"][i];
            found.rows.push_back(theoryRow(QStringLiteral("slow share, %1 leaves").arg(leaves),
                                           out["exact"][i],
                                           formulas::slowShare(in["p_slow"], leaves), 1e-12));
        }
    } else {
        for (std::size_t i = 0; i < in["n"].size(); ++i) {
            const int count = in["n"][i];
            found.rows.push_back(theoryRow(QStringLiteral("mean, largest of %1").arg(count),
                                           out["mean"][i],
                                           formulas::meanOfLargestExponential(count, in["mean"])));
            found.rows.push_back(
                theoryRow(QStringLiteral("p99, largest of %1").arg(count), out["p99"][i],
                          formulas::quantileOfLargestExponential(count, in["mean"], 0.99)));
        }
    }
    found.remark = QStringLiteral("formulas only: a request goes to one node, not to many leaves");
    return found;
}

/// What TL-005 has beyond its designs.
CaseRows hedgeRows(const json &item)
{
    const double mean = 1.0 / item["inputs"]["mu"].get<double>();
    const double delay = item["inputs"]["hedge_delay"];
    const json &plain = item["expected"]["no_hedge"];
    const json &hedge = item["expected"]["hedge"];
    const formulas::Tail tail = formulas::hedgedExponential(mean, delay);
    CaseRows found;
    const auto add = [&](const char *figure, double published, double value) {
        found.rows.push_back(theoryRow(QString::fromLatin1(figure), published, value));
    };
    const formulas::Tail alone = [mean](double t) { return std::exp(-t / mean); };
    // Reports have no 99.9th percentile.
    add("response p999, not hedged", plain["p999"], *formulas::quantile(alone, 0.999));
    add("response p999, hedged", hedge["p999"], *formulas::quantile(tail, 0.999));
    return found;
}

} // namespace

bool isValidated(const std::string &area)
{
    return area == "queueing" || area == "load-balancing" || area == "health-check" ||
           area == "hashing" || area == "tail";
}

std::vector<Row> rowsOf(const Case &one)
{
    const theory::Answer answer = theory::answersFor(one.text.design());
    const auto found = bySeed([&](std::uint64_t seed) { return run(one, seed); });
    std::vector<Row> rows;
    for (std::size_t i = 0; i < one.expectations.size(); ++i) {
        const Expectation &expected = one.expectations[i];
        const QString name = QString::fromStdString(expected.name);
        Row row{name, expected.value};
        if (!one.part.empty())
            row.figure += QStringLiteral(", ") + QString::fromStdString(one.part);
        row.theory = expected.theory;
        if (answer.isExact && !row.theory)
            row.theory = answer.figure(theoryKey(name));
        const Found &first = found.front()[i];
        row.ours = first.value;
        row.interval = {first.low(), first.high()};
        for (const std::vector<Found> &figures : found)
            row.agreements.push_back(figures[i].agrees(expected));
        row.mayMiss = 1;
        rows.push_back(row);
    }
    return rows;
}

CaseRows quickRowsOf(const json &item)
{
    const std::string area = item["area"];
    const std::string id = item["id"];
    if (area == "health-check")
        return checkRows(item);
    if (area == "hashing")
        return hashRows(item);
    if (id == "LB-045")
        return {{}, QStringLiteral("~2.88 is taken as 2.88 within 0.05")};
    if (id == "LB-015")
        return supermarketRows(item["expected"]);
    if (id == "TL-001" || id == "TL-004")
        return fanOutRows(item);
    if (id == "TL-005")
        return hedgeRows(item);
    if (id == "TL-003")
        return {{},
                QStringLiteral("qualitative: measured times of machines whose distribution is not "
                               "published; TL-001 and TL-005 are its arithmetic")};
    return {};
}

} // namespace loadstar::tests
