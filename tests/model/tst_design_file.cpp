// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace loadstar;
using namespace loadstar::model;

class DesignFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void templatesReadAndWriteTheSameBytes_data();
    void templatesReadAndWriteTheSameBytes();
    void refusesWithCodeAndPath_data();
    void refusesWithCodeAndPath();
    void warnsOfALayerThatIsNotThere();
    void keepsWhatItDoesNotUnderstand();
    void warnsOfWhatItDoesNotUnderstand();
    void waypointsAreReadAndWritten();
    void labelsOfConnectionsAreReadAndWritten();
    void changingOnePropertyChangesOneLine();
    void numbersAreShortestAndExact();
    void migratesAnOlderVersion();
    void refusesAFileThatIsTooLarge();
    void aFailedSaveLeavesTheOldFile();
    void readingIsStableUnderRandomDamage();
};

namespace {

base::Result<LoadedDesign> parse(const QByteArray &text)
{
    return parseDesign(text, builtinKinds());
}

QByteArray design(const QByteArray &components, const QByteArray &connections = {},
                  const QByteArray &scenario = {})
{
    return R"({"loadstar":1,"name":"t","components":[)" + components + R"(],"connections":[)" +
           connections + R"(],"scenario":[)" + scenario + "]}";
}

const QByteArray kUsersAndNode = R"({"id":"u","kind":"users"},{"id":"n","kind":"node"})";

} // namespace

void DesignFileTest::templatesReadAndWriteTheSameBytes_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(":/templates"));
    const QStringList names = folder.entryList({QStringLiteral("*.loadstar")});
    QVERIFY(!names.isEmpty());
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void DesignFileTest::templatesReadAndWriteTheSameBytes()
{
    QFETCH(QString, path);
    const auto loaded = loadDesign(path, builtinKinds());
    QVERIFY2(loaded.isOk(), loaded.isOk() ? "" : qPrintable(loaded.error().text()));
    QVERIFY(loaded->warnings.empty());
    const QByteArray bytes = serializeDesign(loaded->design);
    const auto again = parse(bytes);
    QVERIFY(again.isOk());
    QVERIFY(again->design == loaded->design);
    QCOMPARE(serializeDesign(again->design), bytes);
}

