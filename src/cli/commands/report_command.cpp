// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/run_settings.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "report/design_report.h"
#include "sim/run_inputs.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <memory>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

struct ReportChoices
{
    std::string file;
    std::string output;
    RunSettings settings;
};

int reportError(base::Error error, const QString &file)
{
    error.where = error.where.isEmpty() ? file : file + QStringLiteral(": ") + error.where;
    printError(error);
    return kInvalidInput;
}

int writeReport(const ReportChoices &choices)
{
    const QString file = QString::fromStdString(choices.file);
    const QString suffix = QFileInfo(QString::fromStdString(choices.output)).suffix().toLower();
    if (suffix != u"html" && suffix != u"pdf" && suffix != u"md") {
        printError({QStringLiteral("report.usage"),
                    tr("found \"%1\", but a file that ends in .html, .pdf or .md is required")
                        .arg(QString::fromStdString(choices.output)),
                    QStringLiteral("--output")});
        return kWrongUsage;
    }
    if (const auto checked = choices.settings.check(QStringLiteral("report.usage")); !checked) {
        printError(checked.error());
        return kWrongUsage;
    }
    if (!areFilesApart({{"FILE", choices.file}, {"--output", choices.output}}))
        return kWrongUsage;
    const auto loaded = model::loadDesign(file, model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    report::ReportOptions options;
    options.run = choices.settings.run;
    options.replications = choices.settings.replications;
    options.threads = choices.settings.threadCount();
    options.run.inputs.folder = QFileInfo(file).absolutePath();
    if (const base::Result<void> gathered = sim::gatherInputs(loaded->design, options.run.inputs);
        !gathered)
        return reportError(gathered.error(), file);
    const auto document = report::describeDesign(loaded->design, model::builtinKinds(), options);
    if (!document)
        return reportError(document.error(), file);
    const QByteArray bytes = suffix == u"html"  ? report::toHtml(*document)
                             : suffix == u"pdf" ? report::toPdf(*document)
                                                : report::toMarkdown(*document);
    return deliver(choices.output, bytes);
}

} // namespace

CommandBody reportCommand(CLI::App &command)
{
    auto choices = std::make_shared<ReportChoices>();
    choices->settings.replications = 5;
    command.add_option("FILE", choices->file, "Design file")->required();
    command.add_option("--output", choices->output, "The report: x.html, x.pdf or x.md")
        ->required()
        ->check(fileName());
    addRunSettings(command, choices->settings);
    addWarmup(command, choices->settings);
    return [choices] { return writeReport(*choices); };
}

} // namespace loadstar::cli
