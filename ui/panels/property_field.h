// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/property_spec.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace loadstar::panels {

/// What an edit makes of an element's old value; no value means "back to the default". A function,
/// because of many elements with different lists each keeps the rest of its own.
using PropertyChange =
    std::function<std::optional<model::PropertyValue>(const model::PropertyValue &old)>;

/// The input widget for one property of one or several elements.
class PropertyField : public QWidget
{
    Q_OBJECT

public:
    PropertyField(const model::PropertySpec &spec, QWidget *parent);

    const model::PropertySpec &spec() const { return m_spec; }

    /// Shows the values of the elements, one each; several different ones are shown as mixed.
    /// Input that is not yet accepted is dropped when the values differ from those shown before,
    /// or else kept.
    void setValues(const std::vector<model::PropertyValue> &values);

    static bool isMixed(const std::vector<model::PropertyValue> &values);

Q_SIGNALS:
    void edited(const loadstar::panels::PropertyChange &change);
    /// What was typed is not allowed; `message` says what is. Empty: all is well again.
    void rejected(const QString &message);
    /// The text of a field that has one is another, whether it was typed or is shown.
    void textShown(const QString &text);

protected:
    virtual void showValues(const std::vector<model::PropertyValue> &values) = 0;

    /// Adds the widget that does the work and takes its focus and names.
    void setEditor(QWidget *editor);
    void setTo(std::optional<model::PropertyValue> value);

private:
    model::PropertySpec m_spec;
    std::vector<model::PropertyValue> m_values;
};

/// The field that fits the property's type.
PropertyField *makePropertyField(const model::PropertySpec &spec, QWidget *parent);

} // namespace loadstar::panels
