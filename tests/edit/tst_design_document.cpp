// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/clipboard.h"
#include "edit/connection_operations.h"
#include "edit/design_document.h"
#include "edit/edit_operations.h"
#include "edit/edit_transaction.h"
#include "edit/element_search.h"
#include "edit/stencils.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstar;
using namespace loadstar::edit;
using namespace loadstar::model;

class DesignDocumentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneGestureIsOneStep();
    void anUncommittedTransactionRollsBack();
    void anUndoEndsAnOpenGestureFirst();
    void aGestureThatEndsWhereItBeganLeavesNoStep();
    void stepsWithOneMergeKeyBecomeOne();
    void anEditWithoutEffectLeavesNoStep();
    void aRemovedContainerTakesItsContentsAlong();
    void removingASelectedComponentDeselectsIt();
    void aComponentIsNeverPutInsideItself();
    void aMoveIntoAContainerKeepsThePlaceOnTheCanvas();
    void connectingTellsWhyNot();
    void aLabelPutFarAwayCanBeReadAgain();
    void waypointsMoveWhenBothEndsMove();
    void aConnectionIsLedThroughAComponentBetween();
    void aReversedConnectionRunsBackThroughItsWaypoints();
    void pastedCopiesKeepTheirConnections();
    void propertiesArePastedOntoTheSameKind();
    void elementsAreFoundByNameKindAndProperty();
    void savingMakesTheDocumentClean();
    void aFailedOpenKeepsTheDocument();
    void changesNameWhatChanged();
    void stencilsAreKeptUnderSafeNames_data();
    void stencilsAreKeptUnderSafeNames();
    void stencilsAreReplacedRenamedAndRemoved();
    void filesThatAreNoStencilsAreToldAndLeftOut();

private:
    ElementId add(const char *kind, const QPointF &position, const ElementId &parent = {});

    std::unique_ptr<DesignDocument> m_document;
};

void DesignDocumentTest::init()
{
    m_document = std::make_unique<DesignDocument>(builtinKinds());
}

ElementId DesignDocumentTest::add(const char *kind, const QPointF &position,
                                  const ElementId &parent)
{
    const auto edits =
        addComponent(m_document->design(), *builtinKinds().component(QString::fromLatin1(kind)),
                     position, parent);
    m_document->perform(QStringLiteral("Add"), edits);
    return std::get<PutComponent>(edits.front()).id;
}

void DesignDocumentTest::oneGestureIsOneStep()
{
    const ElementId node = add("node", {0, 0});
    EditTransaction gesture(*m_document, QStringLiteral("Move"));
    for (int i = 1; i <= 10; ++i) {
        gesture.rollBack();
        gesture.apply(moveComponents(m_document->design(), {node}, QPointF(8.0 * i, 0)));
    }
    gesture.commit();
    QCOMPARE(m_document->undoStack().count(), 2);
    QCOMPARE(m_document->design().component(node)->position, QPointF(80, 0));
    m_document->undoStack().undo();
    QCOMPARE(m_document->design().component(node)->position, QPointF(0, 0));
    m_document->undoStack().redo();
    QCOMPARE(m_document->design().component(node)->position, QPointF(80, 0));
}

void DesignDocumentTest::anUncommittedTransactionRollsBack()
{
    const ElementId node = add("node", {0, 0});
    const Design before = m_document->design();
    {
        EditTransaction gesture(*m_document, QStringLiteral("Move"));
        gesture.apply(moveComponents(m_document->design(), {node}, {8, 8}));
        gesture.apply(moveComponents(m_document->design(), {node}, {8, 8}));
        QVERIFY(m_document->design() != before);
    }
    QVERIFY(m_document->design() == before);
    QCOMPARE(m_document->undoStack().count(), 1);
}

void DesignDocumentTest::anUndoEndsAnOpenGestureFirst()
{
    const Design empty = m_document->design();
    const ElementId node = add("node", {0, 0});
    const Design before = m_document->design();
    EditTransaction gesture(*m_document, QStringLiteral("Move"));
    gesture.apply(moveComponents(m_document->design(), {node}, {8, 8}));
    m_document->undoStack().undo();
    QVERIFY(m_document->design() == empty);
    gesture.apply({PutPlace{node, {16, 16}, std::nullopt, {}}});
    gesture.commit();
    QVERIFY(m_document->design() == empty);
    m_document->undoStack().redo();
    QVERIFY(m_document->design() == before);
}

