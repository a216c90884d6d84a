// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/auto_layout.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "model/visibility.h"

#include <QDir>
#include <QTest>

#if defined(__SANITIZE_ADDRESS__)
/// Graphviz keeps memory of its plug-ins until the process ends.
extern "C" const char *__lsan_default_suppressions()
{
    return "leak:libgvc\nleak:libcgraph\nleak:libcdt\n";
}
#endif

using namespace loadstar;
using namespace loadstar::layout;
using model::ElementId;

namespace {

const std::vector<std::pair<const char *, LayoutStyle>> kStyles{{"layered", LayoutStyle::Layered},
                                                                {"tree", LayoutStyle::Tree},
                                                                {"circular", LayoutStyle::Circular},
                                                                {"organic", LayoutStyle::Organic}};

ElementId id(const QString &text)
{
    return ElementId(text);
}

/// Users, a balancer, and `nodes` nodes behind it, all in one place.
model::Design farm(int nodes)
{
    model::Design design;
    const auto add = [&design](const QString &name, const char *kind) {
        model::Component component;
        component.id = id(name);
        component.kind = QString::fromLatin1(kind);
        design.components.emplace(component.id, component);
    };
    const auto connect = [&design](const QString &from, const QString &to) {
        model::Connection connection;
        connection.id = id(from + u'-' + to);
        connection.kind = QStringLiteral("traffic");
        connection.from = id(from);
        connection.to = id(to);
        design.connections.emplace(connection.id, connection);
    };
    add(QStringLiteral("users"), "users");
    add(QStringLiteral("lb"), "loadBalancer");
    connect(QStringLiteral("users"), QStringLiteral("lb"));
    for (int i = 0; i < nodes; ++i) {
        const QString name = QStringLiteral("n%1").arg(i);
        add(name, "node");
        connect(QStringLiteral("lb"), name);
    }
    return design;
}

QRectF rectOf(const model::Design &design, const ElementId &element)
{
    return {design.absolutePosition(element),
            model::componentSize(*design.component(element), model::builtinKinds())};
}

model::Design arranged(const model::Design &design, LayoutStyle style,
                       const std::set<ElementId> &selection = {})
{
    const base::TaskControl control;
    const auto edits = autoLayout(design, model::builtinKinds(), selection, style, control);
    if (!edits)
        qFatal("%s", qPrintable(edits.error().text()));
    model::Design after = design;
    for (const model::DesignEdit &edit : *edits)
        model::apply(after, edit);
    return after;
}

/// Whether components beside each other keep apart and containers hold what lies in them.
bool isInOrder(const model::Design &design)
{
    for (const auto &[a, first] : design.components) {
        if (!model::isShown(design, a))
            continue;
        if (!first.parent.isEmpty() && !rectOf(design, first.parent).contains(rectOf(design, a)))
            return false;
        for (const auto &[b, second] : design.components) {
            if (a < b && first.parent == second.parent && model::isShown(design, b) &&
                rectOf(design, a).intersects(rectOf(design, b)))
                return false;
        }
    }
    return true;
}

} // namespace

class AutoLayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWideFanOutIsReadableAsAWhole()
    {
        for (const int nodes : {12, 27, 64}) {
            const model::Design design = arranged(farm(nodes), LayoutStyle::Layered);
            QRectF all;
            for (const auto &[each, component] : design.components) {
                const QRectF rect = rectOf(design, each);
                all |= rect;
                for (const auto &[other, unused] : design.components)
                    QVERIFY(other == each || !rectOf(design, other).intersects(rect));
                if (component.kind == u"node")
                    QVERIFY(rect.left() > rectOf(design, id(QStringLiteral("lb"))).right());
            }
            QVERIFY2(all.width() < 2.5 * all.height() && all.height() < 1.25 * all.width(),
                     qPrintable(QStringLiteral("%1 x %2").arg(all.width()).arg(all.height())));
        }
    }

    void nothingOverlapsInAnyStyle_data()
    {
        QTest::addColumn<LayoutStyle>("style");
        for (const auto &[name, style] : kStyles)
            QTest::newRow(name) << style;
    }

    void nothingOverlapsInAnyStyle()
    {
        QFETCH(LayoutStyle, style);
        const model::Design design = farm(12);
        QVERIFY(!isInOrder(design));
        const model::Design after = arranged(design, style);
        QVERIFY(isInOrder(after));
        QCOMPARE(arranged(design, style), after);
    }

    void templatesStayInTheirContainers_data() { nothingOverlapsInAnyStyle_data(); }

    void templatesStayInTheirContainers()
    {
        QFETCH(LayoutStyle, style);
        for (const QFileInfo &file : QDir(QStringLiteral(":/templates")).entryInfoList()) {
            const auto loaded = model::loadDesign(file.filePath(), model::builtinKinds());
            QVERIFY(loaded.isOk());
            const model::Design after = arranged(loaded->design, style);
            QVERIFY2(isInOrder(after), qPrintable(file.fileName()));
            for (const auto &[element, component] : loaded->design.components) {
                QCOMPARE(after.component(element)->parent, component.parent);
                QVERIFY(after.component(element)->properties == component.properties);
            }
        }
    }

    void layersFollowTheConnections()
    {
        const model::Design layered = arranged(farm(4), LayoutStyle::Layered);
        const model::Design tree = arranged(farm(4), LayoutStyle::Tree);
        const ElementId users = id(QStringLiteral("users"));
        const ElementId balancer = id(QStringLiteral("lb"));
        const ElementId node = id(QStringLiteral("n2"));
        QVERIFY(rectOf(layered, users).right() < rectOf(layered, balancer).left());
        QVERIFY(rectOf(layered, balancer).right() < rectOf(layered, node).left());
        QVERIFY(rectOf(tree, users).bottom() < rectOf(tree, balancer).top());
        QVERIFY(rectOf(tree, balancer).bottom() < rectOf(tree, node).top());
    }

    void pinnedAndLockedComponentsStay()
    {
        model::Design design = farm(10);
        const ElementId pinned = id(QStringLiteral("n3"));
        const ElementId locked = id(QStringLiteral("users"));
        design.components[pinned].appearance.isPinned = true;
        design.components[pinned].position = {300, 200};
        design.components[locked].appearance.isLocked = true;
        for (const auto &[name, style] : kStyles) {
            const model::Design after = arranged(design, style);
            QCOMPARE(after.component(pinned)->position, QPointF(300, 200));
            QCOMPARE(after.component(locked)->position, QPointF(0, 0));
            QVERIFY2(isInOrder(after), name);
        }
    }

    void onlyTheSelectionMoves()
    {
        model::Design design = farm(6);
        design.components[id(QStringLiteral("lb"))].position = {900, 900};
        const std::set<ElementId> selection{id(QStringLiteral("n0")), id(QStringLiteral("n1")),
                                            id(QStringLiteral("n2"))};
        const model::Design after = arranged(design, LayoutStyle::Layered, selection);
        for (const auto &[element, component] : design.components) {
            if (!selection.count(element))
                QCOMPARE(after.component(element)->position, component.position);
        }
        QVERIFY(after != design);
    }

    void waypointsOfMovedEndsAreDropped()
    {
        model::Design design = farm(3);
        design.connections[id(QStringLiteral("lb-n1"))].waypoints = {{10, 10}, {20, 10}};
        const model::Design after = arranged(design, LayoutStyle::Organic);
        QVERIFY(after.connection(id(QStringLiteral("lb-n1")))->waypoints.empty());
    }

    void anEmptyDesignAndACancelledTaskChangeNothing()
    {
        QCOMPARE(arranged(model::Design(), LayoutStyle::Tree), model::Design());
        base::TaskControl control;
        control.cancel();
        const auto edits =
            autoLayout(farm(3), model::builtinKinds(), {}, LayoutStyle::Layered, control);
        QVERIFY(edits.isOk() && edits->empty());
    }
};

QTEST_GUILESS_MAIN(AutoLayoutTest)
#include "tst_auto_layout.moc"
