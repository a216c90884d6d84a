// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "lint/review.h"

#include <QTimer>
#include <QToolButton>

#include <vector>

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

/// What the rules find in the open design, in the status line: how many, and a menu in which each
/// says why it matters, shows its component and is mended by one step that can be undone.
class FindingsButton : public QToolButton
{
    Q_OBJECT

public:
    explicit FindingsButton(edit::DesignDocument &document, QWidget *parent = nullptr);

    const std::vector<lint::Finding> &findings() const { return m_findings; }
    /// Whether they are those of the design as it is now.
    bool isCurrent() const { return !m_isRunning && !m_isStale; }

private:
    void start();
    void show(std::vector<lint::Finding> findings);
    void fillMenu();
    void fix(const lint::Finding &finding);

    edit::DesignDocument &m_document;
    std::vector<lint::Finding> m_findings;
    base::Task m_task;
    QTimer m_soon;
    bool m_isRunning = false;
    bool m_isStale = false;
};

} // namespace loadstar::shell
