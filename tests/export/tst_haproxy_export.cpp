// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/export_registry.h"
#include "export/haproxy_text.h"
#include "export/random_design.h"
#include "model/kinds/builtin_kinds.h"
#include "support/counts.h"

#include <QMap>
#include <QSet>
#include <QTest>

using namespace loadstar;
using namespace loadstar::exporting;
using namespace loadstar::model;

namespace {

ExportResult haproxyOf(const Design &design, const ExportOptions &options = {})
{
    return builtinExporters()
        .find(QStringLiteral("haproxy"))
        ->run(design, model::builtinKinds(), options);
}

/// Reads a line as HAProxy does (configuration manual 2.6, section 2.2): words, with quotes and
/// escapes resolved.
QStringList wordsOf(const QString &line, bool *isFine)
{
    QStringList words;
    QByteArray word;
    bool isWord = false;
    const QByteArray bytes = line.toUtf8();
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes.at(i);
        if (c == '#')
            break;
        if (c == ' ' || c == '\t') {
            if (isWord)
                words.append(QString::fromUtf8(word));
            word.clear();
            isWord = false;
        } else if (c == '\'') {
            const qsizetype end = bytes.indexOf('\'', i + 1);
            *isFine = *isFine && end > 0;
            word += bytes.mid(i + 1, end - i - 1);
            isWord = true;
            i = end < 0 ? bytes.size() : end;
        } else if (c == '\\') {
            *isFine = *isFine && i + 3 < bytes.size() && bytes.at(i + 1) == 'x';
            word += QByteArray::fromHex(bytes.mid(i + 2, 2));
            isWord = true;
            i += 3;
        } else {
            *isFine = *isFine && c != '"' && c != '$' && static_cast<unsigned char>(c) < 0x80;
            word += c;
            isWord = true;
        }
    }
    if (isWord)
        words.append(QString::fromUtf8(word));
    return words;
}

} // namespace

class TestHaproxyExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsReadBackAsTheyWere_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const QString &text) {
            QTest::newRow(qPrintable(text.left(20))) << text;
        };
        row(QStringLiteral("/health-check?x=1&y=2"));
        row(QStringLiteral("two words"));
        row(QStringLiteral("it's \"quoted\" \\ #$%{}"));
        row(QStringLiteral("line\nbreak"));
        row(QStringLiteral("日本語 😀"));
    }
    void wordsReadBackAsTheyWere()
    {
        QFETCH(QString, text);
        bool isFine = true;
        const QStringList words = wordsOf(QStringLiteral("uri ") + haproxy::word(text), &isFine);
        QVERIFY(isFine);
        QCOMPARE(words, QStringList({QStringLiteral("uri"), text}));
    }

    void durationsAreExactInMilliseconds()
    {
        QCOMPARE(haproxy::duration(2.0), QStringLiteral("2s"));
        QCOMPARE(haproxy::duration(0.25), QStringLiteral("250ms"));
        QCOMPARE(haproxy::duration(1e-9), QStringLiteral("1ms"));
        QCOMPARE(haproxy::duration(1e12), QStringLiteral("2147483647ms"));
    }

    void limitsAndObservationAreWritten()
    {
        Design design;
        Component balancer;
        balancer.id = ElementId(QStringLiteral("lb"));
        balancer.kind = QStringLiteral("loadBalancer");
        balancer.properties = {{QStringLiteral("maxConnectionsPerNode"), 4.0},
                               {QStringLiteral("maxQueue"), 3.0},
                               {QStringLiteral("queueTimeout"), 1.5},
                               {QStringLiteral("observe"), QStringLiteral("layer7")},
                               {QStringLiteral("errorLimit"), 7.0},
                               {QStringLiteral("onError"), QStringLiteral("mark-down")}};
        Component node;
        node.id = ElementId(QStringLiteral("n1"));
        node.kind = QStringLiteral("node");
        node.properties = {{QStringLiteral("address"), QStringLiteral("10.0.0.1:80")}};
        Connection traffic;
        traffic.id = ElementId(QStringLiteral("t"));
        traffic.kind = QStringLiteral("traffic");
        traffic.from = balancer.id;
        traffic.to = node.id;
        design.components = {{balancer.id, balancer}, {node.id, node}};
        design.connections = {{traffic.id, traffic}};
        const QByteArray bytes = haproxyOf(design).files[0].bytes();
        for (const char *line : {"default-server maxconn 4 maxqueue 3", "timeout queue 1500ms",
                                 "default-server observe layer7 error-limit 7 on-error mark-down"})
            QVERIFY2(bytes.contains(line), line);
        // 0 would mean no limit, and connections are all that a tcp balancer sees.
        design.components[balancer.id].properties[QStringLiteral("maxQueue")] = 0.0;
        design.components[balancer.id].properties[QStringLiteral("layer")] = QStringLiteral("tcp");
        const ExportResult result = haproxyOf(design);
        const QByteArray plain = result.files[0].bytes();
        QVERIFY(plain.contains("maxqueue 1") && plain.contains("observe layer4"));
        QStringList codes;
        for (const base::Diagnostic &diagnostic : result.diagnostics)
            codes += diagnostic.code;
        QVERIFY(codes.contains(QStringLiteral("haproxy.max-queue")));
        QVERIFY(codes.contains(QStringLiteral("haproxy.observe")));
    }

    void agentsAndLevelsAreWritten()
    {
        Design design;
        Component balancer;
        balancer.id = ElementId(QStringLiteral("lb"));
        balancer.kind = QStringLiteral("loadBalancer");
        balancer.properties = {{QStringLiteral("agentCheck"), true},
                               {QStringLiteral("disableOn404"), true}};
        design.components[balancer.id] = balancer;
        for (const char *name : {"n1", "n2", "n3"}) {
            Component node;
            node.id = ElementId(QLatin1String(name));
            node.kind = QStringLiteral("node");
            node.properties = {{QStringLiteral("address"), QStringLiteral("10.0.0.1:80")},
                               {QStringLiteral("agentPort"), 5555.0}};
            Connection traffic;
            traffic.id = ElementId(QStringLiteral("t-") + QLatin1String(name));
            traffic.kind = QStringLiteral("traffic");
            traffic.from = balancer.id;
            traffic.to = node.id;
            design.components[node.id] = node;
            design.connections[traffic.id] = traffic;
        }
        const auto propertiesOf = [&design](const char *id) -> PropertyMap & {
            return design.components[ElementId(QLatin1String(id))].properties;
        };
        propertiesOf("n2").erase(QStringLiteral("agentPort"));
        // Its agent's "ready" would enable what has no heartbeat.
        propertiesOf("n3")[QStringLiteral("heartbeat")] = QString();
        const ExportResult result = haproxyOf(design);
        const QByteArray bytes = result.files[0].bytes();
        QVERIFY(bytes.contains("server n1 10.0.0.1:80 weight 1 check agent-check agent-inter 2s "
                               "agent-port 5555"));
        QCOMPARE(bytes.count("agent-check"), 1);
        QVERIFY(bytes.contains("http-check disable-on-404"));
        const auto codesOf = [](const ExportResult &from) {
            QStringList codes;
            for (const base::Diagnostic &diagnostic : from.diagnostics)
                codes += diagnostic.code + u' ' + diagnostic.where;
            return codes;
        };
        QVERIFY(codesOf(result).contains(QStringLiteral("haproxy.agent-port n2")));
        // Higher priority levels are backups; more than two are one too many for HAProxy.
        propertiesOf("n2")[QStringLiteral("priorityLevel")] = 1.0;
        const ExportResult two = haproxyOf(design);
        QVERIFY(two.files[0].bytes().contains("server n2 10.0.0.1:80 weight 1 check backup"));
        QVERIFY(!codesOf(two).contains(QStringLiteral("haproxy.levels lb")));
        propertiesOf("n3")[QStringLiteral("priorityLevel")] = 2.0;
        QVERIFY(codesOf(haproxyOf(design)).contains(QStringLiteral("haproxy.levels lb")));
        propertiesOf("lb")[QStringLiteral("layer")] = QStringLiteral("tcp");
        const ExportResult plain = haproxyOf(design);
        QVERIFY(!plain.files[0].bytes().contains("404"));
        QVERIFY(codesOf(plain).contains(QStringLiteral("haproxy.disable-on-404 lb")));
    }

    void weightsKeepTheirRatio()
    {
        bool isExact = false;
        QCOMPARE(haproxy::scaledWeights({1, 2, 3}, &isExact), std::vector<int>({1, 2, 3}));
        QVERIFY(isExact);
        QCOMPARE(haproxy::scaledWeights({0.5, 0.25, 0}, &isExact), std::vector<int>({2, 1, 0}));
        QVERIFY(isExact);
        QCOMPARE(haproxy::scaledWeights({1000, 1}, &isExact), std::vector<int>({256, 1}));
        QVERIFY(!isExact);
        QCOMPARE(haproxy::scaledWeights({0, 0}, &isExact), std::vector<int>({0, 0}));
        QCOMPARE(haproxy::scaledWeights({}, &isExact), std::vector<int>());
    }

    void cookieNamesStayDifferentAndStable()
    {
        QCOMPARE(haproxy::cookieName(QStringLiteral("SERVERID")), QStringLiteral("SERVERID"));
        const QString first = haproxy::cookieName(QStringLiteral("a b"));
        QCOMPARE(haproxy::cookieName(QStringLiteral("a b")), first);
        QVERIFY(haproxy::cookieName(QStringLiteral("a_b")) != first);
        QVERIFY(haproxy::cookieName(QStringLiteral("a;b")) != first);
        QVERIFY(!haproxy::cookieName(QString()).isEmpty());
        QVERIFY(haproxy::cookieName(QString(500, u'x')).size() <= 64);
    }

    void commentsAreOneShortLine()
    {
        const QString text =
            haproxy::commentText(QStringLiteral("a\nb\r\x1b[31m\u202e") + QString(500, u'x'));
        QVERIFY(text.size() <= 82);
        for (const QChar c : text)
            QVERIFY(c.isPrint());
        QCOMPARE(haproxy::commentText(QStringLiteral("😀").repeated(3)), QStringLiteral("😀😀😀"));
    }

    void everyAlgorithmIsWritten()
    {
        const model::PropertySpec *spec = model::findSpec(
            model::builtinKinds().component(QStringLiteral("loadBalancer"))->properties,
            QStringLiteral("algorithm"));
        const QMap<QString, QByteArray> expected{
            {QStringLiteral("round-robin"), "balance roundrobin  # round-robin\n"},
            {QStringLiteral("random"), "balance random(1)  # random\n"},
            {QStringLiteral("least-connections"), "balance leastconn  # least-connections\n"},
            {QStringLiteral("power-of-two"), "balance random(2)  # power-of-two\n"},
            {QStringLiteral("peak-ewma"), "balance leastconn  # peak-ewma\n"},
            {QStringLiteral("least-load"), "balance leastconn  # least-load\n"},
            {QStringLiteral("first"), "balance first\n"},
            {QStringLiteral("source-hash"),
             "balance source  # source-hash\n    hash-type map-based sdbm "},
            {QStringLiteral("consistent-hash"),
             "balance source  # consistent-hash\n    hash-type consistent sdbm avalanche "},
            {QStringLiteral("weighted-random"), "balance random(1)  # weighted-random\n"},
            {QStringLiteral("uri-hash"), "balance uri  # uri-hash\n    hash-type map-based sdbm "},
            {QStringLiteral("cookie-hash"), "balance hash req.cook(SERVERID)  # cookie-hash\n"},
            {QStringLiteral("user-hash"), "balance source  # user-hash\n"},
            {QStringLiteral("sessions"), "balance leastconn  # sessions\n"},
            {QStringLiteral("system-load"), "balance leastconn  # system-load\n"},
        };
        QCOMPARE(QStringList(expected.keys()).size(), spec->choices.size());
        for (const QString &algorithm : spec->choices) {
            model::Design design;
            model::Component balancer;
            balancer.id = model::ElementId(QStringLiteral("lb"));
            balancer.kind = QStringLiteral("loadBalancer");
            balancer.properties[QStringLiteral("algorithm")] = algorithm;
            design.components[balancer.id] = balancer;
            const QByteArray text = haproxyOf(design).files.at(0).bytes();
            QVERIFY2(text.contains("\n    " + expected.value(algorithm, "no row")),
                     qPrintable(algorithm));
        }
    }

    void listenAddressIsAnOption()
    {
        QRandomGenerator random(1);
        model::Design design;
        for (const char *id : {"a", "b"}) {
            model::Component balancer;
            balancer.id = model::ElementId(QString::fromLatin1(id));
            balancer.kind = QStringLiteral("loadBalancer");
            design.components[balancer.id] = balancer;
        }
        ExportOptions options;
        options.listen = {QStringLiteral("127.0.0.1"), 4000};
        const QByteArray text = haproxyOf(design, options).files.at(0).bytes();
        QVERIFY(text.contains("    bind 127.0.0.1:4000\n") &&
                text.contains("    bind 127.0.0.1:4001\n"));
        options.listen.port = 65535;
        QVERIFY(haproxyOf(design, options).hasErrors());
    }

    void hostileTextNeverEscapes()
    {
        static const QSet<QString> kSections{QStringLiteral("global"), QStringLiteral("defaults"),
                                             QStringLiteral("frontend"), QStringLiteral("backend")};
        static const QSet<QString> kSettings{QStringLiteral("log"),
                                             QStringLiteral("maxconn"),
                                             QStringLiteral("spread-checks"),
                                             QStringLiteral("option"),
                                             QStringLiteral("timeout"),
                                             QStringLiteral("retry-on"),
                                             QStringLiteral("bind"),
                                             QStringLiteral("mode"),
                                             QStringLiteral("monitor-uri"),
                                             QStringLiteral("monitor"),
                                             QStringLiteral("use_backend"),
                                             QStringLiteral("default_backend"),
                                             QStringLiteral("balance"),
                                             QStringLiteral("hash-type"),
                                             QStringLiteral("hash-balance-factor"),
                                             QStringLiteral("retries"),
                                             QStringLiteral("no"),
                                             QStringLiteral("cookie"),
                                             QStringLiteral("stick-table"),
                                             QStringLiteral("stick"),
                                             QStringLiteral("http-check"),
                                             QStringLiteral("default-server"),
                                             QStringLiteral("server")};
        QRandomGenerator random(11);
        for (int round = 0; round < tests::roundsFor(500, 20'000); ++round) {
            const Design design = tests::randomDesign(random);
            const ExportResult result = haproxyOf(design);
            QCOMPARE(result.files.size(), size_t(1));
            const QByteArray bytes = result.files[0].bytes();
            QCOMPARE(haproxyOf(design).files[0].bytes(), bytes);
            QVERIFY(!bytes.contains('\0') && !bytes.contains('\r') && !bytes.contains('\x1b'));
            for (const QString &line : QString::fromUtf8(bytes).split(u'\n')) {
                QVERIFY2(line.toUtf8().size() < 2048, qPrintable(line));
                bool isFine = true;
                const QStringList words = wordsOf(line, &isFine);
                QVERIFY2(isFine, qPrintable(line));
                if (words.isEmpty())
                    continue;
                const bool isSetting = line.startsWith(QStringLiteral("    "));
                QVERIFY2((isSetting ? kSettings : kSections).contains(words.first()),
                         qPrintable(line));
                if (words.first() == u"server") {
                    QVERIFY2(design.component(model::ElementId(words.at(1))), qPrintable(line));
                    QVERIFY2(!line.contains(QStringLiteral("6.6.6.6")) ||
                                 line.indexOf(u'#') < line.indexOf(QStringLiteral("6.6.6.6")),
                             qPrintable(line));
                } else if (!isSetting && words.size() > 1) {
                    QVERIFY2(design.component(model::ElementId(words.at(1).section(u':', 0, 0))),
                             qPrintable(line));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHaproxyExport)
#include "tst_haproxy_export.moc"
