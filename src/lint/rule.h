// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "lint/reviewed_design.h"
#include "model/design_edit.h"

#include <QCoreApplication>
#include <QString>

#include <functional>
#include <vector>

namespace loadstar::lint {

/// One thing that is wrong with a design, or could be better.
struct Finding
{
    QString rule; ///< id of the rule
    base::Severity severity = base::Severity::Warning;
    model::ElementId target; ///< empty for the design as a whole
    QString message;         ///< one sentence: what is so, with names
    QString fix;             ///< what the edits do, as a command; empty when there are none
    std::vector<model::DesignEdit> edits;
    QString chapter; ///< item of the textbook chapter
};

/// Takes what a rule finds; the rule's own fields are filled in by the reviewer.
using Report = std::function<void(Finding)>;

/// One rule of good design.
struct Rule
{
    QString id;    ///< "area-what", stable
    QString title; ///< for lists
    QString why;   ///< one or two sentences
    QString chapter;
    QString source; ///< of a product's fact; may be empty
    base::Severity severity = base::Severity::Warning;
    std::function<void(const ReviewedDesign &, const Report &)> check;
};

/// Translates a text of a rule.
inline QString lintText(const char *text)
{
    return QCoreApplication::translate("Lint", text);
}

/// An edit that sets a property.
inline model::DesignEdit put(const model::ElementId &id, const char *key,
                             model::PropertyValue value)
{
    return model::PutProperty{id, QString::fromLatin1(key), std::move(value)};
}

} // namespace loadstar::lint
