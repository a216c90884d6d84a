// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"
#include "export/random_design.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "support/child_process.h"
#include "support/counts.h"

#include <QDir>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace loadstar;
using loadstar::tests::ChildProcess;

namespace {

constexpr int kPatienceMs = 30'000;
constexpr int kClients = 30;
constexpr int kRequestsBefore = 5;
constexpr int kRequestsAfter = 5;

QString haproxyProgram()
{
    const QString found = QStandardPaths::findExecutable(QStringLiteral("haproxy"));
    return found.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("haproxy"),
                                                            {QStringLiteral("/usr/sbin")})
                           : found;
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return server.serverPort();
}

/// `loadstarctl stub` as a process of its own.
class Stub
{
public:
    Stub()
        : m_child(QStringLiteral(LOADSTAR_BINARY_DIR "/bin/loadstarctl"), {QStringLiteral("stub")})
    {
        const bool hasUrl =
            QTest::qWaitFor([this] { return m_child.process().canReadLine(); }, kPatienceMs);
        m_url = hasUrl ? QUrl(QString::fromUtf8(m_child.process().readLine().trimmed())) : QUrl();
    }

    /// host:port, as its answers name it.
    QString address() const { return m_url.isEmpty() ? QString() : m_url.authority(); }
    void kill() { m_child.kill(); }

private:
    ChildProcess m_child;
    QUrl m_url;
};

model::Component component(const QString &id, const QString &kind, model::PropertyMap properties)
{
    model::Component made;
    made.id = model::ElementId(id);
    made.kind = kind;
    made.properties = std::move(properties);
    return made;
}

/// Users, one balancer with a cookie, and a node for each address.
model::Design designFor(const QStringList &addresses)
{
    model::Design design;
    const auto put = [&design](const model::Component &one) { design.components[one.id] = one; };
    const auto link = [&design](const QString &from, const QString &to) {
        model::Connection made;
        made.id = model::ElementId(from + u'-' + to);
        made.kind = QStringLiteral("traffic");
        made.from = model::ElementId(from);
        made.to = model::ElementId(to);
        design.connections[made.id] = made;
    };
    put(component(QStringLiteral("users"), QStringLiteral("users"), {}));
    put(component(QStringLiteral("lb"), QStringLiteral("loadBalancer"),
                  {{QStringLiteral("sticky"), QStringLiteral("cookie")},
                   {QStringLiteral("checkInterval"), 0.2},
                   {QStringLiteral("fall"), 2.0},
                   {QStringLiteral("retries"), 1.0},
                   {QStringLiteral("redispatch"), true}}));
    link(QStringLiteral("users"), QStringLiteral("lb"));
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        const QString id = QStringLiteral("n%1").arg(i + 1);
        put(component(id, QStringLiteral("node"), {{QStringLiteral("address"), addresses.at(i)}}));
        link(QStringLiteral("lb"), id);
    }
    return design;
}

QByteArray configurationOf(const model::Design &design, quint16 port)
{
    const exporting::ExportResult result =
        exporting::builtinExporters()
            .find(QStringLiteral("haproxy"))
            ->run(design, model::builtinKinds(), {{QStringLiteral("127.0.0.1"), port}});
    return result.files.empty() ? QByteArray() : result.files.front().bytes();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// A person with a browser: keeps cookies and connections.
class Client
{
public:
    explicit Client(quint16 port)
        : m_url(QStringLiteral("http://127.0.0.1:%1/work?core-seconds=0").arg(port))
    {}

    /// The node that answered with 200, or what went wrong.
    QString ask()
    {
        const std::unique_ptr<QNetworkReply> reply(m_network.get(QNetworkRequest(m_url)));
        if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }, kPatienceMs))
            return QStringLiteral("no answer");
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        return status == 200 ? QString::fromUtf8(reply->rawHeader("X-Stub"))
                             : QStringLiteral("status %1").arg(status);
    }

private:
    QNetworkAccessManager m_network;
    QUrl m_url;
};

/// Which nodes answered each client, before and after one node was killed.
struct Run
{
    std::vector<QSet<QString>> before;
    std::vector<QSet<QString>> after;
    QStringList addresses;
    QString killed;
    QString failure;
};

/// The first few requests of each client, one client after another, so that a balancer without a
/// memory for clients is bound to send each of them round the nodes.
std::vector<QSet<QString>> ask(std::vector<std::unique_ptr<Client>> &clients, int requests)
{
    std::vector<QSet<QString>> nodes;
    for (const auto &client : clients) {
        nodes.emplace_back();
        for (int i = 0; i < requests; ++i)
            nodes.back().insert(client->ask());
    }
    return nodes;
}

