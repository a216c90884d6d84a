// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <utility>
#include <vector>

namespace loadstar::base {

/// The HTTP statuses that a check accepts, for example "200-399" or "200,204,300-310".
class StatusSet
{
public:
    /// Reads the text. Errors: http.bad-status-set.
    static Result<StatusSet> parse(const QString &text);

    bool contains(int status) const;
    /// The text it was made from.
    const QString &text() const { return m_text; }
    /// The same without spaces, safe in any configuration: digits, commas and hyphens.
    QString plainText() const;

    bool operator==(const StatusSet &) const = default;

private:
    QString m_text;
    std::vector<std::pair<int, int>> m_ranges;
};

} // namespace loadstar::base