void DesignDocumentTest::aGestureThatEndsWhereItBeganLeavesNoStep()
{
    const ElementId node = add("node", {0, 0});
    EditTransaction gesture(*m_document, QStringLiteral("Move"));
    gesture.apply(moveComponents(m_document->design(), {node}, {8, 8}));
    gesture.apply(moveComponents(m_document->design(), {node}, {-8, -8}));
    gesture.commit();
    QCOMPARE(m_document->undoStack().count(), 1);
}

void DesignDocumentTest::stepsWithOneMergeKeyBecomeOne()
{
    const ElementId node = add("node", {0, 0});
    for (const double cores : {2.0, 4.0, 8.0})
        m_document->perform(QStringLiteral("Cores"),
                            {PutProperty{node, QStringLiteral("cores"), PropertyValue(cores)}},
                            QStringLiteral("cores"));
    QCOMPARE(m_document->undoStack().count(), 2);
    m_document->undoStack().undo();
    QVERIFY(m_document->design().component(node)->properties.empty());
    m_document->undoStack().redo();
    QVERIFY(m_document->design().component(node)->properties.at(QStringLiteral("cores")) ==
            PropertyValue(8.0));
}

void DesignDocumentTest::anEditWithoutEffectLeavesNoStep()
{
    const ElementId node = add("node", {0, 0});
    const QSignalSpy changes(m_document.get(), &DesignDocument::changed);
    m_document->perform(
        QStringLiteral("Rename"),
        renameComponent(m_document->design(), node, m_document->design().component(node)->name));
    QCOMPARE(m_document->undoStack().count(), 1);
    QCOMPARE(changes.count(), 0);
}

void DesignDocumentTest::aRemovedContainerTakesItsContentsAlong()
{
    const ElementId zone = add("zone", {0, 0});
    const ElementId node = add("node", {20, 20}, zone);
    const ElementId users = add("users", {-300, 0});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), users, node));
    m_document->perform(QStringLiteral("Scenario"),
                        {PutScenario{{{1.0, QStringLiteral("fail"), node, {}, {}}}}});
    const Design before = m_document->design();
    m_document->perform(QStringLiteral("Delete"), removeElements(m_document->design(), {zone}));
    QCOMPARE(m_document->design().components.size(), size_t(1));
    QVERIFY(m_document->design().connections.empty());
    QVERIFY(m_document->design().scenario.empty());
    m_document->undoStack().undo();
    QVERIFY(m_document->design() == before);
}

void DesignDocumentTest::removingASelectedComponentDeselectsIt()
{
    const ElementId node = add("node", {0, 0});
    m_document->select({node});
    const QSignalSpy selections(m_document.get(), &DesignDocument::selectionChanged);
    m_document->perform(QStringLiteral("Delete"), removeElements(m_document->design(), {node}));
    QVERIFY(m_document->selection().empty());
    QCOMPARE(selections.count(), 1);
}

void DesignDocumentTest::aComponentIsNeverPutInsideItself()
{
    const ElementId outer = add("region", {0, 0});
    const ElementId inner = add("zone", {20, 20}, outer);
    m_document->perform(QStringLiteral("Move"),
                        moveComponents(m_document->design(), {outer}, {0, 0}, inner));
    QVERIFY(m_document->design().component(outer)->parent.isEmpty());
}

void DesignDocumentTest::aMoveIntoAContainerKeepsThePlaceOnTheCanvas()
{
    const ElementId zone = add("zone", {100, 100});
    const ElementId node = add("node", {500, 500});
    m_document->perform(QStringLiteral("Move"),
                        moveComponents(m_document->design(), {node}, {-350, -350}, zone));
    QCOMPARE(m_document->design().component(node)->parent, zone);
    QCOMPARE(m_document->design().component(node)->position, QPointF(50, 50));
    QCOMPARE(m_document->design().absolutePosition(node), QPointF(150, 150));
}

