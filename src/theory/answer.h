// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace loadstar::theory {

/// One number that theory gives, under the name that it has in the report of a run:
/// "responseTime.mean", "waitingTime.p99", "components.n1.utilization", …
struct Figure
{
    QString key;
    double value = 0.0;
};

/// What queueing theory says about a design, or why it says nothing.
struct Answer
{
    /// For example "M/M/c"; empty when no theory fits.
    QString model;
    /// Whether the figures hold exactly in the long run; else they are a limit that the design
    /// only approaches, and nothing is judged by them.
    bool isExact = true;
    /// What must hold, one sentence each.
    QStringList assumptions;
    std::vector<Figure> figures;
    /// Why there is none; empty when there is one.
    QString reason;

    bool isKnown() const { return !model.isEmpty(); }
    std::optional<double> figure(const QString &key) const;
};

/// The theory of the design in steady state. It is careful: a property that it does not know to be
/// harmless, set to other than its default, means that there is no answer.
Answer answersFor(const model::Design &design);

} // namespace loadstar::theory
