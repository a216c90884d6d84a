// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/task.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <numeric>
#include <vector>

using namespace loadstar::base;

class TaskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsTheValueToTheOwnersThread();
    void aDestroyedTaskNeverReports();
    void aDestroyedReceiverIsNeverCalled();
    void everyIndexIsDoneOnce();
    void cancellingStopsHandingOutIndexes();
};

void TaskTest::handsTheValueToTheOwnersThread()
{
    int value = 0;
    QThread *workThread = nullptr;
    QThread *doneThread = nullptr;
    const Task task = runTask(
        this,
        [&workThread](TaskControl &control) {
            workThread = QThread::currentThread();
            control.setProgress(0.5);
            return 42;
        },
        [&](int result) {
            doneThread = QThread::currentThread();
            value = result;
        });
    QTRY_COMPARE(value, 42);
    QCOMPARE(task.progress(), 0.5);
    QCOMPARE(doneThread, thread());
    QVERIFY(workThread != thread());
}

void TaskTest::aDestroyedTaskNeverReports()
{
    QSemaphore started;
    QSemaphore mayEnd;
    QSemaphore ended;
    bool isReported = false;
    {
        const Task task = runTask(
            this,
            [&](TaskControl &control) {
                started.release();
                mayEnd.acquire();
                const bool wasCancelled = control.isCancelled();
                ended.release();
                return wasCancelled;
            },
            [&](bool) { isReported = true; });
        started.acquire();
    }
    mayEnd.release();
    ended.acquire();
    // A later task of the same receiver is delivered after anything the first could have sent.
    bool isLaterDone = false;
    const Task later = runTask(
        this, [](TaskControl &) { return 0; }, [&](int) { isLaterDone = true; });
    QTRY_VERIFY(isLaterDone);
    QVERIFY(!isReported);
}

void TaskTest::aDestroyedReceiverIsNeverCalled()
{
    QSemaphore mayEnd;
    bool isReported = false;
    auto receiver = std::make_unique<QObject>();
    const Task task = runTask(
        receiver.get(),
        [&](TaskControl &) {
            mayEnd.acquire();
            return 0;
        },
        [&](int) { isReported = true; });
    receiver.reset();
    mayEnd.release();
    bool isLaterDone = false;
    const Task later = runTask(
        this, [](TaskControl &) { return 0; }, [&](int) { isLaterDone = true; });
    QTRY_VERIFY(isLaterDone);
    QVERIFY(!isReported);
}

void TaskTest::everyIndexIsDoneOnce()
{
    for (const int threads : {1, 2, 8}) {
        std::vector<int> counts(1000, 0);
        forEachIndex(int(counts.size()), threads, [&](int index) { ++counts[size_t(index)]; });
        QCOMPARE(std::count(counts.begin(), counts.end(), 1), std::ptrdiff_t(counts.size()));
    }
}

void TaskTest::cancellingStopsHandingOutIndexes()
{
    TaskControl control;
    int done = 0;
    forEachIndex(
        1000, 1,
        [&](int index) {
            ++done;
            if (index == 9)
                control.cancel();
        },
        &control);
    QCOMPARE(done, 10);
}

QTEST_GUILESS_MAIN(TaskTest)
#include "tst_task.moc"
