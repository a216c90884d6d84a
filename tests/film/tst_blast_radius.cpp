// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/blast_radius.h"
#include "film/run_looks.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"

#include <QtTest>

using namespace loadstar;
using film::BlastRadius;
using film::Suffering;
using render::Impact;

namespace {

/// Users -> front -> n1 and n2 in zone, n3 outside; n1 needs db, which has a copy.
model::Design design(bool hasCopy = false)
{
    QByteArray bytes = R"({ "loadstar": 1, "name": "blast",
  "components": [
    { "id": "users", "kind": "users", "name": "Analysts", "x": 0, "y": 0 },
    { "id": "front", "kind": "loadBalancer", "name": "Front", "x": 200, "y": 0 },
    { "id": "zone", "kind": "zone", "name": "Zone", "x": 400, "y": 0, "width": 300, "height": 300 },
    { "id": "n1", "kind": "node", "name": "one", "parent": "zone", "x": 20, "y": 40 },
    { "id": "n2", "kind": "node", "name": "two", "parent": "zone", "x": 20, "y": 140 },
    { "id": "n3", "kind": "node", "name": "three", "x": 420, "y": 400 },
    { "id": "db", "kind": "storage", "name": "PostgreSQL", "x": 800, "y": 0 },
    { "id": "db2", "kind": "storage", "name": "Copy", "x": 800, "y": 200 } ],
  "connections": [
    { "id": "c0", "kind": "traffic", "from": "users", "to": "front" },
    { "id": "c1", "kind": "traffic", "from": "front", "to": "n1" },
    { "id": "c2", "kind": "traffic", "from": "front", "to": "n2" },
    { "id": "c3", "kind": "traffic", "from": "front", "to": "n3" },
    { "id": "s1", "kind": "state", "from": "n1", "to": "db" } ] })";
    if (hasCopy) {
        bytes.replace(
            R"("to": "db" } ])",
            R"("to": "db" }, { "id": "r", "kind": "replication", "from": "db", "to": "db2" } ])");
    }
    return model::parseDesign(bytes, model::builtinKinds()).value().design;
}

/// A moment at which all is well but these.
struct Moment
{
    explicit Moment(model::Design from = design())
        : drawn(std::move(from))
        , table(drawn)
    {
        snapshot.components.resize(static_cast<size_t>(table.componentCount()));
        snapshot.isConnectionCut.resize(static_cast<size_t>(table.connectionCount()));
    }
    sim::ElementIndex number(const char *id) const
    {
        return table.indexOf(model::ElementId(QString::fromLatin1(id)));
    }
    Moment &down(const char *id)
    {
        snapshot.components[static_cast<size_t>(number(id))].isUp = false;
        return *this;
    }
    Moment &hung(const char *id)
    {
        snapshot.components[static_cast<size_t>(number(id))].isHung = true;
        return *this;
    }
    Moment &cut(const char *id)
    {
        snapshot.isConnectionCut[static_cast<size_t>(table.connectionNumber(number(id)))] = true;
        return *this;
    }
    Suffering of(const char *id) const
    {
        return BlastRadius(drawn, model::builtinKinds())
            .follow(snapshot)[static_cast<size_t>(number(id))];
    }
    render::ComponentLook look(const char *id) const
    {
        film::RunLooks looks(drawn, model::builtinKinds());
        looks.follow(snapshot, {}, 1.0);
        return looks.looks(film::RunNarrator(drawn, model::builtinKinds()))
            .components.at(model::ElementId(QString::fromLatin1(id)));
    }

    model::Design drawn;
    film::ElementTable table;
    sim::Snapshot snapshot;
};

} // namespace