Run drive(bool hasCookie)
{
    Run run;
    std::vector<std::unique_ptr<Stub>> stubs;
    for (int i = 0; i < 3; ++i) {
        stubs.push_back(std::make_unique<Stub>());
        run.addresses += stubs.back()->address();
    }
    const quint16 port = freePort();
    QByteArray configuration = configurationOf(designFor(run.addresses), port);
    if (!hasCookie) {
        const QRegularExpression line(QStringLiteral("^    cookie .*\n"),
                                      QRegularExpression::MultilineOption);
        configuration = QString::fromUtf8(configuration).remove(line).toUtf8();
        configuration = QString::fromUtf8(configuration)
                            .remove(QRegularExpression(QStringLiteral(" cookie n\\d")))
                            .toUtf8();
    }
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("haproxy.cfg"));
    if (!write(path, configuration)) {
        run.failure = QStringLiteral("cannot write the configuration");
        return run;
    }
    ChildProcess haproxy(haproxyProgram(), {QStringLiteral("-db"), QStringLiteral("-f"), path});
    const bool isListening = QTest::qWaitFor(
        [port] {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
            return socket.waitForConnected(1000);
        },
        kPatienceMs);
    if (!isListening) {
        run.failure = QString::fromUtf8(haproxy.process().readAllStandardError());
        return run;
    }
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < kClients; ++i)
        clients.push_back(std::make_unique<Client>(port));
    run.before = ask(clients, kRequestsBefore);
    run.killed = run.addresses.first();
    stubs.front()->kill();
    run.after = ask(clients, kRequestsAfter);
    return run;
}

QSet<QString> all(const std::vector<QSet<QString>> &nodes)
{
    QSet<QString> together;
    for (const QSet<QString> &some : nodes)
        together.unite(some);
    return together;
}

/// What haproxy -c has to say against a file; empty when it accepts it.
QByteArray objectionsTo(const QByteArray &configuration)
{
    if (configuration.isEmpty())
        return "there is no configuration";
    QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("haproxy.cfg"));
    if (!write(path, configuration))
        return "cannot write the configuration";
    ChildProcess haproxy(haproxyProgram(), {QStringLiteral("-c"), QStringLiteral("-f"), path});
    if (!haproxy.process().waitForFinished(kPatienceMs))
        return "no answer";
    if (haproxy.process().exitStatus() == QProcess::NormalExit && haproxy.process().exitCode() == 0)
        return {};
    return "haproxy -c refuses:\n" + haproxy.process().readAllStandardError() +
           haproxy.process().readAllStandardOutput() + configuration;
}

} // namespace

/// The exported file in the real HAProxy, against real stubs on loopback.
class TestHaproxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!haproxyProgram().isEmpty(),
                 "haproxy is not installed; install the package haproxy");
    }

    void cookieKeepsClientsOnTheirNodesAndTrafficSurvivesACrash()
    {
        const Run run = drive(true);
        QVERIFY2(run.failure.isEmpty(), qPrintable(run.failure));
        const QSet<QString> nodes(run.addresses.begin(), run.addresses.end());
        QCOMPARE(nodes.size(), 3);
        QCOMPARE(all(run.before), nodes);
        QCOMPARE(all(run.after), nodes - QSet<QString>{run.killed});
        for (size_t client = 0; client < run.before.size(); ++client) {
            QCOMPARE(run.before[client].size(), 1);
            QCOMPARE(run.after[client].size(), 1);
            if (!run.before[client].contains(run.killed))
                QCOMPARE(run.after[client], run.before[client]);
        }
    }

    void withoutTheCookieLineClientsWander()
    {
        const Run run = drive(false);
        QVERIFY2(run.failure.isEmpty(), qPrintable(run.failure));
        for (const QSet<QString> &nodes : run.before)
            QCOMPARE(nodes.size(), 3);
        QCOMPARE(all(run.after).size(), 2);
    }

    void acceptsEveryDesignOfTheFolders_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *folder : {"resources/templates", "tests/golden/haproxy"}) {
            const QDir directory(QStringLiteral(LOADSTAR_SOURCE_DIR "/") + QLatin1String(folder));
            for (const QString &name :
                 directory.entryList({QStringLiteral("*.loadstar")}, QDir::Files, QDir::Name))
                QTest::newRow(qPrintable(QLatin1String(folder) + u'/' + name))
                    << directory.filePath(name);
        }
    }
    void acceptsEveryDesignOfTheFolders()
    {
        QFETCH(QString, path);
        const auto loaded = model::loadDesign(path, model::builtinKinds());
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
        const QByteArray objections = objectionsTo(configurationOf(loaded->design, freePort()));
        QVERIFY2(objections.isEmpty(), objections.constData());
    }

    void acceptsRandomDesignsWithHostileNames()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < tests::roundsFor(30, 500); ++round) {
            const QByteArray objections =
                objectionsTo(configurationOf(tests::randomDesign(random), 20'000));
            QVERIFY2(objections.isEmpty(), objections.constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestHaproxy)
#include "tst_haproxy.moc"
