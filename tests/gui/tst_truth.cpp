// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows is what the command line prints for the same seed, at any moment and
// whatever way the run was taken there.
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "player/player_panel.h"
#include "player/run_words.h"
#include "player/scenario_track.h"
#include "player/transport_bar.h"
#include "shell/workspace.h"
#include "sim/run_report.h"

#include <QApplication>
#include <QLabel>
#include <QProcess>

#include <nlohmann/json.hpp>

using namespace loadstar;
using player::PlaybackController;
using State = PlaybackController::State;

namespace {

constexpr int kPatience = 60000; ///< milliseconds until a test gives up

/// A report by path in its JSON, without what depends on the wall clock or on how long the run was
/// to be, and without the answers of theory, which the command line alone adds.
nlohmann::json comparable(nlohmann::json report)
{
    for (const char *key : {"wallSeconds", "eventsPerSecond"})
        report["engine"].erase(key);
    report.erase("theory");
    report.erase("duration");
    report["throughput"].erase("ci95"); // over batches, parts of the whole duration
    return report.flatten();
}

/// What the first event of the scenario that fails something is about.
model::ElementId failingNode(tests::WindowFixture &fixture)
{
    for (const model::ScenarioEvent &event : fixture.window.document().design().scenario) {
        if (event.action == QStringLiteral("fail"))
            return event.target;
    }
    return {};
}

/// What differs, by path; empty when nothing does.
QByteArray differences(const nlohmann::json &shown, const nlohmann::json &printed)
{
    std::string text;
    for (const auto &[path, value] : printed.items()) {
        if (!shown.contains(path) || shown[path] != value)
            text += path + ": printed " + value.dump() + ", shown " +
                    (shown.contains(path) ? shown[path].dump() : "nothing") + "\n";
    }
    for (const auto &[path, value] : shown.items()) {
        if (!printed.contains(path))
            text += path + ": shown " + value.dump() + ", not printed\n";
    }
    return QByteArray::fromStdString(text);
}

/// The window on the tour, and the command line beside it.
class Watched
{
public:
    Watched()
    {
        fixture.window.openTour();
        player().transport().setSeed(kSeed);
        key(Qt::Key_2);
        if (!model::saveDesign(fixture.window.document().design(), m_file).isOk())
            qFatal("cannot save");
    }

    player::PlayerPanel &player() const { return fixture.window.workspace()->player(); }
    const PlaybackController &controller() const { return player().controller(); }
    double now() const { return controller().clock().reached(); }
    int moments() const { return m_moments; }

    void key(int key)
    {
        QWidget *focused = fixture.window.focusWidget();
        QTest::keyClick(focused ? focused : &fixture.window, static_cast<Qt::Key>(key));
    }
    void setSpeed(double speed) const { player().transport().setSpeed(speed); }

    /// Space, then Space again once the run is there.
    bool playTo(double seconds)
    {
        key(Qt::Key_Space);
        const bool isThere = QTest::qWaitFor([&] { return now() >= seconds; }, kPatience) &&
                             controller().isPlaying();
        key(Qt::Key_Space);
        return isThere && waitForFigures();
    }
    /// Presses on the track at one moment and lets go at the other.
    bool drag(double from, double to)
    {
        player::ScenarioTrack &track = player().track();
        const auto at = [&track](double seconds) {
            return QPoint(int(std::lround(track.xOf(seconds))), track.height() / 2);
        };
        QTest::mousePress(&track, Qt::LeftButton, {}, at(from));
        for (int i = 1; i <= 10; ++i)
            QTest::mouseMove(&track, at(from + (to - from) * i / 10.0));
        QTest::mouseRelease(&track, Qt::LeftButton, {}, at(to));
        const double target = track.secondsAt(at(to).x());
        return QTest::qWaitFor([&] { return std::abs(now() - target) < 1.5; }, kPatience) &&
               waitForFigures();
    }
    bool waitForFigures()
    {
        return QTest::qWaitFor(
            [&] {
                const State state = controller().state();
                const bool isHeld = state == State::Paused || state == State::Finished;
                return isHeld && !controller().isBusy() && player().report();
            },
            kPatience);
    }

