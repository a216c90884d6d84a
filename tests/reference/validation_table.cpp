// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// validation_table FILE: writes the published numbers of open.json beside theory's and the
// simulator's at seeds 1 to 5. The sizes are those of the quick tier, or of the full one with
// LOADSTAR_FULL=1. Ends with 1 when a number disagrees.
#include "reference/reference_cases.h"
#include "theory/answer.h"

#include <cstdio>

using namespace loadstar;
using namespace loadstar::tests;

namespace {

constexpr int kSeeds = 5;
constexpr int kMostMissed = 1;

/// What the table has so far.
struct Table
{
    QString lines;
    int cases = 0;
    int rows = 0;
    int disagreeing = 0;
    int leftOut = 0;
};

QString digits(double value)
{
    return QString::number(value, 'g', 6);
}

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

void addCase(Table &table, const json &item, const Case &one)
{
    const theory::Answer answer = theory::answersFor(one.text.design());
    std::vector<std::vector<Found>> bySeed;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
        bySeed.push_back(run(one, seed));
    ++table.cases;
    for (std::size_t i = 0; i < one.expectations.size(); ++i) {
        const Expectation &expected = one.expectations[i];
        int inside = 0;
        for (const std::vector<Found> &found : bySeed)
            inside += found[i].agrees(expected) ? 1 : 0;
        const bool agrees = inside >= kSeeds - kMostMissed;
        ++table.rows;
        table.disagreeing += agrees ? 0 : 1;
        const QString name = QString::fromLatin1(expected.name);
        const auto theory = answer.isExact ? answer.figure(theoryKey(name)) : std::nullopt;
        const Found &first = bySeed.front()[i];
        table.lines +=
            QStringLiteral("| %1 | %2 | %3 | %4 | %5 | %6 | %7 to %8 | %9 |\n")
                .arg(QString::fromStdString(item["id"]), QString::fromStdString(item["title"]),
                     name, digits(expected.value), theory ? digits(*theory) : QStringLiteral("–"),
                     digits(first.value), digits(first.low()), digits(first.high()),
                     QStringLiteral("%1 of %2%3")
                         .arg(inside)
                         .arg(kSeeds)
                         .arg(agrees ? QString() : QStringLiteral(" **no**")));
    }
}

QString pageOf(const Table &table)
{
    return QStringLiteral(
               "# Validation\n\n"
               "Written by `validation_table`, not by hand; `ninja validation` writes it at full "
               "size.\n\n"
               "Published numbers of `tests/reference/open.json`, where their sources stand, and "
               "what the simulator gives for\n"
               "the same design. *Ours* and its 95 % interval are of seed 1, over %1 replications "
               "of at least %2 requests each.\n"
               "*Agrees* counts the seeds 1 to %3 at which the published value lies within three "
               "standard errors of ours, plus\n"
               "three of its own where it was simulated, plus 0.5 % for percentiles, which come "
               "from a sketch; one may miss.\n"
               "*Theory* is what `loadstarctl simulate` shows beside the run where a formula fits "
               "the design.\n\n"
               "%4 cases, %5 numbers, %6 of which disagree; %7 long cases are left out at this "
               "size.\n\n"
               "| id | case | figure | published | theory | ours | 95 % interval | agrees |\n"
               "|---|---|---|---|---|---|---|---|\n")
               .arg(kReplications)
               .arg(roundsFor(3000, 60000))
               .arg(kSeeds)
               .arg(table.cases)
               .arg(table.rows)
               .arg(table.disagreeing)
               .arg(table.leftOut) +
           table.lines;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: validation_table FILE\n", stderr);
        return 2;
    }
    Table table;
    for (const json &item : allCases()) {
        const std::optional<Case> one = caseOf(item);
        if (!one)
            continue;
        if (isFullTier() || isQuick(*one))
            addCase(table, item, *one);
        else
            ++table.leftOut;
    }
    QFile file(QString::fromLocal8Bit(argv[1]));
    const QByteArray bytes = pageOf(table).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        std::fputs("validation_table: cannot write the file\n", stderr);
        return 3;
    }
    return table.disagreeing == 0 ? 0 : 1;
}
