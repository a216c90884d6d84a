// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/prober.h"
#include "probe/scripted_server.h"
#include "probe/stub_node.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace loadstar;
using namespace loadstar::probe;
using loadstar::tests::says;
using loadstar::tests::ScriptedServer;

namespace {

constexpr int kPatienceMs = 30'000;

ProbeTarget targetFor(const QUrl &url)
{
    ProbeTarget target;
    target.id = url.toString();
    target.url = url;
    target.checks.interval = kMinimumInterval;
    target.checks.timeout = 10.0;
    target.checks.rise = 1;
    target.checks.fall = 1;
    return target;
}

/// Probes one target until it has a verdict.
TargetReport verdictOn(const ProbeTarget &target)
{
    Prober prober;
    prober.start({target});
    if (!QTest::qWaitFor([&] { return prober.hasAllVerdicts(); }, kPatienceMs))
        return {};
    prober.stop();
    return prober.reports().first();
}

qsizetype openFiles()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::Files | QDir::System | QDir::NoDotAndDotDot)
        .size();
}

QUrl closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return QUrl(QStringLiteral("http://127.0.0.1:%1/health-check").arg(server.serverPort()));
}

QList<ProbeState> statesOf(const TargetReport &report)
{
    QList<ProbeState> states;
    for (const ProbeTransition &transition : report.transitions)
        states.append(transition.to);
    return states;
}

} // namespace

