// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/compare_side.h"

#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "charts/plot_widget.h"
#include "player/run_words.h"
#include "player/traffic_layer.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace loadstar::shell {

CompareSide::CompareSide(const model::KindRegistry &kinds, QWidget *parent)
    : QWidget(parent)
    , m_document(kinds)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_name = new QLabel(this);
    m_name->setFont(charts::scaledFont(font(), 1.1, QFont::DemiBold));
    column->addWidget(m_name);
    m_view = new canvas::CanvasView(m_document, this);
    m_view->setEditingEnabled(false);
    m_view->setMinimapVisible(false);
    m_view->setMinimumSize(260, 180);
    m_view->installEventFilter(this);
    column->addWidget(m_view, 1);
    m_headline = new QLabel(this);
    m_headline->setObjectName(QStringLiteral("sideHeadline"));
    m_headline->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_headline);
    m_layer = new player::TrafficLayer(kinds, this);
    m_layer->attachTo(m_view->canvasScene());
    connect(&m_controller, &player::PlaybackController::runStarted, this,
            [this](bool isRepeated) { m_layer->begin(m_controller.design(), isRepeated); });
    connect(&m_controller, &player::PlaybackController::frameReady, this, &CompareSide::onFrame);
    connect(&m_controller, &player::PlaybackController::stateChanged, this,
            &CompareSide::onStateChanged);
}

CompareSide::~CompareSide() = default;

void CompareSide::setTheme(const render::Theme &theme)
{
    m_view->setTheme(theme);
}

void CompareSide::load(const QString &name, const model::Design &design,
                       const sim::RunOptions &options)
{
    m_name->setText(name);
    m_options = options;
    m_document.reset(design, {});
    m_view->zoomToFit();
    restart();
}

void CompareSide::restart()
{
    m_headline->clear();
    m_controller.load(m_document.design(), m_options);
}

void CompareSide::advance(double wallSeconds, bool isOn)
{
    if (isOn)
        m_controller.tick(wallSeconds);
    m_layer->animate(m_controller.clock().animation());
}

QString CompareSide::name() const
{
    return m_name->text();
}

QString CompareSide::headline() const
{
    return m_headline->text();
}

bool CompareSide::eventFilter(QObject *watched, QEvent *event)
{
    // Once the canvas has taken its new size, all of the design is in view again.
    if (watched == m_view && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(m_view, &canvas::CanvasView::zoomToFit, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void CompareSide::onFrame(const player::PlaybackFrame &frame)
{
    m_layer->show(frame, m_controller.clock().animation(), m_controller.speed());
    if (frame.report) {
        m_headline->setText(player::headlineWords(*frame.report));
        m_headline->setToolTip(m_headline->text());
    }
    Q_EMIT moved();
}

void CompareSide::onStateChanged()
{
    if (m_controller.state() == player::PlaybackController::State::Failed) {
        m_layer->end();
        m_headline->setText(m_controller.error().message);
        m_headline->setToolTip(m_headline->text());
    }
    Q_EMIT moved();
}

} // namespace loadstar::shell
