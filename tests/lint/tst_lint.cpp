// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Each rule finds what it is for, its fix removes that and adds nothing, and good designs are
// quiet.
#include "lint/review.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/engine/random_streams.h"
#include "support/counts.h"

#include <QDirIterator>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace loadstar;
using namespace loadstar::lint;
using nlohmann::json;

namespace {

const model::KindRegistry &kinds()
{
    return model::builtinKinds();
}

model::Design designOf(const json &file)
{
    const auto loaded = model::parseDesign(QByteArray::fromStdString(file.dump()), kinds());
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().text()));
    return loaded->design;
}

/// Two nodes in two zones behind a pair of balancers, with shared state: nothing to find.
json goodDesign()
{
    return json::parse(R"j({"loadstar": 1, "name": "good", "components": [
        {"id": "u", "kind": "users", "properties": {"clients": 100}},
        {"id": "lb", "kind": "loadBalancer", "properties": {"instances": 2}},
        {"id": "za", "kind": "zone"}, {"id": "zb", "kind": "zone"},
        {"id": "n1", "kind": "node", "parent": "za"}, {"id": "n2", "kind": "node", "parent": "zb"},
        {"id": "db", "kind": "storage", "properties": {"replicas": 2}}], "connections": [
        {"id": "t0", "kind": "traffic", "from": "u", "to": "lb"},
        {"id": "t1", "kind": "traffic", "from": "lb", "to": "n1"},
        {"id": "t2", "kind": "traffic", "from": "lb", "to": "n2"},
        {"id": "s1", "kind": "state", "from": "n1", "to": "db"},
        {"id": "s2", "kind": "state", "from": "n2", "to": "db"}]})j");
}

/// A cluster of two workers and a workload of two pods: nothing to find.
json goodCluster()
{
    return json::parse(R"j({"loadstar": 1, "name": "pods", "components": [
        {"id": "u", "kind": "users"},
        {"id": "lb", "kind": "loadBalancer", "properties": {"instances": 2}},
        {"id": "k8s", "kind": "kubernetesCluster"},
        {"id": "w1", "kind": "node", "parent": "k8s", "properties": {"cores": 4, "memory": 8}},
        {"id": "w2", "kind": "node", "parent": "k8s", "properties": {"cores": 4, "memory": 8}},
        {"id": "web", "kind": "workload", "parent": "k8s", "properties": {"replicas": 3}}],
        "connections": [{"id": "t0", "kind": "traffic", "from": "u", "to": "lb"},
        {"id": "t1", "kind": "traffic", "from": "lb", "to": "web"}]})j");
}

/// A batch queue whose nodes have work for a tenth of their time.
json goodQueue()
{
    return json::parse(R"j({"loadstar": 1, "name": "jobs", "components": [
        {"id": "q", "kind": "batchQueue", "properties": {"rate": 0.001, "jobWork": 600, "timeLimit": 3600}},
        {"id": "c1", "kind": "node", "parent": "q", "properties": {"cores": 8}}], "connections": []})j");
}

json &componentOf(json &design, const std::string &id)
{
    for (json &component : design["components"]) {
        if (component["id"] == id)
            return component;
    }
    qFatal("no component %s", id.c_str());
}

void set(json &design, const std::string &id, const std::string &key, const json &value)
{
    componentOf(design, id)["properties"][key] = value;
}

void connect(json &design, const char *kind, const std::string &id, const std::string &from,
             const std::string &to, const json &properties = json::object())
{
    design["connections"].push_back(
        {{"id", id}, {"kind", kind}, {"from", from}, {"to", to}, {"properties", properties}});
}

struct Broken
{
    const char *rule;
    json (*base)();
    std::function<void(json &)> spoil;
};

