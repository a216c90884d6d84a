// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_file.h"
#include "gui/shell_fixture.h"
#include "player/event_log.h"
#include "player/player_panel.h"
#include "player/transport_bar.h"
#include "shell/dialogs/film_dialog.h"
#include "shell/film_export.h"
#include "shell/workspace.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressDialog>
#include <QPushButton>
#include <QTableView>

using namespace loadstar;
using tests::WindowFixture;

namespace {

/// The tour, whose first server fails at 60 s.
struct Tour : WindowFixture
{
    shell::FilmExport *films = window.findChild<shell::FilmExport *>();

    Tour()
    {
        window.openTour();
        dialogs.film = shell::FilmChoice{};
        dialogs.film->from = 59.8;
        dialogs.film->to = 60.2;
        dialogs.film->framesPerSecond = 10.0;
        dialogs.film->percent = 50;
    }

    void pressExport()
    {
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    }

    /// Ctrl+Shift+E, as the choice says, to that file.
    bool exported(const char *name)
    {
        dialogs.saveFile = path(name);
        dialogs.film->suffix = QString::fromLatin1(name).section(u'.', -1);
        QSignalSpy finished(films, &shell::FilmExport::finished);
        pressExport();
        return finished.count() == 1 || finished.wait(20'000);
    }

    QByteArray content(const char *name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

shell::FilmOffer plainOffer()
{
    shell::FilmOffer offer;
    offer.duration = 600.0;
    offer.designName = QStringLiteral("Two servers");
    offer.frames = [](const shell::FilmChoice &choice) {
        film::FilmSettings settings;
        settings.from = choice.from;
        settings.to = choice.to;
        settings.speed = choice.speed;
        settings.framesPerSecond = choice.framesPerSecond;
        return film::filmFrameCount(settings);
    };
    offer.size = [](const shell::FilmChoice &choice) { return QSize(8, 6) * choice.percent; };
    return offer;
}

template <typename Field>
Field *field(const QWidget &dialog, const char *name)
{
    return dialog.findChild<Field *>(QString::fromLatin1(name));
}

} // namespace

class TestFilms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWindowMakesTheFilmOfTheCommandLine()
    {
        Tour f;
        f.dialogs.film->altText = QStringLiteral("A server fails.");
        f.dialogs.film->caption = QStringLiteral("Failure");
        for (const char *name : {"a.gif", "a.svg"}) {
            QVERIFY(f.exported(name));
            QCOMPARE(f.dialogs.errors, QStringList());
            film::FilmSettings settings;
            settings.from = 59.8;
            settings.to = 60.2;
            settings.framesPerSecond = 10.0;
            settings.scale = 0.5;
            settings.run.seed = f.window.workspace()->player().transport().seed();
            settings.caption = QStringLiteral("Failure");
            settings.altText = QStringLiteral("A server fails.");
            const auto film =
                film::makeFilm(f.window.document().design(), model::builtinKinds(),
                               *film::filmFormat(QString::fromLatin1(name)), settings);
            QVERIFY(film);
            QVERIFY(f.content(name) == *film);
        }
        QVERIFY(!f.films->isAtWork());
        QVERIFY(
            !f.window.findChild<QProgressDialog *>(QStringLiteral("filmProgress")) ||
            !f.window.findChild<QProgressDialog *>(QStringLiteral("filmProgress"))->isVisible());
    }

    void onePictureForEachFrame()
    {
        Tour f;
        QVERIFY(f.exported("a.png"));
        QCOMPARE(QDir(f.folder.path()).entryList({QStringLiteral("a-*.png")}).size(), 4);
    }

    void aFilmIsCalledOffWithEscape()
    {
        Tour f;
        f.dialogs.film->from = 0.0;
        f.dialogs.film->to = 150.0;
        f.dialogs.saveFile = f.path("long.gif");
        QSignalSpy finished(f.films, &shell::FilmExport::finished);
        f.pressExport();
        QVERIFY(f.films->isAtWork());
        auto *progress = f.window.findChild<QProgressDialog *>(QStringLiteral("filmProgress"));
        QVERIFY(progress && progress->isVisible());
        QTRY_VERIFY(progress->value() > 0);
        // The window can be used meanwhile; a second film has to wait.
        f.pressExport();
        QCOMPARE(finished.count(), 0);
        progress->activateWindow();
        QTRY_VERIFY(progress->isActiveWindow());
        QTest::keyClick(progress, Qt::Key_Escape);
        QCOMPARE(finished.count(), 1);
        QVERIFY(!f.films->isAtWork());
        QVERIFY(!QFile::exists(f.path("long.gif")));
        f.dialogs.film->to = 0.5;
        QVERIFY(f.exported("short.gif"));
        QVERIFY(!QFile::exists(f.path("long.gif")));
        QVERIFY(!f.content("short.gif").isEmpty());
    }

    void whatCannotBeWrittenIsSaid()
    {
        Tour f;
        QVERIFY(f.exported("missing/a.gif"));
        QCOMPARE(f.dialogs.errors.size(), 1);
        QVERIFY(f.dialogs.errors.front().startsWith(QStringLiteral("a.gif could not be written")));
    }

    void theStretchThatIsOfferedIsTheOneInMind()
    {
        Tour f;
        const auto offered = [&] {
            f.dialogs.saveFile.clear();
            f.pressExport();
            return std::pair(f.dialogs.firstFilm.from, f.dialogs.firstFilm.to);
        };
        // Without a run: the first thing that the scenario does, at 60 s.
        QCOMPARE(offered(), std::pair(57.0, 67.0));
        // With one: what has just been seen.
        f.action("mode.simulate")->trigger();
        player::PlayerPanel &player = f.window.workspace()->player();
        QTest::keyClick(&f.window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(
            player.controller().state() == player::PlaybackController::State::Finished, 20'000);
        QCOMPARE(offered(), std::pair(590.0, 600.0));
        // With an event chosen: that. The third is the recovery at 150 s.
        QTableView &events = player.eventLog().view();
        QTRY_VERIFY(events.model()->rowCount() > 2);
        const auto *table = events.model();
        int row = 0;
        while (row < table->rowCount() &&
               table->index(row, 1).data().toString() != QStringLiteral("Recovered"))
            ++row;
        QVERIFY(row < table->rowCount());
        events.setCurrentIndex(table->index(row, 0));
        QCOMPARE(offered(), std::pair(147.0, 157.0));
    }

    void theChoiceIsRemembered()
    {
        Tour f;
        f.dialogs.film->theme = QStringLiteral("dark");
        f.dialogs.film->speed = 2.0;
        QVERIFY(f.exported("a.svg"));
        f.dialogs.saveFile.clear();
        f.pressExport();
        QCOMPARE(f.dialogs.firstFilm.theme, QStringLiteral("dark"));
        QCOMPARE(f.dialogs.firstFilm.suffix, QStringLiteral("svg"));
        QCOMPARE(f.dialogs.firstFilm.speed, 2.0);
        QCOMPARE(f.dialogs.firstFilm.percent, 50);
        QCOMPARE(f.dialogs.filmOffer.duration, 600.0);
        QVERIFY(f.dialogs.filmOffer.size(f.dialogs.firstFilm).width() > 300);
    }

    void theDialogSaysWhatTheFilmWillBe()
    {
        shell::FilmDialog dialog({}, plainOffer(), nullptr);
        dialog.show();
        auto *estimate = field<QLabel>(dialog, "filmEstimate");
        QVERIFY(estimate->text().contains(QStringLiteral("125 frame")));
        QVERIFY(estimate->text().contains(QStringLiteral("800 × 600 pixels")));
        auto *speed = field<QDoubleSpinBox>(dialog, "filmSpeed");
        speed->setFocus();
        speed->selectAll();
        QTest::keyClicks(speed, QLocale().toString(2.5));
        QVERIFY(estimate->text().contains(QStringLiteral("50 frame")));
        auto *format = field<QComboBox>(dialog, "filmFormat");
        format->setFocus();
        QTest::keyClicks(format, QStringLiteral("Ani"));
        field<QLineEdit>(dialog, "filmCaption")->setFocus();
        QTest::keyClicks(field<QLineEdit>(dialog, "filmCaption"), QStringLiteral("Hello"));
        QCOMPARE(dialog.choice().suffix, QStringLiteral("svg"));
        QCOMPARE(dialog.choice().speed, 2.5);
        QCOMPARE(dialog.choice().caption, QStringLiteral("Hello"));
    }

    void aStretchThatMakesNoFilmCannotBeChosen()
    {
        shell::FilmDialog dialog({}, plainOffer(), nullptr);
        dialog.show();
        auto *to = field<QDoubleSpinBox>(dialog, "filmTo");
        const QPushButton *next = nullptr;
        for (const QPushButton *button : dialog.findChildren<QPushButton *>())
            next = button->isDefault() ? button : next;
        QVERIFY(next && next->isEnabled());
        to->setFocus();
        to->selectAll();
        QTest::keyClicks(to, QStringLiteral("0"));
        QVERIFY(!next->isEnabled());
        QVERIFY(
            field<QLabel>(dialog, "filmEstimate")->text().contains(QStringLiteral("later one")));
        to->selectAll();
        QTest::keyClicks(to, QStringLiteral("600"));
        QVERIFY(!next->isEnabled());
        QVERIFY(
            field<QLabel>(dialog, "filmEstimate")->text().contains(QStringLiteral("7500 frames")));
    }
};

QTEST_MAIN(TestFilms)
#include "tst_films.moc"
