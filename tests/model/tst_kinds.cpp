// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/appearance_json.h"
#include "model/kind_documents.h"
#include "model/kinds/builtin_kinds.h"
#include "model/preset_catalog.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace loadstar::model;
using nlohmann::json;

class KindsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPropertyIsComplete();
    void keysAreUniqueWithinAKind();
    void containersAreThoseOfTheContract();
    void reasonsNameWhatIsAllowed();
    void kindsJsonListsEveryProperty();
    void schemaNamesEveryKind();
    void schemaNamesHowThingsAreDrawn();
    void everyPresetOfTheCatalogueFitsItsKind();
    void aPresetThatNamesNothingIsRefused();
};

namespace {

std::vector<std::pair<QString, std::vector<PropertySpec>>> allSpecs()
{
    std::vector<std::pair<QString, std::vector<PropertySpec>>> all;
    for (const ComponentKind &kind : builtinKinds().components())
        all.emplace_back(kind.id, kind.properties);
    for (const ConnectionKind &kind : builtinKinds().connections())
        all.emplace_back(kind.id, kind.properties);
    all.emplace_back(QStringLiteral("objective"), builtinKinds().objective());
    return all;
}

} // namespace

void KindsTest::everyPropertyIsComplete()
{
    for (const auto &[kind, specs] : allSpecs()) {
        for (const PropertySpec &spec : specs) {
            const QByteArray name = (kind + u'.' + spec.key).toUtf8();
            QVERIFY2(!spec.label.isEmpty() && !spec.doc.isEmpty() && !spec.group.isEmpty(),
                     name.constData());
            QVERIFY2(spec.check(spec.defaultValue).isOk(), name.constData());
            QVERIFY2(!spec.isNullable || !spec.nullLabel.isEmpty(), name.constData());
        }
    }
}

void KindsTest::keysAreUniqueWithinAKind()
{
    for (const auto &[kind, specs] : allSpecs()) {
        QSet<QString> keys;
        for (const PropertySpec &spec : specs)
            keys.insert(spec.key);
        QCOMPARE(size_t(keys.size()), specs.size());
    }
}

void KindsTest::containersAreThoseOfTheContract()
{
    QStringList containers;
    for (const ComponentKind &kind : builtinKinds().components()) {
        if (kind.isContainer)
            containers += kind.id;
    }
    containers.sort();
    QCOMPARE(containers.join(u' '),
             QStringLiteral("batchQueue frame kubernetesCluster region site zone"));
}

void KindsTest::reasonsNameWhatIsAllowed()
{
    const auto traffic =
        builtinKinds().connectionBetween(QStringLiteral("users"), QStringLiteral("node"));
    QVERIFY(traffic.isOk());
    QCOMPARE((*traffic)->id, QStringLiteral("traffic"));
    const auto toStorage =
        builtinKinds().connectionBetween(QStringLiteral("users"), QStringLiteral("storage"));
    QVERIFY(!toStorage.isOk());
    QVERIFY(toStorage.error().message.contains(QStringLiteral("load balancer")));
    // What may start at a storage is replication; who comes from there to a node means its state.
    QCOMPARE(builtinKinds()
                 .connectionBetween(QStringLiteral("storage"), QStringLiteral("node"))
                 .error()
                 .message,
             QStringLiteral(
                 "state goes from a node or a workload to a storage: draw it the other way round"));
    QVERIFY(builtinKinds()
                .connectionBetween(QStringLiteral("node"), QStringLiteral("node"))
                .error()
                .message.startsWith(QStringLiteral("no connection goes from node to node: ")));
    QVERIFY(
        !builtinKinds().connectionBetween(QStringLiteral("note"), QStringLiteral("node")).isOk());
}

