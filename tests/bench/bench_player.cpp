// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_player [NODES [RATE]]: what a design of NODES (200) behind one balancer and RATE (5000)
// requests per second costs the window while it plays, in milliseconds: frames of traffic, of plots
// and of editing meanwhile, stopping, and going to any moment of ten minutes. Nothing is judged.
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/design_document.h"
#include "model/kinds/builtin_kinds.h"
#include "player/player_panel.h"
#include "player/scenario_track.h"
#include "player/transport_bar.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace loadstar;
using State = player::PlaybackController::State;

namespace {

constexpr QSize kViewSize{1600, 660};
constexpr QSize kPanelSize{1600, 340};
constexpr double kFrame = 1.0 / 60.0; ///< seconds
constexpr double kDuration = 600.0;   ///< seconds
constexpr double kUtilization = 0.7;
constexpr int kCores = 4;

model::ElementId idOf(const char *prefix, int number)
{
    return model::ElementId(QString::fromLatin1(prefix) + QString::number(number));
}

void connect(model::Design &design, const model::ElementId &from, const model::ElementId &to)
{
    model::Connection connection;
    connection.id = idOf("c", int(design.connections.size()));
    connection.kind = QStringLiteral("traffic");
    connection.from = from;
    connection.to = to;
    design.connections.emplace(connection.id, connection);
}

/// Users, a balancer and nodes in rows of twenty; a tenth of the nodes fails after a minute.
model::Design farm(int nodes, double rate)
{
    model::Design design;
    const auto add = [&design](const model::ElementId &id, const char *kind, QPointF position) {
        model::Component component;
        component.id = id;
        component.kind = QString::fromLatin1(kind);
        component.name = id.text();
        component.position = position;
        return &design.components.emplace(id, component).first->second;
    };
    const model::ElementId users(QStringLiteral("users"));
    const model::ElementId front(QStringLiteral("front"));
    const double work = kUtilization * nodes * kCores / rate;
    model::Component *people = add(users, "users", {-520.0, 500.0});
    people->properties[QStringLiteral("rate")] = rate;
    people->properties[QStringLiteral("clients")] = 5000.0;
    people->properties[QStringLiteral("sessionLength")] = 300.0;
    people->properties[QStringLiteral("work")] =
        QStringLiteral("exponential(%1)").arg(work, 0, 'g', 6);
    model::Component *balancer = add(front, "loadBalancer", {-260.0, 500.0});
    balancer->properties[QStringLiteral("algorithm")] = QStringLiteral("least-connections");
    balancer->properties[QStringLiteral("sticky")] = QStringLiteral("cookie");
    connect(design, users, front);
    for (int i = 0; i < nodes; ++i) {
        const model::ElementId id = idOf("n", i);
        add(id, "node", {200.0 * (i % 20), 120.0 * (i / 20)})->properties[QStringLiteral("cores")] =
            double(kCores);
        connect(design, front, id);
        if (i % 10 == 0) {
            model::ScenarioEvent event;
            event.at = 60.0 + i;
            event.action = QStringLiteral("fail");
            event.target = id;
            design.scenario.push_back(event);
        }
    }
    return design;
}

double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return double(timer.nsecsElapsed()) / 1e6;
}

