// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "player/scenario_offers.h"
#include "player/scenario_track.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolTip>

using namespace loadstar;
using player::ScenarioTrack;

namespace {

constexpr auto kDesign = R"({
  "loadstar": 1,
  "components": [
    { "id": "users", "kind": "users", "name": "Analysts", "x": 0, "y": 0 },
    { "id": "n1", "kind": "node", "name": "rstudio-1", "x": 300, "y": 0 },
    { "id": "note", "kind": "note", "name": "Remark", "x": 300, "y": 200 } ],
  "connections": [ { "id": "t", "kind": "traffic", "from": "users", "to": "n1" } ],
  "scenario": [
    { "at": 60, "action": "fail", "target": "n1" },
    { "at": 180, "action": "recover", "target": "n1" },
    { "at": 300, "action": "surge", "target": "users", "factor": 2, "for": 60 },
    { "at": 900, "action": "fail", "target": "n1" } ]
})";

model::ElementId id(const char *text)
{
    return model::ElementId(QString::fromLatin1(text));
}

struct Bench
{
    Bench()
        : document(model::builtinKinds())
    {
        document.reset(model::parseDesign(kDesign, model::builtinKinds()).value().design, {});
        track = std::make_unique<ScenarioTrack>(document);
        track->setDuration(600.0);
        track->resize(1004, 34); // the bar is 1000 pixels wide: 0.6 s a pixel
        track->show();
    }

    const model::Scenario &scenario() const { return document.design().scenario; }
    QPoint pointAt(double seconds) const { return {qRound(track->xOf(seconds)), 17}; }
    void drag(double from, double to)
    {
        QTest::mousePress(track.get(), Qt::LeftButton, {}, pointAt(from));
        QTest::mouseMove(track.get(), pointAt((from + to) / 2.0));
        QTest::mouseMove(track.get(), pointAt(to));
        QTest::mouseRelease(track.get(), Qt::LeftButton, {}, pointAt(to));
    }

    edit::DesignDocument document;
    std::unique_ptr<ScenarioTrack> track;
};

QAction *actionNamed(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions()) {
        if (action->text() == text)
            return action;
    }
    return nullptr;
}

/// Types into a field of the form and presses Enter.
void enter(QWidget &form, const char *field, const QString &text)
{
    auto *line = form.findChild<QLineEdit *>(QString::fromLatin1(field));
    line->setFocus();
    line->selectAll();
    QTest::keyClick(line, Qt::Key_Delete);
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
}

} // namespace

