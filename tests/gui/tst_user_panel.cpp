// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/player_bench.h"
#include "player/user_panel.h"
#include "player/user_strip.h"
#include "player/user_words.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include <cmath>
#include <set>

using namespace loadstar;
using test::Bench;
using test::elementId;
using Kind = sim::UserMoment::Kind;
using State = player::PlaybackController::State;

namespace {

constexpr int kUserPage = 3;

player::UserPanel &openUser(const Bench &bench)
{
    bench.showPage(kUserPage);
    return bench.panel->user();
}

QString line(const player::UserPanel &panel, int row)
{
    return panel.list().model()->index(row, 1).data().toString();
}

QStringList lines(const player::UserPanel &panel)
{
    QStringList all;
    for (int row = 0; row < panel.list().model()->rowCount(); ++row)
        all += line(panel, row);
    return all;
}

} // namespace

class TestUserPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoSufferedMostIsToldWhenTheRunStandsStill()
    {
        Bench bench;
        player::UserPanel &panel = openUser(bench);
        const auto *summary = panel.findChild<QLabel *>(QStringLiteral("userSummary"));
        QVERIFY(summary->text().startsWith(QStringLiteral("Run the scenario")));
        bench.showPage(0);
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        QVERIFY(!panel.story());
        openUser(bench);
        QTRY_VERIFY(panel.story());
        QCOMPARE(panel.story()->users, QStringLiteral("users"));
        QVERIFY(panel.story()->lostSessions > 0);
        const QStringList told = lines(panel);
        QCOMPARE(told.size(), int(panel.story()->moments.size()));
        QCOMPARE(told.front(), QStringLiteral("Uses the address of Front door"));
        QVERIFY(told.filter(QStringLiteral("The session is lost with rstudio-2; ")).size() == 1);
        QVERIFY(told.filter(QStringLiteral("of work lost")).size() >= 1);
        QVERIFY(!told.filter(QStringLiteral("Signs in again, on rstudio-")).isEmpty());
        QVERIFY(told.filter(QStringLiteral("because rstudio-2 failed")).size() >= 1);
        QVERIFY(summary->text().contains(QStringLiteral("lost")));
    }

    void anotherUserIsChosenByNumber()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        player::UserPanel &panel = openUser(bench);
        QTRY_VERIFY(panel.story());
        const std::uint32_t worst = panel.story()->client;
        auto *number = panel.findChild<QSpinBox *>();
        QCOMPARE(number->value(), int(worst));
        QCOMPARE(number->maximum(), 40);
        number->setFocus();
        number->selectAll();
        const int other = worst == 7 ? 8 : 7;
        QTest::keyClicks(number, QString::number(other));
        QTest::keyClick(number, Qt::Key_Return);
        QTRY_COMPARE(panel.story()->client, static_cast<std::uint32_t>(other));
        const auto same =
            sim::tellUser(bench.document.design(), bench.options(), QStringLiteral("users"),
                          static_cast<std::uint32_t>(other), 90.0);
        QCOMPARE(panel.story()->moments, same.value().moments);
        QTest::mouseClick(panel.findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_COMPARE(panel.story()->client, worst);
    }

    void aLineLeadsToItsMomentAndItsNode()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        player::UserPanel &panel = openUser(bench);
        QTRY_VERIFY(panel.story());
        int row = 0;
        while (panel.story()->moments[static_cast<size_t>(row)].kind != Kind::SessionLost)
            ++row;
        QTableView &view = panel.list();
        view.scrollTo(view.model()->index(row, 1));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(view.model()->index(row, 1)).center());
        QCOMPARE(bench.document.selection(), edit::Selection{elementId("n2")});
        QTRY_COMPARE(bench.panel->controller().state(), State::Paused);
        QVERIFY(std::abs(bench.panel->controller().clock().reached() - 20.0) < 0.01);
        // The story goes on to where it was known.
        QCOMPARE(panel.story()->until, 90.0);
    }

    void aClickOnTheStripLeadsThere()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        player::UserPanel &panel = openUser(bench);
        QTRY_VERIFY(panel.story());
        QSignalSpy seek(&panel, &player::UserPanel::seekRequested);
        const player::UserStrip &strip = panel.strip();
        QTest::mouseClick(&panel.strip(), Qt::LeftButton, {}, QPoint(int(strip.xOf(45.0)), 12));
        QCOMPARE(seek.size(), 1);
        QVERIFY(std::abs(seek[0][0].toDouble() - 45.0) < 1.0);
    }

    void theStripShowsWhoAnswers()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        player::UserPanel &panel = openUser(bench);
        QTRY_VERIFY(panel.story());
        const QImage picture = panel.strip().grab().toImage();
        std::set<QString> seen;
        for (const sim::UserMoment &moment : panel.story()->moments) {
            if (moment.kind != Kind::Served || moment.until - moment.at < 3.0)
                continue;
            const QPoint at(int(panel.strip().xOf((moment.at + moment.until) / 2.0)), 6);
            QCOMPARE(picture.pixelColor(at), panel.strip().colorOf(moment.place));
            seen.insert(moment.place);
        }
        QVERIFY(seen.size() >= 2);
        QVERIFY(panel.strip().accessibleDescription().contains(QStringLiteral("rstudio-2")));
    }

    void stopForgetsTheUser()
    {
        Bench bench;
        bench.click("Run to the end");
        QVERIFY(bench.playUntil(State::Finished));
        player::UserPanel &panel = openUser(bench);
        QTRY_VERIFY(panel.story());
        bench.panel->stop();
        QVERIFY(!panel.story());
        QCOMPARE(panel.list().model()->rowCount(), 0);
    }

    void whetherFilesComeAlongIsTold()
    {
        model::Design design = test::sampleDesign();
        sim::UserMoment moved;
        moved.kind = sim::UserMoment::Kind::Moved;
        moved.before = QStringLiteral("n1");
        moved.place = QStringLiteral("n2");
        QCOMPARE(player::momentWords(moved, design),
                 QStringLiteral("Goes on with the same session on rstudio-2; the same files are "
                                "there (PostgreSQL)"));
        design.connections.erase(elementId("s2"));
        QVERIFY(player::momentWords(moved, design)
                    .endsWith(QStringLiteral("; files stayed on rstudio-1")));
        moved.before = moved.place;
        QVERIFY(!player::momentWords(moved, design).contains(u';'));
    }

    void workIsToldInWords()
    {
        QCOMPARE(player::workWords(40.9), QStringLiteral("40 s"));
        QCOMPARE(player::workWords(185.0), QStringLiteral("3 min"));
        QCOMPARE(player::workWords(7800.0), QStringLiteral("2 h 10 min"));
    }
};

QTEST_MAIN(TestUserPanel)
#include "tst_user_panel.moc"
