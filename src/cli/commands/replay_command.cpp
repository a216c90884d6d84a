// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/input_file.h"
#include "sim/design_simulation.h"
#include "sim/run_record.h"

#include <QCoreApplication>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

namespace loadstar::cli {

namespace {

constexpr qint64 kLargestRecord = qint64(256) << 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

int replay(const std::string &path)
{
    const QString name = QString::fromStdString(path);
    const base::Result<QByteArray> bytes =
        readInput(name, kLargestRecord, QStringLiteral("record.unreadable"));
    if (!bytes) {
        printError(bytes.error());
        return kInvalidInput;
    }
    const auto record = sim::readRecord(*bytes);
    if (!record) {
        base::Error error = record.error();
        error.where = error.where.isEmpty() ? name : name + QStringLiteral(": ") + error.where;
        printError(error);
        return kInvalidInput;
    }
    const int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const auto report =
        sim::simulateReplications(record->design, record->options, record->replications, threads);
    if (!report) {
        printError(report.error());
        return kInvalidInput;
    }
    const QString difference = sim::firstDifference(record->report, sim::toJson(*report));
    if (difference.isEmpty()) {
        print(tr("identical: the run of version %1 came out the same\n").arg(record->version));
        return kDone;
    }
    print(tr("different: %1\n").arg(difference));
    const QString here = QStringLiteral(LOADSTAR_VERSION);
    if (record->version != here)
        print(tr("the record is of version %1, this is version %2\n").arg(record->version, here));
    return kAnswerIsNo;
}

} // namespace

CommandBody replayCommand(CLI::App &command)
{
    auto path = std::make_shared<std::string>();
    command.add_option("RUN", *path, "File that simulate --record wrote")->required();
    return [path] { return replay(*path); };
}

} // namespace loadstar::cli