void DesignFileTest::refusesWithCodeAndPath_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("where");
    const auto row = [](const char *name, const QByteArray &text, const char *code,
                        const char *where) {
        QTest::newRow(name) << text << QString::fromLatin1(code) << QString::fromLatin1(where);
    };
    row("empty", "", "file.syntax", "");
    row("truncated", R"({"loadstar":1,"components":[)", "file.syntax", "");
    row("binary", QByteArray::fromHex("7f454c4602010100"), "file.syntax", "");
    row("bad utf-8", "{\"loadstar\":1,\"name\":\"\xff\xfe\"}", "file.syntax", "");
    row("trailing comma", R"({"loadstar":1,})", "file.syntax", "");
    row("two values", R"({"loadstar":1} {})", "file.syntax", "");
    row("deep", QByteArray(1000000, '['), "file.too-deep", "");
    row("list", "[]", "file.wrong-type", "");
    row("no version", "{}", "file.missing-key", "");
    row("newer version", R"({"loadstar":2})", "file.wrong-version", "loadstar");
    row("version text", R"({"loadstar":"1"})", "file.wrong-type", "loadstar");
    row("version negative", R"({"loadstar":-1})", "file.wrong-type", "loadstar");
    row("doubled key", R"({"loadstar":1,"loadstar":1})", "file.duplicate-key", "loadstar");
    row("doubled property",
        design(R"({"id":"n","kind":"node","properties":{"cores":1,"cores":2}})"),
        "file.duplicate-key", "components[0].properties.cores");
    row("huge number", design(R"({"id":"n","kind":"node","x":1e999})"), "file.number-range",
        "components[0].x");
    row("far away", design(R"({"id":"n","kind":"node","x":1e300})"), "file.out-of-range",
        "components[0].x");
    row("components object", R"({"loadstar":1,"components":{}})", "file.wrong-type", "components");
    row("component number", R"({"loadstar":1,"components":[7]})", "file.wrong-type",
        "components[0]");
    row("no id", design(R"({"kind":"node"})"), "file.missing-key", "components[0]");
    row("bad id", design(R"({"id":"-x","kind":"node"})"), "file.bad-id", "components[0].id");
    row("long id", design(R"({"id":")" + QByteArray(65, 'a') + R"(","kind":"node"})"),
        "file.bad-id", "components[0].id");
    row("doubled id", design(kUsersAndNode + R"(,{"id":"n","kind":"node"})"), "file.duplicate-id",
        "components[2].id");
    row("id of both", design(kUsersAndNode, R"({"id":"n","kind":"traffic","from":"u","to":"n"})"),
        "file.duplicate-id", "connections[0].id");
    row("wrong type", design(R"({"id":"n","kind":"node","properties":{"cores":"four"}})"),
        "property.wrong-type", "components[0].properties.cores");
    row("fraction", design(R"({"id":"n","kind":"node","properties":{"cores":1.5}})"),
        "property.wrong-type", "components[0].properties.cores");
    row("out of range", design(R"({"id":"n","kind":"node","properties":{"cores":0}})"),
        "property.out-of-range", "components[0].properties.cores");
    row("not null", design(R"({"id":"n","kind":"node","properties":{"cores":null}})"),
        "property.wrong-type", "components[0].properties.cores");
    row("interval zero",
        design(R"({"id":"n","kind":"loadBalancer","properties":{"checkInterval":0}})"),
        "property.out-of-range", "components[0].properties.checkInterval");
    row("not a choice", design(R"({"id":"n","kind":"node","properties":{"role":"boss"}})"),
        "property.not-a-choice", "components[0].properties.role");
    row("doubled choice",
        design(R"({"id":"n","kind":"storage","properties":{"holds":["home","home"]}})"),
        "property.not-a-choice", "components[0].properties.holds");
    row("bad distribution",
        design(R"j({"id":"n","kind":"users","properties":{"work":"erlang(0,1)"}})j"),
        "property.bad-distribution", "components[0].properties.work");
    row("missing parent", design(R"({"id":"n","kind":"node","parent":"z"})"),
        "file.unknown-reference", "components[0].parent");
    row("parent node", design(kUsersAndNode + R"(,{"id":"m","kind":"node","parent":"n"})"),
        "file.parent-not-container", "components[2].parent");
    row("parent loop",
        design(R"({"id":"a","kind":"zone","parent":"b"},{"id":"b","kind":"zone","parent":"a"})"),
        "file.parent-loop", "components[0].parent");
    row("parent itself", design(R"({"id":"a","kind":"zone","parent":"a"})"), "file.parent-loop",
        "components[0].parent");
    row("dangling end", design(kUsersAndNode, R"({"id":"t","kind":"traffic","from":"u","to":"x"})"),
        "file.unknown-reference", "connections[0].to");
    row("order and a half", design(R"({"id":"n","kind":"node","order":1.5})"), "file.wrong-type",
        "components[0].order");
    row("locked as text", design(R"({"id":"n","kind":"node","locked":"yes"})"), "file.wrong-type",
        "components[0].locked");
    row("layer as number", design(R"({"id":"n","kind":"node","layer":2})"), "file.wrong-type",
        "components[0].layer");
    row("layers as object", R"({"loadstar":1,"layers":{}})", "file.wrong-type", "layers");
    row("layer without name", R"({"loadstar":1,"layers":[{"hidden":true}]})", "file.bad-layer",
        "layers[0].name");
    row("doubled layer", R"({"loadstar":1,"layers":[{"name":"a"},{"name":"a"}]})", "file.bad-layer",
        "layers[1].name");
    row("hidden as number", R"({"loadstar":1,"layers":[{"name":"a","hidden":1}]})",
        "file.wrong-type", "layers[0].hidden");
    row("waypoint of three",
        design(kUsersAndNode,
               R"({"id":"t","kind":"traffic","from":"u","to":"n","waypoints":[[1,2,3]]})"),
        "file.wrong-type", "connections[0].waypoints[0]");
    row("waypoint far away",
        design(kUsersAndNode,
               R"({"id":"t","kind":"traffic","from":"u","to":"n","waypoints":[[1,2],[1,-1e7]]})"),
        "file.out-of-range", "connections[0].waypoints[1]");
    row("label beyond the line",
        design(kUsersAndNode,
               R"({"id":"t","kind":"traffic","from":"u","to":"n","label":{"at":2}})"),
        "file.out-of-range", "connections[0].label.at");
    row("label a text",
        design(kUsersAndNode, R"({"id":"t","kind":"traffic","from":"u","to":"n","label":"x"})"),
        "file.wrong-type", "connections[0].label");
    row("wrong way", design(kUsersAndNode, R"({"id":"t","kind":"traffic","from":"n","to":"u"})"),
        "file.wrong-ends", "connections[0]");
    row("no time", design(kUsersAndNode, {}, R"({"action":"fail","target":"n"})"),
        "file.missing-key", "scenario[0]");
    row("negative time", design(kUsersAndNode, {}, R"({"at":-1,"action":"fail","target":"n"})"),
        "file.out-of-range", "scenario[0].at");
    row("unknown target", design(kUsersAndNode, {}, R"({"at":1,"action":"fail","target":"x"})"),
        "file.unknown-reference", "scenario[0].target");
    row("wrong target",
        design(kUsersAndNode, {}, R"({"at":1,"action":"surge","factor":2,"target":"n"})"),
        "file.wrong-target", "scenario[0].target");
    row("no factor", design(kUsersAndNode, {}, R"({"at":1,"action":"surge","target":"u"})"),
        "file.missing-key", "scenario[0]");
    row("bad mode",
        design(kUsersAndNode, {}, R"({"at":1,"action":"fail","target":"n","mode":"melt"})"),
        "property.not-a-choice", "scenario[0].mode");
    row("objective above one", R"({"loadstar":1,"objective":{"availability":1.5}})",
        "property.out-of-range", "objective.availability");
}

