// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "reliability/availability_report.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

/// Keeps the availability of the open design at hand: after each change it is worked out anew on
/// another thread, one answer at a time, the last change always.
class AvailabilityWatch : public QObject
{
    Q_OBJECT

public:
    explicit AvailabilityWatch(const edit::DesignDocument &document, QObject *parent = nullptr);

    /// Nothing while there are no users, or before the first answer.
    const std::optional<reliability::AvailabilityReport> &report() const { return m_report; }
    /// Whether the report is that of the design as it is now.
    bool isCurrent() const { return !m_isRunning && !m_isStale; }

Q_SIGNALS:
    /// There is another report, or none any more.
    void changed();

private:
    void start();

    const edit::DesignDocument &m_document;
    std::optional<reliability::AvailabilityReport> m_report;
    base::Task m_task;
    QTimer m_soon;
    bool m_isRunning = false;
    bool m_isStale = false;
};

} // namespace loadstar::shell