void DesignDocumentTest::connectingTellsWhyNot()
{
    const ElementId users = add("users", {0, 0});
    const ElementId node = add("node", {200, 0});
    const Design &design = m_document->design();
    QCOMPARE(connectComponents(design, builtinKinds(), node, users).error().code,
             QStringLiteral("connection.not-allowed"));
    QCOMPARE(connectComponents(design, builtinKinds(), users, users).error().code,
             QStringLiteral("connection.to-itself"));
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(design, builtinKinds(), users, node));
    QCOMPARE(connectComponents(design, builtinKinds(), users, node).error().code,
             QStringLiteral("connection.exists"));
}

void DesignDocumentTest::aLabelPutFarAwayCanBeReadAgain()
{
    const ElementId users = add("users", {0, 0});
    const ElementId node = add("node", {200'000, 0});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), users, node));
    const ElementId line = m_document->design().connections.begin()->first;
    m_document->perform(
        QStringLiteral("Place"),
        placeLabel(m_document->design(), line, model::LabelPlace{0.5, {50'000.0, -1'000'000.0}}));
    const auto read =
        model::parseDesign(model::serializeDesign(m_document->design()), builtinKinds());
    QVERIFY2(read.isOk(), read ? "" : qPrintable(read.error().text()));
    QCOMPARE(read->design.connection(line)->label->offset, QPointF(10'000.0, -10'000.0));
}

void DesignDocumentTest::waypointsMoveWhenBothEndsMove()
{
    const ElementId zone = add("zone", {0, 0});
    const ElementId node = add("node", {20, 40}, zone);
    const ElementId storage = add("storage", {400, 40});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), node, storage));
    const ElementId line = m_document->design().connections.begin()->first;
    const std::vector<QPointF> points{{200, 60}, {200, 90}};
    m_document->perform(QStringLiteral("Lead"), setWaypoints(m_document->design(), line, points));
    const auto waypoints = [&] { return m_document->design().connection(line)->waypoints; };

    // One end alone leaves them.
    m_document->perform(QStringLiteral("Move"),
                        moveComponents(m_document->design(), {storage}, {0, 16}));
    QCOMPARE(waypoints(), points);
    // The zone carries the node, so both ends move.
    const auto both = moveComponents(m_document->design(), {zone, storage}, {8, -24});
    m_document->perform(QStringLiteral("Move"), both);
    QCOMPARE(waypoints(), (std::vector<QPointF>{{208, 36}, {208, 66}}));
    m_document->undoStack().undo();
    QCOMPARE(waypoints(), points);
    EditTransaction gesture(*m_document, QStringLiteral("Move"));
    gesture.apply(both);
    gesture.rollBack();
    gesture.apply(both);
    gesture.commit();
    QCOMPARE(waypoints(), (std::vector<QPointF>{{208, 36}, {208, 66}}));
}

void DesignDocumentTest::aConnectionIsLedThroughAComponentBetween()
{
    const ElementId users = add("users", {0, 0});
    const ElementId node = add("node", {400, 0});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), users, node));
    const ElementId line = m_document->design().connections.begin()->first;
    const ElementId balancer = add("loadBalancer", {200, 0});
    const auto split = splitConnection(m_document->design(), builtinKinds(), line,
                                       *m_document->design().component(balancer));
    QVERIFY(split.isOk());
    m_document->perform(QStringLiteral("Split"), *split);
    QCOMPARE(m_document->design().connections.size(), size_t(2));
    QCOMPARE(m_document->design().connection(line)->from, users);
    QCOMPARE(m_document->design().connection(line)->to, balancer);
    const ElementId storage = add("storage", {200, 200});
    const auto refused = splitConnection(m_document->design(), builtinKinds(), line,
                                         *m_document->design().component(storage));
    QVERIFY(!refused.isOk());
    QCOMPARE(refused.error().code, QStringLiteral("connection.not-allowed"));
}

void DesignDocumentTest::aReversedConnectionRunsBackThroughItsWaypoints()
{
    const ElementId first = add("storage", {0, 0});
    const ElementId second = add("storage", {400, 200});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), first, second));
    const ElementId line = m_document->design().connections.begin()->first;
    m_document->perform(QStringLiteral("Lead"),
                        setWaypoints(m_document->design(), line, {{200, 30}, {200, 230}}));
    m_document->perform(QStringLiteral("Reverse"),
                        *edit::reverse(m_document->design(), builtinKinds(), line));
    const Connection &turned = *m_document->design().connection(line);
    QCOMPARE(turned.from, second);
    QCOMPARE(turned.to, first);
    QCOMPARE(turned.waypoints, (std::vector<QPointF>{{200, 230}, {200, 30}}));
    const ElementId node = add("node", {0, 400});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), node, first));
    for (const auto &[id, connection] : m_document->design().connections) {
        if (connection.from == node)
            QVERIFY(!edit::reverse(m_document->design(), builtinKinds(), id).isOk());
    }
}

