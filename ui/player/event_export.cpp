// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_export.h"

#include "base/csv_cell.h"
#include "player/scenario_offers.h"

#include <QLocale>

#include <nlohmann/json.hpp>

namespace loadstar::player {

namespace {

/// Empty for what is no element: "scenario", "random".
QString nameIn(const model::Design &design, const QString &id)
{
    const model::ElementId element(id);
    return design.hasElement(element) ? elementName(design, element) : QString();
}

} // namespace

QByteArray eventsCsv(const std::vector<sim::RunEvent> &events, const model::Design &design)
{
    QString text = QStringLiteral("time,what,mode,target,targetName,by,byName\r\n");
    for (const sim::RunEvent &event : events) {
        QStringList row{QString::number(event.at, 'g', QLocale::FloatingPointShortest)};
        for (const QString &cell :
             {event.what, event.mode, event.target, nameIn(design, event.target), event.by,
              nameIn(design, event.by)})
            row += base::csvCell(cell);
        text += row.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

QByteArray eventsJson(const std::vector<sim::RunEvent> &events, const model::Design &design)
{
    using nlohmann::json;
    json list = json::array();
    for (const sim::RunEvent &event : events) {
        json one{{"at", event.at},
                 {"what", event.what.toStdString()},
                 {"target", event.target.toStdString()},
                 {"targetName", nameIn(design, event.target).toStdString()},
                 {"by", event.by.toStdString()},
                 {"byName", nameIn(design, event.by).toStdString()}};
        if (!event.mode.isEmpty())
            one["mode"] = event.mode.toStdString();
        list.push_back(std::move(one));
    }
    return QByteArray::fromStdString(json{{"events", std::move(list)}}.dump(2) + '\n');
}

} // namespace loadstar::player
