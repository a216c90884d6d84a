// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/property_field.h"

#include "model/choice_label.h"
#include "panels/property_text.h"
#include "panels/toggle_switch.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStyle>

#include <algorithm>

namespace loadstar::panels {

namespace {

using model::PropertySpec;
using model::PropertyType;
using model::PropertyValue;

/// Sets a property that the style sheet looks at: "isDefault" is greyed, "isInvalid" is framed.
void mark(QWidget *widget, const char *property, bool isOn)
{
    if (widget->property(property).toBool() == isOn)
        return;
    widget->setProperty(property, isOn);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

/// Partially checked can be shown but not be clicked to.
void showState(QCheckBox *box, Qt::CheckState state)
{
    box->setTristate(state == Qt::PartiallyChecked);
    box->setCheckState(state);
}

/// Numbers, texts and distributions.
class TextField : public PropertyField
{
public:
    TextField(const PropertySpec &spec, QWidget *parent)
        : PropertyField(spec, parent)
        , m_edit(new QLineEdit)
    {
        setEditor(m_edit);
        m_edit->installEventFilter(this);
        connect(m_edit, &QLineEdit::editingFinished, this, [this] { commit(); });
        connect(m_edit, &QLineEdit::textChanged, this, &PropertyField::textShown);
        connect(this, &PropertyField::rejected, m_edit,
                [this](const QString &message) { mark(m_edit, "isInvalid", !message.isEmpty()); });
    }

protected:
    void showValues(const std::vector<PropertyValue> &values) override
    {
        const bool mixed = isMixed(values);
        m_shown = mixed ? QString() : displayText(spec(), values.front());
        m_edit->setPlaceholderText(mixed ? tr("Mixed") : spec().nullLabel);
        mark(m_edit, "isDefault", !mixed && values.front() == spec().defaultValue);
        m_edit->setText(m_shown);
        m_edit->setCursorPosition(0);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // While nothing is typed, undo and redo mean the design, not the text.
        if (event->type() == QEvent::ShortcutOverride && m_edit->text() == m_shown) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
                event->ignore();
                return true;
            }
        }
        if (event->type() == QEvent::KeyPress &&
            static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && m_edit->text() != m_shown) {
            // Whoever holds the panel leaves it then.
            m_edit->setText(m_shown);
            Q_EMIT rejected({});
        }
        return PropertyField::eventFilter(watched, event);
    }

private:
    void commit()
    {
        const QString text = m_edit->text();
        if (text == m_shown) {
            Q_EMIT rejected({});
            return;
        }
        const base::Result<std::optional<PropertyValue>> parsed = parseInput(spec(), text);
        if (!parsed) {
            Q_EMIT rejected(parsed.error().message);
            return;
        }
        Q_EMIT rejected({});
        setTo(*parsed);
        // The same number in other words changes nothing, but is to be shown in the usual form.
        if (m_edit->text() != m_shown)
            m_edit->setText(m_shown);
    }