void DesignFileTest::refusesWithCodeAndPath()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    QFETCH(QString, where);
    const auto loaded = parse(text);
    QVERIFY2(!loaded.isOk(), "is refused");
    QCOMPARE(loaded.error().code, code);
    QCOMPARE(loaded.error().where, where);
    QVERIFY(!loaded.error().message.isEmpty());
    QVERIFY(!loaded.error().message.contains(u'\n'));
}

void DesignFileTest::warnsOfALayerThatIsNotThere()
{
    const auto loaded = parse(R"({"loadstar":1,"layers":[{"name":"Front"}],"components":[
        {"id":"a","kind":"node","layer":"Front"},{"id":"b","kind":"node","layer":"Rear"}]})");
    QVERIFY(loaded.isOk());
    QCOMPARE(loaded->warnings.size(), size_t(1));
    QCOMPARE(loaded->warnings[0].code, QStringLiteral("file.unknown-layer"));
    QCOMPARE(loaded->warnings[0].where, QStringLiteral("components[1].layer"));
    QVERIFY(loaded->warnings[0].message.contains(u"Rear"));
    QVERIFY(serializeDesign(loaded->design).contains("\"layer\": \"Rear\""));
}

void DesignFileTest::keepsWhatItDoesNotUnderstand()
{
    const QByteArray text = R"({
  "components": [
    {
      "aura": {
        "b": [
          1,
          2.5,
          "\u00e4\n",
          null,
          18446744073709551615
        ]
      },
      "id": "g",
      "kind": "gizmo",
      "name": "",
      "properties": {
        "spin": "left"
      },
      "x": 0,
      "y": 0
    },
    {
      "id": "n",
      "kind": "node",
      "name": "",
      "properties": {
        "cores": 2,
        "flavour": {}
      },
      "x": -1.5,
      "y": 0
    }
  ],
  "connections": [
    {
      "from": "g",
      "id": "c",
      "kind": "wormhole",
      "properties": {
        "length": 0
      },
      "to": "n"
    }
  ],
  "loadstar": 1,
  "name": "t",
  "objective": {
    "karma": 3
  },
  "scenario": [
    {
      "action": "dance",
      "at": 1,
      "style": "polka",
      "target": "n"
    },
    {
      "action": "fail",
      "at": 2,
      "colour": "red",
      "target": "n"
    }
  ],
  "weather": "fine"
}
)";
    const auto loaded = parse(text);
    QVERIFY2(loaded.isOk(), loaded.isOk() ? "" : qPrintable(loaded.error().text()));
    QByteArray expected = text;
    expected.replace("\\u00e4", "ä");
    QCOMPARE(serializeDesign(loaded->design), expected);
}

