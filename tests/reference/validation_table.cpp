// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// validation_table FILE: writes the published numbers of open.json beside theory's and the
// simulator's at seeds 1 to 5. The sizes are those of the quick tier, or of the full one with
// LOADSTAR_FULL=1. Ends with 1 when a number disagrees or a case is not understood.
#include "reference/open_cases.h"
#include "reference/validation_rows.h"
#include "support/counts.h"

#include <QFile>

#include <cmath>
#include <cstdio>

using namespace loadstar::tests;
using nlohmann::json;

namespace {

/// What the page has so far.
struct Table
{
    QString lines;
    QString remarks;
    QStringList unknown;
    int cases = 0;
    int rows = 0;
    int disagreeing = 0;
    QStringList leftOut;
};

QString digits(const std::optional<double> &value)
{
    if (!value)
        return QStringLiteral("–");
    const bool isWhole = *value == std::round(*value) && std::abs(*value) < 1e9;
    return isWhole ? QString::number(*value, 'f', 0) : QString::number(*value, 'g', 6);
}

QString intervalText(const Row &row)
{
    return row.interval
               ? digits(row.interval->first) + QStringLiteral(" to ") + digits(row.interval->second)
               : QStringLiteral("–");
}

QString agreementText(const Row &row)
{
    const QString text =
        row.agreements.size() > 1
            ? QStringLiteral("%1 of %2").arg(row.agreeing()).arg(row.agreements.size())
        : row.agrees() ? QStringLiteral("exact")
                       : QString();
    return row.agrees() ? text : (text + QStringLiteral(" **no**")).trimmed();
}

void addRows(Table &table, const json &item, const std::vector<Row> &rows)
{
    for (const Row &row : rows) {
        ++table.rows;
        table.disagreeing += row.agrees() ? 0 : 1;
        table.lines +=
            QStringLiteral("| %1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 |\n")
                .arg(QString::fromStdString(item["id"]), QString::fromStdString(item["title"]),
                     row.figure, digits(row.published), digits(row.theory), digits(row.ours),
                     intervalText(row), agreementText(row));
    }
}

void addCase(Table &table, const json &item)
{
    const QString id = QString::fromStdString(item["id"]);
    const std::vector<Case> designs = casesOf(item);
    const CaseRows quick = quickRowsOf(item);
    if (designs.empty() && quick.rows.empty() && quick.remark.isEmpty()) {
        table.unknown += id;
        return;
    }
    const int before = table.rows;
    for (const Case &one : designs) {
        if (isFullTier() || isQuick(one))
            addRows(table, item, rowsOf(one));
        else if (!table.leftOut.contains(id))
            table.leftOut += id;
    }
    addRows(table, item, quick.rows);
    table.cases += table.rows > before ? 1 : 0;
    if (!quick.remark.isEmpty())
        table.remarks += QStringLiteral("- %1: %2.\n").arg(id, quick.remark);
}

QString listed(const QStringList &ids)
{
    return ids.isEmpty() ? QString() : QStringLiteral(": ") + ids.join(QStringLiteral(", "));
}

QString pageOf(const Table &table)
{
    return QStringLiteral(
               "# Validation\n\n"
               "Written by `validation_table`, not by hand; `ninja validation` writes it at full "
               "size.\n\n"
               "Published numbers of `tests/reference/open.json`, where their sources stand, and "
               "what the simulator gives for\n"
               "the same design: all cases about queues, balancing, health checks, hashing and "
               "tails. *Ours* and its 95 %\n"
               "interval are of seed 1; for queues and balancing over %1 replications of at least "
               "%2 requests each, for health\n"
               "checks over %3 failures at random times of the checks.\n"
               "*Agrees* counts the seeds 1 to %4 at which the published value lies within three "
               "standard errors of ours, plus\n"
               "three of its own where it was simulated, plus 0.5 % for percentiles, which come "
               "from a sketch; one may miss.\n"
               "The least and the largest time have to lie inside the published range, close to "
               "its end, at every seed; times\n"
               "measured on a real program have to lie inside ours, but for 10 ms.\n"
               "Numbers without an interval are defaults, rules and formulas; they have to be "
               "exact.\n"
               "*Theory* is what `loadstarctl simulate` shows beside the run where a formula fits "
               "the design.\n\n")
               .arg(kReplications)
               .arg(roundsFor(3000, 60000))
               .arg(roundsFor(100, 2000))
               .arg(kSeeds) +
           QStringLiteral("%1 cases, %2 numbers, %3 of which disagree.\n\n"
                          "| id | case | figure | published | theory | ours | 95 % interval | "
                          "agrees |\n"
                          "|---|---|---|---|---|---|---|---|\n")
               .arg(table.cases)
               .arg(table.rows)
               .arg(table.disagreeing) +
           table.lines +
           QStringLiteral("\n## Remarks\n%1\n"
                          "Too long for this size: %2%3.\n"
                          "Not understood: %4%5.\n")
               .arg(table.remarks)
               .arg(table.leftOut.size())
               .arg(listed(table.leftOut))
               .arg(table.unknown.size())
               .arg(listed(table.unknown));
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
        if (isValidated(item["area"]))
            addCase(table, item);
    }
    QFile file(QString::fromLocal8Bit(argv[1]));
    const QByteArray bytes = pageOf(table).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        std::fputs("validation_table: cannot write the file\n", stderr);
        return 3;
    }
    return table.disagreeing == 0 && table.unknown.isEmpty() ? 0 : 1;
}
