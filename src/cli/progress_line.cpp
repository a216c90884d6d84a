// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress_line.h"

#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace loadstar::cli {

ProgressLine::ProgressLine(const base::TaskControl &task)
{
    if (::isatty(STDERR_FILENO))
        m_thread = std::thread([this, &task] { show(task); });
}

ProgressLine::~ProgressLine()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void ProgressLine::show(const base::TaskControl &task)
{
    using namespace std::chrono_literals;
    std::unique_lock lock(m_mutex);
    auto pause = 2000ms;
    bool isShown = false;
    while (!m_wake.wait_for(lock, pause, [this] { return m_isOver; })) {
        std::fprintf(stderr, "\r%3.0f %% simulated", 100.0 * task.progress());
        std::fflush(stderr);
        isShown = true;
        pause = 250ms;
    }
    if (isShown)
        std::fputs("\r                \r", stderr);
}

} // namespace loadstar::cli
