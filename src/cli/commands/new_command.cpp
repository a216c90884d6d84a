// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <memory>

namespace loadstar::cli {

namespace {

struct Options
{
    std::string templateName;
    std::string file;
    bool isListWanted = false;
};

QDir templates()
{
    return QDir(QStringLiteral(":/templates"));
}

QStringList templateNames()
{
    QStringList names;
    for (const QFileInfo &info :
         templates().entryInfoList({QStringLiteral("*.loadstar")}, QDir::Files, QDir::Name))
        names += info.completeBaseName();
    return names;
}

int listTemplates()
{
    std::vector<QStringList> rows{{QStringLiteral("template"), QStringLiteral("what it shows")}};
    for (const QString &name : templateNames()) {
        const auto loaded = model::loadDesign(
            templates().filePath(name + QStringLiteral(".loadstar")), model::builtinKinds());
        rows.push_back({name, loaded ? loaded->design.header.name : loaded.error().text()});
    }
    print(table(rows));
    return kDone;
}

int writeTemplate(const Options &options)
{
    const QString name = QString::fromStdString(options.templateName);
    if (!templateNames().contains(name)) {
        printError(
            {QStringLiteral("new.unknown-template"),
             QCoreApplication::translate("Cli", "there is no template \"%1\"; allowed are %2")
                 .arg(name, templateNames().join(QStringLiteral(", "))),
             {}});
        return kWrongUsage;
    }
    const QString path = QString::fromStdString(options.file);
    if (QFileInfo::exists(path)) {
        printError(
            {QStringLiteral("new.file-exists"),
             QCoreApplication::translate("Cli", "the file exists already; choose another name"),
             path});
        return kInvalidInput;
    }
    const auto loaded = model::loadDesign(templates().filePath(name + QStringLiteral(".loadstar")),
                                          model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    return deliver(options.file, model::serializeDesign(loaded->design));
}

} // namespace

CommandBody newCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("TEMPLATE", options->templateName, "Name of the template (see --list)");
    command.add_option("FILE", options->file, "Design file to write; must not exist yet");
    command.add_flag("--list", options->isListWanted, "List the templates");
    return [options] {
        if (options->isListWanted)
            return listTemplates();
        if (options->templateName.empty() || options->file.empty()) {
            printError(
                {QStringLiteral("new.usage"),
                 QCoreApplication::translate("Cli", "TEMPLATE and FILE are required; see --list"),
                 {}});
            return int(kWrongUsage);
        }
        return writeTemplate(*options);
    };
}

} // namespace loadstar::cli