/// One way to break each rule.
const std::vector<Broken> &brokenDesigns()
{
    static const std::vector<Broken> all{
        {"front-door-single", goodDesign, [](json &d) { set(d, "lb", "instances", 1); }},
        {"front-door-one-node", goodDesign,
         [](json &d) {
             std::erase_if(d["components"].get_ref<json::array_t &>(),
                           [](const json &c) { return c["id"] == "n2" || c["id"] == "zb"; });
             std::erase_if(d["connections"].get_ref<json::array_t &>(),
                           [](const json &c) { return c["from"] == "n2" || c["to"] == "n2"; });
         }},
        {"front-door-nlb-cookie", goodDesign,
         [](json &d) {
             set(d, "lb", "product", "aws-nlb");
             set(d, "lb", "sticky", "cookie");
         }},
        {"front-door-tcp-cookie", goodDesign,
         [](json &d) {
             set(d, "lb", "layer", "tcp");
             set(d, "lb", "sticky", "application");
         }},
        {"front-door-no-weight", goodDesign,
         [](json &d) {
             set(d, "n1", "weight", 0);
             set(d, "n2", "weight", 0);
         }},
        {"front-door-all-standby", goodDesign,
         [](json &d) {
             set(d, "n1", "role", "standby");
             set(d, "n2", "role", "standby");
         }},
        {"front-door-retry-same", goodDesign, [](json &d) { set(d, "lb", "retries", 3); }},
        {"check-none", goodDesign, [](json &d) { set(d, "lb", "healthCheck", false); }},
        {"check-no-heartbeat", goodDesign, [](json &d) { set(d, "n1", "heartbeat", ""); }},
        {"check-timeout", goodDesign, [](json &d) { set(d, "lb", "checkTimeout", 5); }},
        {"check-slow-start", goodDesign, [](json &d) { set(d, "lb", "slowStart", 1); }},
        {"check-late", goodDesign,
         [](json &d) {
             set(d, "lb", "checkInterval", 60);
             set(d, "lb", "checkTimeout", 50);
         }},
        {"check-flaps", goodDesign, [](json &d) { set(d, "lb", "fall", 1); }},
        {"sticky-missing", goodDesign,
         [](json &d) {
             set(d, "u", "sessionState", "node");
             set(d, "u", "sessionLength", 10);
         }},
        {"sticky-cross-zone", goodDesign,
         [](json &d) {
             set(d, "lb", "product", "aws-alb");
             set(d, "lb", "sticky", "cookie");
             set(d, "lb", "crossZone", false);
         }},
        {"sticky-one-address", goodDesign,
         [](json &d) {
             set(d, "u", "addresses", 1);
             set(d, "lb", "sticky", "source");
         }},
        {"sticky-node-state", goodDesign,
         [](json &d) {
             set(d, "u", "sessionState", "node");
             set(d, "lb", "sticky", "cookie");
             set(d, "db", "holds", json::array({"sessions"}));
         }},
        {"state-missing-mount", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "n3"}, {"kind", "node"}, {"parent", "za"}});
             connect(d, "traffic", "t3", "lb", "n3");
         }},
        {"state-single-writer", goodDesign,
         [](json &d) { set(d, "db", "accessMode", "ReadWriteOnce"); }},
        {"state-sqlite", goodDesign, [](json &d) { set(d, "db", "engine", "SQLite 3"); }},
        {"state-single-storage", goodDesign, [](json &d) { set(d, "db", "replicas", 1); }},
        {"state-hub-twice", goodDesign,
         [](json &d) {
             set(d, "n1", "software", "JupyterHub 4");
             set(d, "n2", "software", "JupyterHub 4");
         }},
        {"place-storage-one-zone", goodDesign,
         [](json &d) { componentOf(d, "db")["parent"] = "za"; }},
        {"place-front-door-one-zone", goodDesign,
         [](json &d) { componentOf(d, "lb")["parent"] = "za"; }},
        {"place-nodes-one-zone", goodDesign,
         [](json &d) { componentOf(d, "n2")["parent"] = "za"; }},
        {"connection-twice", goodDesign, [](json &d) { connect(d, "traffic", "t9", "lb", "n1"); }},
        {"connection-unreached", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "n3"}, {"kind", "node"}, {"parent", "za"}});
             connect(d, "state", "s3", "n3", "db");
         }},
        {"connection-unused-storage", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "old"}, {"kind", "storage"}});
         }},
        {"connection-cycle", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "in"}, {"kind", "loadBalancer"}});
             connect(d, "traffic", "t8", "in", "lb");
             connect(d, "traffic", "t9", "lb", "in");
         }},
        {"recovery-rpo", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "copy"}, {"kind", "storage"}});
             connect(d, "replication", "r", "db", "copy",
                     {{"mode", "asynchronous"}, {"interval", 900}});
             d["objective"]["rpo"] = 300;
         }},
        {"recovery-rto", goodDesign,
         [](json &d) {
             d["components"].push_back({{"id", "copy"}, {"kind", "storage"}});
             connect(d, "replication", "r", "db", "copy",
                     {{"activationTime", 100}, {"dnsTtl", 3600}});
             d["objective"]["rto"] = 600;
         }},
        {"recovery-no-mttr", goodDesign, [](json &d) { set(d, "n1", "mtbf", 1000); }},
        {"recovery-no-spare", goodDesign, [](json &d) { d["objective"]["requiredNodes"] = 2; }},
        {"pods-outside", goodCluster, [](json &d) { componentOf(d, "web").erase("parent"); }},
        {"pods-pending", goodCluster, [](json &d) { set(d, "web", "replicas", 20); }},
        {"pods-one", goodCluster, [](json &d) { set(d, "web", "replicas", 1); }},
        {"pods-budget", goodCluster, [](json &d) { set(d, "web", "minAvailable", 3); }},
        {"pods-bounds", goodCluster,
         [](json &d) {
             set(d, "web", "minReplicas", 8);
             set(d, "web", "maxReplicas", 2);
         }},
        {"pods-rollout", goodCluster,
         [](json &d) {
             set(d, "web", "maxSurge", 0);
             set(d, "web", "maxUnavailable", 0);
         }},
        {"pods-runaway", goodCluster, [](json &d) { set(d, "web", "maxReplicas", 500); }},
        {"batch-no-limit", goodQueue,
         [](json &d) {
             set(d, "q", "policy", "backfill");
             set(d, "q", "timeLimit", nullptr);
         }},
        {"batch-no-nodes", goodQueue,
         [](json &d) {
             std::erase_if(d["components"].get_ref<json::array_t &>(),
                           [](const json &c) { return c["id"] == "c1"; });
         }},
        {"batch-overloaded", goodQueue, [](json &d) { set(d, "q", "rate", 1); }},
    };
    return all;
}

