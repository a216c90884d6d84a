// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/event_editor.h"

#include "base/units.h"
#include "model/choice_label.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace loadstar::player {

namespace {

using model::PropertySpec;
using model::PropertyType;
using model::PropertyValue;

QString valueText(const PropertyValue &value, base::Quantity quantity)
{
    if (const double *number = std::get_if<double>(&value))
        return base::formatQuantity(*number, quantity);
    const QString *text = std::get_if<QString>(&value);
    return text ? *text : QString();
}

base::Result<PropertyValue> parsedValue(const PropertySpec &spec, const QString &text)
{
    const bool isNumber = spec.type == PropertyType::Number || spec.type == PropertyType::Integer;
    if (!isNumber && spec.type != PropertyType::Distribution)
        return PropertyValue(text);
    const base::Result<double> number = base::parseQuantity(text, spec.quantity);
    if (number)
        return PropertyValue(*number);
    return isNumber ? base::Result<PropertyValue>(number.error())
                    : base::Result<PropertyValue>(PropertyValue(text));
}

} // namespace

EventEditor::EventEditor(const model::ScenarioEvent &event, const QString &title,
                         const model::ActionKind *action, QWidget *parent)
    : QDialog(parent)
    , m_event(event)
    , m_at(new QLineEdit(base::formatQuantity(event.at, base::Quantity::Seconds), this))
    , m_error(new QLabel(this))
{
    setWindowTitle(tr("Change event"));
    setObjectName(QStringLiteral("eventEditor"));
    setMinimumWidth(300);
    auto *column = new QVBoxLayout(this);
    auto *heading = new QLabel(title, this);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    column->addWidget(heading);
    auto *form = new QFormLayout;
    m_at->setObjectName(QStringLiteral("at"));
    m_at->setAccessibleName(tr("At"));
    m_at->setToolTip(tr("Time after the start, such as 90 s or 2.5 min"));
    form->addRow(tr("At"), m_at);
    if (action) {
        m_required = action->required;
        for (const PropertySpec &spec : action->arguments)
            addField(*form, spec);
    }
    column->addLayout(form);
    m_error->setObjectName(QStringLiteral("fieldError"));
    m_error->setWordWrap(true);
    m_error->hide();
    column->addWidget(m_error);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &EventEditor::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &EventEditor::reject);
    column->addWidget(buttons);
    m_at->selectAll();
    m_at->setFocus();
}

void EventEditor::addField(QFormLayout &form, const PropertySpec &spec)
{
    if (spec.type == PropertyType::ChoiceList)
        return;
    const auto given = m_event.arguments.find(spec.key);
    const PropertyValue value =
        given == m_event.arguments.end() ? spec.defaultValue : given->second;
    QWidget *editor = nullptr;
    if (spec.type == PropertyType::Choice || spec.type == PropertyType::Boolean) {
        auto *combo = new QComboBox(this);
        if (model::isNull(value) || model::isNull(spec.defaultValue))
            combo->addItem(tr("As it is"), QVariant());
        if (spec.type == PropertyType::Boolean) {
            combo->addItem(tr("Yes"), true);
            combo->addItem(tr("No"), false);
        }
        for (const QString &choice : spec.choices)
            combo->addItem(model::choiceLabel(choice), choice);
        const bool *isOn = std::get_if<bool>(&value);
        const QString *choice = std::get_if<QString>(&value);
        combo->setCurrentIndex(std::max(0, combo->findData(isOn     ? QVariant(*isOn)
                                                           : choice ? QVariant(*choice)
                                                                    : QVariant())));
        editor = combo;
    } else {
        auto *line = new QLineEdit(valueText(value, spec.quantity), this);
        line->setPlaceholderText(m_required.contains(spec.key) ? QString() : tr("Left out"));
        editor = line;
    }
    editor->setObjectName(spec.key);
    editor->setAccessibleName(spec.label);
    editor->setAccessibleDescription(spec.doc);
    editor->setToolTip(spec.doc.isEmpty() ? tr("Allowed: %1").arg(spec.allowed()) : spec.doc);
    form.addRow(spec.label, editor);
    m_fields.push_back({spec, editor});
}

base::Result<std::optional<PropertyValue>> EventEditor::valueOf(const Field &field)
{
    if (const auto *combo = qobject_cast<QComboBox *>(field.editor)) {
        const QVariant data = combo->currentData();
        if (!data.isValid())
            return std::optional<PropertyValue>();
        return std::optional<PropertyValue>(data.typeId() == QMetaType::Bool
                                                ? PropertyValue(data.toBool())
                                                : PropertyValue(data.toString()));
    }
    const QString text = static_cast<QLineEdit *>(field.editor)->text().trimmed();
    if (text.isEmpty())
        return std::optional<PropertyValue>();
    const base::Result<PropertyValue> value = parsedValue(field.spec, text);
    const base::Result<void> check =
        value ? field.spec.check(*value) : base::Result<void>(value.error());
    if (!check) {
        return base::Error{check.error().code,
                           tr("%1: allowed is %2").arg(field.spec.label, field.spec.allowed()),
                           {}};
    }
    return std::optional(*value);
}

base::Result<model::ScenarioEvent> EventEditor::edited() const
{
    model::ScenarioEvent event = m_event;
    const base::Result<double> at = base::parseQuantity(m_at->text(), base::Quantity::Seconds);
    if (!at || *at < 0.0) {
        return base::Error{QStringLiteral("event.bad-time"),
                           tr("At: allowed is a time of 0 s or more, such as 90 s or 2.5 min"),
                           {}};
    }
    event.at = *at;
    for (const Field &field : m_fields) {
        const base::Result<std::optional<PropertyValue>> value = valueOf(field);
        if (!value)
            return value.error();
        const QString &key = field.spec.key;
        if (!*value && m_required.contains(key)) {
            return base::Error{
                QStringLiteral("event.missing"), tr("%1: needs a value").arg(field.spec.label), {}};
        }
        const bool wasGiven = m_event.arguments.count(key) > 0;
        if (!*value)
            event.arguments.erase(key);
        else if (wasGiven || **value != field.spec.defaultValue || m_required.contains(key))
            event.arguments[key] = **value;
    }
    return event;
}

void EventEditor::accept()
{
    const base::Result<model::ScenarioEvent> event = edited();
    if (!event) {
        m_error->setText(event.error().message);
        m_error->show();
        return;
    }
    Q_EMIT confirmed(*event);
    QDialog::accept();
}

} // namespace loadstar::player
