// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>

namespace loadstar::health {

/// What traffic HAProxy watches beside its checks.
enum class ObserveMode : std::uint8_t {
    None,
    Layer4, ///< refused connections are errors
    Layer7, ///< and answers of 500 and more but 501 and 505, and answers that do not come
};

/// What enough errors in a row do. All but FastInterval count as failed checks, and all make the
/// next check come after fastInterval, if one is set.
enum class OnError : std::uint8_t {
    FailCheck,    ///< one failed check
    FastInterval, ///< none
    SuddenDeath,  ///< as many as leave one for down
    MarkDown,     ///< as many as it takes
};

/// Errors in a row of one target. Source: HAProxy configuration manual 3.5, 5.2, observe,
/// error-limit and on-error.
class ErrorObserver
{
public:
    /// Whether this error is the one that reaches the limit; the count begins anew then.
    bool recordError(int limit)
    {
        if (++m_inARow < limit)
            return false;
        m_inARow = 0;
        return true;
    }
    void recordSuccess() { m_inARow = 0; }

private:
    int m_inARow = 0;
};

/// Failed checks that `onError` stands for, when `counted` of `fall` have failed already.
constexpr int failedChecksFor(OnError onError, int counted, int fall)
{
    switch (onError) {
    case OnError::FastInterval:
        return 0;
    case OnError::FailCheck:
        return 1;
    case OnError::SuddenDeath:
        return std::max(1, fall - 1 - counted);
    case OnError::MarkDown:
        return fall - counted;
    }
    return 0;
}

} // namespace loadstar::health
