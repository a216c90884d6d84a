// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/story/downtime_ledger.h"

#include <algorithm>

namespace loadstar::sim {

namespace {

bool isOutage(EventWhat what)
{
    return what == EventWhat::Fail || what == EventWhat::Fault || what == EventWhat::Maintain ||
           what == EventWhat::Resize || what == EventWhat::Disconnect;
}

void add(std::optional<double> &sum, const std::optional<double> &value)
{
    if (value)
        sum = sum.value_or(0.0) + *value;
}

} // namespace

DowntimeLedger downtimeLedger(const RunStory &story)
{
    const std::vector<RunStory::Entry> &events = story.events();
    DowntimeLedger ledger;
    std::vector<int> outageOf(events.size(), -1); // of the event and of what it led to
    for (std::size_t i = 0; i < events.size(); ++i) {
        const RunStory::Entry &entry = events[i];
        const TraceEvent &event = entry.event;
        if (isOutage(event.what)) {
            outageOf[i] = static_cast<int>(ledger.outages.size());
            Outage outage;
            outage.event = static_cast<EventNumber>(i);
            outage.target = event.target;
            outage.from = event.at;
            outage.failedRequests = entry.failedRequests;
            outage.lostSessions = entry.lostSessions;
            ledger.outages.push_back(outage);
            continue;
        }
        if (entry.cause == kNoEvent)
            continue;
        const int number = outageOf[static_cast<std::size_t>(entry.cause)];
        outageOf[i] = number;
        if (number < 0)
            continue;
        Outage &outage = ledger.outages[static_cast<std::size_t>(number)];
        outage.failedRequests += entry.failedRequests;
        outage.lostSessions += entry.lostSessions;
        const double detectedAt = outage.from + outage.detect.value_or(0.0);
        switch (event.what) {
        case EventWhat::MarkedDown:
            if (!outage.detect && !outage.until)
                outage.detect = event.at - outage.from;
            break;
        case EventWhat::Failover:
            if (!outage.decide && !outage.until)
                outage.decide = event.at - detectedAt;
            break;
        case EventWhat::Promoted:
            if (!outage.switchOver)
                outage.switchOver = event.at - detectedAt - outage.decide.value_or(0.0);
            break;
        case EventWhat::MarkedUp:
            if (outage.until)
                outage.warmUp = event.at - *outage.until;
            break;
        case EventWhat::Recover:
        case EventWhat::Healed:
        case EventWhat::Maintained:
        case EventWhat::Resized:
        case EventWhat::Reconnect:
            outage.until = event.at;
            outage.repair = event.at - detectedAt;
            break;
        default:
            break;
        }
    }
    for (const Outage &outage : ledger.outages) {
        add(ledger.total.detect, outage.detect);
        add(ledger.total.decide, outage.decide);
        add(ledger.total.switchOver, outage.switchOver);
        add(ledger.total.repair, outage.repair);
        add(ledger.total.warmUp, outage.warmUp);
        ledger.total.failedRequests += outage.failedRequests;
        ledger.total.lostSessions += outage.lostSessions;
    }
    return ledger;
}

} // namespace loadstar::sim
