// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/open_cases.h"

#include <QFile>

namespace loadstar::tests {

using nlohmann::json;

const json &allCases()
{
    static const json cases = [] {
        QFile file(QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/reference/open.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("open.json is missing");
        return json::parse(file.readAll().toStdString());
    }();
    return cases;
}

const json &referenceCase(const std::string &id)
{
    for (const json &item : allCases()) {
        if (item["id"] == id)
            return item;
    }
    qFatal("no case %s", id.c_str());
}

} // namespace loadstar::tests
