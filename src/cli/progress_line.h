// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace loadstar::cli {

/// While it lives, says on standard error how far a task is, when that is a terminal and the task
/// takes longer than two seconds. The line is taken away at the end.
class ProgressLine
{
public:
    explicit ProgressLine(const base::TaskControl &task);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

private:
    void show(const base::TaskControl &task);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isOver = false;
    std::thread m_thread;
};

} // namespace loadstar::cli