class TestScenarioTrack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void markersStandAtTheirTime()
    {
        Bench bench;
        QCOMPARE(bench.track->eventAt(bench.pointAt(60.0)), 0);
        QCOMPARE(bench.track->eventAt(bench.pointAt(180.0)), 1);
        QCOMPARE(bench.track->eventAt(bench.pointAt(30.0)), -1);
        QCOMPARE(bench.track->laterEvents(), 1);
        QVERIFY(std::abs(bench.track->secondsAt(bench.track->xOf(123.0)) - 123.0) < 1e-9);
    }

    void labelIsPartOfTheMarker()
    {
        Bench bench;
        QCOMPARE(bench.track->eventAt(bench.pointAt(60.0) + QPoint(20, 0)), 0);
    }

    void aClickOnTheEmptyTrackAsksToGoThere()
    {
        Bench bench;
        QSignalSpy seeks(bench.track.get(), &ScenarioTrack::seekRequested);
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(420.0));
        QCOMPARE(seeks.size(), 1);
        QCOMPARE(seeks[0][0].toDouble(), 420.0);
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QCOMPARE(seeks.size(), 1);
    }

    void draggingAndKeysGoThroughTheRun()
    {
        Bench bench;
        QSignalSpy seeks(bench.track.get(), &ScenarioTrack::seekRequested);
        QTest::mousePress(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(420.0));
        for (const double to : {300.0, 301.0, 120.0})
            QTest::mouseMove(bench.track.get(), bench.pointAt(to));
        // Passing a marker does not take it along.
        QTest::mouseMove(bench.track.get(), bench.pointAt(60.0));
        QTest::mouseRelease(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QVERIFY(seeks.size() >= 4);
        QCOMPARE(seeks.front()[0].toDouble(), 420.0);
        QCOMPARE(seeks.back()[0].toDouble(), 60.0);
        const auto count = seeks.size();
        QTest::mouseMove(bench.track.get(), bench.pointAt(200.0));
        QCOMPARE(seeks.size(), count);

        bench.track->setNow(300.0);
        for (const auto &[key, seconds] : {std::pair{Qt::Key_Home, 0.0},
                                           {Qt::Key_End, 600.0},
                                           {Qt::Key_PageUp, 270.0},
                                           {Qt::Key_PageDown, 330.0}}) {
            QTest::keyClick(bench.track.get(), key);
            QCOMPARE(seeks.back()[0].toDouble(), seconds);
        }
    }

    void thePresentMomentLeavesTextsWhole()
    {
        Bench bench;
        const auto inkAt = [&](double seconds) {
            bench.track->setNow(seconds);
            const QImage picture = bench.track->grab().toImage();
            const int x = static_cast<int>(bench.track->xOf(seconds));
            const QColor ink = render::Theme::light().text;
            const auto isInk = [&](int y) {
                const QColor color = picture.pixelColor(x, y);
                return std::abs(color.red() - ink.red()) + std::abs(color.green() - ink.green()) +
                           std::abs(color.blue() - ink.blue()) <
                       150;
            };
            return std::pair(isInk(2) || isInk(3), isInk(17));
        };
        QCOMPARE(inkAt(450.0), std::pair(true, true));
        QCOMPARE(inkAt(85.0), std::pair(true, false)); // in the words beside the first marker
    }

    void clickSelectsTheTarget()
    {
        Bench bench;
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(300.0));
        QCOMPARE(bench.track->selectedEvent(), 2);
        QCOMPARE(bench.document.selection(), edit::Selection{id("users")});
        QCOMPARE(bench.document.undoStack().count(), 0);
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(500.0));
        QCOMPARE(bench.track->selectedEvent(), -1);
    }

    void aTextIsSelectedByAClickAndIsNoHandle()
    {
        Bench bench;
        const model::Scenario before = bench.scenario();
        QSignalSpy seeks(bench.track.get(), &ScenarioTrack::seekRequested);
        const QPoint text = bench.pointAt(60.0) + QPoint(12, 0);
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, text);
        QCOMPARE(bench.track->selectedEvent(), 0);
        QCOMPARE(bench.document.selection(), edit::Selection{id("n1")});
        QCOMPARE(seeks.size(), 0);
        QTest::mousePress(bench.track.get(), Qt::LeftButton, {}, text);
        QTest::mouseMove(bench.track.get(), text + QPoint(2, 0)); // a shaking hand
        QCOMPARE(seeks.size(), 0);
        QTest::mouseMove(bench.track.get(), bench.pointAt(270.0));
        QTest::mouseRelease(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(270.0));
        QCOMPARE(bench.scenario(), before);
        QCOMPARE(bench.document.undoStack().count(), 0);
        QCOMPARE(bench.track->selectedEvent(), -1);
        QCOMPARE(seeks.size(), 1);
        QCOMPARE(seeks[0][0].toDouble(), 270.0);
    }

    void whereAMarkerIsMovedFromAndToIsSaid()
    {
        Bench bench;
        QTest::mousePress(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QTest::mouseMove(bench.track.get(), bench.pointAt(270.0));
        QVERIFY2(QToolTip::text().contains(QStringLiteral("4:30")) &&
                     QToolTip::text().contains(QStringLiteral("1:00")),
                 qPrintable(QToolTip::text()));
        QTest::mouseRelease(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(270.0));
    }

    void dragMovesAnEventInOneStepOfTheHistory()
    {
        Bench bench;
        const model::Scenario before = bench.scenario();
        bench.drag(60.0, 120.0);
        QCOMPARE(bench.scenario()[0].at, 120.0);
        QCOMPARE(bench.scenario()[0].action, QStringLiteral("fail"));
        QCOMPARE(bench.track->selectedEvent(), 0);
        QCOMPARE(bench.document.undoStack().count(), 1);
        bench.document.undoStack().undo();
        QCOMPARE(bench.scenario(), before);
        bench.document.undoStack().redo();
        QCOMPARE(bench.scenario()[0].at, 120.0);
    }

    void dragPastAnotherEventKeepsOrderAndSelection()
    {
        Bench bench;
        bench.drag(60.0, 240.0);
        QCOMPARE(bench.scenario()[0].action, QStringLiteral("recover"));
        QCOMPARE(bench.scenario()[1].action, QStringLiteral("fail"));
        QCOMPARE(bench.scenario()[1].at, 240.0);
        QCOMPARE(bench.track->selectedEvent(), 1);
    }

    void dragEndsAtTheEndsOfTheBar()
    {
        Bench bench;
        bench.drag(60.0, -80.0);
        QCOMPARE(bench.scenario()[0].at, 0.0);
        bench.drag(300.0, 700.0);
        QCOMPARE(bench.scenario()[2].at, 600.0);
    }

    void escapeTakesADragBack()
    {
        Bench bench;
        const model::Scenario before = bench.scenario();
        QTest::mousePress(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QTest::mouseMove(bench.track.get(), bench.pointAt(100.0));
        QVERIFY(bench.scenario() != before);
        QTest::keyClick(bench.track.get(), Qt::Key_Escape);
        QCOMPARE(bench.scenario(), before);
        QTest::mouseMove(bench.track.get(), bench.pointAt(140.0));
        QCOMPARE(bench.scenario(), before);
        QCOMPARE(bench.document.undoStack().count(), 0);
    }

    void dragBackToTheStartLeavesNoTrace()
    {
        Bench bench;
        QTest::mousePress(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QTest::mouseMove(bench.track.get(), bench.pointAt(100.0));
        QTest::mouseMove(bench.track.get(), bench.pointAt(60.0));
        QTest::mouseRelease(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(60.0));
        QCOMPARE(bench.document.undoStack().count(), 0);
        QVERIFY(!bench.document.isModified());
    }

    void deleteRemovesTheSelectedEvent()
    {
        Bench bench;
        const model::Scenario before = bench.scenario();
        QTest::mouseClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(180.0));
        QTest::keyClick(bench.track.get(), Qt::Key_Delete);
        QCOMPARE(bench.scenario().size(), before.size() - 1);
        QCOMPARE(bench.scenario()[1].action, QStringLiteral("surge"));
        QCOMPARE(bench.track->selectedEvent(), -1);
        QTest::keyClick(bench.track.get(), Qt::Key_Delete);
        QCOMPARE(bench.scenario().size(), before.size() - 1);
        bench.document.undoStack().undo();
        QCOMPARE(bench.scenario(), before);
    }

    void arrowsWalkAndMoveEvents()
    {
        Bench bench;
        QTest::keyClick(bench.track.get(), Qt::Key_Right);
        QCOMPARE(bench.track->selectedEvent(), 0);
        QTest::keyClick(bench.track.get(), Qt::Key_Right);
        QCOMPARE(bench.track->selectedEvent(), 1);
        QTest::keyClick(bench.track.get(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(bench.scenario()[1].at, 181.0);
        QTest::keyClick(bench.track.get(), Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(bench.scenario()[1].at, 171.0);
        QCOMPARE(bench.document.undoStack().count(), 1);
        QTest::keyClick(bench.track.get(), Qt::Key_Return);
        QCOMPARE(bench.document.selection(), edit::Selection{id("n1")});
    }

    void aDoubleClickChangesTimeAndValuesByNumber()
    {
        Bench bench;
        QTest::mouseDClick(bench.track.get(), Qt::LeftButton, {}, bench.pointAt(300.0));
        auto *form = bench.track->findChild<QDialog *>(QStringLiteral("eventEditor"));
        QVERIFY(form && form->isVisible());
        QCOMPARE(form->findChild<QLineEdit *>(QStringLiteral("at"))->text(),
                 QStringLiteral("5 min"));
        form->findChild<QLineEdit *>(QStringLiteral("at"))->setText(QStringLiteral("90.5"));
        form->findChild<QLineEdit *>(QStringLiteral("for"))->setText(QStringLiteral("2 min"));
        enter(*form, "factor", QStringLiteral("2.75"));
        QVERIFY(!form->isVisible());
        // It stands where its time is, and is selected there.
        const model::ScenarioEvent &changed = bench.scenario()[1];
        QCOMPARE(bench.track->selectedEvent(), 1);
        QCOMPARE(changed.action, QStringLiteral("surge"));
        QCOMPARE(changed.at, 90.5);
        QCOMPARE(changed.arguments.at(QStringLiteral("factor")), model::PropertyValue(2.75));
        QCOMPARE(changed.arguments.at(QStringLiteral("for")), model::PropertyValue(120.0));
        QCOMPARE(bench.document.undoStack().count(), 1);
        bench.document.undoStack().undo();
        QCOMPARE(bench.scenario()[2].at, 300.0);
    }

    void whatIsNotAllowedIsSaidAndNotTaken()
    {
        Bench bench;
        bench.track->selectEvent(2);
        QTest::keyClick(bench.track.get(), Qt::Key_F2);
        auto *form = bench.track->findChild<QDialog *>(QStringLiteral("eventEditor"));
        QVERIFY(form && form->isVisible());
        const auto *error = form->findChild<QLabel *>(QStringLiteral("fieldError"));
        enter(*form, "at", QStringLiteral("soon"));
        QVERIFY(form->isVisible() && error->text().contains(QStringLiteral("90 s")));
        form->findChild<QLineEdit *>(QStringLiteral("at"))->setText(QStringLiteral("-1 s"));
        enter(*form, "for", QStringLiteral("60"));
        QVERIFY(form->isVisible() && error->text().contains(QStringLiteral("90 s")));
        form->findChild<QLineEdit *>(QStringLiteral("at"))->setText(QStringLiteral("6 min"));
        enter(*form, "for", QStringLiteral("0"));
        QVERIFY(form->isVisible() && error->text().startsWith(QStringLiteral("For: ")));
        form->findChild<QLineEdit *>(QStringLiteral("for"))->clear();
        enter(*form, "factor", QString());
        QVERIFY2(form->isVisible() && error->text().startsWith(QStringLiteral("Factor: ")),
                 qPrintable(error->text()));
        QCOMPARE(bench.document.undoStack().count(), 0);
        // What may be left out is left out when it is emptied.
        enter(*form, "factor", QStringLiteral("3"));
        QVERIFY(!form->isVisible());
        QCOMPARE(bench.scenario()[2].at, 360.0);
        QVERIFY(!bench.scenario()[2].arguments.count(QStringLiteral("for")));
    }

    void choicesOfAnEventAreChosenAndEscapeChangesNothing()
    {
        Bench bench;
        bench.track->selectEvent(0);
        QTest::keyClick(bench.track.get(), Qt::Key_F2);
        auto *form = bench.track->findChild<QDialog *>(QStringLiteral("eventEditor"));
        auto *mode = form->findChild<QComboBox *>(QStringLiteral("mode"));
        QCOMPARE(mode->currentData().toString(), QStringLiteral("crash"));
        QTest::keyClick(mode, Qt::Key_Down);
        QTest::keyClick(form, Qt::Key_Escape);
        QVERIFY(!form->isVisible());
        QCOMPARE(bench.document.undoStack().count(), 0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QTest::keyClick(bench.track.get(), Qt::Key_F2);
        form = bench.track->findChild<QDialog *>(QStringLiteral("eventEditor"));
        mode = form->findChild<QComboBox *>(QStringLiteral("mode"));
        QTest::keyClick(mode, Qt::Key_Down);
        QTest::keyClick(form->findChild<QLineEdit *>(QStringLiteral("at")), Qt::Key_Return);
        QCOMPARE(bench.scenario()[0].arguments.at(QStringLiteral("mode")),
                 model::PropertyValue(QStringLiteral("hang")));
        QCOMPARE(bench.scenario()[0].at, 60.0);
    }

    void everyEventOpensAsItIs()
    {
        // A form that is confirmed as it opens changes nothing, for every action there is.
        for (const model::ActionKind &action : model::builtinKinds().actions()) {
            Bench bench;
            model::Scenario scenario = bench.scenario();
            scenario[0].action = action.id;
            for (const QString &key : action.required) {
                const model::PropertySpec *spec = model::findSpec(action.arguments, key);
                scenario[0].arguments[key] = !spec->choices.isEmpty()
                                                 ? model::PropertyValue(spec->choices.last())
                                             : spec->type == model::PropertyType::Text
                                                 ? model::PropertyValue(QStringLiteral("blue"))
                                                 : model::PropertyValue(123.0);
            }
            bench.document.perform(QStringLiteral("x"), {model::PutScenario{scenario}});
            const int steps = bench.document.undoStack().count();
            bench.track->selectEvent(0);
            QTest::keyClick(bench.track.get(), Qt::Key_F2);
            auto *form = bench.track->findChild<QDialog *>(QStringLiteral("eventEditor"));
            QVERIFY2(form, qPrintable(action.id));
            QTest::keyClick(form->findChild<QLineEdit *>(QStringLiteral("at")), Qt::Key_Return);
            QVERIFY2(!form->isVisible(), qPrintable(action.id));
            QCOMPARE(bench.scenario(), scenario);
            QCOMPARE(bench.document.undoStack().count(), steps);
        }
    }

    void menuAddsAnEventForTheSelectedComponent()
    {
        Bench bench;
        bench.document.select({id("users")});
        std::unique_ptr<QMenu> menu(bench.track->makeMenu(bench.pointAt(420.0)));
        QVERIFY(!actionNamed(*menu, QStringLiteral("Drain")));
        QAction *surge = actionNamed(*menu, QStringLiteral("Double the load for a minute"));
        QVERIFY(surge);
        surge->trigger();
        QCOMPARE(bench.scenario().size(), 5U);
        const model::ScenarioEvent &added = bench.scenario()[3];
        QCOMPARE(added.at, 420.0);
        QCOMPARE(added.action, QStringLiteral("surge"));
        QCOMPARE(added.target, id("users"));
        QCOMPARE(added.arguments.at(QStringLiteral("factor")), model::PropertyValue(2.0));
        QCOMPARE(bench.track->selectedEvent(), 3);
        bench.document.undoStack().undo();
        QCOMPARE(bench.scenario().size(), 4U);
    }

    void menuRemovesTheEventUnderThePointer()
    {
        Bench bench;
        std::unique_ptr<QMenu> menu(bench.track->makeMenu(bench.pointAt(60.0)));
        QAction *remove = actionNamed(*menu, QStringLiteral("Remove \"fail rstudio-1\""));
        QVERIFY(remove);
        remove->trigger();
        QCOMPARE(bench.scenario()[0].action, QStringLiteral("recover"));
    }

    void menuSaysWhatToDoWhenNothingIsSelected()
    {
        Bench bench;
        std::unique_ptr<QMenu> menu(bench.track->makeMenu(bench.pointAt(420.0)));
        QCOMPARE(menu->actions().size(), 1);
        QVERIFY(!menu->actions().first()->isEnabled());
        bench.document.select({id("note")});
        menu.reset(bench.track->makeMenu(bench.pointAt(420.0)));
        QVERIFY(!menu->actions().first()->isEnabled());
    }

    void everyOfferIsAValidEvent()
    {
        Bench bench;
        const model::KindRegistry &kinds = model::builtinKinds();
        int count = 0;
        for (const auto &[element, component] : bench.document.design().components) {
            for (const player::ScenarioOffer &offer :
                 player::offersFor(bench.document.design(), kinds, element)) {
                const model::ActionKind *action = kinds.action(offer.event.action);
                QVERIFY(action);
                for (const auto &[key, value] : offer.event.arguments) {
                    const model::PropertySpec *spec = model::findSpec(action->arguments, key);
                    QVERIFY(spec && spec->check(value).isOk());
                }
                for (const QString &key : action->required)
                    QVERIFY(offer.event.arguments.count(key) > 0);
                ++count;
            }
        }
        QVERIFY(count >= 10);
        QVERIFY(player::offersFor(bench.document.design(), kinds, id("nobody")).empty());
        const auto cut = player::offersFor(bench.document.design(), kinds, id("t"));
        QCOMPARE(cut.size(), 2U);
    }

    void labelsAreShort()
    {
        Bench bench;
        const auto label = [&](size_t i) {
            return player::scenarioLabel(bench.scenario()[i], bench.document.design(),
                                         model::builtinKinds());
        };
        QCOMPARE(label(0), QStringLiteral("fail rstudio-1"));
        QCOMPARE(label(2), QStringLiteral("surge 2× Analysts"));
    }
};

QTEST_MAIN(TestScenarioTrack)
#include "tst_scenario_track.moc"
