// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "health/check_rules.h"

#include <vector>

namespace loadstar::health {

/// nginx's passive rule for one target: `fall` failed requests within `interval` take it out for
/// `interval`, then one request tries. A lone server is never taken out: that is for the balancer
/// to see to. Source: ngx_http_upstream_module, max_fails and fail_timeout.
class NginxPassive
{
public:
    /// `fall` >= 1, `interval` in seconds > 0.
    NginxPassive(int fall, double interval);

    /// A request failed at `now`: no connection, no answer in time, or died.
    Change recordFailure(double now);
    /// A request was answered.
    Change recordSuccess();

    /// Whether a request may be sent at `now`: in, or out long enough and no other one is trying.
    bool accepts(double now) const;
    /// A request was sent; while out it is the one that tries.
    void recordSent() { m_isTrying = m_isOut; }
    /// The request that tried went away without a verdict.
    void forgetTry() { m_isTrying = false; }

    bool isOut() const { return m_isOut; }
    /// When a request may try again; only while out.
    double outUntil() const { return m_outUntil; }

private:
    int m_fall;
    double m_interval;
    bool m_isOut = false;
    bool m_isTrying = false;
    double m_outUntil = 0.0;
    std::vector<double> m_failures; ///< times of the last failures, oldest first, at most m_fall
};

} // namespace loadstar::health