    /// What the window's figures and the command line's differ in now.
    QByteArray untruths()
    {
        ++m_moments;
        QProcess process;
        process.start(QString::fromLatin1(LOADSTAR_BINARY_DIR "/bin/loadstarctl"),
                      {QStringLiteral("simulate"), m_file, QStringLiteral("--seed"),
                       QString::number(kSeed), QStringLiteral("--duration"),
                       QString::number(now(), 'g', 17), QStringLiteral("--json"),
                       QStringLiteral("-")});
        if (!process.waitForFinished(kPatience))
            return "the command line does not end";
        const auto printed =
            nlohmann::json::parse(process.readAllStandardOutput().toStdString(), nullptr, false);
        if (printed.is_discarded())
            return "the command line says " + process.readAllStandardError();
        const auto shown = sim::toJson(*player().report());
        if (shown["requests"]["offered"].get<int>() == 0)
            return "nothing happened";
        if (!headline().contains(player::headlineWords(*player().report())))
            return "the headline is not that of the figures";
        return differences(comparable(shown), comparable(printed));
    }

    tests::WindowFixture fixture;

private:
    static constexpr int kSeed = 7;

    QString headline() const
    {
        QStringList texts;
        for (const QLabel *label : player().transport().findChildren<QLabel *>())
            texts += label->text();
        return texts.join(u'\n');
    }

    QString m_file{fixture.path("truth.loadstar")};
    int m_moments = 0;
};

} // namespace

class TestTruth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowAndCommandLineAgreeAtTenMoments()
    {
        Watched watched;
        const auto &clock = watched.controller().clock();
        // After pausing, at one speed and another.
        watched.setSpeed(16.0);
        QVERIFY(watched.playTo(9.0));
        QCOMPARE(watched.untruths(), QByteArray());
        watched.setSpeed(64.0);
        QVERIFY(watched.playTo(40.0));
        QCOMPARE(watched.untruths(), QByteArray());
        // After a step.
        const double before = watched.now();
        watched.key(Qt::Key_Period);
        QTRY_VERIFY(watched.now() > before);
        QVERIFY(watched.waitForFigures());
        QCOMPARE(watched.untruths(), QByteArray());
        // After fast mode, to where the selected node fails and, without a limit, to the end.
        watched.fixture.window.document().select({failingNode(watched.fixture)});
        const double stepped = watched.now();
        watched.key(Qt::Key_N);
        QTRY_VERIFY(watched.now() > stepped);
        QVERIFY(watched.waitForFigures());
        QCOMPARE(watched.untruths(), QByteArray());
        watched.setSpeed(player::PlaybackClock::kUnlimited);
        watched.key(Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(clock.isAtEnd(), kPatience);
        QVERIFY(watched.waitForFigures());
        QCOMPARE(watched.untruths(), QByteArray());
        // After scrubbing back, on, and back to and fro.
        watched.setSpeed(1.0);
        QVERIFY(watched.drag(599.0, 20.0));
        QVERIFY(watched.now() < 30.0);
        QCOMPARE(watched.untruths(), QByteArray());
        QVERIFY(watched.drag(20.0, 350.0));
        QCOMPARE(watched.untruths(), QByteArray());
        QVERIFY(watched.drag(350.0, 30.0));
        QVERIFY(watched.drag(30.0, 480.0));
        QVERIFY(watched.drag(480.0, 200.0));
        QCOMPARE(watched.untruths(), QByteArray());
        // Playing on from there.
        watched.setSpeed(32.0);
        QVERIFY(watched.playTo(205.0));
        QCOMPARE(watched.untruths(), QByteArray());
        // At the end, once more.
        watched.fixture.action("simulate.end")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(clock.isAtEnd(), kPatience);
        QVERIFY(watched.waitForFigures());
        QCOMPARE(watched.untruths(), QByteArray());
        QCOMPARE(watched.moments(), 10);
    }
};

QTEST_MAIN(TestTruth)
#include "tst_truth.moc"
