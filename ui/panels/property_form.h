// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/property_field.h"

#include <vector>

namespace loadstar::panels {

class PropertyRow;

/// All rows of a list of properties under their headings.
class PropertyForm : public QWidget
{
    Q_OBJECT

public:
    PropertyForm(const std::vector<model::PropertySpec> &specs, QWidget *parent = nullptr);

    /// Shows the properties of one or several elements, set or default.
    void setValues(const std::vector<const model::PropertyMap *> &elements);

Q_SIGNALS:
    void edited(const loadstar::model::PropertySpec &spec,
                const loadstar::panels::PropertyChange &change);

private:
    std::vector<PropertyRow *> m_rows;
};

/// The properties that all the lists have, with the same meaning, in the order of the first.
std::vector<model::PropertySpec>
commonProperties(const std::vector<const std::vector<model::PropertySpec> *> &lists);

} // namespace loadstar::panels
