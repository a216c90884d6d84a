// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "probe/probe_report.h"
#include "probe/probe_target.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QThread>

#include <vector>

namespace loadstar::probe {

class ProbeWorker;

/// Checks a list of targets over and over on a thread of its own, so that no host can hold up the
/// caller's thread. Starts are spread, at most 256 checks run at once, and a pause of the machine
/// is not followed by a burst. Each target is checked by its own connection; one that hangs delays
/// no other. What it finds comes as values through updated().
class Prober : public QObject
{
    Q_OBJECT

public:
    explicit Prober(QObject *parent = nullptr);
    ~Prober() override;

    /// Forgets the former targets and starts with these; ids must be unique.
    void start(std::vector<ProbeTarget> targets);
    /// Ends all checks; returns when the thread has ended, which waits for no host. The reports
    /// stay.
    void stop();

    bool isRunning() const { return m_worker != nullptr; }
    /// What was last heard of each target, in the order of start().
    const QList<TargetReport> &reports() const { return m_reports; }
    /// Whether every target has a verdict. True without targets.
    bool hasAllVerdicts() const;

Q_SIGNALS:
    /// Reports that changed, at most ten times a second.
    void updated(const QList<loadstar::probe::TargetReport> &changed);
    void runningChanged(bool isRunning);

private:
    void apply(const QList<TargetReport> &changed);
    void stopThread();

    QThread m_thread;
    ProbeWorker *m_worker = nullptr;
    /// Tells late reports of a former start() from those of this one.
    int m_run = 0;
    QList<TargetReport> m_reports;
    QHash<QString, qsizetype> m_places;
};

} // namespace loadstar::probe
