// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/kind_registry.h"
#include "model/property_value.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace loadstar::model {

/// The numbers of one product, dated, that a component may be given at once.
struct Preset
{
    QString id;
    QString name;
    QString kind; ///< of component
    QString date; ///< ISO 8601, when the source was read
    QString source;
    PropertyMap properties;
    /// It suits a component of which one of these properties has this value. Defaults count only
    /// while none of them is set.
    PropertyMap offeredFor;

    bool suits(const PropertyMap &component, const ComponentKind &componentKind) const;
};

/// Reads a file of resources/catalog. Its properties are checked as those of a design file are; an
/// unknown kind or property is an error, too. Errors: preset.invalid, and those of the design
/// reader.
base::Result<std::vector<Preset>> readPresets(const QByteArray &json, const KindRegistry &kinds);

} // namespace loadstar::model
