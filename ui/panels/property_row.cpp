// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/property_row.h"

#include "icons/symbol_icon.h"
#include "model/distribution_text.h"
#include "panels/distribution_plot.h"
#include "panels/property_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>

namespace loadstar::panels {

namespace {

constexpr int kLabelWidth = 98;
constexpr int kFieldHeight = 26;

/// A number stands for itself, always; nothing for null.
std::optional<model::DistributionText> distributionOf(const model::PropertyValue &value)
{
    if (const double *number = std::get_if<double>(&value))
        return model::DistributionText{QStringLiteral("constant"), {*number}};
    const QString *text = std::get_if<QString>(&value);
    if (!text)
        return std::nullopt;
    const base::Result<model::DistributionText> parsed = model::parseDistribution(*text);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

} // namespace

PropertyRow::PropertyRow(const model::PropertySpec &spec, QWidget *parent)
    : QWidget(parent)
    , m_field(makePropertyField(spec, this))
    , m_reset(new QToolButton(this))
    , m_error(new QLabel(this))
{
    QLabel *label = new QLabel(spec.label, this);
    label->setObjectName(QStringLiteral("propertyLabel"));
    label->setFixedWidth(kLabelWidth);
    label->setMinimumHeight(kFieldHeight);
    label->setWordWrap(true);
    label->setBuddy(m_field);
    label->setToolTip(propertyToolTip(spec));

    m_reset->setObjectName(QStringLiteral("resetProperty"));
    m_reset->setIcon(icons::actionIcon(QStringLiteral("reset")));
    m_reset->setIconSize({13, 13});
    m_reset->setAutoRaise(true);
    m_reset->setFixedSize(20, 20);
    const QString back = tr("Back to the default: %1").arg(describedValue(spec, spec.defaultValue));
    m_reset->setToolTip(back);
    m_reset->setAccessibleName(tr("Reset %1").arg(spec.label));
    QSizePolicy policy = m_reset->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(policy);

    m_error->setObjectName(QStringLiteral("fieldError"));
    m_error->setWordWrap(true);
    m_error->hide();

    QGridLayout *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(2);
    grid->addWidget(label, 0, 0, Qt::AlignTop);
    grid->addWidget(m_field, 0, 1);
    grid->addWidget(m_reset, 0, 2, Qt::AlignTop);
    grid->addWidget(m_error, 1, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    if (spec.type == model::PropertyType::Distribution) {
        m_plot = new DistributionPlot(spec.label, this);
        m_plot->hide();
        grid->addWidget(m_plot, 2, 0, 1, 3);
        connect(m_field, &PropertyField::textShown, this, &PropertyRow::showDistribution);
    }

    connect(m_field, &PropertyField::edited, this, &PropertyRow::edited);
    connect(m_field, &PropertyField::rejected, this, &PropertyRow::showError);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        Q_EMIT edited(
            [](const model::PropertyValue &) { return std::optional<model::PropertyValue>(); });
    });
}

void PropertyRow::setValues(const std::vector<model::PropertyValue> &values)
{
    m_isMixed = PropertyField::isMixed(values);
    m_field->setValues(values);
    m_reset->setVisible(std::any_of(values.begin(), values.end(), [this](const auto &value) {
        return value != spec().defaultValue;
    }));
}

void PropertyRow::showError(const QString &message)
{
    m_error->setText(message);
    m_error->setVisible(!message.isEmpty());
}

void PropertyRow::showDistribution(const QString &text)
{
    if (text.isEmpty() && m_isMixed) {
        m_plot->hide();
        return;
    }
    const base::Result<std::optional<model::PropertyValue>> parsed = parseInput(spec(), text);
    const bool isNothing = parsed && *parsed && model::isNull(**parsed);
    m_plot->setDistribution(parsed ? distributionOf(parsed->value_or(spec().defaultValue))
                                   : std::nullopt);
    m_plot->setVisible(!isNothing);
}

} // namespace loadstar::panels