    QLineEdit *m_edit;
    QString m_shown;
};

class BooleanField : public PropertyField
{
public:
    BooleanField(const PropertySpec &spec, QWidget *parent)
        : PropertyField(spec, parent)
        , m_switch(new ToggleSwitch)
    {
        setEditor(m_switch);
        static_cast<QHBoxLayout *>(layout())->addStretch();
        connect(m_switch, &QCheckBox::clicked, this, [this] {
            const bool isOn = m_switch->checkState() != Qt::Unchecked;
            setTo(PropertyValue(isOn));
        });
    }

protected:
    void showValues(const std::vector<PropertyValue> &values) override
    {
        const bool *isOn = std::get_if<bool>(&values.front());
        showState(m_switch, isMixed(values) ? Qt::PartiallyChecked
                            : isOn && *isOn ? Qt::Checked
                                            : Qt::Unchecked);
    }

private:
    ToggleSwitch *m_switch;
};

class ChoiceField : public PropertyField
{
public:
    ChoiceField(const PropertySpec &spec, QWidget *parent)
        : PropertyField(spec, parent)
        , m_combo(new QComboBox)
    {
        for (const QString &choice : spec.choices)
            m_combo->addItem(model::choiceLabel(choice), choice);
        m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_combo->setMinimumContentsLength(4);
        m_combo->setFocusPolicy(Qt::StrongFocus);
        m_combo->installEventFilter(this);
        setEditor(m_combo);
        connect(m_combo, &QComboBox::activated, this,
                [this](int index) { setTo(m_combo->itemData(index).toString()); });
    }

protected:
    void showValues(const std::vector<PropertyValue> &values) override
    {
        const QString *choice = std::get_if<QString>(&values.front());
        const bool mixed = isMixed(values);
        m_combo->setPlaceholderText(mixed ? tr("Mixed") : displayText(spec(), values.front()));
        m_combo->setCurrentIndex(mixed || !choice ? -1 : m_combo->findData(*choice));
        mark(m_combo, "isDefault", !mixed && values.front() == spec().defaultValue);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // Scrolling the panel must not change what happens to lie under the pointer.
        if (event->type() == QEvent::Wheel && !m_combo->hasFocus()) {
            event->ignore();
            return true;
        }
        return PropertyField::eventFilter(watched, event);
    }

private:
    QComboBox *m_combo;
};

class ChoiceListField : public PropertyField
{
public:
    ChoiceListField(const PropertySpec &spec, QWidget *parent)
        : PropertyField(spec, parent)
    {
        QWidget *list = new QWidget;
        QVBoxLayout *column = new QVBoxLayout(list);
        column->setContentsMargins(0, 2, 0, 2);
        column->setSpacing(4);
        for (const QString &choice : spec.choices) {
            QCheckBox *box = new QCheckBox(model::choiceLabel(choice));
            column->addWidget(box);
            m_boxes.push_back(box);
            connect(box, &QCheckBox::clicked, this,
                    [this, box, choice] { toggle(choice, box->checkState() != Qt::Unchecked); });
        }
        setEditor(list);
        setFocusProxy(m_boxes.empty() ? nullptr : m_boxes.front());
    }

protected:
    void showValues(const std::vector<PropertyValue> &values) override
    {
        for (size_t i = 0; i < m_boxes.size(); ++i) {
            const QString &choice = spec().choices[qsizetype(i)];
            const auto holders = std::count_if(values.begin(), values.end(), [&](const auto &v) {
                const QStringList *list = std::get_if<QStringList>(&v);
                return list && list->contains(choice);
            });
            showState(m_boxes[i], holders == 0                       ? Qt::Unchecked
                                  : size_t(holders) == values.size() ? Qt::Checked
                                                                     : Qt::PartiallyChecked);
        }
    }

private:
    void toggle(const QString &choice, bool isOn)
    {
        const QStringList order = spec().choices;
        Q_EMIT edited([order, choice, isOn](const PropertyValue &old) {
            const QStringList *had = std::get_if<QStringList>(&old);
            QStringList now;
            for (const QString &each : order) {
                if (each == choice ? isOn : had && had->contains(each))
                    now += each;
            }
            return std::optional<PropertyValue>(now);
        });
    }

    std::vector<QCheckBox *> m_boxes;
};

} // namespace

PropertyField::PropertyField(const PropertySpec &spec, QWidget *parent)
    : QWidget(parent)
    , m_spec(spec)
{
    QHBoxLayout *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    setToolTip(propertyToolTip(spec));
}

void PropertyField::setEditor(QWidget *editor)
{
    layout()->addWidget(editor);
    editor->setObjectName(m_spec.key);
    editor->setAccessibleName(m_spec.label);
    editor->setAccessibleDescription(m_spec.doc);
    setFocusProxy(editor);
}

void PropertyField::setValues(const std::vector<PropertyValue> &values)
{
    Q_ASSERT_X(!values.empty(), "PropertyField::setValues", "needs at least one element");
    if (values == m_values)
        return;
    m_values = values;
    showValues(values);
    Q_EMIT rejected({});
}

bool PropertyField::isMixed(const std::vector<PropertyValue> &values)
{
    return std::any_of(values.begin(), values.end(),
                       [&](const PropertyValue &value) { return value != values.front(); });
}

void PropertyField::setTo(std::optional<PropertyValue> value)
{
    Q_EMIT edited([value = std::move(value)](const PropertyValue &) { return value; });
}

PropertyField *makePropertyField(const PropertySpec &spec, QWidget *parent)
{
    switch (spec.type) {
    case PropertyType::Boolean:
        return new BooleanField(spec, parent);
    case PropertyType::Choice:
        return new ChoiceField(spec, parent);
    case PropertyType::ChoiceList:
        return new ChoiceListField(spec, parent);
    case PropertyType::Integer:
    case PropertyType::Number:
    case PropertyType::Text:
    case PropertyType::Distribution:
        return new TextField(spec, parent);
    }
    Q_UNREACHABLE();
}

} // namespace loadstar::panels