void DesignDocumentTest::pastedCopiesKeepTheirConnections()
{
    const ElementId zone = add("zone", {0, 0});
    const ElementId node = add("node", {20, 20}, zone);
    const ElementId storage = add("storage", {400, 0});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), node, storage));
    const QByteArray copied = copyElements(m_document->design(), {zone, storage});
    const auto paste = pasteElements(m_document->design(), builtinKinds(), copied, {16, 16});
    QVERIFY(paste.isOk());
    m_document->perform(QStringLiteral("Paste"), paste->edits);
    QCOMPARE(paste->pasted.size(), size_t(2));
    const Design &design = m_document->design();
    QCOMPARE(design.components.size(), size_t(6));
    const Connection *copy = design.connection(ElementId(QStringLiteral("state-2")));
    QVERIFY(copy);
    QVERIFY(copy->from != node && copy->to != storage);
    QCOMPARE(design.absolutePosition(copy->from), QPointF(36, 36));
    QVERIFY(!pasteElements(design, builtinKinds(), "some text", {}).isOk());
}

void DesignDocumentTest::propertiesArePastedOntoTheSameKind()
{
    const QString cores = QStringLiteral("cores");
    const QString speed = QStringLiteral("speed");
    const ElementId from = add("node", {0, 0});
    const ElementId to = add("node", {200, 0});
    const ElementId other = add("storage", {400, 0});
    m_document->perform(QStringLiteral("Set"),
                        {PutProperty{from, cores, 16.0}, PutProperty{to, speed, 2.0}});
    const QByteArray copied = copyElements(m_document->design(), {from});
    const auto edits = pasteProperties(m_document->design(), builtinKinds(), copied, {to, other});
    QVERIFY(edits.isOk());
    m_document->perform(QStringLiteral("Paste properties"), *edits);
    const Component &pasted = *m_document->design().component(to);
    QCOMPARE(std::get<double>(pasted.properties.at(cores)), 16.0);
    QVERIFY(!pasted.properties.count(speed));
    QCOMPARE(pasted.position, QPointF(200, 0));
    QVERIFY(m_document->design().component(other)->properties.empty());
    const auto refused = pasteProperties(m_document->design(), builtinKinds(), copied, {other});
    QVERIFY(!refused.isOk());
    QCOMPARE(refused.error().code, QStringLiteral("clipboard.other-kind"));
    QVERIFY(!pasteProperties(m_document->design(), builtinKinds(), "{", {to}).isOk());
    const auto bounds = copiedBounds(copied, builtinKinds());
    QVERIFY(bounds.isOk());
    QCOMPARE(bounds->topLeft(), QPointF(0, 0));
    QCOMPARE(bounds->size(), componentSize(pasted, builtinKinds()));
}

void DesignDocumentTest::elementsAreFoundByNameKindAndProperty()
{
    const ElementId zone = add("zone", {0, 0});
    const ElementId node = add("node", {20, 20}, zone);
    const ElementId balancer = add("loadBalancer", {400, 0});
    m_document->perform(QStringLiteral("Set"), {PutProperty{node, QStringLiteral("cores"), 16.0}});
    m_document->perform(QStringLiteral("Rename"),
                        renameComponent(m_document->design(), zone, QStringLiteral("us-east-1a")));
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), balancer, node));
    const Design &design = m_document->design();
    const auto finds = [&](const ElementId &id, const char *text) {
        return matches(design, builtinKinds(), id, QString::fromLatin1(text));
    };
    QVERIFY(finds(node, "cores 16") && !finds(node, "cores 1 6") && !finds(balancer, "cores"));
    QVERIFY(finds(zone, "EAST") && finds(zone, "availability"));
    QVERIFY(finds(balancer, "proxy")); // one of the other words for it
    QCOMPARE(placeOf(design, node), QStringLiteral("us-east-1a"));
    QCOMPARE(placeOf(design, balancer), QString());
    const ElementId line = design.connections.begin()->first;
    QCOMPARE(nameOf(design, line),
             nameOf(design, balancer) + QStringLiteral(" → ") + nameOf(design, node));
}

