// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QToolButton;

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::shell {

class AvailabilityButton;
class AvailabilityWatch;
class FindingsButton;

/// The bottom line: what the design holds, what is odd about its file, what can be done now, zoom.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(edit::DesignDocument &document, QWidget *parent = nullptr);

    void setWarningCount(int count);
    /// Shows it for kHintSeconds; an empty one goes at once.
    void setHint(const QString &text);
    static constexpr int kHintSeconds = 12;
    /// Shows what the design is worth, as long as that lives.
    void watch(const AvailabilityWatch &availability);
    /// Screen pixels per canvas pixel.
    void setZoom(double zoom);

Q_SIGNALS:
    void warningsClicked();

private:
    void refresh();

    edit::DesignDocument &m_document;
    QLabel *m_counts;
    QToolButton *m_warnings;
    QLabel *m_hint;
    FindingsButton *m_findings;
    AvailabilityButton *m_availability;
    QLabel *m_zoom;
    QTimer m_hintTimer;
};

} // namespace loadstar::shell