void DesignFileTest::warnsOfWhatItDoesNotUnderstand()
{
    const auto loaded = parse(
        R"({"loadstar":1,"x":1,"components":[{"id":"g","kind":"gizmo"},{"id":"n","kind":"node","properties":{"y":1}}],)"
        R"("scenario":[{"at":0,"action":"dance","target":"n"}]})");
    QVERIFY(loaded.isOk());
    QStringList found;
    for (const base::Diagnostic &warning : loaded->warnings)
        found += warning.code + u' ' + warning.where;
    const QStringList expected{QStringLiteral("file.unknown-key x"),
                               QStringLiteral("file.unknown-kind components[0].kind"),
                               QStringLiteral("file.unknown-property components[1].properties.y"),
                               QStringLiteral("file.unknown-action scenario[0].action")};
    QCOMPARE(found, expected);
}

void DesignFileTest::waypointsAreReadAndWritten()
{
    const auto loaded = parse(design(
        kUsersAndNode,
        R"({"id":"t","kind":"traffic","from":"u","to":"n","waypoints":[[10,20.5],[10,-40]]})"));
    QVERIFY(loaded.isOk());
    QVERIFY(loaded->warnings.empty());
    const std::vector<QPointF> points =
        loaded->design.connections.at(ElementId(QStringLiteral("t"))).waypoints;
    QCOMPARE(points, (std::vector<QPointF>{{10, 20.5}, {10, -40}}));
    const auto again = parse(model::serializeDesign(loaded->design));
    QVERIFY(again.isOk());
    QVERIFY(again->design == loaded->design);
}

void DesignFileTest::labelsOfConnectionsAreReadAndWritten()
{
    const auto loaded = parse(
        design(kUsersAndNode, R"({"id":"t","kind":"traffic","from":"u","to":"n","name":"https",)"
                              R"("label":{"at":0.25,"dx":3,"dy":-14,"turn":90}})"));
    QVERIFY(loaded.isOk());
    QCOMPARE(loaded->warnings.size(), size_t(1));
    QCOMPARE(loaded->warnings.front().where, QStringLiteral("connections[0].label.turn"));
    const model::Connection &line = loaded->design.connections.at(ElementId(QStringLiteral("t")));
    QCOMPARE(line.name, QStringLiteral("https"));
    QVERIFY(line.label && line.label->at == 0.25 && line.label->offset == QPointF(3, -14));
    const auto again = parse(model::serializeDesign(loaded->design));
    QVERIFY(again.isOk());
    QVERIFY(again->design == loaded->design);
}

