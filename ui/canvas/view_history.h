// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <optional>
#include <vector>

namespace loadstar::canvas {

/// Where the canvas looked before it jumped, so that one can go back and forth.
class ViewHistory
{
public:
    struct View
    {
        double zoom = 1.0;
        QPointF center; ///< in canvas pixels

        bool operator==(const View &) const = default;
    };

    /// A jump away from `view` follows; what could be gone forward to is forgotten.
    void remember(const View &view);
    /// The view before the last jump, or none; `current` can be gone forward to.
    std::optional<View> previous(const View &current);
    /// The view that previous() left, or none.
    std::optional<View> next(const View &current);

private:
    static std::optional<View> step(std::vector<View> &from, std::vector<View> &to,
                                    const View &current);

    std::vector<View> m_past;
    std::vector<View> m_future;
};

} // namespace loadstar::canvas
