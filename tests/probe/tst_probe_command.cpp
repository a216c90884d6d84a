// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json_document.h"
#include "probe/stub_node.h"
#include "support/child_process.h"

#include <QDateTime>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <nlohmann/json.hpp>

using namespace loadstar;
using loadstar::tests::ChildProcess;
using nlohmann::json;

namespace {

constexpr int kPatienceMs = 30'000;
const QString kProgram = QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl");

/// What a command printed and how it ended.
struct Outcome
{
    int code = -1;
    QByteArray output;
    QByteArray errors;
};

/// Runs a command to its end while this process serves its stubs.
Outcome run(const QStringList &arguments)
{
    ChildProcess child(kProgram, arguments);
    if (!QTest::qWaitFor([&] { return child.process().state() == QProcess::NotRunning; },
                         kPatienceMs))
        return {};
    return {child.process().exitCode(), child.process().readAllStandardOutput(),
            child.process().readAllStandardError()};
}

QString closedUrl()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return QStringLiteral("http://127.0.0.1:%1/health-check").arg(server.serverPort());
}

json jsonOf(const QByteArray &bytes)
{
    auto parsed = model::parseJson(bytes);
    return parsed ? *parsed : json();
}

QString heartbeatOf(const probe::StubNode &stub)
{
    return stub.url().toString() + QStringLiteral("/health-check");
}

/// Settings that give a verdict quickly.
const QStringList kQuick{QStringLiteral("--interval"), QStringLiteral("0.1"),
                         QStringLiteral("--rise"),     QStringLiteral("2"),
                         QStringLiteral("--fall"),     QStringLiteral("3")};

} // namespace