void DesignDocumentTest::savingMakesTheDocumentClean()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.loadstar"));
    add("node", {0, 0});
    QVERIFY(m_document->isModified());
    const QSignalSpy modified(m_document.get(), &DesignDocument::modifiedChanged);
    QVERIFY(m_document->saveAs(path).isOk());
    QVERIFY(!m_document->isModified());
    QCOMPARE(modified.count(), 1);
    QCOMPARE(m_document->displayName(), QStringLiteral("a.loadstar"));
    const Design saved = m_document->design();
    m_document->undoStack().undo();
    QVERIFY(m_document->isModified());
    QVERIFY(m_document->open(path).isOk());
    QVERIFY(m_document->design() == saved);
    QCOMPARE(m_document->undoStack().count(), 0);
}

void DesignDocumentTest::aFailedOpenKeepsTheDocument()
{
    add("node", {0, 0});
    const Design before = m_document->design();
    const auto opened = m_document->open(QStringLiteral("/no/such/file.loadstar"));
    QVERIFY(!opened.isOk());
    QCOMPARE(opened.error().code, QStringLiteral("file.unreadable"));
    QVERIFY(m_document->design() == before);
    QCOMPARE(m_document->undoStack().count(), 1);
}

void DesignDocumentTest::changesNameWhatChanged()
{
    DesignChange last;
    connect(m_document.get(), &DesignDocument::changed, this,
            [&last](const DesignChange &change) { last = change; });
    const ElementId users = add("users", {0, 0});
    const ElementId node = add("node", {0, 0});
    QCOMPARE(last.components, std::set<ElementId>{node});
    m_document->perform(QStringLiteral("Connect"),
                        *connectComponents(m_document->design(), builtinKinds(), users, node));
    QVERIFY(last.components.empty());
    QCOMPARE(last.connections.size(), size_t(1));
    m_document->perform(QStringLiteral("Scenario"),
                        {PutScenario{{{1.0, QStringLiteral("fail"), node, {}, {}}}}});
    QVERIFY(last.isScenarioChanged && !last.isHeaderChanged && last.components.empty());
    m_document->reset(Design(), {});
    QVERIFY(last.isReset);
}

void DesignDocumentTest::stencilsAreKeptUnderSafeNames_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("file");
    const auto row = [](const char *what, const QString &typed, const char *file) {
        QTest::newRow(what) << typed << QString::fromLatin1(file);
    };
    row("plain", QStringLiteral("Web tier"), "web-tier");
    row("path", QStringLiteral("../../etc/passwd"), "etc-passwd");
    row("absolute", QStringLiteral("/tmp/x"), "tmp-x");
    row("dots", QStringLiteral(".."), "stencil");
    row("hidden", QStringLiteral(".hidden.loadstar"), "hidden-loadstar");
    row("signs", QStringLiteral("a\\b:c*d?\"<>|"), "a-b-c-d");
    row("line break", QStringLiteral("two\nlines"), "two-lines");
    row("pictograph", QString::fromUtf8("\xf0\x9f\x9a\x80"), "stencil");
}

void DesignDocumentTest::stencilsAreKeptUnderSafeNames()
{
    QFETCH(QString, typed);
    QFETCH(QString, file);
    QTemporaryDir parent;
    const QString folder = parent.filePath(QStringLiteral("data/stencils"));
    const ElementId id = add("node", {40, 40});
    const Design part = selectedPart(m_document->design(), {id});
    QVERIFY(saveStencil(folder, {}, typed, part));
    QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{file + QStringLiteral(".loadstar")});
    const Stencils read = readStencils(folder, builtinKinds());
    QCOMPARE(read.all.size(), size_t(1));
    QCOMPARE(read.all[0].name, typed.simplified());
    QCOMPARE(read.all[0].design.components, part.components);
    QVERIFY(read.unreadable.empty());
}

