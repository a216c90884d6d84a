// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/stub_node.h"

#include <QRandomGenerator>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTest>

using namespace loadstar::probe;

namespace {

constexpr int kPatienceMs = 20'000;

QByteArray get(const QByteArray &path, bool isKeepAlive = false)
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" +
           (isKeepAlive ? "\r\n" : "Connection: close\r\n\r\n");
}

/// Sends bytes over one connection; answers() is all that has come back.
class Client
{
public:
    explicit Client(const StubNode &stub)
    {
        m_socket.connectToHost(stub.url().host(), quint16(stub.url().port()));
    }
    Client(const StubNode &stub, const QByteArray &bytes)
        : Client(stub)
    {
        send(bytes);
    }

    void send(const QByteArray &bytes) { m_socket.write(bytes); }
    const QByteArray &answers()
    {
        m_received += m_socket.readAll();
        return m_received;
    }
    bool isClosed() { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

/// The whole answer to one request.
QByteArray ask(const StubNode &stub, const QByteArray &path)
{
    Client client(stub, get(path));
    if (!QTest::qWaitFor([&] { return client.isClosed(); }, kPatienceMs))
        return "no answer";
    return client.answers();
}

} // namespace

class TestStubNode : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heartbeatAnswers()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        const QByteArray answer = ask(stub, "/health-check");
        QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        QVERIFY(answer.endsWith("\r\n\r\nok\n"));
        QVERIFY(answer.contains("X-Stub: 127.0.0.1:" + QByteArray::number(stub.url().port())));
        QCOMPARE(stub.heartbeats(), 1);
        QCOMPARE(stub.otherAnswers(), 0);
    }

    void statusHoldsForAllAnswersAndShallowHidesIt()
    {
        StubOptions options;
        options.status = 503;
        StubNode stub(options);
        QVERIFY(stub.listen());
        QVERIFY(ask(stub, "/health-check").startsWith("HTTP/1.1 503 "));
        QVERIFY(ask(stub, "/work?core-seconds=0").startsWith("HTTP/1.1 503 "));
        options.isShallow = true;
        stub.setBehaviour(options);
        QVERIFY(ask(stub, "/health-check").startsWith("HTTP/1.1 200 "));
        QVERIFY(ask(stub, "/work?core-seconds=0").startsWith("HTTP/1.1 503 "));
    }

    void loadIsToldAsTextLines()
    {
        StubOptions options;
        options.load = 0.75;
        StubNode stub(options);
        QVERIFY(stub.listen());
        const QByteArray answer = ask(stub, "/health-check");
        QVERIFY2(answer.contains("\r\n\r\nactive-sessions: 1\n"), answer);
        QVERIFY(answer.contains("\ncpu-percent: 75\n"));
        QVERIFY(answer.contains("\nload-average: 0.75\n"));
    }

    void flapAlternates()
    {
        StubOptions options;
        options.flapSeconds = 0.05;
        StubNode stub(options);
        QVERIFY(stub.listen());
        int changes = 0;
        bool wasUp = true;
        const bool hasFlapped = QTest::qWaitFor(
            [&] {
                const bool isUp = ask(stub, "/health-check").startsWith("HTTP/1.1 200 ");
                changes += isUp != wasUp;
                wasUp = isUp;
                return changes >= 4;
            },
            kPatienceMs);
        QVERIFY(hasFlapped);
    }

    void slowAnswersComeLater()
    {
        StubOptions options;
        options.slowSeconds = 0.2;
        StubNode stub(options);
        QVERIFY(stub.listen());
        QElapsedTimer clock;
        clock.start();
        QVERIFY(ask(stub, "/health-check").startsWith("HTTP/1.1 200 "));
        QVERIFY(clock.elapsed() >= 200);
    }

    void hangingNodeAcceptsAndStaysSilent()
    {
        StubOptions options;
        options.isHanging = true;
        StubNode hanging(options);
        StubNode working({});
        QVERIFY(hanging.listen() && working.listen());
        Client client(hanging, get("/health-check"));
        QTRY_COMPARE_WITH_TIMEOUT(hanging.heartbeats(), 1, kPatienceMs);
        // Whole conversations with another node fit into the silence.
        for (int i = 0; i < 20; ++i)
            QVERIFY(ask(working, "/health-check").startsWith("HTTP/1.1 200 "));
        QVERIFY(client.answers().isEmpty());
        QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
        // More than the stub buffers: it must go on reading, or it would not see the end.
        client.send(QByteArray(1'000'000, 'x'));
        QTRY_COMPARE_WITH_TIMEOUT(client.socket().bytesToWrite(), 0, kPatienceMs);
        client.socket().abort();
        QTRY_COMPARE_WITH_TIMEOUT(hanging.connections(), 0, kPatienceMs);
    }

    void workTakesItsTimeAndWaitsForACore()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        QElapsedTimer clock;
        clock.start();
        Client first(stub, get("/work?core-seconds=0.1"));
        Client second(stub, get("/work?core-seconds=0.1"));
        QTRY_VERIFY_WITH_TIMEOUT(first.isClosed() && second.isClosed(), kPatienceMs);
        QVERIFY(clock.elapsed() >= 200);
        QVERIFY(first.answers().endsWith("worked 0.1 s\n"));
        QVERIFY(second.answers().endsWith("worked 0.1 s\n"));
    }

    void impossibleWorkIsRefused()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        for (const char *amount : {"-1", "nan", "inf", "1e9", "x", "1%0a"})
            QVERIFY2(
                ask(stub, QByteArray("/work?core-seconds=") + amount).startsWith("HTTP/1.1 400 "),
                amount);
    }

    void connectionServesManyRequests()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        Client client(stub, get("/health-check", true).repeated(500) + get("/health-check"));
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed(), kPatienceMs);
        QCOMPARE(client.answers().count("HTTP/1.1 200 OK"), 501);
    }

    void bodiesAreSkipped()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        Client client(stub, "POST /work HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" +
                                QByteArray(100'000, 'x') + get("/health-check"));
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed(), kPatienceMs);
        QCOMPARE(client.answers().count("HTTP/1.1 200 OK"), 2);
    }

    void rudeRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\r\n\r\n") << QByteArray("400");
        QTest::newRow("endless header")
            << "GET / HTTP/1.1\r\n" + QByteArray(100'000, 'a') << QByteArray("431");
        QTest::newRow("huge body")
            << QByteArray("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n")
            << QByteArray("413");
        QTest::newRow("chunked") << QByteArray(
                                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
                                 << QByteArray("501");
        QTest::newRow("method") << QByteArray("BREW / HTTP/1.1\r\nConnection: close\r\n\r\n")
                                << QByteArray("405");
    }
    void rudeRequestsAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, status);
        StubNode stub({});
        QVERIFY(stub.listen());
        Client client(stub, bytes);
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed(), kPatienceMs);
        QVERIFY2(client.answers().startsWith("HTTP/1.1 " + status), client.answers());
        QTRY_COMPARE_WITH_TIMEOUT(stub.connections(), 0, kPatienceMs);
        QVERIFY(ask(stub, "/health-check").startsWith("HTTP/1.1 200 "));
    }

    void randomBytesDoNotBreakIt()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        QRandomGenerator random(3);
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes;
            const int length = random.bounded(400);
            for (int i = 0; i < length; ++i)
                bytes.append(static_cast<char>(random.bounded(256)));
            Client client(stub, bytes + "\r\n\r\n");
            QTRY_VERIFY_WITH_TIMEOUT(client.isClosed() || !client.answers().isEmpty(), kPatienceMs);
        }
        QTRY_COMPARE_WITH_TIMEOUT(stub.connections(), 0, kPatienceMs);
        QVERIFY(ask(stub, "/health-check").startsWith("HTTP/1.1 200 "));
    }

    void crashCutsEverythingAndListenBringsItBack()
    {
        StubNode stub({});
        QVERIFY(stub.listen());
        const QUrl url = stub.url();
        Client client(stub, get("/work?core-seconds=3000"));
        QTRY_COMPARE_WITH_TIMEOUT(stub.otherAnswers(), 1, kPatienceMs);
        stub.crash();
        QTRY_VERIFY_WITH_TIMEOUT(client.isClosed(), kPatienceMs);
        QVERIFY(client.answers().isEmpty());
        QCOMPARE(stub.connections(), 0);
        QVERIFY(stub.listen());
        QCOMPARE(stub.url(), url);
        QVERIFY(ask(stub, "/work?core-seconds=0").startsWith("HTTP/1.1 200 "));
    }

    void takenPortIsAnError()
    {
        StubNode first({});
        QVERIFY(first.listen());
        StubOptions options;
        options.port = quint16(first.url().port());
        StubNode second(options);
        const auto opened = second.listen();
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, QStringLiteral("stub.port"));
        QVERIFY(second.url().isEmpty());
    }

    void agentTellsItsText()
    {
        StubOptions options;
        options.agentText = QStringLiteral("75% maxconn:30");
        StubNode stub(options);
        QVERIFY(stub.listen());
        QTcpSocket socket;
        socket.connectToHost(stub.agentUrl().host(), quint16(stub.agentUrl().port()));
        QTRY_COMPARE_WITH_TIMEOUT(socket.bytesAvailable(), 15, kPatienceMs);
        QCOMPARE(socket.readAll(), QByteArray("75% maxconn:30\n"));
    }

    void speaksTls()
    {
        StubOptions options;
        options.isTls = true;
        StubNode stub(options);
        QVERIFY(stub.listen());
        QCOMPARE(stub.url().scheme(), QStringLiteral("https"));
        QSslSocket socket;
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(stub.url().host(), quint16(stub.url().port()));
        QTRY_VERIFY_WITH_TIMEOUT(socket.isEncrypted(), kPatienceMs);
        socket.write(get("/health-check"));
        QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::UnconnectedState, kPatienceMs);
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 200 OK"));
        QVERIFY(socket.peerCertificate().isSelfSigned());
    }
};

QTEST_GUILESS_MAIN(TestStubNode)
#include "tst_stub_node.moc"
