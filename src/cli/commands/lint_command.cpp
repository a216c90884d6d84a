// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "lint/review.h"
#include "model/design_file.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

namespace loadstar::cli {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

struct LintChoices
{
    std::string file;
    std::string jsonPath;
    bool listsRules = false;
};

int listRules()
{
    std::vector<QStringList> rows{{tr("rule"), tr("severity"), tr("chapter"), tr("what")}};
    for (const lint::Rule &rule : lint::builtinRules())
        rows.push_back({rule.id, base::severityName(rule.severity), rule.chapter, rule.title});
    print(table(rows, {2}));
    return kDone;
}

void printFindings(const std::vector<lint::Finding> &findings)
{
    if (findings.empty()) {
        print(tr("Nothing to find fault with.\n"));
        return;
    }
    std::vector<QStringList> rows{
        {tr("severity"), tr("rule"), tr("target"), tr("what"), tr("fix"), tr("chapter")}};
    for (const lint::Finding &finding : findings)
        rows.push_back({base::severityName(finding.severity), finding.rule, finding.target.text(),
                        finding.message, finding.fix, finding.chapter});
    print(table(rows));
}

int lintDesign(const LintChoices &choices)
{
    if (choices.listsRules)
        return listRules();
    if (choices.file.empty()) {
        printError({QStringLiteral("lint.usage"), tr("FILE is required"), {}});
        return kWrongUsage;
    }
    if (!areFilesApart({{"FILE", choices.file}, {"--json", choices.jsonPath}}))
        return kWrongUsage;
    const auto loaded =
        model::loadDesign(QString::fromStdString(choices.file), model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    const std::vector<lint::Finding> findings = lint::review(loaded->design, model::builtinKinds());
    if (choices.jsonPath.empty()) {
        printFindings(findings);
    } else if (const int code =
                   deliver(choices.jsonPath, model::prettyJson(lint::toJson(findings)));
               code != kDone) {
        return code;
    }
    const bool hasError =
        std::any_of(findings.begin(), findings.end(), [](const lint::Finding &finding) {
            return finding.severity == base::Severity::Error;
        });
    return hasError ? kAnswerIsNo : kDone;
}

} // namespace

CommandBody lintCommand(CLI::App &command)
{
    auto choices = std::make_shared<LintChoices>();
    command.add_option("FILE", choices->file, "Design file");
    command
        .add_option("--json", choices->jsonPath,
                    "Write the findings as JSON to this file, - for standard output")
        ->check(fileName());
    command.add_flag("--list", choices->listsRules, "List the rules");
    return [choices] { return lintDesign(*choices); };
}

} // namespace loadstar::cli
