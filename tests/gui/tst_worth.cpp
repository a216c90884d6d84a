// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the design is worth, live in the window.
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "gui/shell_fixture.h"
#include "shell/availability_button.h"
#include "shell/availability_watch.h"
#include "shell/findings_button.h"
#include "shell/workspace.h"

#include <QMenu>
#include <QStatusBar>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

struct Tour : WindowFixture
{
    Tour()
    {
        window.openTour();
        settle();
    }

    /// Until the answer is that of the design as it is.
    void settle() { QTRY_VERIFY(watch().isCurrent() && watch().report()); }
    const shell::AvailabilityWatch &watch() const { return window.workspace()->availability(); }
    shell::AvailabilityButton &button() const
    {
        return *window.statusBar()->findChild<shell::AvailabilityButton *>();
    }
    QStringList entries() const
    {
        Q_EMIT button().menu()->aboutToShow();
        QStringList texts;
        for (const QAction *action : button().menu()->actions())
            texts += action->text();
        return texts;
    }
    void change(const char *id, const char *key, const model::PropertyValue &value)
    {
        window.document().perform(QStringLiteral("Change"),
                                  {model::PutProperty{ElementId(QString::fromLatin1(id)),
                                                      QString::fromLatin1(key), value}});
    }
    /// A picture of the component as the canvas paints it.
    QImage pictureOf(const char *id) const
    {
        canvas::CanvasView &canvas = window.workspace()->canvas();
        const QRectF rect =
            canvas.canvasScene().geometry().componentRect(ElementId(QString::fromLatin1(id)));
        const QRect place = canvas.mapFromScene(rect.adjusted(-3, -3, 3, 3)).boundingRect();
        return canvas.viewport()->grab(place).toImage();
    }
};

} // namespace

class TestWorth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStatusLineSaysWhatTheDesignIsWorth()
    {
        Tour f;
        QVERIFY(f.button().isVisible());
        const auto exact =
            reliability::analyseAvailability(f.window.document().design(), model::builtinKinds());
        QCOMPARE(f.button().text(), shell::AvailabilityButton::summary(*exact));
        QCOMPARE(f.button().text(), QStringLiteral("99.99983 % · 5.7 nines · 52 s down a year"));
    }

    void anEditIsJudgedAtOnceAndSoIsItsUndo()
    {
        Tour f;
        const QString before = f.button().text();
        f.change("front-door", "instances", 1.0);
        QTRY_VERIFY(f.button().text() != before);
        QVERIFY(f.button().text().startsWith(QStringLiteral("99.987 % · 3.8 nines")));
        QTest::keyClick(&f.window, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(f.button().text(), before);
    }

    void aMissedObjectiveIsSaid()
    {
        Tour f;
        QVERIFY(!f.button().text().contains(QStringLiteral("below")));
        f.change("zone-a", "availability", 0.5);
        f.change("zone-b", "availability", 0.5);
        QTRY_VERIFY(f.button().text().endsWith(QStringLiteral("below the objective")));
        QVERIFY(f.button().toolTip().contains(QStringLiteral("The objective is 99.9 %")));
    }

    void theMenuSaysWhatToFixFirstAndLeadsThere()
    {
        Tour f;
        const QStringList entries = f.entries();
        QCOMPARE(entries.at(0), QStringLiteral("What to fix first"));
        QCOMPARE(entries.at(1), QStringLiteral("Availability zone a: 76.4 % of the time down"));
        QVERIFY(entries.contains(QStringLiteral("us-east-1"))); // a single point of failure
        f.button().menu()->actions().at(1)->trigger();
        QCOMPARE(f.window.document().selection(),
                 edit::Selection{ElementId(QStringLiteral("zone-a"))});
    }

    void findingsAreListedShownAndMendedInOneStep()
    {
        Tour f;
        const auto *button = f.window.statusBar()->findChild<shell::FindingsButton *>();
        QTRY_VERIFY(button->isCurrent());
        const auto names = [button] {
            QStringList rules;
            for (const lint::Finding &finding : button->findings())
                rules += finding.rule;
            return rules;
        };
        const QStringList before = names();
        f.change("front-door", "healthCheck", false);
        f.change("front-door", "instances", 1.0);
        QTRY_VERIFY(names().contains(QStringLiteral("check-none")));
        QTRY_VERIFY(names().contains(QStringLiteral("front-door-single")));
        QVERIFY(button->isVisible());
        QCOMPARE(button->text(), QStringLiteral("%1 finding(s)").arg(names().size()));
        Q_EMIT button->menu()->aboutToShow();
        const QMenu *first = button->menu()->actions().front()->menu();
        QVERIFY(button->menu()->actions().front()->text().startsWith(QStringLiteral("Error: ")));
        QVERIFY(first->actions().at(0)->text().contains(QStringLiteral("(chapter, item 22)")));
        first->actions().at(1)->trigger();
        QCOMPARE(f.window.document().selection(),
                 edit::Selection{ElementId(QStringLiteral("front-door"))});
        const int steps = f.window.document().undoStack().index();
        QCOMPARE(first->actions().at(2)->text(), QStringLiteral("Fix: Turn the health check on"));
        first->actions().at(2)->trigger();
        QCOMPARE(f.window.document().undoStack().index(), steps + 1);
        QTRY_VERIFY(button->isCurrent() && !names().contains(QStringLiteral("check-none")));
        QVERIFY(names().contains(QStringLiteral("front-door-single")));
        for (int i = 0; i < 3; ++i)
            f.window.document().undoStack().undo();
        QTRY_COMPARE(names(), before);
    }

    void withoutUsersThereIsNothingToSay()
    {
        WindowFixture f;
        f.newDesignWithNode();
        const auto *button = f.window.statusBar()->findChild<shell::AvailabilityButton *>();
        QTRY_VERIFY(f.window.workspace()->availability().isCurrent());
        QVERIFY(!button->isVisible());
    }

    void singlePointsAreOutlinedWhileTheDesignIsEdited()
    {
        Tour f;
        f.window.document().select({});
        const QImage redundant = f.pictureOf("front-door");
        f.change("front-door", "instances", 1.0);
        QTRY_VERIFY(f.watch().isCurrent());
        QTRY_VERIFY(f.pictureOf("front-door") != redundant);
        QAction *toggle = f.action("view.singlePoints");
        QVERIFY(toggle->isChecked());
        toggle->trigger();
        const QImage plain = f.pictureOf("front-door");
        toggle->trigger();
        QVERIFY(f.pictureOf("front-door") != plain);
        // A run has colours of its own.
        f.window.workspace()->setMode(shell::Mode::Simulate);
        const QImage simulated = f.pictureOf("front-door");
        toggle->trigger();
        QCOMPARE(f.pictureOf("front-door"), simulated);
        toggle->trigger();
        f.window.workspace()->setMode(shell::Mode::Design);
        QTRY_VERIFY(f.pictureOf("front-door") != plain);
    }
};

QTEST_MAIN(TestWorth)
#include "tst_worth.moc"
