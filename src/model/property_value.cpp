// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/property_value.h"

#include "base/units.h"
#include "model/json_document.h"

namespace loadstar::model {

QString jsonText(const PropertyValue &value)
{
    struct Visitor
    {
        QString operator()(std::monostate) const { return QStringLiteral("null"); }
        QString operator()(bool flag) const
        {
            return flag ? QStringLiteral("true") : QStringLiteral("false");
        }
        QString operator()(double number) const { return base::formatNumber(number); }
        QString operator()(const QString &text) const
        {
            return QString::fromUtf8(compactJson(nlohmann::json(text.toStdString())));
        }
        QString operator()(const QStringList &list) const
        {
            nlohmann::json array = nlohmann::json::array();
            for (const QString &item : list)
                array.push_back(item.toStdString());
            return QString::fromUtf8(compactJson(array));
        }
        QString operator()(const KeptJson &kept) const { return QString::fromUtf8(kept.text); }
    };
    return std::visit(Visitor(), value);
}

} // namespace loadstar::model
