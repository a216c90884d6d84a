// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every template and every design of tests/fingerprints runs as it did when its fingerprint was
// taken. `tst_sim_fingerprints --regenerate` writes the table anew, for a change that is meant.
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"
#include "sim/run_fingerprint.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <cstring>
#include <map>

using namespace loadstar;

namespace {

constexpr auto kTable = LOADSTAR_SOURCE_DIR "/tests/fingerprints/fingerprints.csv";
constexpr auto kHead = "design,seed,duration,segments,outcomes,checks,events,hash";

struct Run
{
    QString path;
    double duration = 600.0;
};

/// Name and run of every design that has fingerprints.
std::map<QString, Run> allRuns()
{
    std::map<QString, Run> runs;
    const auto addFolder = [&runs](const char *folder, double duration) {
        const QDir dir(QString::fromLatin1(folder));
        for (const QString &name : dir.entryList({QStringLiteral("*.loadstar")}, QDir::Files))
            runs[name.chopped(9)] = {dir.filePath(name), duration};
    };
    addFolder(LOADSTAR_SOURCE_DIR "/resources/templates", 600.0);
    addFolder(LOADSTAR_SOURCE_DIR "/tests/fingerprints", 60.0);
    return runs;
}

model::Design designOf(const QString &path)
{
    const auto loaded = model::loadDesign(path, model::builtinKinds());
    if (!loaded)
        qFatal("%s", qPrintable(loaded.error().text()));
    return loaded->design;
}

QString fingerprintOf(const model::Design &design, const sim::RunOptions &options, double step = 0)
{
    auto created = sim::DesignSimulation::create(design, options);
    if (!created)
        qFatal("cannot simulate: %s", qPrintable(created.error().text()));
    sim::DesignSimulation &simulation = *created.value();
    sim::RunFingerprint fingerprint(simulation);
    simulation.setTraceSink(&fingerprint);
    for (double to = step; step > 0.0 && to < options.duration; to += step)
        simulation.runUntil(to);
    simulation.runUntil(options.duration);
    return fingerprint.text();
}

QString rowOf(const QString &name, const Run &run, std::uint64_t seed)
{
    return QStringLiteral("%1,%2,%3,%4")
        .arg(name)
        .arg(seed)
        .arg(run.duration)
        .arg(fingerprintOf(designOf(run.path), {run.duration, 0.0, seed}));
}

bool regenerate()
{
    QFile file(QString::fromLatin1(kTable));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write(kHead + QByteArray("\n"));
    for (const auto &[name, run] : allRuns()) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed)
            file.write(rowOf(name, run, seed).toUtf8() + '\n');
    }
    return true;
}

} // namespace

class TestSimFingerprints : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRunIsAsItWas_data();
    void everyRunIsAsItWas();
    void theTableNamesNoDesignThatIsGone();
    void steppingChangesNothing();
    void anotherOrderOrTimeIsSeen();
};

void TestSimFingerprints::everyRunIsAsItWas_data()
{
    QTest::addColumn<QString>("name");
    for (const auto &[name, run] : allRuns())
        QTest::newRow(qPrintable(name)) << name;
}

void TestSimFingerprints::everyRunIsAsItWas()
{
    QFETCH(QString, name);
    const Run run = allRuns().at(name);
    QFile file(QString::fromLatin1(kTable));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList rows = QString::fromUtf8(file.readAll()).split(u'\n');
    int found = 0;
    for (const QString &row : rows) {
        const QStringList cells = row.split(u',');
        if (cells.front() != name || cells.size() < 2)
            continue;
        ++found;
        QCOMPARE(rowOf(name, run, cells[1].toULongLong()), row);
    }
    QVERIFY2(found == 3, "no fingerprints: run tst_sim_fingerprints --regenerate");
}

void TestSimFingerprints::theTableNamesNoDesignThatIsGone()
{
    QFile file(QString::fromLatin1(kTable));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readLine().trimmed(), QByteArray(kHead));
    const auto runs = allRuns();
    while (!file.atEnd()) {
        const QString name = QString::fromUtf8(file.readLine()).section(u',', 0, 0);
        QVERIFY2(runs.count(name), qPrintable(name));
    }
}

void TestSimFingerprints::steppingChangesNothing()
{
    const auto runs = allRuns();
    const model::Design design = designOf(runs.at(QStringLiteral("tour")).path);
    QCOMPARE(fingerprintOf(design, {100.0, 0.0, 1}, 0.37), fingerprintOf(design, {100.0, 0.0, 1}));
}

void TestSimFingerprints::anotherOrderOrTimeIsSeen()
{
    const auto runs = allRuns();
    const model::Design design = designOf(runs.at(QStringLiteral("tour")).path);
    auto created = sim::DesignSimulation::create(design, {100.0});
    const auto textOf = [&](double at, bool isSwapped) {
        sim::RunFingerprint fingerprint(*created.value());
        const sim::TraceEvent fail{at, sim::EventWhat::Fail, 0, sim::kByScenario};
        const sim::TraceEvent slow{at, sim::EventWhat::Slow, 1, sim::kByScenario};
        fingerprint.event(isSwapped ? slow : fail);
        fingerprint.event(isSwapped ? fail : slow);
        return fingerprint.text();
    };
    // 1e-9 of the duration is 1e-7 s.
    QCOMPARE(textOf(50.0 + 1e-9, false), textOf(50.0, false));
    QVERIFY(textOf(50.0 + 2e-7, false) != textOf(50.0, false));
    QVERIFY(textOf(50.0, true) != textOf(50.0, false));
}

int main(int argc, char **argv)
{
    if (argc == 2 && std::strcmp(argv[1], "--regenerate") == 0)
        return regenerate() ? 0 : 1;
    QCoreApplication application(argc, argv);
    TestSimFingerprints test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sim_fingerprints.moc"