void DesignDocumentTest::stencilsAreReplacedRenamedAndRemoved()
{
    QTemporaryDir parent;
    const QString folder = parent.path();
    const auto files = [&folder] { return QDir(folder).entryList(QDir::Files, QDir::Name); };
    const auto read = [&folder] { return readStencils(folder, builtinKinds()); };
    const ElementId one = add("node", {40, 40});
    const ElementId other = add("storage", {400, 40});
    const auto part = [this](const Selection &selection) {
        return selectedPart(m_document->design(), selection);
    };
    QCOMPARE(saveStencil(folder, {}, QStringLiteral("  "), part({one})).error().code,
             QStringLiteral("stencil.no-name"));
    QCOMPARE(saveStencil(folder, {}, QStringLiteral("x"), {}).error().code,
             QStringLiteral("stencil.empty"));
    QVERIFY(files().isEmpty());
    // Names that give the same file name are two stencils; the same name is one.
    QVERIFY(saveStencil(folder, read(), QStringLiteral("Tier 1"), part({one})));
    QVERIFY(saveStencil(folder, read(), QStringLiteral("Tier: 1"), part({one})));
    QVERIFY(saveStencil(folder, read(), QStringLiteral("tier 1"), part({one, other})));
    QCOMPARE(files(),
             (QStringList{QStringLiteral("tier-1-2.loadstar"), QStringLiteral("tier-1.loadstar")}));
    Stencils present = read();
    QCOMPARE(present.called(QStringLiteral("TIER 1"))->design.components.size(), size_t(2));
    // Another name, but none that is taken.
    const Stencil second = *present.called(QStringLiteral("Tier: 1"));
    QCOMPARE(renameStencil(present, second, QStringLiteral("TIER 1")).error().code,
             QStringLiteral("stencil.name-taken"));
    QCOMPARE(renameStencil(present, second, QStringLiteral(" ")).error().code,
             QStringLiteral("stencil.no-name"));
    QVERIFY(renameStencil(present, second, QStringLiteral("Back/end")));
    present = read();
    QVERIFY(renameStencil(present, *present.called(QStringLiteral("Back/end")),
                          QStringLiteral("BACK END")));
    present = read();
    QCOMPARE(present.all[0].name, QStringLiteral("BACK END"));
    QCOMPARE(present.all[0].design.components, second.design.components);
    QCOMPARE(files().size(), 2);
    QVERIFY(removeStencil(*present.called(QStringLiteral("BACK END"))));
    QCOMPARE(read().all.size(), size_t(1));
    // What cannot be written is told.
    const QString missing = parent.filePath(QStringLiteral("tier-1.loadstar/inside"));
    QCOMPARE(saveStencil(missing, {}, QStringLiteral("x"), part({one})).error().code,
             QStringLiteral("file.unwritable"));
}

void DesignDocumentTest::filesThatAreNoStencilsAreToldAndLeftOut()
{
    QTemporaryDir folder;
    const auto write = [&folder](const char *name, const QByteArray &bytes) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    const ElementId id = add("node", {40, 40});
    Design part = selectedPart(m_document->design(), {id});
    write("by-hand.loadstar", serializeDesign(part));
    write("broken.loadstar", "{\"components\": [");
    write("empty.loadstar", serializeDesign({}));
    write("notes.txt", "no design at all");
    const Stencils read = readStencils(folder.path(), builtinKinds());
    QCOMPARE(read.all.size(), size_t(1));
    QCOMPARE(read.all[0].name, QStringLiteral("by-hand"));
    QCOMPARE(read.unreadable.size(), size_t(2));
    QVERIFY(read.unreadable[0].error.where.contains(u"broken.loadstar"));
    QCOMPARE(read.unreadable[0].file, QStringLiteral("broken.loadstar"));
    QCOMPARE(read.unreadable[1].error.code, QStringLiteral("stencil.empty"));
    QCOMPARE(read.unreadable[1].file, QStringLiteral("empty.loadstar"));
    // A file that stands in the way is not written over.
    QVERIFY(saveStencil(folder.path(), read, QStringLiteral("broken"), part));
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("broken-2.loadstar"))));
    QVERIFY(readStencils(folder.filePath(QStringLiteral("nowhere")), builtinKinds()).all.empty());
}

QTEST_GUILESS_MAIN(DesignDocumentTest)
#include "tst_design_document.moc"
