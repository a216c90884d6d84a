// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "export/export_registry.h"
#include "export/export_writer.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>
#include <QDir>

#include <memory>

namespace loadstar::cli {

namespace {

using exporting::builtinExporters;

struct Options
{
    std::string file;
    std::string format;
    std::string output;
    std::string listen = "*:8080";
    bool isListWanted = false;
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

int wrongUsage(const QString &message)
{
    printError({QStringLiteral("export.usage"), message, {}});
    return kWrongUsage;
}

int listFormats()
{
    std::vector<QStringList> rows{{tr("format"), tr("for"), tr("files"), tr("what comes out")}};
    for (const exporting::Exporter &exporter : builtinExporters().exporters())
        rows.push_back(
            {exporter.id, exporter.name, exporter.files.join(QStringLiteral(", ")), exporter.doc});
    print(table(rows));
    return kDone;
}

/// "*" stands for all addresses; parseHostPort() takes names and addresses only.
base::Result<base::HostPort> listenAddress(const QString &text)
{
    if (!text.startsWith(QStringLiteral("*:")))
        return base::parseHostPort(text);
    const auto place = base::parseHostPort(QStringLiteral("all") + text.mid(1));
    return place ? base::Result<base::HostPort>(base::HostPort{QStringLiteral("*"), place->port})
                 : base::parseHostPort(text);
}

int write(const exporting::ExportResult &result, const std::string &output)
{
    if (output == "-")
        return deliver(output, result.files.front().bytes());
    const QString directory = QString::fromStdString(output);
    if (const auto written = exporting::writeExport(directory, result.files); !written) {
        printError(written.error());
        return kInvalidInput;
    }
    for (const exporting::ExportFile &file : result.files)
        print(QDir(directory).filePath(file.path) + u'\n');
    return kDone;
}

int exportDesign(const Options &options)
{
    if (options.file.empty() || options.format.empty() || options.output.empty())
        return wrongUsage(tr("FILE, --format and --output are required; --list lists the formats"));
    const exporting::Exporter *exporter =
        builtinExporters().find(QString::fromStdString(options.format));
    if (!exporter)
        return wrongUsage(
            tr("there is no format \"%1\"; allowed are %2")
                .arg(QString::fromStdString(options.format), builtinExporters().idList()));
    if (options.output == "-" && !exporter->isOneFile())
        return wrongUsage(
            tr("%1 has several files; give a directory as --output").arg(exporter->id));
    const auto listen = listenAddress(QString::fromStdString(options.listen));
    if (!listen)
        return wrongUsage(listen.error().message);

    const auto loaded =
        model::loadDesign(QString::fromStdString(options.file), model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    const exporting::ExportResult result =
        exporter->run(loaded->design, model::builtinKinds(), {*listen});
    printDiagnostics(result.diagnostics);
    if (result.files.empty())
        return kInvalidInput;
    const int written = write(result, options.output);
    return written == kDone && result.hasErrors() ? int(kAnswerIsNo) : written;
}

} // namespace

CommandBody exportCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file");
    command.add_option("--format", options->format, "What to write (see --list)");
    command
        .add_option("--output", options->output,
                    "Directory to write into; - = standard output, for formats of one file")
        ->check(fileName());
    command
        .add_option("--listen", options->listen,
                    "Address and port of the first balancer; the next ones follow")
        ->capture_default_str();
    command.add_flag("--list", options->isListWanted, "List the formats");
    return [options] { return options->isListWanted ? listFormats() : exportDesign(*options); };
}

} // namespace loadstar::cli