/// `loadstarctl probe` and `loadstarctl stub` as scripts use them.
class TestProbeCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdictsAreWrittenAsTheContractSays()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        const QString closed = closedUrl();
        const Outcome outcome =
            run(QStringList{QStringLiteral("probe"), QStringLiteral("--url"), heartbeatOf(stub),
                            closed, QStringLiteral("--json"), QStringLiteral("-")} +
                kQuick);
        QCOMPARE(outcome.code, 1);
        const json result = jsonOf(outcome.output);
        QCOMPARE(result.size(), size_t(1));
        const json &targets = result.at("targets");
        QCOMPARE(targets.size(), size_t(2));
        const json &up = targets.at(0);
        QCOMPARE(QString::fromStdString(up.at("id")), heartbeatOf(stub));
        QCOMPARE(QString::fromStdString(up.at("url")), heartbeatOf(stub));
        QCOMPARE(up.at("state").get<std::string>(), std::string("up"));
        QVERIFY(up.at("checks").get<int>() >= 2);
        QCOMPARE(up.at("failures").get<int>(), 0);
        QVERIFY(up.at("lastError").is_null());
        QVERIFY(up.at("latency").at("p50").get<double>() > 0.0);
        QVERIFY(up.at("latency").at("p50").get<double>() <=
                up.at("latency").at("p95").get<double>());
        QVERIFY(up.at("latency").at("p95").get<double>() <=
                up.at("latency").at("max").get<double>());
        const json &change = up.at("transitions").at(0);
        QCOMPARE(change.at("to").get<std::string>(), std::string("up"));
        QVERIFY(!change.at("why").get<std::string>().empty());
        const QString at = QString::fromStdString(change.at("at"));
        QVERIFY2(at.endsWith(u'Z') && QDateTime::fromString(at, Qt::ISODateWithMs).isValid(),
                 qPrintable(at));

        const json &down = targets.at(1);
        QCOMPARE(down.at("state").get<std::string>(), std::string("down"));
        // It goes on being checked until the other has its verdict.
        QVERIFY(down.at("checks").get<int>() >= 3);
        QCOMPARE(down.at("failures").get<int>(), down.at("checks").get<int>());
        QVERIFY(down.at("latency").at("max").is_null());
        QVERIFY(QString::fromStdString(down.at("lastError"))
                    .contains(QStringLiteral("refused the connection")));
    }

    void allUpIsZeroAndATableIsForPeople()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        const Outcome outcome =
            run(QStringList{QStringLiteral("probe"), QStringLiteral("--url"), heartbeatOf(stub)} +
                kQuick);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.output.contains("target") && outcome.output.contains(" up "),
                 outcome.output);
        QVERIFY2(outcome.errors.contains("up  status 200"), outcome.errors);
    }

    void durationIsProbedToItsEnd()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        const Outcome outcome =
            run(QStringList{QStringLiteral("probe"), QStringLiteral("--url"), heartbeatOf(stub),
                            QStringLiteral("--duration"), QStringLiteral("1.5"),
                            QStringLiteral("--json"), QStringLiteral("-")} +
                kQuick);
        QCOMPARE(outcome.code, 0);
        // A verdict needs two checks; the rest of the time is probed on.
        QVERIFY(jsonOf(outcome.output).at("targets").at(0).at("checks").get<int>() > 3);
    }

    void designIsProbed()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("d.loadstar"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral(R"({"loadstar": 1, "components": [
            {"id": "lb", "kind": "loadBalancer", "x": 0, "y": 0, "properties": {"checkInterval": 0.1, "rise": 1}},
            {"id": "n1", "kind": "node", "x": 0, "y": 0, "properties": {"address": "%1"}},
            {"id": "n2", "kind": "node", "x": 0, "y": 0}],
            "connections": [{"id": "t", "kind": "traffic", "from": "lb", "to": "n1"}]})")
                       .arg(stub.url().authority())
                       .toUtf8());
        file.close();
        const QString result = directory.filePath(QStringLiteral("result.json"));
        const Outcome outcome =
            run({QStringLiteral("probe"), path, QStringLiteral("--json"), result});
        QVERIFY2(outcome.code == 0, outcome.errors);
        QVERIFY(outcome.output.isEmpty());
        QFile written(result);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const json targets = jsonOf(written.readAll()).at("targets");
        QCOMPARE(targets.size(), size_t(1));
        QCOMPARE(targets.at(0).at("id").get<std::string>(), std::string("n1"));
        QCOMPARE(targets.at(0).at("checks").get<int>(), 1);
    }

    void wrongUsageAndInputAreTold_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing to probe") << QStringList{} << 2;
        QTest::newRow("bad URL") << QStringList{QStringLiteral("--url"), QStringLiteral("nonsense")}
                                 << 2;
        QTest::newRow("bad number")
            << QStringList{QStringLiteral("--url"), QStringLiteral("http://127.0.0.1:1/"),
                           QStringLiteral("--fall"), QStringLiteral("0")}
            << 2;
        QTest::newRow("bad status set")
            << QStringList{QStringLiteral("--url"), QStringLiteral("http://127.0.0.1:1/"),
                           QStringLiteral("--expect-status"), QStringLiteral("fine")}
            << 2;
        QTest::newRow("no file") << QStringList{QStringLiteral("/nonexistent.loadstar")} << 3;
    }
    void wrongUsageAndInputAreTold()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        const Outcome outcome = run(QStringList{QStringLiteral("probe")} + arguments);
        QCOMPARE(outcome.code, code);
        QVERIFY(outcome.output.isEmpty());
        QVERIFY(!outcome.errors.isEmpty());
    }

    void interruptEndsProbingWithAResult()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        ChildProcess child(kProgram, QStringList{QStringLiteral("probe"), QStringLiteral("--url"),
                                                 heartbeatOf(stub), QStringLiteral("--duration"),
                                                 QStringLiteral("3600"), QStringLiteral("--json"),
                                                 QStringLiteral("-")} +
                                         kQuick);
        QTRY_VERIFY_WITH_TIMEOUT(stub.heartbeats() >= 3, kPatienceMs);
        child.process().terminate();
        QTRY_COMPARE_WITH_TIMEOUT(child.process().state(), QProcess::NotRunning, kPatienceMs);
        QCOMPARE(child.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(child.process().exitCode(), 0);
        QCOMPARE(jsonOf(child.process().readAllStandardOutput()).at("targets").size(), size_t(1));
    }

    void stubTellsItsUrlsAndEndsCleanly()
    {
        ChildProcess child(kProgram,
                           {QStringLiteral("stub"), QStringLiteral("--agent"),
                            QStringLiteral("75%"), QStringLiteral("--load"), QStringLiteral("2")});
        QProcess &process = child.process();
        QByteArray printed;
        QTRY_VERIFY_WITH_TIMEOUT((printed += process.readAllStandardOutput()).count('\n') == 2,
                                 kPatienceMs);
        const QList<QByteArray> lines = printed.split('\n');
        const QUrl url(QString::fromUtf8(lines.at(0)));
        const QUrl agent(QString::fromUtf8(lines.at(1)));
        QCOMPARE(url.scheme(), QStringLiteral("http"));
        QCOMPARE(url.host(), QStringLiteral("127.0.0.1"));
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.write("GET /health-check HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::UnconnectedState, kPatienceMs);
        QVERIFY(socket.readAll().contains("\r\n\r\nactive-sessions: 2\n"));
        QTcpSocket agentSocket;
        agentSocket.connectToHost(agent.host(), quint16(agent.port()));
        QTRY_COMPARE_WITH_TIMEOUT(agentSocket.bytesAvailable(), 4, kPatienceMs);
        QCOMPARE(agentSocket.readAll(), QByteArray("75%\n"));
        process.terminate();
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, kPatienceMs);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }

    void stubSaysWhenItsPortIsTaken()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost)));
        const Outcome outcome = run({QStringLiteral("stub"), QStringLiteral("--port"),
                                     QString::number(server.serverPort())});
        QCOMPARE(outcome.code, 4);
        QVERIFY2(outcome.errors.contains("Port " + QByteArray::number(server.serverPort())),
                 outcome.errors);
        QVERIFY(outcome.output.isEmpty());
        QCOMPARE(
            run({QStringLiteral("stub"), QStringLiteral("--status"), QStringLiteral("99")}).code,
            2);
    }
};

QTEST_GUILESS_MAIN(TestProbeCommand)
#include "tst_probe_command.moc"
