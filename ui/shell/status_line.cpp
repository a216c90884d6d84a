// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/status_line.h"

#include "edit/design_document.h"
#include "shell/availability_button.h"
#include "shell/findings_button.h"

#include <QLabel>
#include <QToolButton>

#include <cmath>

namespace loadstar::shell {

namespace {

constexpr int kItemHeight = 22;

} // namespace

StatusLine::StatusLine(edit::DesignDocument &document, QWidget *parent)
    : QStatusBar(parent)
    , m_document(document)
    , m_counts(new QLabel)
    , m_warnings(new QToolButton)
    , m_hint(new QLabel)
    , m_findings(new FindingsButton(document))
    , m_availability(new AvailabilityButton(document))
    , m_zoom(new QLabel)
{
    setSizeGripEnabled(false);
    m_counts->setObjectName(QStringLiteral("statusCounts"));
    m_warnings->setObjectName(QStringLiteral("statusWarnings"));
    m_warnings->setToolTip(tr("Parts of the file are not understood. Click to read more."));
    m_warnings->hide();
    m_hint->setObjectName(QStringLiteral("statusHint"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_zoom->setObjectName(QStringLiteral("statusZoom"));
    m_zoom->setToolTip(tr("Zoom"));
    addWidget(m_counts);
    addWidget(m_warnings);
    addWidget(m_hint, 1);
    // All are equally high, so that the canvas keeps its size when one of them comes or goes.
    for (QWidget *item : std::initializer_list<QWidget *>{m_counts, m_warnings, m_hint, m_findings,
                                                          m_availability, m_zoom})
        item->setFixedHeight(kItemHeight);
    addPermanentWidget(m_findings);
    addPermanentWidget(m_availability);
    addPermanentWidget(m_zoom);
    m_hintTimer.setSingleShot(true);
    m_hintTimer.setInterval(kHintSeconds * 1000);
    connect(&m_hintTimer, &QTimer::timeout, m_hint, &QLabel::clear);
    connect(m_warnings, &QToolButton::clicked, this, &StatusLine::warningsClicked);
    connect(&document, &edit::DesignDocument::changed, this, &StatusLine::refresh);
    refresh();
}

void StatusLine::refresh()
{
    const model::Design &design = m_document.design();
    const QString text = tr("%n component(s)", nullptr, int(design.components.size())) +
                         QStringLiteral(", ") +
                         tr("%n connection(s)", nullptr, int(design.connections.size()));
    if (text != m_counts->text())
        m_counts->setText(text);
}

void StatusLine::watch(const AvailabilityWatch &availability)
{
    m_availability->watch(availability);
}

void StatusLine::setWarningCount(int count)
{
    m_warnings->setText(tr("%n warning(s)", nullptr, count));
    m_warnings->setVisible(count > 0);
}

void StatusLine::setHint(const QString &text)
{
    m_hint->setText(text);
    if (text.isEmpty())
        m_hintTimer.stop();
    else
        m_hintTimer.start();
}

void StatusLine::setZoom(double zoom)
{
    m_zoom->setText(tr("%1 %").arg(std::lround(zoom * 100.0)));
}

} // namespace loadstar::shell
