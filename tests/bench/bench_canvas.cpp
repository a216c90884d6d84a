// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_canvas [COMPONENTS]: how long the canvas takes over one frame of a design of COMPONENTS
// (10,000) and twice as many connections, in milliseconds, each the median of its frames; beside it
// a plain QGraphicsScene with as many cards and lines where that makes sense. Nothing is judged.
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/clipboard.h"
#include "edit/design_document.h"
#include "model/kinds/builtin_kinds.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QGraphicsPathItem>
#include <QGraphicsRectItem>
#include <QMouseEvent>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sys/resource.h>

using namespace loadstar;

namespace {

constexpr int kColumns = 10;
constexpr int kCardsPerZone = 99;
constexpr QSizeF kPitch{200.0, 120.0};
constexpr QSize kViewSize{1600, 1000};
/// Longer than views wait before they draw anew what has come to rest.
constexpr int kRestMilliseconds = 300;

QString idOf(const char *prefix, int number)
{
    return QString::fromLatin1(prefix) + QString::number(number);
}

/// Every third card of a zone.
bool isBalancer(int card)
{
    return card % 3 == 0;
}

void connectZone(model::Design &design, int zone)
{
    constexpr int kConnectionsEach = 6;
    for (int card = 0; card < kCardsPerZone; card += 3) {
        int target = card;
        for (int i = 0; i < kConnectionsEach; ++i) {
            target += i % 2 == 0 ? 1 : 5;
            while (isBalancer(target % kCardsPerZone))
                ++target;
            model::Connection connection;
            connection.id = model::ElementId(idOf("c", int(design.connections.size())));
            connection.kind = QStringLiteral("traffic");
            connection.from = model::ElementId(idOf("n", zone * kCardsPerZone + card));
            connection.to =
                model::ElementId(idOf("n", zone * kCardsPerZone + target % kCardsPerZone));
            design.connections.emplace(connection.id, connection);
        }
    }
}

/// Zones in a square, each with 33 load balancers and 66 nodes; each balancer has connections to
/// six nodes of its zone, two connections per component in all.
model::Design largeDesign(int count)
{
    model::Design design;
    const int zones = std::max(1, count / (kCardsPerZone + 1));
    const int side = std::max(1, int(std::ceil(std::sqrt(double(zones)))));
    const QSizeF zoneSize(kPitch.width() * kColumns + 40.0, kPitch.height() * kColumns + 60.0);
    for (int zone = 0; zone < zones; ++zone) {
        model::Component container;
        container.id = model::ElementId(idOf("zone", zone));
        container.kind = QStringLiteral("zone");
        container.name = container.id.text();
        container.position = {(zoneSize.width() + 80.0) * (zone % side),
                              (zoneSize.height() + 80.0) * (zone / side)};
        container.size = zoneSize;
        for (int i = 0; i < kCardsPerZone; ++i) {
            model::Component card;
            card.id = model::ElementId(idOf("n", zone * kCardsPerZone + i));
            card.kind = isBalancer(i) ? QStringLiteral("loadBalancer") : QStringLiteral("node");
            card.name = card.id.text();
            card.parent = container.id;
            card.position = {20.0 + kPitch.width() * (i % kColumns),
                             40.0 + kPitch.height() * (i / kColumns)};
            design.components.emplace(card.id, card);
        }
        design.components.emplace(container.id, std::move(container));
        connectZone(design, zone);
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

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The median of `count` frames, each begun by `change(i)`.
double frames(int count, const std::function<void(int)> &change)
{
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        times.push_back(millisecondsOf([&] {
            change(i);
            QCoreApplication::processEvents();
        }));
    }
    return median(times);
}

void sendMouse(QWidget *to, QEvent::Type type, const QPoint &at, Qt::MouseButtons held)
{
    const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
    QMouseEvent event(type, QPointF(at), QPointF(to->mapToGlobal(at)), button, held,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(to, &event);
}

double dragFrames(const QGraphicsView &view, const QPoint &from, int count)
{
    QWidget *const viewport = view.viewport();
    sendMouse(viewport, QEvent::MouseMove, from, Qt::NoButton);
    sendMouse(viewport, QEvent::MouseButtonPress, from, Qt::LeftButton);
    // The first moves begin the gesture.
    sendMouse(viewport, QEvent::MouseMove, from + QPoint(20, 0), Qt::LeftButton);
    QCoreApplication::processEvents();
    const double time = frames(count, [&](int i) {
        sendMouse(viewport, QEvent::MouseMove, from + QPoint(24 + 8 * (i % 12), 8 * (i % 5)),
                  Qt::LeftButton);
    });
    sendMouse(viewport, QEvent::MouseButtonRelease, from, Qt::NoButton);
    QCoreApplication::processEvents();
    return time;
}

double mostMemory()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return double(used.ru_maxrss) / 1024.0;
}

void print(const char *name, double ours, double plain = 0.0)
{
    if (plain > 0.0)
        std::printf("%-44s %10.1f %10.1f %8.2f\n", name, ours, plain, ours / plain);
    else
        std::printf("%-44s %10.1f %10s %8s\n", name, ours, "-", "-");
    std::fflush(stdout);
}

/// Cards and lines of the same number and places, without anything of ours.
struct PlainScene
{
    explicit PlainScene(const render::DiagramGeometry &geometry)
    {
        for (const auto &[id, place] : geometry.places())
            scene.addRect(place.rect);
        for (const auto &[id, route] : geometry.routes()) {
            QPainterPath path;
            path.addPolygon(route);
            scene.addPath(path);
        }
        view.setScene(&scene);
        view.resize(kViewSize);
        view.show();
    }

    QGraphicsScene scene;
    QGraphicsView view;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int count = argc > 1 ? std::atoi(argv[1]) : 10'000;
    const model::Design design = largeDesign(count);
    std::printf("%zu components, %zu connections\n", design.components.size(),
                design.connections.size());
    std::printf("%-44s %10s %10s %8s\n", "milliseconds", "canvas", "plain", "ratio");

    edit::DesignDocument document(model::builtinKinds());
    std::unique_ptr<canvas::CanvasView> view;
    print("first painted frame", millisecondsOf([&] {
              document.reset(design, {});
              view = std::make_unique<canvas::CanvasView>(document);
              view->resize(kViewSize);
              view->show();
              view->setZoom(1.0);
              view->centerOn(1000.0, 600.0);
              view->viewport()->repaint();
          }));
    const auto centerAt = [](QGraphicsView &shown, int i) {
        shown.centerOn(1200.0 + 17.0 * i, 700.0 + 11.0 * i);
    };
    PlainScene plain(view->canvasScene().geometry());
    const double plainPan = frames(60, [&](int i) { centerAt(plain.view, i); });
    print("pan at 1:1", frames(60, [&](int i) { centerAt(*view, i); }), plainPan);
    // The same way again, where all is routed now: what line jumps cost.
    print("pan again", frames(60, [&](int i) { centerAt(*view, i); }));
    view->setLineJumpsVisible(false);
    print("pan again without line jumps", frames(60, [&](int i) { centerAt(*view, i); }));
    view->setLineJumpsVisible(true);

    view->centerOn(1000.0, 600.0);
    QCoreApplication::processEvents();
    const auto centerOf = [&](const char *id) {
        return view->mapFromScene(view->canvasScene()
                                      .geometry()
                                      .componentRect(model::ElementId(QString::fromLatin1(id)))
                                      .center());
    };
    document.select({});
    print("drag of one component", dragFrames(*view, centerOf("n44"), 30));
    edit::Selection many;
    for (int i = 0; i < 500; ++i)
        many.insert(model::ElementId(idOf("n", i)));
    document.select(many);
    print("drag of 500 components", dragFrames(*view, centerOf("n44"), 15));
    document.select({});

    view->zoomToFit();
    plain.view.fitInView(plain.scene.itemsBoundingRect(), Qt::KeepAspectRatio);
    const auto nudge = [](QGraphicsView &shown, int i) {
        shown.viewport()->update();
        shown.translate(i % 2 == 0 ? 1.0 : -1.0, 0.0);
    };
    const double plainWhole = frames(15, [&](int i) { nudge(plain.view, i); });
    print("whole diagram in view", frames(15, [&](int i) { nudge(*view, i); }), plainWhole);

    std::printf("%-44s %10.1f\n", "most memory used (MiB), both scenes", mostMemory());
    edit::Selection all;
    for (const auto &[id, component] : document.design().components)
        all.insert(id);
    for (const auto &[id, connection] : document.design().connections)
        all.insert(id);
    QByteArray copied;
    print("copy of all",
          millisecondsOf([&] { copied = edit::copyElements(document.design(), all); }));
    print("paste of all", millisecondsOf([&] {
              const auto paste = edit::pasteElements(document.design(), document.kinds(), copied,
                                                     QPointF(100'000.0, 0.0));
              if (paste)
                  document.perform(QStringLiteral("Paste"), paste->edits);
              QCoreApplication::processEvents();
          }));
    if (document.design().components.size() != 2 * design.components.size()) {
        std::fprintf(stderr, "not everything was pasted\n");
        return 1;
    }
    // The minimap follows when the diagram rests, which is no part of the undo.
    QEventLoop rest;
    QTimer::singleShot(kRestMilliseconds, &rest, &QEventLoop::quit);
    rest.exec();
    print("undo of that", millisecondsOf([&] {
              document.undoStack().undo();
              QCoreApplication::processEvents();
          }));
    std::printf("%-44s %10.1f\n", "the same with the pasted ones", mostMemory());
    return 0;
}
