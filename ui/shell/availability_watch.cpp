// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/availability_watch.h"

#include "edit/design_document.h"

namespace loadstar::shell {

AvailabilityWatch::AvailabilityWatch(const edit::DesignDocument &document, QObject *parent)
    : QObject(parent)
    , m_document(document)
{
    // Changes of one turn of the event loop are one.
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &AvailabilityWatch::start);
    connect(&document, &edit::DesignDocument::changed, this, [this] {
        m_isStale = true;
        if (!m_isRunning)
            m_soon.start();
    });
    m_isStale = true;
    m_soon.start();
}

void AvailabilityWatch::start()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_isStale = false;
    using Answer = std::optional<reliability::AvailabilityReport>;
    m_task = base::runTask(
        this,
        [design = m_document.design(), &kinds = m_document.kinds()](base::TaskControl &control) {
            const auto report = reliability::analyseAvailability(design, kinds, {}, &control);
            return report ? Answer(*report) : Answer();
        },
        [this](const Answer &answer) {
            m_isRunning = false;
            m_report = answer;
            Q_EMIT changed();
            if (m_isStale)
                m_soon.start();
        });
}

} // namespace loadstar::shell
