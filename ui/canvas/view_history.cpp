// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/view_history.h"

namespace loadstar::canvas {

void ViewHistory::remember(const View &view)
{
    constexpr std::size_t kMost = 50;
    if (!m_past.empty() && m_past.back() == view)
        return;
    m_past.push_back(view);
    if (m_past.size() > kMost)
        m_past.erase(m_past.begin());
    m_future.clear();
}

std::optional<ViewHistory::View> ViewHistory::previous(const View &current)
{
    return step(m_past, m_future, current);
}

std::optional<ViewHistory::View> ViewHistory::next(const View &current)
{
    return step(m_future, m_past, current);
}

std::optional<ViewHistory::View> ViewHistory::step(std::vector<View> &from, std::vector<View> &to,
                                                   const View &current)
{
    while (!from.empty() && from.back() == current)
        from.pop_back();
    if (from.empty())
        return std::nullopt;
    const View view = from.back();
    from.pop_back();
    to.push_back(current);
    return view;
}

} // namespace loadstar::canvas
