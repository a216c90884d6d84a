// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/clipboard.h"
#include "edit/design_document.h"
#include "edit/edit_operations.h"
#include "edit/edit_transaction.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "support/counts.h"

#include <QTest>

#include <random>

using namespace loadstar;
using namespace loadstar::edit;
using namespace loadstar::model;

namespace {

/// Edits a document as a person without a plan would.
class RandomEditor
{
public:
    RandomEditor(DesignDocument &document, unsigned seed)
        : m_document(document)
        , m_random(seed)
    {}

    void editOnce()
    {
        const Design &design = m_document.design();
        const size_t size = design.components.size();
        switch (size < 5 ? 0 : size > 60 ? 1 : below(9)) {
        case 0:
            return add();
        case 1:
            return m_document.perform(QStringLiteral("Delete"),
                                      removeElements(design, someElements()));
        case 2:
        case 3:
            return move();
        case 4:
        case 5:
            return connectTwo();
        case 6:
            return setProperty();
        case 7:
            return paste();
        default:
            return rename();
        }
    }

    size_t below(size_t count)
    {
        return std::uniform_int_distribution<size_t>(0, count - 1)(m_random);
    }

private:
    ElementId someComponent()
    {
        auto found = m_document.design().components.begin();
        std::advance(found, long(below(m_document.design().components.size())));
        return found->first;
    }

    Selection someElements()
    {
        Selection selection;
        for (size_t i = below(4); i > 0; --i)
            selection.insert(someComponent());
        for (const auto &[id, connection] : m_document.design().connections) {
            if (below(20) == 0)
                selection.insert(id);
        }
        return selection;
    }

    QPointF somePoint() { return {double(below(2000)), double(below(1200))}; }

    void add()
    {
        const auto &kinds = builtinKinds().components();
        const QPointF point = somePoint();
        const ElementId parent = containerAt(m_document.design(), builtinKinds(), point);
        m_document.perform(
            QStringLiteral("Add"),
            addComponent(m_document.design(), kinds[below(kinds.size())], point, parent));
    }

    void move()
    {
        const Selection selection = someElements();
        EditTransaction gesture(m_document, QStringLiteral("Move"));
        for (size_t step = below(4); step > 0; --step) {
            gesture.rollBack();
            const ElementId parent =
                containerAt(m_document.design(), builtinKinds(), somePoint(), selection);
            gesture.apply(moveComponents(m_document.design(), selection, somePoint(), parent));
        }
        if (below(4) != 0)
            gesture.commit();
    }

    void connectTwo()
    {
        const auto edits = connectComponents(m_document.design(), builtinKinds(), someComponent(),
                                             someComponent());
        if (edits)
            m_document.perform(QStringLiteral("Connect"), *edits);
    }

    void setProperty()
    {
        const ElementId id = someComponent();
        if (!builtinKinds().component(m_document.design().component(id)->kind)->canFail)
            return;
        m_document.perform(QStringLiteral("Set"),
                           {PutProperty{id, QStringLiteral("availability"),
                                        PropertyValue(double(below(100)) / 100.0)}},
                           below(2) ? QStringLiteral("availability") : QString());
        if (below(3) == 0) {
            Scenario scenario = m_document.design().scenario;
            scenario.push_back({double(below(600)), QStringLiteral("fail"), id, {}, {}});
            sortScenario(scenario);
            m_document.perform(QStringLiteral("Scenario"), {PutScenario{scenario}});
        }
    }

    void paste()
    {
        const QByteArray copied = copyElements(m_document.design(), someElements());
        const auto pasted = pasteElements(m_document.design(), builtinKinds(), copied, somePoint());
        QVERIFY2(pasted.isOk(), "what was copied can be pasted");
        m_document.perform(QStringLiteral("Paste"), pasted->edits);
    }

    void rename()
    {
        m_document.perform(
            QStringLiteral("Rename"),
            renameComponent(m_document.design(), someComponent(), QString::number(below(1000))));
    }

    DesignDocument &m_document;
    std::mt19937 m_random;
};

} // namespace

class RandomEditsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void undoAndRedoLeadToEqualDesigns();
    void everyStateIsAValidDesign();
};

void RandomEditsTest::undoAndRedoLeadToEqualDesigns()
{
    DesignDocument document(builtinKinds());
    RandomEditor editor(document, 1);
    const int count = tests::roundsFor(5000, 100000);
    std::vector<size_t> fingerprints;
    const auto fingerprint = [&] { return qHash(serializeDesign(document.design())); };
    const Design empty = document.design();
    // An editing session: mostly edits, now and then some steps back and again forward or off to
    // something else.
    for (int i = 0; i < count; ++i) {
        editor.editOnce();
        for (size_t back = editor.below(10) == 0 ? editor.below(5) : 0; back > 0; --back)
            document.undoStack().undo();
        for (size_t forth = editor.below(3); forth > 0; --forth)
            document.undoStack().redo();
    }
    const Design last = document.design();
    const int steps = document.undoStack().index();
    QVERIFY(steps > count / 4);
    for (int i = 0; i < steps; ++i) {
        if (i % 50 == 0)
            fingerprints.push_back(fingerprint());
        document.undoStack().undo();
    }
    QVERIFY(document.design() == empty);
    for (int i = steps - 1; i >= 0; --i) {
        document.undoStack().redo();
        if (i % 50 == 0)
            QCOMPARE(fingerprint(), fingerprints[size_t(i / 50)]);
    }
    QVERIFY(document.design() == last);
}

void RandomEditsTest::everyStateIsAValidDesign()
{
    DesignDocument document(builtinKinds());
    RandomEditor editor(document, 2);
    for (int i = 0; i < tests::roundsFor(1000, 10000); ++i) {
        editor.editOnce();
        if (i % 10 != 0)
            continue;
        const auto again = parseDesign(serializeDesign(document.design()), builtinKinds());
        QVERIFY2(again.isOk(), again.isOk() ? "" : qPrintable(again.error().text()));
        QVERIFY(again->design == document.design());
    }
}

QTEST_GUILESS_MAIN(RandomEditsTest)
#include "tst_random_edits.moc"