/// "rule target" of all findings, so that sets can be compared.
std::multiset<QString> namesOf(const std::vector<Finding> &findings)
{
    std::multiset<QString> names;
    for (const Finding &finding : findings)
        names.insert(finding.rule + u' ' + finding.target.text());
    return names;
}

QString joined(const std::multiset<QString> &names)
{
    return QStringList(names.begin(), names.end()).join(QStringLiteral(", "));
}

/// Whether the fix of the finding removes it and adds none.
void checkFix(const model::Design &design, const std::vector<Finding> &before,
              const Finding &finding)
{
    model::Design after = design;
    const std::vector<model::DesignEdit> edits = fixFor(design, kinds(), finding);
    QVERIFY2(!edits.empty(), qPrintable(finding.rule + u' ' + joined(namesOf(before))));
    for (const model::DesignEdit &edit : edits)
        model::apply(after, edit);
    QVERIFY(!(after == design));
    // A design that was mended can be saved and read.
    QVERIFY2(model::parseDesign(model::serializeDesign(after), kinds()), qPrintable(finding.rule));
    std::multiset<QString> names = namesOf(before);
    const QString name = finding.rule + u' ' + finding.target.text();
    const std::multiset<QString> left = namesOf(review(after, kinds()));
    QVERIFY2(left.count(name) < names.count(name),
             qPrintable(QStringLiteral("%1 is still there: %2").arg(name, joined(left))));
    for (const QString &each : left)
        QVERIFY2(left.count(each) <= names.count(each),
                 qPrintable(QStringLiteral("mending %1 brings %2").arg(name, each)));
}

} // namespace

class TestLint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRuleIsDescribedAndBroken();
    void goodDesignsAreQuiet();
    void aBrokenDesignIsNamedAndMended_data();
    void aBrokenDesignIsNamedAndMended();
    void templatesHaveNoErrors();
    void fixesOfMutatedTemplatesRemoveWhatTheyFound();
    void errorsComeFirst();
    void jsonHasTheKeysOfTheContract();
};

void TestLint::everyRuleIsDescribedAndBroken()
{
    std::set<QString> ids;
    std::set<QString> broken;
    for (const Broken &each : brokenDesigns())
        broken.insert(QString::fromLatin1(each.rule));
    for (const Rule &rule : builtinRules()) {
        QVERIFY2(ids.insert(rule.id).second, qPrintable(rule.id));
        QVERIFY2(!rule.title.isEmpty() && !rule.why.isEmpty(), qPrintable(rule.id));
        const int item = rule.chapter.toInt();
        QVERIFY2(item >= 1 && item <= 61, qPrintable(rule.id));
        QVERIFY2(broken.count(rule.id) == 1, qPrintable(rule.id));
    }
    QCOMPARE(ids.size(), broken.size());
    QVERIFY(ids.size() >= 30);
}

void TestLint::goodDesignsAreQuiet()
{
    for (json (*const base)() : {goodDesign, goodCluster, goodQueue})
        QCOMPARE(joined(namesOf(review(designOf(base()), kinds()))), QString());
}

void TestLint::aBrokenDesignIsNamedAndMended_data()
{
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < brokenDesigns().size(); ++i)
        QTest::newRow(brokenDesigns()[i].rule) << static_cast<int>(i);
}

void TestLint::aBrokenDesignIsNamedAndMended()
{
    QFETCH(int, index);
    const Broken &broken = brokenDesigns()[static_cast<size_t>(index)];
    json file = broken.base();
    broken.spoil(file);
    const model::Design design = designOf(file);
    const std::vector<Finding> findings = review(design, kinds());
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&broken](const Finding &each) {
            return each.rule == QLatin1String(broken.rule);
        });
    QVERIFY2(found != findings.end(), qPrintable(joined(namesOf(findings))));
    QVERIFY(!found->message.isEmpty() && !found->message.contains(u'%'));
    QVERIFY(!found->fix.isEmpty() && !found->edits.empty());
    checkFix(design, findings, *found);
}

