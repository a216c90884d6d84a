// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/property_form.h"

#include "model/design.h"
#include "panels/property_row.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace loadstar::panels {

using model::PropertySpec;

PropertyForm::PropertyForm(const std::vector<PropertySpec> &specs, QWidget *parent)
    : QWidget(parent)
{
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(5);
    QString group;
    for (const PropertySpec &spec : specs) {
        if (spec.group != group) {
            group = spec.group;
            QLabel *heading = new QLabel(group, this);
            heading->setObjectName(QStringLiteral("groupHeading"));
            column->addWidget(heading);
        }
        PropertyRow *row = new PropertyRow(spec, this);
        column->addWidget(row);
        m_rows.push_back(row);
        connect(row, &PropertyRow::edited, this,
                [this, row](const PropertyChange &change) { Q_EMIT edited(row->spec(), change); });
    }
}

void PropertyForm::setValues(const std::vector<const model::PropertyMap *> &elements)
{
    std::vector<model::PropertyValue> values(elements.size());
    for (PropertyRow *row : m_rows) {
        std::transform(elements.begin(), elements.end(), values.begin(),
                       [row](const model::PropertyMap *map) { return valueOf(*map, row->spec()); });
        row->setValues(values);
    }
}

std::vector<PropertySpec>
commonProperties(const std::vector<const std::vector<PropertySpec> *> &lists)
{
    if (lists.empty())
        return {};
    std::vector<PropertySpec> common;
    std::copy_if(lists.front()->begin(), lists.front()->end(), std::back_inserter(common),
                 [&](const PropertySpec &spec) {
                     return std::all_of(lists.begin(), lists.end(), [&](const auto *list) {
                         const PropertySpec *other = model::findSpec(*list, spec.key);
                         return other && other->type == spec.type &&
                                other->quantity == spec.quantity && other->choices == spec.choices;
                     });
                 });
    return common;
}

} // namespace loadstar::panels