void rest(double milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(int(milliseconds), Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

void waitUntil(const std::function<bool()> &isDone)
{
    while (!isDone())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

void print(const char *name, std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const auto at = [&times](double part) {
        return times[std::min(times.size() - 1, std::size_t(part * double(times.size())))];
    };
    std::printf("%-44s %8.1f %8.1f %8.1f %8zu\n", name, at(0.5), at(0.99), times.back(),
                times.size());
    std::fflush(stdout);
}

/// The canvas above the player, as in the window.
struct Bench
{
    explicit Bench(const model::Design &design)
        : document(model::builtinKinds())
    {
        document.reset(design, {});
        window.resize(kViewSize.width(), kViewSize.height() + kPanelSize.height());
        view = new canvas::CanvasView(document, &window);
        view->resize(kViewSize);
        panel = new player::PlayerPanel(document, &window);
        panel->setGeometry(QRect(QPoint(0, kViewSize.height()), kPanelSize));
        panel->attachTo(view->canvasScene());
        panel->transport().setDuration(kDuration);
        window.show();
        view->zoomToFit();
        QCoreApplication::processEvents();
    }

    /// Seconds of play, each frame begun by `change`. The panel's own timer is left out, so that
    /// every frame is timed from its beginning to its last pixel.
    std::vector<double> play(double seconds, const std::function<void(int)> &change)
    {
        std::vector<double> times;
        const int count = int(seconds / kFrame);
        for (int i = 0; i < count; ++i) {
            const double took = millisecondsOf([&] {
                change(i);
                panel->advance(kFrame);
                QCoreApplication::processEvents();
            });
            times.push_back(took);
            if (took < kFrame * 1e3)
                rest(kFrame * 1e3 - took);
        }
        return times;
    }

    edit::DesignDocument document;
    QWidget window;
    canvas::CanvasView *view = nullptr;
    player::PlayerPanel *panel = nullptr;
};

void moveOne(edit::DesignDocument &document, int frame)
{
    if (frame % 6 != 0)
        return;
    const model::ElementId id = idOf("n", frame / 6 % 50);
    model::Component moved = document.design().components.at(id);
    moved.position += QPointF(frame % 12 == 0 ? 4.0 : -4.0, 0.0);
    document.perform(QStringLiteral("Move"), {model::PutComponent{id, moved}});
}

/// Milliseconds until the moment is painted.
double timeToSeek(Bench &bench, double to)
{
    const player::PlaybackController &controller = bench.panel->controller();
    return millisecondsOf([&] {
        Q_EMIT bench.panel->track().seekRequested(to);
        waitUntil([&] {
            return !controller.isBusy() && std::abs(controller.clock().reached() - to) < 1e-9;
        });
        QCoreApplication::processEvents();
    });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int nodes = argc > 1 ? std::atoi(argv[1]) : 200;
    const double rate = argc > 2 ? std::atof(argv[2]) : 5000.0;
    Bench bench(farm(nodes, rate));
    const player::PlaybackController &controller = bench.panel->controller();
    std::printf("%d nodes, %.0f requests/s\n", nodes, rate);
    std::printf("%-44s %8s %8s %8s %8s\n", "milliseconds", "median", "p99", "most", "frames");

    const auto nothing = [](int) {};
    for (const double speed : {1.0, 16.0}) {
        bench.panel->transport().setSpeed(speed);
        bench.panel->playPause();
        waitUntil([&] { return controller.isPlaying(); });
        const QByteArray name = "playing, " + QByteArray::number(speed) + " times";
        print(name, bench.play(8.0, nothing));
        print(name + ", a node moves each tenth",
              bench.play(4.0, [&](int i) { moveOne(bench.document, i); }));
        print(name + ", stopping", {millisecondsOf([&] {
                  bench.panel->stop();
                  QCoreApplication::processEvents();
              })});
    }

    bench.panel->transport().setSpeed(1.0);
    bench.panel->playPause();
    waitUntil([&] { return controller.isPlaying(); });
    bench.panel->playPause();
    print("to the last second, never seen", {timeToSeek(bench, kDuration - 1.0)});
    waitUntil([&] { return controller.reachable() >= kDuration; });
    QRandomGenerator random(1);
    std::vector<double> seeks;
    for (int i = 0; i < 60; ++i)
        seeks.push_back(timeToSeek(bench, std::round(random.generateDouble() * kDuration)));
    print("to any moment", seeks);
    bench.panel->stop();

    bench.panel->restart();
    print("until every moment is near, idle", {millisecondsOf([&] {
              waitUntil([&] { return controller.reachable() >= kDuration; });
          })});
    return 0;
}
