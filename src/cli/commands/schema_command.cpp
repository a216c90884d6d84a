// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/kind_documents.h"
#include "model/kinds/builtin_kinds.h"

#include <memory>

namespace loadstar::cli {

CommandBody schemaCommand(CLI::App &command)
{
    auto json = std::make_shared<std::string>("-");
    command.add_option("--json", *json, "Write it to FILE instead of standard output")
        ->check(fileName())
        ->type_name("FILE");
    return [json] { return deliver(*json, model::designSchema(model::builtinKinds())); };
}

} // namespace loadstar::cli
