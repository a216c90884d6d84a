// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"
#include "model/kinds/builtin_kinds.h"
#include "panels/live_history.h"
#include "panels/live_looks.h"
#include "panels/live_panel.h"
#include "panels/live_table.h"
#include "probe/stub_node.h"

#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTcpServer>
#include <QTest>

#include <memory>

using namespace loadstar;
using model::ElementId;
using panels::LivePanel;
using panels::LiveTable;
using probe::ProbeState;

namespace {

constexpr int kPatienceMs = 30'000;

const ElementId kFirst(QStringLiteral("n1"));
const ElementId kSecond(QStringLiteral("n2"));

QString addressOf(const probe::StubNode &stub)
{
    return stub.url().authority();
}

QString closedAddress()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return QStringLiteral("127.0.0.1:%1").arg(server.serverPort());
}

/// A balancer that checks every 0.1 s, and two nodes.
model::Design designFor(const QString &first, const QString &second, double timeout = 20.0)
{
    model::Design design;
    const auto put = [&design](const QString &id, const QString &kind,
                               model::PropertyMap properties) {
        model::Component made;
        made.id = ElementId(id);
        made.kind = kind;
        made.name = QStringLiteral("the ") + id;
        made.properties = std::move(properties);
        design.components[made.id] = made;
    };
    put(QStringLiteral("lb"), QStringLiteral("loadBalancer"),
        {{QStringLiteral("checkInterval"), 0.1},
         {QStringLiteral("checkTimeout"), timeout},
         {QStringLiteral("rise"), 1.0},
         {QStringLiteral("fall"), 1.0}});
    const auto nodeProperties = [](const QString &address) {
        return address.isEmpty() ? model::PropertyMap()
                                 : model::PropertyMap{{QStringLiteral("address"), address}};
    };
    put(kFirst.text(), QStringLiteral("node"), nodeProperties(first));
    put(kSecond.text(), QStringLiteral("node"), nodeProperties(second));
    for (const ElementId &node : {kFirst, kSecond}) {
        model::Connection made;
        made.id = ElementId(QStringLiteral("to-") + node.text());
        made.kind = QStringLiteral("traffic");
        made.from = ElementId(QStringLiteral("lb"));
        made.to = node;
        design.connections[made.id] = made;
    }
    return design;
}

/// A panel over a document, remembering the looks that it last asked for.
struct Bench
{
    explicit Bench(const model::Design &design)
        : document(model::builtinKinds())
    {
        document.reset(design, {});
        panel = std::make_unique<LivePanel>(document);
        QObject::connect(panel.get(), &LivePanel::looksChanged, panel.get(),
                         [this](const render::DiagramLooks &asked) { looks = asked; });
        panel->setActive(true);
    }

    ProbeState state(const ElementId &id) const
    {
        return panel->table().reportAt(panel->table().rowOf(id.text())).state;
    }

    edit::DesignDocument document;
    std::unique_ptr<LivePanel> panel;
    render::DiagramLooks looks;
};

} // namespace

class TestLivePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheProbesFind()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), closedAddress()));
        QCOMPARE(bench.panel->table().rowCount(), 2);
        QVERIFY(bench.looks.components.empty());
        QTest::mouseClick(&bench.panel->startButton(), Qt::LeftButton);
        QVERIFY(bench.panel->isProbing());
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kFirst), ProbeState::Up, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kSecond), ProbeState::Down, kPatienceMs);
        QCOMPARE(bench.panel->summary(), QStringLiteral("1 down · 1 up"));
        QCOMPARE(bench.looks.components[kFirst].health, render::Health::Up);
        QVERIFY(bench.looks.components[kFirst].detail.startsWith(QStringLiteral("answers in ")));
        QCOMPARE(bench.looks.components[kSecond].health, render::Health::Down);
        QVERIFY(bench.looks.components[kSecond].detail.startsWith(QStringLiteral("since ")));
        QCOMPARE(bench.looks.connections.size(), size_t(1));
        QVERIFY(bench.looks.connections[ElementId(QStringLiteral("to-n2"))].isRefused);

        const LiveTable &table = bench.panel->table();
        const auto cell = [&table](const ElementId &id, int column) {
            return table.index(table.rowOf(id.text()), column).data().toString();
        };
        QCOMPARE(cell(kFirst, LiveTable::Target), QStringLiteral("the n1"));
        QCOMPARE(cell(kSecond, LiveTable::State), QStringLiteral("down"));
        QVERIFY(
            cell(kSecond, LiveTable::LastError).contains(QStringLiteral("refused the connection")));
        QCOMPARE(bench.panel->history().rowCount(), 2);
    }

    void crashAndReturnAreShown()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), {}));
        QCOMPARE(bench.panel->table().rowCount(), 1);
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.looks.components[kFirst].health, render::Health::Up,
                                  kPatienceMs);
        stub.crash();
        QTRY_COMPARE_WITH_TIMEOUT(bench.looks.components[kFirst].health, render::Health::Down,
                                  kPatienceMs);
        QVERIFY(stub.listen());
        QTRY_COMPARE_WITH_TIMEOUT(bench.looks.components[kFirst].health, render::Health::Up,
                                  kPatienceMs);
        QCOMPARE(bench.panel->history().rowCount(), 3);
        QCOMPARE(bench.panel->history().rowAt(0).change.to, ProbeState::Up);
        QCOMPARE(bench.panel->history().rowAt(1).change.to, ProbeState::Down);
    }

    void hangingNodeHoldsUpNothing()
    {
        probe::StubOptions options;
        options.isHanging = true;
        probe::StubNode hanging(options);
        probe::StubNode working({});
        QVERIFY(hanging.listen() && working.listen());
        Bench bench(designFor(addressOf(hanging), addressOf(working), 3600.0));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kSecond), ProbeState::Up, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(hanging.connections(), 1, kPatienceMs);
        QCOMPARE(bench.state(kFirst), ProbeState::Pending);
        QCOMPARE(bench.looks.components[kFirst].health, render::Health::Pending);
        // Returns although an hour of waiting is left.
        bench.panel->startOrStop();
        QVERIFY(!bench.panel->isProbing());
        QTRY_COMPARE_WITH_TIMEOUT(hanging.connections(), 0, kPatienceMs);
    }

    void stoppingGivesTheDiagramBack()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), {}));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.looks.components[kFirst].health, render::Health::Up,
                                  kPatienceMs);
        bench.panel->startOrStop();
        QVERIFY(bench.looks.components.empty());
        QCOMPARE(bench.panel->summary(), QStringLiteral("Stopped; last seen: 1 up"));
    }

    void leavingLiveModeGivesTheDiagramBackAndKeepsProbing()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), {}));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.looks.components[kFirst].health, render::Health::Up,
                                  kPatienceMs);
        bench.panel->setActive(false);
        QVERIFY(bench.looks.components.empty());
        const qint64 checks = bench.panel->table().reportAt(0).checks;
        QTRY_VERIFY_WITH_TIMEOUT(bench.panel->table().reportAt(0).checks > checks + 2, kPatienceMs);
        QVERIFY(bench.looks.components.empty());
        bench.panel->setActive(true);
        QCOMPARE(bench.looks.components[kFirst].health, render::Health::Up);
    }

    void otherAddressStartsOverAndOtherEditsDoNot()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), {}));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kFirst), ProbeState::Up, kPatienceMs);
        model::Component renamed = *bench.document.design().component(kFirst);
        renamed.name = QStringLiteral("renamed");
        renamed.position += QPointF(10, 10);
        bench.document.perform(QStringLiteral("rename"), {model::PutComponent{kFirst, renamed}});
        const QModelIndex name = bench.panel->table().index(0, LiveTable::Target);
        QTRY_COMPARE_WITH_TIMEOUT(name.data().toString(), QStringLiteral("renamed"), kPatienceMs);
        QCOMPARE(bench.panel->history().rowCount(), 1);
        QCOMPARE(bench.state(kFirst), ProbeState::Up);

        bench.document.perform(
            QStringLiteral("address"),
            {model::PutProperty{kSecond, QStringLiteral("address"), addressOf(stub)}});
        QTRY_COMPARE_WITH_TIMEOUT(bench.panel->table().rowCount(), 2, kPatienceMs);
        QVERIFY(bench.panel->isProbing());
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kSecond), ProbeState::Up, kPatienceMs);
    }

    void anotherDesignStopsProbing()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), {}));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.state(kFirst), ProbeState::Up, kPatienceMs);
        bench.document.reset({}, {});
        QVERIFY(!bench.panel->isProbing());
        QCOMPARE(bench.panel->table().rowCount(), 0);
        QVERIFY(bench.looks.components.empty());
        QVERIFY(!bench.panel->startButton().isEnabled());
    }

    void theReasonOfAFailureIsWhole()
    {
        Bench bench(designFor(closedAddress(), closedAddress()));
        bench.panel->resize(880, 240);
        bench.panel->show();
        QTest::mouseClick(bench.panel->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(bench.state(kFirst) == ProbeState::Down &&
                                     bench.state(kSecond) == ProbeState::Down,
                                 kPatienceMs);
        QCoreApplication::processEvents();
        const auto views = bench.panel->findChildren<QTableView *>();
        QCOMPARE(views.size(), 2);
        for (const QTableView *view : views) {
            const int last = view->model()->columnCount() - 1;
            QVERIFY(view->model()->rowCount() > 0);
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                const QModelIndex index = view->model()->index(row, last);
                const QString text = index.data().toString();
                QVERIFY(text.size() > 10);
                const QRect cell = view->visualRect(index);
                QVERIFY(view->viewport()->rect().left() <= cell.left() &&
                        cell.right() <= view->viewport()->rect().right());
                const QRect needed = view->fontMetrics().boundingRect(
                    QRect(0, 0, cell.width() - 8, 1000), Qt::TextWordWrap, text);
                QVERIFY2(needed.width() <= cell.width() - 8 && needed.height() <= cell.height(),
                         qPrintable(QStringLiteral("%1: %2 x %3 in %4 x %5")
                                        .arg(text)
                                        .arg(needed.width())
                                        .arg(needed.height())
                                        .arg(cell.width() - 8)
                                        .arg(cell.height())));
            }
        }
    }

    void tableAndCanvasSelectTogether()
    {
        probe::StubNode stub({});
        QVERIFY(stub.listen());
        Bench bench(designFor(addressOf(stub), closedAddress()));
        bench.panel->startOrStop();
        QTRY_COMPARE_WITH_TIMEOUT(bench.panel->history().rowCount(), 2, kPatienceMs);
        bench.document.select({kSecond});
        QCOMPARE(bench.panel->history().rowCount(), 1);
        QCOMPARE(bench.panel->history().rowAt(0).target, kSecond.text());
        bench.document.select({});
        QCOMPARE(bench.panel->history().rowCount(), 2);
    }

    void unusableAddressIsNamed()
    {
        Bench bench(designFor(QStringLiteral("no port"), {}));
        QVERIFY(!bench.panel->startButton().isEnabled());
        const auto labels = bench.panel->findChildren<QLabel *>(QStringLiteral("fieldError"));
        QCOMPARE(labels.size(), 1);
        QVERIFY2(labels.first()->text().contains(QStringLiteral("no port")),
                 qPrintable(labels.first()->text()));
    }

    void everyStateHasItsMark()
    {
        QSet<int> marks;
        for (const ProbeState state :
             {ProbeState::Pending, ProbeState::Up, ProbeState::Degraded, ProbeState::Down,
              ProbeState::Drain, ProbeState::Maintenance})
            marks.insert(int(panels::healthOf(state)));
        QCOMPARE(marks.size(), 6);
        QVERIFY(!marks.contains(int(render::Health::None)));
    }
};

QTEST_MAIN(TestLivePanel)
#include "tst_live_panel.moc"
