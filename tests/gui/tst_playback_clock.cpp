// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/playback_clock.h"

#include <QTest>

#include <cmath>

using loadstar::player::PlaybackClock;

namespace {

/// Ticks `count` times while the simulation keeps up with what is wanted.
void run(PlaybackClock &clock, int count, double wallSeconds)
{
    for (int i = 0; i < count; ++i) {
        clock.tick(wallSeconds);
        clock.reach(clock.wanted());
    }
}

} // namespace

class TestPlaybackClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void simulatedTimeFollowsWallTimeAtTheSpeed_data()
    {
        QTest::addColumn<double>("speed");
        QTest::addColumn<double>("expected");
        QTest::newRow("slowest") << 1.0 / 16.0 << 0.1;
        QTest::newRow("real time") << 1.0 << 1.6;
        QTest::newRow("eight times") << 8.0 << 12.8;
        QTest::newRow("fastest") << 64.0 << 102.4;
        QTest::newRow("beyond is clamped") << 1000.0 << 102.4;
        QTest::newRow("below is clamped") << 0.001 << 0.1;
    }

    void simulatedTimeFollowsWallTimeAtTheSpeed()
    {
        QFETCH(double, speed);
        QFETCH(double, expected);
        PlaybackClock clock;
        clock.setSpeed(speed);
        clock.play();
        run(clock, 100, 0.016);
        QVERIFY(std::abs(clock.reached() - expected) < 1e-9);
        QVERIFY(std::abs(clock.animation() - 1.6) < 1e-9);
        QVERIFY(std::abs(clock.achievedSpeed() - clock.speed()) < 0.05 * clock.speed());
    }

    void nothingMovesWhilePaused()
    {
        PlaybackClock clock;
        run(clock, 10, 0.016);
        QCOMPARE(clock.reached(), 0.0);
        QCOMPARE(clock.animation(), 0.0);
        clock.play();
        run(clock, 10, 0.01);
        clock.pause();
        const double reached = clock.reached();
        run(clock, 10, 0.016);
        QCOMPARE(clock.reached(), reached);
        QVERIFY(std::abs(clock.animation() - 0.1) < 1e-9);
    }

    void stalledWindowDoesNotLeap()
    {
        PlaybackClock clock;
        clock.play();
        clock.tick(7.0);
        QCOMPARE(clock.wanted(), PlaybackClock::kLongestTick);
        QCOMPARE(clock.animation(), PlaybackClock::kLongestTick);
    }

    void wishWaitsForASlowSimulation()
    {
        PlaybackClock clock;
        clock.setSpeed(64.0);
        clock.play();
        for (int i = 0; i < 1000; ++i)
            clock.tick(0.016);
        QVERIFY(clock.wanted() <= 64.0 * PlaybackClock::kLongestTick + 1e-9);
        clock.reach(3.0);
        clock.tick(0.016);
        QVERIFY(clock.wanted() <= 3.0 + 64.0 * PlaybackClock::kLongestTick + 1e-9);
        QVERIFY(clock.wanted() >= 3.0);
    }

    void slowingDownOwesNothing()
    {
        PlaybackClock clock;
        clock.setSpeed(64.0);
        clock.play();
        clock.tick(0.1);
        clock.reach(1.0);
        QVERIFY(clock.wanted() > 6.0);
        clock.setSpeed(1.0);
        clock.tick(0.016);
        QVERIFY(std::abs(clock.wanted() - 1.016) < 1e-9);
    }

    void unlimitedWantsTheEndAtOnce()
    {
        PlaybackClock clock;
        clock.setDuration(600.0);
        clock.setSpeed(PlaybackClock::kUnlimited);
        QVERIFY(clock.isUnlimited());
        clock.play();
        clock.tick(0.0);
        QVERIFY(!std::isnan(clock.wanted()));
        clock.tick(0.016);
        QCOMPARE(clock.wanted(), 600.0);
        QVERIFY(!clock.isAtEnd());
        clock.reach(600.0);
        QVERIFY(clock.isAtEnd());
    }

    void neverWantsMoreThanTheDuration()
    {
        PlaybackClock clock;
        clock.setDuration(1.0);
        clock.setSpeed(8.0);
        clock.play();
        run(clock, 100, 0.05);
        QCOMPARE(clock.reached(), 1.0);
        // The animation may go on while simulated time is held at the end.
        QVERIFY(clock.animation() > 4.0);
    }

    void rewindStartsAfresh()
    {
        PlaybackClock clock;
        clock.play();
        run(clock, 100, 0.016);
        clock.rewind();
        QCOMPARE(clock.reached(), 0.0);
        QCOMPARE(clock.wanted(), 0.0);
        QCOMPARE(clock.animation(), 0.0);
        QCOMPARE(clock.achievedSpeed(), 0.0);
        QVERIFY(!clock.isPlaying());
    }

    void achievedSpeedIsWhatTheSimulationManages()
    {
        PlaybackClock clock;
        clock.setSpeed(64.0);
        clock.play();
        for (int i = 0; i < 100; ++i) {
            clock.tick(0.016);
            clock.reach(clock.reached() + 0.16);
        }
        QVERIFY(std::abs(clock.achievedSpeed() - 10.0) < 1.0);
    }
};

QTEST_APPLESS_MAIN(TestPlaybackClock)
#include "tst_playback_clock.moc"
