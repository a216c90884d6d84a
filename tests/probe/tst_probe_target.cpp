// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/host_port.h"
#include "base/status_set.h"
#include "model/design.h"
#include "model/kinds/builtin_kinds.h"
#include "probe/probe_target.h"

#include <QTest>

using namespace loadstar;
using namespace loadstar::probe;

namespace {

model::Component component(const char *id, const char *kind, model::PropertyMap properties = {})
{
    model::Component made;
    made.id = model::ElementId(QString::fromLatin1(id));
    made.kind = QString::fromLatin1(kind);
    made.properties = std::move(properties);
    return made;
}

void send(model::Design &design, const char *from, const char *to)
{
    model::Connection made;
    made.id = model::ElementId(QString::fromLatin1(from) + QString::fromLatin1(to));
    made.kind = QStringLiteral("traffic");
    made.from = model::ElementId(QString::fromLatin1(from));
    made.to = model::ElementId(QString::fromLatin1(to));
    design.connections[made.id] = made;
}

model::Design designOf(const std::vector<model::Component> &components)
{
    model::Design design;
    for (const model::Component &one : components)
        design.components[one.id] = one;
    return design;
}

const QString kAddress = QStringLiteral("address");
const QString kHeartbeat = QStringLiteral("heartbeat");

} // namespace

class TestProbeTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFine");
        const auto row = [](const char *text, bool isFine) {
            QTest::newRow(text) << QString::fromUtf8(text) << isFine;
        };
        row("10.0.0.11:8787", true);
        row("node-1.example.org:80", true);
        row("[::1]:443", true);
        row("n1:65535", true);
        row("n1", false);
        row("n1:0", false);
        row("n1:65536", false);
        row("n1:+80", false);
        row(":80", false);
        row("::1:80", false);
        row("n1:80\nserver evil", false);
        row("n1:80\n", false);
        row("a b:80", false);
        row("user@host:80", false);
        row("host/path:80", false);
        row("nöde:80", false);
    }
    void addressesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(bool, isFine);
        const auto place = base::parseHostPort(text);
        QCOMPARE(place.isOk(), isFine);
        if (isFine)
            QCOMPARE(place->text(), text);
    }

    void ipAddressesAreTold()
    {
        for (const char *text : {"10.0.0.1:1", "[::1]:1", "[2001:db8::1]:1"})
            QVERIFY2(base::parseHostPort(QString::fromLatin1(text))->isIpAddress(), text);
        for (const char *text : {"a:1", "1a.example.org:1", "a.b.c.d:1"})
            QVERIFY2(!base::parseHostPort(QString::fromLatin1(text))->isIpAddress(), text);
    }

    void statusSetsAreRead()
    {
        const auto set = base::StatusSet::parse(QStringLiteral("200-299, 304"));
        QVERIFY(set);
        QVERIFY(set->contains(200) && set->contains(299) && set->contains(304));
        QVERIFY(!set->contains(300) && !set->contains(199));
        QCOMPARE(set->plainText(), QStringLiteral("200-299,304"));
        for (const QString &text :
             {QStringLiteral(""), QStringLiteral("2xx"), QStringLiteral("300-200"),
              QStringLiteral("200-"), QStringLiteral("99"), QStringLiteral("200-300-400"),
              QStringLiteral("600"), QStringLiteral("200\n201")})
            QVERIFY2(!base::StatusSet::parse(text), qUtf8Printable(text));
    }

    void urlsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFine");
        const auto row = [](const char *text, bool isFine) {
            QTest::newRow(text) << QString::fromUtf8(text) << isFine;
        };
        row("http://127.0.0.1:8080/health-check", true);
        row("https://example.org", true);
        row("http://[::1]:80/", true);
        row("tcp://db:5432", true);
        row("tcp://db", false);
        row("tcp://db:5432/x", false);
        row("ftp://host/", false);
        row("http://", false);
        row("127.0.0.1:80", false);
        row("http://user:secret@host/", false);
        row("http://host:0/", false);
        row("http://host:99999/", false);
        row("", false);
    }
    void urlsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(bool, isFine);
        QCOMPARE(parseProbeUrl(text).isOk(), isFine);
    }

    void nodesAreCheckedAsTheirBalancerSays()
    {
        auto design = designOf({
            component("a-off", "loadBalancer",
                      {{QStringLiteral("healthCheck"), false}, {QStringLiteral("fall"), 9.0}}),
            component("lb", "loadBalancer",
                      {{QStringLiteral("checkInterval"), 5.0},
                       {QStringLiteral("checkTimeout"), 1.5},
                       {QStringLiteral("fastInterval"), 0.5},
                       {QStringLiteral("downInterval"), 7.0},
                       {QStringLiteral("fall"), 4.0},
                       {QStringLiteral("rise"), 1.0},
                       {QStringLiteral("expectStatus"), QStringLiteral("200")},
                       {QStringLiteral("expectBody"), QStringLiteral("ready")}}),
            component("n1", "node", {{kAddress, QStringLiteral("127.0.0.1:8001")}}),
            component("n2", "node",
                      {{kAddress, QStringLiteral("127.0.0.1:8002")},
                       {kHeartbeat, QStringLiteral("/ping?x=1")}}),
        });
        send(design, "a-off", "n1");
        send(design, "lb", "n1");
        const auto found = targetsOf(design, model::builtinKinds());
        QVERIFY(found.diagnostics.empty());
        QCOMPARE(found.targets.size(), size_t(2));
        const ProbeTarget &n1 = found.targets[0];
        QCOMPARE(n1.id, QStringLiteral("n1"));
        QCOMPARE(n1.url, QUrl(QStringLiteral("http://127.0.0.1:8001/health-check")));
        QCOMPARE(n1.checks.interval, 5.0);
        QCOMPARE(n1.checks.timeout, 1.5);
        QCOMPARE(*n1.checks.fastInterval, 0.5);
        QCOMPARE(*n1.checks.downInterval, 7.0);
        QCOMPARE(n1.checks.fall, 4);
        QCOMPARE(n1.checks.rise, 1);
        QVERIFY(!n1.expectStatus.contains(204));
        QCOMPARE(n1.expectBody, QStringLiteral("ready"));
        const ProbeTarget &n2 = found.targets[1];
        QCOMPARE(n2.url, QUrl(QStringLiteral("http://127.0.0.1:8002/ping?x=1")));
        QCOMPARE(n2.checks.interval, 2.0);
        QCOMPARE(n2.checks.fall, 3);
    }

    void checkPathReplacesTheNodesPathButNotItsAbsence()
    {
        auto design = designOf({
            component("lb", "loadBalancer",
                      {{QStringLiteral("checkPath"), QStringLiteral("/ready")}}),
            component("n1", "node", {{kAddress, QStringLiteral("h:80")}}),
            component("n2", "node", {{kAddress, QStringLiteral("h:81")}, {kHeartbeat, QString()}}),
        });
        send(design, "lb", "n1");
        send(design, "lb", "n2");
        const auto found = targetsOf(design, model::builtinKinds());
        QCOMPARE(found.targets.size(), size_t(1));
        QCOMPARE(found.targets[0].url, QUrl(QStringLiteral("http://h:80/ready")));
    }

    void wholeUrlNeedsNoAddress()
    {
        const auto found =
            targetsOf(designOf({component(
                          "n1", "node", {{kHeartbeat, QStringLiteral("https://example.org/up")}})}),
                      model::builtinKinds());
        QCOMPARE(found.targets.size(), size_t(1));
        QCOMPARE(found.targets[0].url, QUrl(QStringLiteral("https://example.org/up")));
    }

    void storageIsCheckedByConnecting()
    {
        const auto found = targetsOf(
            designOf({component("db", "storage", {{kAddress, QStringLiteral("127.0.0.1:5432")}}),
                      component("files", "storage")}),
            model::builtinKinds());
        QCOMPARE(found.targets.size(), size_t(1));
        QCOMPARE(found.targets[0].url, QUrl(QStringLiteral("tcp://127.0.0.1:5432")));
    }

    void unusableAddressesAreNamed()
    {
        auto design = designOf({
            component("lb", "loadBalancer",
                      {{QStringLiteral("expectStatus"), QStringLiteral("fine")}}),
            component("n1", "node", {{kAddress, QStringLiteral("no port")}}),
            component("n2", "node",
                      {{kAddress, QStringLiteral("h:80")}, {kHeartbeat, QStringLiteral("health")}}),
            component("n3", "node", {{kAddress, QStringLiteral("h:80")}}),
        });
        send(design, "lb", "n3");
        const auto found = targetsOf(design, model::builtinKinds());
        QVERIFY(found.targets.empty());
        QCOMPARE(found.diagnostics.size(), size_t(3));
        QCOMPARE(found.diagnostics[0].code, QStringLiteral("address.invalid"));
        QCOMPARE(found.diagnostics[0].where, QStringLiteral("n1"));
        QCOMPARE(found.diagnostics[1].code, QStringLiteral("heartbeat.invalid"));
        QCOMPARE(found.diagnostics[2].code, QStringLiteral("http.bad-status-set"));
        QCOMPARE(found.diagnostics[2].where, QStringLiteral("lb"));
    }
};

QTEST_GUILESS_MAIN(TestProbeTarget)
#include "tst_probe_target.moc"
