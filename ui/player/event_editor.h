// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "model/component_kind.h"
#include "model/scenario.h"

#include <QDialog>

#include <optional>
#include <vector>

class QFormLayout;
class QLabel;
class QLineEdit;

namespace loadstar::player {

/// Asks for the time of a scenario event and for the arguments of its action, as numbers with units
/// or by choice. What is not allowed is said and not taken.
class EventEditor : public QDialog
{
    Q_OBJECT

public:
    /// `title`: what the event is, in a few words. Null for an action that is not known: then only
    /// the time can be changed.
    EventEditor(const model::ScenarioEvent &event, const QString &title,
                const model::ActionKind *action, QWidget *parent);

    void accept() override;

Q_SIGNALS:
    /// Confirmed; `event` is allowed.
    void confirmed(const loadstar::model::ScenarioEvent &event);

private:
    struct Field
    {
        model::PropertySpec spec;
        QWidget *editor;
    };

    void addField(QFormLayout &form, const model::PropertySpec &spec);
    /// What the field says; nothing when it is left out.
    static base::Result<std::optional<model::PropertyValue>> valueOf(const Field &field);
    base::Result<model::ScenarioEvent> edited() const;

    model::ScenarioEvent m_event;
    QStringList m_required;
    QLineEdit *m_at;
    std::vector<Field> m_fields;
    QLabel *m_error;
};

} // namespace loadstar::player