class TestBlastRadius : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSuffersWhereNothingIsDown()
    {
        const Moment moment;
        for (const char *id : {"users", "front", "n1", "n2", "n3", "db", "db2", "zone"})
            QCOMPARE(moment.of(id), Suffering());
    }

    void aBalancerCountsWhatIsLeft()
    {
        const Suffering front = Moment().down("n2").of("front");
        QCOMPARE(front.impact, Impact::Weakened);
        QCOMPARE(front.left, 2);
        QCOMPARE(front.targets, 3);
        QCOMPARE(Moment().down("n2").of("users").impact, Impact::None);
        QCOMPARE(Moment().cut("c2").of("front").left, 2);
        QCOMPARE(Moment().hung("n1").hung("n2").of("front").left, 1);
    }

    void theLastTargetTakesAllBeforeItAlong()
    {
        Moment moment;
        moment.down("n1").down("n2").hung("n3");
        QCOMPARE(moment.of("front").impact, Impact::Stopped);
        QCOMPARE(moment.of("users").impact, Impact::Stopped);
        QCOMPARE(moment.of("users").left, 0);
    }

    void aNodeCannotWorkWithoutItsStorage()
    {
        Moment moment;
        moment.down("db");
        QCOMPARE(moment.of("n1").impact, Impact::Stopped);
        QCOMPARE(moment.of("n1").lacks, moment.number("db"));
        QCOMPARE(moment.of("n2").impact, Impact::None);
        QCOMPARE(moment.of("front").left, 2);
        QCOMPARE(Moment().cut("s1").of("n1").impact, Impact::Stopped);
    }

    void aCopyThatIsUpTakesThePlaceOfAStorage()
    {
        QCOMPARE(Moment(design(true)).down("db").of("n1").impact, Impact::None);
        QCOMPARE(Moment(design(true)).down("db").down("db2").of("n1").impact, Impact::Stopped);
    }

    void whatIsBehindADeadFrontDoorIsCutOff()
    {
        Moment moment;
        moment.down("front");
        QVERIFY(moment.of("n1").isCutOff);
        QVERIFY(moment.of("n3").isCutOff);
        QCOMPARE(moment.of("n3").impact, Impact::Weakened);
        QCOMPARE(moment.of("users").impact, Impact::Stopped);
        QVERIFY(!moment.of("db").isCutOff);
        // What is down itself suffers from nothing.
        moment.down("n1");
        QCOMPARE(moment.of("n1"), Suffering());
    }

    void looksTellInWordsAndSetBackWhatIsInside()
    {
        Moment moment;
        moment.down("zone").down("n1").down("n2");
        QVERIFY(moment.of("n1").isInside);
        QVERIFY(moment.look("n1").isFaded);
        QVERIFY(!moment.look("n3").isFaded);
        QVERIFY(!moment.look("zone").isFaded);
        QCOMPARE(moment.look("front").impact, Impact::Weakened);
        QCOMPARE(moment.look("front").detail, QStringLiteral("1 of 3 targets left"));
        QCOMPARE(Moment().down("db").look("n1").detail,
                 QStringLiteral("cannot work without PostgreSQL"));
        QCOMPARE(Moment().down("front").look("n2").detail,
                 QStringLiteral("cut off from its users"));
        QCOMPARE(Moment().down("front").look("front").impact, Impact::None);
    }

    void aFailureThatABalancerHasNotNoticedIsNotYetMissing()
    {
        Moment moment;
        moment.down("n2");
        sim::TargetState target;
        target.balancer = moment.number("front");
        target.target = moment.number("n2");
        moment.snapshot.targets = {target};
        QCOMPARE(moment.look("front").detail, QStringLiteral("1 is down, not noticed yet"));
        moment.snapshot.targets[0].isMarkedUp = false;
        QCOMPARE(moment.look("front").detail, QStringLiteral("2 of 3 targets left"));
    }

    void whatStandsShowsTheLoadOfItsMoment()
    {
        Moment moment;
        const auto n1 = static_cast<size_t>(moment.number("n1"));
        moment.snapshot.components[n1].capacity = 4;
        film::RunLooks looks(moment.drawn, model::builtinKinds());
        const film::RunNarrator narrator(moment.drawn, model::builtinKinds());
        film::TrafficChunk passing;
        passing.to = 1.0;
        looks.follow(moment.snapshot, passing, 1.0);
        moment.snapshot.components[n1].utilization = 0.8;
        passing.from = passing.to = 1.0;
        looks.follow(moment.snapshot, passing, 5.0);
        const model::ElementId id(QStringLiteral("n1"));
        QCOMPARE(looks.looks(narrator).components.at(id).utilisation, std::optional(0.0));
        looks.follow(moment.snapshot, passing, 0.0);
        QCOMPARE(looks.looks(narrator).components.at(id).utilisation, std::optional(0.8));
    }

    void sessionsThatANodeHoldsAreCounted()
    {
        Moment moment;
        sim::ComponentState &state =
            moment.snapshot.components[static_cast<size_t>(moment.number("n1"))];
        state.capacity = 4;
        state.openSessions = 12;
        QCOMPARE(moment.look("n1").detail, QStringLiteral("0 % of 4 cores, 12 sessions"));
        QCOMPARE(moment.look("n1").shorterDetails,
                 (QStringList{QStringLiteral("0 %, 12 sessions"), QStringLiteral("0 %, 12 ses."),
                              QStringLiteral("0 %")}));
    }
};

QTEST_GUILESS_MAIN(TestBlastRadius)
#include "tst_blast_radius.moc"