void DesignFileTest::changingOnePropertyChangesOneLine()
{
    const auto loaded = loadDesign(QStringLiteral(":/templates/tour.loadstar"), builtinKinds());
    QVERIFY(loaded.isOk());
    Design changed = loaded->design;
    const auto node =
        std::find_if(changed.components.begin(), changed.components.end(), [](const auto &entry) {
            return entry.second.kind == u"node" &&
                   entry.second.properties.count(QStringLiteral("cores"));
        });
    QVERIFY(node != changed.components.end());
    node->second.properties[QStringLiteral("cores")] = 17.0;
    const QList<QByteArray> before = serializeDesign(loaded->design).split('\n');
    const QList<QByteArray> after = serializeDesign(changed).split('\n');
    QCOMPARE(after.size(), before.size());
    int different = 0;
    for (qsizetype i = 0; i < before.size(); ++i)
        different += before[i] != after[i] ? 1 : 0;
    QCOMPARE(different, 1);
}

void DesignFileTest::numbersAreShortestAndExact()
{
    const auto loaded = parse(design(
        R"({"id":"n","kind":"node","x":0.1,"y":100.0,"properties":{"speed":1e-7,"weight":0.30000000000000004,"memory":1e21}})"));
    QVERIFY(loaded.isOk());
    const QByteArray text = serializeDesign(loaded->design);
    for (const char *line : {"\"x\": 0.1,", "\"y\": 100\n", "\"speed\": 1e-07,",
                             "\"weight\": 0.30000000000000004\n", "\"memory\": 1e+21,"})
        QVERIFY2(text.contains(line), text.constData());
    QVERIFY(parse(text)->design == loaded->design);
}

void DesignFileTest::migratesAnOlderVersion()
{
    const auto loaded = parse(R"({"loadstar":0,"name":"old"})");
    QVERIFY(loaded.isOk());
    QCOMPARE(loaded->design.header.name, QStringLiteral("old"));
    QVERIFY(serializeDesign(loaded->design).contains("\"loadstar\": 1"));
}

void DesignFileTest::refusesAFileThatIsTooLarge()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("large.loadstar")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(kMaximumDesignFileSize + 1));
    file.close();
    const auto loaded = loadDesign(file.fileName(), builtinKinds());
    QVERIFY(!loaded.isOk());
    QCOMPARE(loaded.error().code, QStringLiteral("file.too-large"));
    QCOMPARE(loaded.error().where, file.fileName());
}

void DesignFileTest::aFailedSaveLeavesTheOldFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.loadstar"));
    Design first;
    first.header.name = QStringLiteral("first");
    QVERIFY(saveDesign(first, path).isOk());
    const auto refused =
        saveDesign(Design(), folder.filePath(QStringLiteral("no/such/folder.loadstar")));
    QVERIFY(!refused.isOk());
    QCOMPARE(refused.error().code, QStringLiteral("file.unwritable"));
    QCOMPARE(loadDesign(path, builtinKinds())->design.header.name, QStringLiteral("first"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void DesignFileTest::readingIsStableUnderRandomDamage()
{
    QFile file(QStringLiteral(":/templates/tour.loadstar"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray original = file.readAll();
    quint64 state = 7;
    const auto next = [&state](qsizetype below) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return qsizetype((state >> 33) % quint64(below));
    };
    int readable = 0;
    for (int round = 0; round < 2000; ++round) {
        QByteArray damaged = original;
        for (qsizetype i = next(4); i >= 0; --i) {
            switch (next(3)) {
            case 0:
                damaged[next(damaged.size())] = char(next(256));
                break;
            case 1:
                damaged.remove(next(damaged.size()), next(20));
                break;
            default:
                damaged.insert(next(damaged.size()), damaged.mid(next(damaged.size()), next(30)));
            }
        }
        const auto loaded = parse(damaged);
        if (!loaded)
            continue;
        ++readable;
        QVERIFY(parse(serializeDesign(loaded->design))->design == loaded->design);
    }
    QVERIFY2(readable > 0 && readable < 2000, "some damage is harmless and some is not");
}

QTEST_APPLESS_MAIN(DesignFileTest)
#include "tst_design_file.moc"