class TestProber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void workingNodeIsUp()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        const TargetReport report =
            verdictOn(targetFor(stub.url().resolved(QUrl(QStringLiteral("/health-check")))));
        QCOMPARE(report.state, ProbeState::Up);
        QCOMPARE(report.failures, 0);
        QVERIFY(report.lastError.isEmpty());
        QVERIFY(report.latency && report.latency->p50 > 0.0 &&
                report.latency->p95 <= report.latency->max);
        QCOMPARE(report.transitions.size(), 1);
        QCOMPARE(report.transitions.first().why, QStringLiteral("status 200"));
        QCOMPARE(report.transitions.first().at.timeSpec(), Qt::UTC);
        QTRY_COMPARE_WITH_TIMEOUT(stub.connections(), 0, kPatienceMs);
    }

    void badAnswersAreDown_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const QByteArray &answer, const char *error) {
            QTest::newRow(name) << answer << QString::fromLatin1(error);
        };
        row("503", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
            "status 503 instead of 200-399");
        row("garbage", "\x01\x02 garbage\r\n\r\n", "the answer is not HTTP");
        row("another protocol", "220 mail.example.org ESMTP\r\n", "the answer is not HTTP");
        row("closed at once", "", "closed the connection before it answered");
        row("half a header", "HTTP/1.1 200 OK\r\nContent-",
            "the connection ended in the middle of the header");
        row("endless header", "HTTP/1.1 200 OK\r\nA: " + QByteArray(200'000, 'a'),
            "the answer's header is longer than");
        row("bad header", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "the answer is not HTTP");
    }
    void badAnswersAreDown()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, error);
        ScriptedServer server(says(answer));
        const TargetReport report = verdictOn(targetFor(server.url()));
        QCOMPARE(report.state, ProbeState::Down);
        QVERIFY2(report.lastError.contains(error), qUtf8Printable(report.lastError));
        QVERIFY(!report.latency);
    }

    void headerDecidesWhenNoTextIsExpected_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("redirect") << QByteArray(
            "HTTP/1.1 302 Found\r\nLocation: /health-check\r\n\r\n");
        QTest::newRow("half a body")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        QTest::newRow("after 100 continue")
            << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        QTest::newRow("huge body") << "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n" +
                                          QByteArray(1'000'000, 'x');
    }
    void headerDecidesWhenNoTextIsExpected()
    {
        QFETCH(QByteArray, answer);
        ScriptedServer server(says(answer));
        QCOMPARE(verdictOn(targetFor(server.url())).state, ProbeState::Up);
    }

    void expectedTextDecides_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("error");
        QTest::newRow("there") << QByteArray(
                                      "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nI am ready.\n")
                               << QString();
        QTest::newRow("to the end")
            << QByteArray("HTTP/1.1 200 OK\r\n\r\nI am ready.\n") << QString();
        QTest::newRow("across chunks")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                          "chunked\r\n\r\n2\r\nre\r\n3\r\nady\r\n0\r\n\r\n")
            << QString();
        QTest::newRow("other text")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbusy")
            << QStringLiteral("do not contain the expected text");
        QTest::newRow("half a body")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            << QStringLiteral("ended in the middle of the body");
        QTest::newRow("behind the first 64 KiB")
            << "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(70'000, 'x') + "ready"
            << QStringLiteral("do not contain the expected text");
        QTest::newRow("bad chunks")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nready\r\n")
            << QStringLiteral("not HTTP");
        QTest::newRow("wrong status")
            << QByteArray("HTTP/1.1 404 No\r\n\r\nready") << QStringLiteral("status 404");
    }
    void expectedTextDecides()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, error);
        ScriptedServer server(says(answer));
        ProbeTarget target = targetFor(server.url());
        target.expectBody = QStringLiteral("ready");
        const TargetReport report = verdictOn(target);
        QCOMPARE(report.state, error.isEmpty() ? ProbeState::Up : ProbeState::Down);
        QVERIFY2(report.lastError.contains(error), qUtf8Printable(report.lastError));
    }

    void refusedPortIsDown()
    {
        const TargetReport report = verdictOn(targetFor(closedPort()));
        QCOMPARE(report.state, ProbeState::Down);
        QVERIFY(report.lastError.contains(QStringLiteral("refused the connection")));
    }

    void resetIsDown()
    {
        ScriptedServer server([](QTcpSocket &socket, int) {
            socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
            socket.write("HTTP/1.1 2");
            socket.abort();
        });
        QCOMPARE(verdictOn(targetFor(server.url())).state, ProbeState::Down);
    }

    void silenceIsDownAfterTheTimeout()
    {
        StubOptions options;
        options.isHanging = true;
        StubNode stub(options);
        QVERIFY(stub.listen());
        ProbeTarget target = targetFor(stub.url());
        target.checks.timeout = 0.3;
        const TargetReport report = verdictOn(target);
        QCOMPARE(report.state, ProbeState::Down);
        QCOMPARE(report.lastError,
                 QStringLiteral("no answer within 300 ms after the request was sent"));
    }

    void drippingBodyEndsAtTheTotalTimeout()
    {
        ScriptedServer server([](QTcpSocket &socket, int) {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            auto *drip = new QTimer(&socket);
            QObject::connect(drip, &QTimer::timeout, &socket, [&socket] { socket.write("x"); });
            drip->start(10);
        });
        ProbeTarget target = targetFor(server.url());
        target.expectBody = QStringLiteral("ready");
        target.checks.timeout = 0.3;
        const TargetReport report = verdictOn(target);
        QCOMPARE(report.state, ProbeState::Down);
        QCOMPARE(report.lastError,
                 QStringLiteral("no answer within 300 ms while the body was read"));
    }

    void endlessBodyIsCutAtItsBound()
    {
        ScriptedServer server([](QTcpSocket &socket, int) {
            socket.write("HTTP/1.1 200 OK\r\n\r\n");
            QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket,
                             [&socket] { socket.write(QByteArray(100'000, 'x')); });
        });
        ProbeTarget target = targetFor(server.url());
        target.expectBody = QStringLiteral("ready");
        const TargetReport report = verdictOn(target);
        QCOMPARE(report.state, ProbeState::Down);
        QCOMPARE(
            report.lastError,
            QStringLiteral("the first 65536 bytes of the body do not contain the expected text"));
    }

    void tcpTargetsNeedOnlyAccept()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
        const QUrl url(QStringLiteral("tcp://127.0.0.1:%1").arg(server.serverPort()));
        QCOMPARE(verdictOn(targetFor(url)).state, ProbeState::Up);
        server.close();
        const TargetReport report = verdictOn(targetFor(url));
        QCOMPARE(report.state, ProbeState::Down);
        QVERIFY(report.lastError.contains(QStringLiteral("refused the connection")));
    }

    void certificatesAreVerifiedUnlessTheTargetSaysOtherwise()
    {
        StubOptions options;
        options.isTls = true;
        StubNode stub(options);
        QVERIFY(stub.listen());
        ProbeTarget target = targetFor(stub.url().resolved(QUrl(QStringLiteral("/health-check"))));
        const TargetReport verified = verdictOn(target);
        QCOMPARE(verified.state, ProbeState::Down);
        QVERIFY2(verified.lastError.startsWith(QStringLiteral("the certificate is not trusted")),
                 qUtf8Printable(verified.lastError));
        target.isTlsVerified = false;
        const TargetReport unverified = verdictOn(target);
        QCOMPARE(unverified.state, ProbeState::Up);
        QVERIFY(!unverified.isTlsVerified);
    }

    void tlsToAPlainPortIsDown()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        QUrl url = stub.url();
        url.setScheme(QStringLiteral("https"));
        ProbeTarget target = targetFor(url);
        target.checks.timeout = 0.5;
        QCOMPARE(verdictOn(target).state, ProbeState::Down);
    }

    void degradedAnswerIsTold()
    {
        ScriptedServer server(says("HTTP/1.1 200 OK\r\nx-envoy-degraded: true\r\n\r\n"));
        QCOMPARE(verdictOn(targetFor(server.url())).state, ProbeState::Degraded);
    }

    void riseAndFallAreHonoured()
    {
        // rise 2, fall 3: up after the 2nd, down after the 8th, up again after the 12th; all else
        // is noise.
        static const QList<int> kStatuses{200, 200, 503, 503, 200, 503, 503,
                                          503, 200, 503, 200, 200, 503, 503};
        ScriptedServer server([](QTcpSocket &socket, int index) {
            const int status = index < kStatuses.size() ? kStatuses.at(index) : 200;
            socket.write("HTTP/1.1 " + QByteArray::number(status) + " x\r\n\r\n");
            socket.disconnectFromHost();
        });
        ProbeTarget target = targetFor(server.url());
        target.checks.rise = 2;
        target.checks.fall = 3;
        Prober prober;
        QList<qint64> checksAtChange;
        qsizetype seen = 0;
        connect(&prober, &Prober::updated, this, [&](const QList<TargetReport> &changed) {
            if (changed.first().transitions.size() > seen)
                checksAtChange.append(changed.first().checks);
            seen = changed.first().transitions.size();
        });
        prober.start({target});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() > kStatuses.size(), kPatienceMs);
        prober.stop();
        const TargetReport report = prober.reports().first();
        QCOMPARE(statesOf(report),
                 QList<ProbeState>({ProbeState::Up, ProbeState::Down, ProbeState::Up}));
        QCOMPARE(report.failures, 8);
        QCOMPARE(report.transitions.at(1).why, QStringLiteral("status 503 instead of 200-399"));
        QCOMPARE(checksAtChange.size(), 3);
        QVERIFY(checksAtChange.at(0) >= 2 && checksAtChange.at(1) >= 8 &&
                checksAtChange.at(2) >= 12);
    }

    void hangingHostsDelayNobody()
    {
        StubOptions options;
        options.isHanging = true;
        StubNode hanging(options);
        StubNode working({});
        QVERIFY(hanging.listen() && working.listen());
        std::vector<ProbeTarget> targets;
        for (int i = 0; i < 40; ++i) {
            ProbeTarget target = targetFor((i % 2 ? working : hanging).url());
            target.id = QString::number(i);
            target.checks.timeout = 3600.0;
            targets.push_back(target);
        }
        Prober prober;
        prober.start(targets);
        const auto count = [&prober](ProbeState state) {
            const auto &reports = prober.reports();
            return std::count_if(reports.begin(), reports.end(),
                                 [state](const TargetReport &r) { return r.state == state; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(count(ProbeState::Up), 20, kPatienceMs);
        QCOMPARE(count(ProbeState::Pending), 20);
        // Ends at once although twenty checks are still waiting for their answers.
        prober.stop();
        QTRY_COMPARE_WITH_TIMEOUT(hanging.connections(), 0, kPatienceMs);
    }

    void concurrencyIsBounded()
    {
        StubOptions options;
        options.isHanging = true;
        StubNode hanging(options);
        QVERIFY(hanging.listen());
        std::vector<ProbeTarget> targets;
        for (int i = 0; i < 300; ++i) {
            ProbeTarget target = targetFor(hanging.url());
            target.id = QString::number(i);
            target.checks.timeout = 3600.0;
            targets.push_back(target);
        }
        StubNode working({});
        QVERIFY(working.listen());
        Prober prober;
        prober.start(targets);
        QTRY_COMPARE_WITH_TIMEOUT(hanging.otherAnswers(), 256, kPatienceMs);
        Prober other;
        other.start({targetFor(working.url())});
        QTRY_VERIFY_WITH_TIMEOUT(other.reports().first().checks >= 5, kPatienceMs);
        QCOMPARE(hanging.otherAnswers(), 256);
    }

    void nothingIsLeftOpen()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        verdictOn(targetFor(stub.url()));
        QTRY_COMPARE_WITH_TIMEOUT(stub.connections(), 0, kPatienceMs);
        const qsizetype before = openFiles();
        Prober prober;
        for (int round = 0; round < 5; ++round) {
            prober.start({targetFor(stub.url()), targetFor(closedPort())});
            QTRY_VERIFY_WITH_TIMEOUT(prober.reports().first().checks >= 5, kPatienceMs);
            QVERIFY(prober.isRunning());
        }
        prober.stop();
        QVERIFY(!prober.isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(stub.connections(), 0, kPatienceMs);
        QCOMPARE(openFiles(), before);
    }

    void crashAndReturnAreSeen()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        ProbeTarget target = targetFor(stub.url());
        target.checks.rise = 2;
        target.checks.fall = 3;
        Prober prober;
        prober.start({target});
        QTRY_COMPARE_WITH_TIMEOUT(prober.reports().first().state, ProbeState::Up, kPatienceMs);
        stub.crash();
        QTRY_COMPARE_WITH_TIMEOUT(prober.reports().first().state, ProbeState::Down, kPatienceMs);
        QVERIFY(stub.listen());
        QTRY_COMPARE_WITH_TIMEOUT(prober.reports().first().state, ProbeState::Up, kPatienceMs);
        prober.stop();
        QCOMPARE(prober.reports().first().transitions.size(), 3);
    }

    void noTargetsIsFine()
    {
        Prober prober;
        QSignalSpy running(&prober, &Prober::runningChanged);
        prober.start({});
        QVERIFY(prober.hasAllVerdicts());
        prober.stop();
        QCOMPARE(running.count(), 2);
    }
};

QTEST_GUILESS_MAIN(TestProber)
#include "tst_prober.moc"
