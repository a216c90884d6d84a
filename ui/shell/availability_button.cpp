// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/availability_button.h"

#include "base/units.h"
#include "edit/design_document.h"
#include "edit/element_search.h"
#include "shell/availability_watch.h"

#include <QLocale>
#include <QMenu>
#include <QStyle>

#include <algorithm>
#include <cmath>

namespace loadstar::shell {

namespace {

constexpr size_t kMostListed = 7;

/// As many digits as the nines need, and one more; cut, so that it never looks better than it is.
QString percentText(double unavailability)
{
    const double nines = unavailability > 0.0 ? -std::log10(unavailability) : 2.0;
    const int decimals = std::clamp(static_cast<int>(nines), 1, 9);
    const double scale = std::pow(10.0, decimals);
    const double shown = std::floor((1.0 - unavailability) * 100.0 * scale + 1e-6) / scale;
    return AvailabilityButton::tr("%1 %").arg(QLocale().toString(shown, 'f', decimals));
}

/// Seconds in the largest unit that leaves a number of 1 or more.
QString spanText(double seconds)
{
    const QLocale locale;
    const auto text = [&locale](double value) {
        return locale.toString(value, 'f', value < 9.95 ? 1 : 0);
    };
    if (seconds >= 86400.0)
        return AvailabilityButton::tr("%1 d").arg(text(seconds / 86400.0));
    if (seconds >= 3600.0)
        return AvailabilityButton::tr("%1 h").arg(text(seconds / 3600.0));
    if (seconds >= 60.0)
        return AvailabilityButton::tr("%1 min").arg(text(seconds / 60.0));
    return AvailabilityButton::tr("%1 s").arg(text(seconds));
}

bool hasFigures(const reliability::AvailabilityReport &report)
{
    return !report.components.empty() || !report.connections.empty();
}

} // namespace

AvailabilityButton::AvailabilityButton(edit::DesignDocument &document, QWidget *parent)
    : QToolButton(parent)
    , m_document(document)
{
    setObjectName(QStringLiteral("statusAvailability"));
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    hide();
}

void AvailabilityButton::watch(const AvailabilityWatch &watch)
{
    connect(&watch, &AvailabilityWatch::changed, this, [this, &watch] { refresh(watch); });
    connect(menu(), &QMenu::aboutToShow, this, [this, &watch] { fillMenu(watch); });
    refresh(watch);
}

QString AvailabilityButton::summary(const reliability::AvailabilityReport &report)
{
    if (!hasFigures(report))
        return tr("no failure figures");
    QString text = percentText(report.unavailability);
    if (report.nines)
        text += tr(" · %1 nines")
                    .arg(QLocale().toString(std::floor(*report.nines * 10.0) / 10.0, 'f', 1));
    text += tr(" · %1 down a year").arg(spanText(report.downtimePerYear));
    if (!report.meetsObjective())
        text += tr(" · below the objective");
    return text;
}

void AvailabilityButton::refresh(const AvailabilityWatch &watch)
{
    const auto &report = watch.report();
    setVisible(report.has_value());
    if (!report)
        return;
    setText(summary(*report));
    setProperty("isMissed", !report->meetsObjective());
    style()->unpolish(this);
    style()->polish(this);
    QString hint = hasFigures(*report)
                       ? tr("Availability in the long run, of a year of 365 days, %1.")
                             .arg(report->method == reliability::AvailabilityMethod::Exact
                                      ? tr("worked out exactly")
                                      : tr("simulated, because the design is large"))
                       : tr("Give components an MTBF and an MTTR, or an availability, to see how "
                            "often the design is up.");
    if (report->objective)
        hint += tr("\nThe objective is %1.")
                    .arg(base::formatQuantity(*report->objective, base::Quantity::Probability));
    if (report->failuresPerYear)
        hint += tr("\nIt fails %1 times a year.")
                    .arg(QLocale().toString(*report->failuresPerYear, 'g', 3));
    setToolTip(hint);
}

void AvailabilityButton::addPart(const model::ElementId &id, const QString &text)
{
    menu()->addAction(text, this, [this, id] {
        if (m_document.design().hasElement(id))
            m_document.select({id});
    });
}

void AvailabilityButton::fillMenu(const AvailabilityWatch &watch)
{
    menu()->clear();
    if (!watch.report())
        return;
    const reliability::AvailabilityReport &report = *watch.report();
    std::vector<reliability::PartAvailability> parts = report.components;
    parts.insert(parts.end(), report.connections.begin(), report.connections.end());
    std::erase_if(parts,
                  [](const auto &part) { return part.importance.share.value_or(0.0) <= 0.0; });
    std::stable_sort(parts.begin(), parts.end(), [](const auto &a, const auto &b) {
        return *a.importance.share > *b.importance.share;
    });
    const auto addTitle = [this](const QString &text) {
        QAction *title = menu()->addAction(text);
        title->setEnabled(false);
        QFont font = title->font();
        font.setBold(true);
        title->setFont(font);
    };
    addTitle(tr("What to fix first"));
    if (parts.empty())
        menu()->addAction(tr("Nothing fails"))->setEnabled(false);
    for (size_t i = 0; i < std::min(parts.size(), kMostListed); ++i)
        addPart(parts[i].id,
                tr("%1: %2 % of the time down")
                    .arg(edit::nameOf(m_document.design(), parts[i].id),
                         QLocale().toString(100.0 * *parts[i].importance.share, 'f', 1)));
    menu()->addSeparator();
    addTitle(tr("Takes everything down by itself"));
    if (report.singlePointsOfFailure.empty())
        menu()->addAction(tr("Nothing does"))->setEnabled(false);
    for (size_t i = 0; i < std::min(report.singlePointsOfFailure.size(), kMostListed); ++i)
        addPart(report.singlePointsOfFailure[i],
                edit::nameOf(m_document.design(), report.singlePointsOfFailure[i]));
}

} // namespace loadstar::shell
