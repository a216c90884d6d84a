// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/http_message.h"
#include "support/counts.h"

#include <QRandomGenerator>
#include <QTest>

using namespace loadstar::probe;

class TestHttpMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headEndsAtEmptyLine()
    {
        QVERIFY(!headLength("GET / HTTP/1.1\r\nHost: a\r\n"));
        QCOMPARE(*headLength("GET / HTTP/1.1\r\n\r\nrest"), 18);
        QCOMPARE(*headLength("HTTP/1.1 200 OK\n\nrest\r\n\r\n"), 17);
    }

    void requestIsRead()
    {
        const auto head = parseRequestHead(
            "POST /work?core-seconds=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n");
        QVERIFY(head);
        QCOMPARE(head->method, QByteArray("POST"));
        QCOMPARE(head->target, QByteArray("/work?core-seconds=1"));
        QCOMPARE(head->contentLength, 7);
        QVERIFY(head->isKeepAlive);
        QVERIFY(!parseRequestHead("GET / HTTP/1.0\r\n\r\n")->isKeepAlive);
        QVERIFY(!parseRequestHead("GET / HTTP/1.1\r\nConnection: Close\r\n\r\n")->isKeepAlive);
    }

    void malformedRequestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("empty") << QByteArray("\r\n\r\n");
        QTest::newRow("two words") << QByteArray("GET /\r\n\r\n");
        QTest::newRow("version") << QByteArray("GET / HTTP/2.0\r\n\r\n");
        QTest::newRow("method") << QByteArray("G{T / HTTP/1.1\r\n\r\n");
        QTest::newRow("space before colon") << QByteArray("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
        QTest::newRow("folded line") << QByteArray("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n");
        QTest::newRow("two lengths")
            << QByteArray("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n");
        QTest::newRow("negative length")
            << QByteArray("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
        QTest::newRow("length and chunks") << QByteArray(
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
        QTest::newRow("control byte") << QByteArray("GET / HTTP/1.1\r\nA: \x01\r\n\r\n");
        QTest::newRow("too many fields")
            << "GET / HTTP/1.1\r\n" + QByteArray("A: b\r\n").repeated(101) + "\r\n";
    }
    void malformedRequestsAreRefused()
    {
        QFETCH(QByteArray, head);
        const auto parsed = parseRequestHead(head);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, QStringLiteral("http.malformed"));
    }

    void responseIsRead()
    {
        const auto head =
            parseResponseHead("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\n");
        QVERIFY(head);
        QCOMPARE(head->status, 503);
        QCOMPARE(head->contentLength, std::optional<qint64>(3));
        QCOMPARE(parseResponseHead("HTTP/1.0 200\r\n\r\n")->contentLength, std::nullopt);
        QCOMPARE(parseResponseHead("HTTP/1.1 204 No Content\r\n\r\n")->contentLength,
                 std::optional<qint64>(0));
        QVERIFY(!parseResponseHead("HTTP/1.1 999 No\r\n\r\n"));
        QVERIFY(!parseResponseHead("HTTP/1.1 2000 No\r\n\r\n"));
        QVERIFY(!parseResponseHead("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
    }

    void bodiesAreReadHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isComplete");
        const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
        QTest::newRow("counted") << QByteArray("Content-Length: 11\r\n")
                                 << QByteArray("hello world") << true;
        QTest::newRow("counted and more")
            << QByteArray("Content-Length: 11\r\n") << QByteArray("hello worldX") << true;
        QTest::newRow("to the end") << QByteArray() << QByteArray("hello world") << false;
        QTest::newRow("chunks") << chunked
                                << QByteArray(
                                       "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: a\r\n\r\n")
                                << true;
        QTest::newRow("chunks cut") << chunked << QByteArray("5\r\nhello\r\nB\r\n world") << false;
    }
    void bodiesAreReadHoweverTheyAreCut()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isComplete);
        const auto head = parseResponseHead("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
        for (qsizetype piece = 1; piece <= bytes.size(); ++piece) {
            HttpBodyReader reader(*head, 1000);
            for (qsizetype at = 0; at < bytes.size(); at += piece)
                QVERIFY(reader.append(bytes.mid(at, piece)));
            QCOMPARE(reader.body(), QByteArray("hello world"));
            QCOMPARE(reader.isComplete(), isComplete);
        }
    }

    void malformedChunksAreRefused()
    {
        const auto head =
            parseResponseHead("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const QByteArray &bytes :
             {QByteArray("zz\r\n"), QByteArray("-5\r\n"), QByteArray("2\r\nabc\r\n"),
              QByteArray("ffffffffffffffffffff\r\n"), QByteArray(5000, '1')}) {
            HttpBodyReader reader(*head, 1000);
            QVERIFY2(!reader.append(bytes), bytes.constData());
        }
    }

    void keptBodyIsBounded()
    {
        const auto head = parseResponseHead("HTTP/1.1 200 OK\r\n\r\n");
        HttpBodyReader reader(*head, 10);
        QVERIFY(reader.append("0123456"));
        QVERIFY(!reader.isComplete());
        QVERIFY(reader.append("789abcdef"));
        QCOMPARE(reader.body(), QByteArray("0123456789"));
        QVERIFY(reader.isComplete());
    }

    void randomBytesNeverConfuse()
    {
        QRandomGenerator random(7);
        const QByteArray alphabet =
            "GET /HTP1.0\r\n: chunkedTransfer-EncodingContent-Length\x00\xff\x80{}";
        for (int round = 0; round < loadstar::tests::roundsFor(20'000, 500'000); ++round) {
            QByteArray bytes = random.bounded(2) ? QByteArray("HTTP/1.1 200 OK\r\n")
                                                 : QByteArray("GET / HTTP/1.1\r\n");
            const int length = random.bounded(120);
            for (int i = 0; i < length; ++i)
                bytes.append(alphabet.at(random.bounded(static_cast<int>(alphabet.size()))));
            bytes.append("\r\n\r\n");
            const auto request = parseRequestHead(bytes);
            if (request)
                QVERIFY(request->contentLength >= 0);
            const auto response = parseResponseHead(bytes);
            if (response) {
                QVERIFY(response->status >= 100 && response->status <= 599);
                HttpBodyReader reader(*response, 50);
                if (reader.append(bytes))
                    QVERIFY(reader.body().size() <= 50);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHttpMessage)
#include "tst_http_message.moc"
