// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/prober.h"

#include "probe/probe_worker.h"

#include <algorithm>
#include <utility>

namespace loadstar::probe {

Prober::Prober(QObject *parent)
    : QObject(parent)
{
    m_thread.setObjectName(QStringLiteral("probe"));
}

Prober::~Prober()
{
    stopThread();
}

void Prober::start(std::vector<ProbeTarget> targets)
{
    stopThread();
    const int run = ++m_run;
    m_worker = new ProbeWorker(std::move(targets));
    m_reports = m_worker->reports();
    m_places.clear();
    for (qsizetype i = 0; i < m_reports.size(); ++i)
        m_places.insert(m_reports.at(i).id, i);
    connect(m_worker, &ProbeWorker::reported, this,
            [this, run](const QList<TargetReport> &changed) {
                if (run == m_run)
                    apply(changed);
            });
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(m_worker, &ProbeWorker::start, Qt::QueuedConnection);
    Q_EMIT runningChanged(true);
}

void Prober::stop()
{
    if (!m_worker)
        return;
    stopThread();
    Q_EMIT updated(m_reports);
    Q_EMIT runningChanged(false);
}

void Prober::stopThread()
{
    if (!m_worker)
        return;
    ++m_run;
    ProbeWorker *worker = std::exchange(m_worker, nullptr);
    QMetaObject::invokeMethod(
        worker,
        [this, worker] {
            worker->stop();
            m_reports = worker->reports();
            worker->deleteLater();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

bool Prober::hasAllVerdicts() const
{
    return std::none_of(m_reports.begin(), m_reports.end(), [](const TargetReport &report) {
        return report.state == ProbeState::Pending;
    });
}

void Prober::apply(const QList<TargetReport> &changed)
{
    for (const TargetReport &report : changed)
        m_reports[m_places.value(report.id)] = report;
    Q_EMIT updated(changed);
}

} // namespace loadstar::probe
