// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/kind_documents.h"
#include "model/kinds/builtin_kinds.h"

#include <memory>

namespace loadstar::cli {

namespace {

/// Properties as rows: key, type, default, unit, what is allowed.
std::vector<QStringList> propertyRows(const std::vector<model::PropertySpec> &specs)
{
    std::vector<QStringList> rows{{QStringLiteral("property"), QStringLiteral("default"),
                                   QStringLiteral("unit"), QStringLiteral("allowed"),
                                   QStringLiteral("what it does")}};
    for (const model::PropertySpec &spec : specs)
        rows.push_back(
            {spec.key, model::jsonText(spec.defaultValue), spec.unit(), spec.allowed(), spec.doc});
    return rows;
}

int printKinds()
{
    const model::KindRegistry &kinds = model::builtinKinds();
    for (const model::ComponentKind &kind : kinds.components())
        print(QStringLiteral("%1: %2\n%3\n")
                  .arg(kind.id, kind.doc, table(propertyRows(kind.properties))));
    for (const model::ConnectionKind &kind : kinds.connections())
        print(QStringLiteral("%1 (connection): %2\n%3\n")
                  .arg(kind.id, kind.doc, table(propertyRows(kind.properties))));
    return kDone;
}

} // namespace

CommandBody kindsCommand(CLI::App &command)
{
    auto json = std::make_shared<std::string>();
    command.add_option("--json", *json, "Write JSON to FILE (- = standard output)")
        ->check(fileName())
        ->type_name("FILE");
    return [json] {
        return json->empty() ? printKinds()
                             : deliver(*json, model::kindsJson(model::builtinKinds()));
    };
}

} // namespace loadstar::cli