void KindsTest::kindsJsonListsEveryProperty()
{
    const json root = json::parse(kindsJson(builtinKinds()).toStdString());
    QCOMPARE(root["components"].size(), builtinKinds().components().size());
    QCOMPARE(root["connections"].size(), builtinKinds().connections().size());
    QCOMPARE(root["actions"].size(), builtinKinds().actions().size());
    for (size_t i = 0; i < root["components"].size(); ++i) {
        const json &properties = root["components"][i]["properties"];
        QCOMPARE(properties.size(), builtinKinds().components()[i].properties.size());
        for (const json &property : properties) {
            for (const char *key : {"key", "type", "unit", "default", "doc", "allowed"})
                QVERIFY2(property.contains(key), key);
        }
    }
}

void KindsTest::schemaNamesEveryKind()
{
    const json root = json::parse(designSchema(builtinKinds()).toStdString());
    const json &rules = root["properties"]["components"]["items"]["allOf"];
    QCOMPARE(rules.size(), builtinKinds().components().size());
    const json &cores = rules[2]["then"]["properties"]["properties"]["properties"]["cores"];
    QCOMPARE(cores["type"].get<std::string>(), std::string("integer"));
    QVERIFY(root["properties"]["components"]["items"]["required"].is_array());
    QVERIFY(root["properties"]["components"]["items"]["dependentRequired"]["width"].is_array());
    QVERIFY(root["required"].is_array());
}

void KindsTest::schemaNamesHowThingsAreDrawn()
{
    const json root = json::parse(designSchema(builtinKinds()).toStdString());
    json component = json::object();
    addAppearance(component, {1, true, true, true, true, QStringLiteral("Front")});
    QCOMPARE(component.size(), size_t(6));
    for (const auto &[key, value] : component.items())
        QVERIFY2(root["properties"]["components"]["items"]["properties"].contains(key),
                 key.c_str());
    const json layer = layerJson({QStringLiteral("Front"), true, true, {}});
    for (const auto &[key, value] : layer.items())
        QVERIFY2(root["properties"]["layers"]["items"]["properties"].contains(key), key.c_str());
}

void KindsTest::everyPresetOfTheCatalogueFitsItsKind()
{
    const QDir folder(QStringLiteral(LOADSTAR_SOURCE_DIR "/resources/catalog"));
    const QStringList files = folder.entryList({QStringLiteral("*_presets.json")}, QDir::Files);
    QVERIFY(!files.isEmpty());
    for (const QString &name : files) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto presets = readPresets(file.readAll(), builtinKinds());
        QVERIFY2(presets, presets ? "" : qPrintable(presets.error().text()));
        QVERIFY(!presets->empty());
        for (const Preset &preset : *presets) {
            QVERIFY2(builtinKinds().component(preset.kind), qPrintable(preset.id));
            QVERIFY(!preset.name.isEmpty() && !preset.source.isEmpty());
            QVERIFY2(QDate::fromString(preset.date, Qt::ISODate).isValid(), qPrintable(preset.id));
            QVERIFY(!preset.properties.empty() && !preset.offeredFor.empty());
        }
    }
}

void KindsTest::aPresetThatNamesNothingIsRefused()
{
    const auto codeOf = [](const char *preset) {
        const QByteArray text = QByteArray("{\"presets\": [") + preset + "]}";
        const auto presets = readPresets(text, builtinKinds());
        return presets ? QString() : presets.error().code;
    };
    QCOMPARE(codeOf(R"({"kind": "node", "properties": {"cores": 2}})"), QString());
    QCOMPARE(codeOf(R"({"kind": "node", "properties": {"kores": 2}})"),
             QStringLiteral("preset.invalid"));
    QCOMPARE(codeOf(R"({"kind": "nodes", "properties": {}})"), QStringLiteral("preset.invalid"));
    QVERIFY(!codeOf(R"({"kind": "node", "properties": {"cores": 0}})").isEmpty());
    QVERIFY(!readPresets("[]", builtinKinds()));
    QVERIFY(!readPresets("{", builtinKinds()));
}

QTEST_APPLESS_MAIN(KindsTest)
#include "tst_kinds.moc"