void TestLint::templatesHaveNoErrors()
{
    QDirIterator files(QStringLiteral(":/templates"), {QStringLiteral("*.loadstar")});
    int count = 0;
    while (files.hasNext()) {
        const auto loaded = model::loadDesign(files.next(), kinds());
        QVERIFY(loaded);
        ++count;
        for (const Finding &finding : review(loaded->design, kinds()))
            QVERIFY2(finding.severity != base::Severity::Error,
                     qPrintable(files.fileName() + QStringLiteral(": ") + finding.message));
    }
    QVERIFY(count >= 6);
}

void TestLint::fixesOfMutatedTemplatesRemoveWhatTheyFound()
{
    std::vector<json> bases{goodDesign(), goodCluster(), goodQueue()};
    QDirIterator files(QStringLiteral(":/templates"), {QStringLiteral("*.loadstar")});
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        bases.push_back(json::parse(file.readAll().toStdString()));
    }
    sim::engine::Random random(12);
    const auto below = [&random](size_t count) {
        return static_cast<size_t>(random.below(static_cast<std::uint32_t>(count)));
    };
    std::map<QString, int> fired;
    int mended = 0;
    for (int round = 0; round < tests::roundsFor(60, 300); ++round) {
        json file = bases[below(bases.size())];
        // A few properties of other components, and a connection less.
        for (size_t i = 1 + below(4); i > 0; --i) {
            json &component = file["components"][below(file["components"].size())];
            const model::ComponentKind *kind =
                kinds().component(QString::fromStdString(component["kind"].get<std::string>()));
            if (!kind || kind->properties.empty())
                continue;
            const model::PropertySpec &spec = kind->properties[below(kind->properties.size())];
            if (spec.type == model::PropertyType::Boolean)
                component["properties"][spec.key.toStdString()] = below(2) == 0;
            else if (spec.type == model::PropertyType::Choice)
                component["properties"][spec.key.toStdString()] =
                    spec.choices[static_cast<qsizetype>(
                                     below(static_cast<size_t>(spec.choices.size())))]
                        .toStdString();
        }
        if (below(2) == 0 && !file["connections"].empty())
            file["connections"].erase(below(file["connections"].size()));
        file.erase("scenario"); // it may name the connection that is gone
        if (below(3) == 0) {
            const Broken &broken = brokenDesigns()[below(brokenDesigns().size())];
            file = broken.base();
            broken.spoil(file);
        }
        const auto loaded = model::parseDesign(QByteArray::fromStdString(file.dump()), kinds());
        if (!loaded)
            continue;
        const std::vector<Finding> findings = review(loaded->design, kinds());
        for (const Finding &finding : findings) {
            ++fired[finding.rule];
            if (finding.edits.empty())
                continue;
            ++mended;
            checkFix(loaded->design, findings, finding);
            if (QTest::currentTestFailed())
                return;
        }
    }
    QVERIFY(mended > tests::roundsFor(60, 300));
    if (!tests::isFullTier())
        return;
    // Those that mutation does not reach are broken on purpose, over and over.
    for (const Broken &broken : brokenDesigns()) {
        for (int i = 0; i < 5; ++i) {
            json file = broken.base();
            broken.spoil(file);
            file["components"].push_back({{"id", "note" + std::to_string(i)}, {"kind", "note"}});
            for (const Finding &finding : review(designOf(file), kinds()))
                ++fired[finding.rule];
        }
    }
    for (const Rule &rule : builtinRules())
        QVERIFY2(fired[rule.id] >= 5, qPrintable(rule.id));
}

void TestLint::errorsComeFirst()
{
    json file = goodDesign();
    set(file, "lb", "healthCheck", false);
    set(file, "lb", "instances", 1);
    set(file, "lb", "retries", 2);
    const std::vector<Finding> findings = review(designOf(file), kinds());
    QCOMPARE(findings.size(), size_t(3));
    QCOMPARE(findings[0].rule, QStringLiteral("check-none"));
    QCOMPARE(findings[1].rule, QStringLiteral("front-door-single"));
    QCOMPARE(findings[2].rule, QStringLiteral("front-door-retry-same"));
}

void TestLint::jsonHasTheKeysOfTheContract()
{
    json file = goodDesign();
    set(file, "lb", "healthCheck", false);
    const json result = toJson(review(designOf(file), kinds()));
    const json &finding = result["findings"][0];
    QCOMPARE(finding["rule"], json("check-none"));
    QCOMPARE(finding["severity"], json("error"));
    QCOMPARE(finding["target"], json("lb"));
    QCOMPARE(finding["chapter"], json("22"));
    QVERIFY(finding.contains("message") && finding.contains("fix"));
}

QTEST_GUILESS_MAIN(TestLint)
#include "tst_lint.moc"
