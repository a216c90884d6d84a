// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_inputs.h"

#include "model/kinds/builtin_kinds.h"
#include "sim/replay_trace.h"

namespace loadstar::sim {

base::Result<void> gatherInputs(const model::Design &design, RunInputs &inputs)
{
    const QString key = QStringLiteral("traceFile");
    for (const auto &[id, component] : design.components) {
        const model::ComponentKind *kind = model::builtinKinds().component(component.kind);
        if (!kind || !model::findSpec(kind->properties, key))
            continue;
        const QString name =
            model::PropertyReader(component.properties, kind->properties).text(key);
        if (name.isEmpty() || inputs.files.count(name) > 0)
            continue;
        base::Result<QByteArray> bytes = readTraceFile(name, inputs.folder);
        if (!bytes) {
            base::Error error = bytes.error();
            error.where = id.text() + u'.' + key;
            return error;
        }
        inputs.files.emplace(name, std::move(*bytes));
    }
    return {};
}

} // namespace loadstar::sim
