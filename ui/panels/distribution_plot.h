// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/distribution_text.h"
#include "theory/formulas/time_spread.h"

#include <QWidget>

#include <optional>

namespace loadstar::panels {

/// A small picture of how the times of a distribution are spread: its density, or a bar for each
/// single time, with mean and 95th percentile marked over an axis in the unit that reads best.
/// The figures stand below, and are its description for those who do not see it. Colours are those
/// of the palette.
class DistributionPlot : public QWidget
{
    Q_OBJECT

public:
    /// `label`: what is distributed.
    explicit DistributionPlot(const QString &label, QWidget *parent = nullptr);

    /// Nothing: an empty axis, for input that is no distribution (yet). The same distribution again
    /// costs nothing.
    void setDistribution(const std::optional<model::DistributionText> &distribution);

    /// "Mean 200 ms · p95 662 ms · CV 1.5"; empty when there is nothing to show.
    QString figures() const { return m_figures; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRectF plotRect() const;
    double xOf(double seconds) const;
    void paintSpread(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;

    std::optional<model::DistributionText> m_distribution;
    std::optional<theory::formulas::TimeSpread> m_spread;
    QString m_figures;
};

} // namespace loadstar::panels
