// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <map>
#include <set>

/// Holds the includes of every file against who may know whom (docs/architecture.md).
class LayersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersIncludeOnlyWhatTheyMayKnow();
    void everyFolderHasALaw();
    void theCoreNamesNoWidgets();
    void theEngineIsStandardCpp();
    void onlyThePlotKnowsThePlotLibrary();
    void nothingSwitchesOnAKindsName();
    void everyFileCarriesItsLicence();
    void noFileIsTooLong();

private:
    static QStringList sources(const QString &folder);
    static QStringList includesOf(const QString &path);
    static QString relative(const QString &path);
};

namespace {

const QString kRoot = QStringLiteral(LOADSTAR_SOURCE_DIR);

using Folders = std::set<QString>;

/// Folder -> folders that it may include, besides itself. "all" stands for the whole core.
const std::map<QString, Folders> &laws()
{
    static const std::map<QString, Folders> kLaws{
        {QStringLiteral("src/base"), {}},
        {QStringLiteral("src/model"), {QStringLiteral("base")}},
        {QStringLiteral("src/health"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/placement"), {}},
        {QStringLiteral("src/batch"), {}},
        {QStringLiteral("src/edit"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/render"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/layout"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/export"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/sim"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("health"),
          QStringLiteral("batch")}},
        {QStringLiteral("src/theory"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/reliability"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("sim")}},
        {QStringLiteral("src/cost"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/report"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("cost"),
          QStringLiteral("lint"), QStringLiteral("reliability"), QStringLiteral("render"),
          QStringLiteral("sim")}},
        {QStringLiteral("src/lint"), {QStringLiteral("base"), QStringLiteral("model")}},
        {QStringLiteral("src/study"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("sim")}},
        {QStringLiteral("src/probe"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("health")}},
        {QStringLiteral("src/film"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("sim"),
          QStringLiteral("render")}},
        {QStringLiteral("src/cli"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("health"),
          QStringLiteral("sim"), QStringLiteral("probe"), QStringLiteral("render"),
          QStringLiteral("film"), QStringLiteral("export"), QStringLiteral("study"),
          QStringLiteral("theory"), QStringLiteral("reliability"), QStringLiteral("lint"),
          QStringLiteral("report")}},
        {QStringLiteral("ui/icons"), {QStringLiteral("base"), QStringLiteral("render")}},
        {QStringLiteral("ui/canvas"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("edit"),
          QStringLiteral("render")}},
        {QStringLiteral("ui/panels"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("edit"),
          QStringLiteral("render"), QStringLiteral("probe"), QStringLiteral("health"),
          QStringLiteral("theory"), QStringLiteral("icons")}},
        {QStringLiteral("ui/charts"),
         {QStringLiteral("base"), QStringLiteral("render"), QStringLiteral("sim")}},
        {QStringLiteral("ui/player"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("edit"),
          QStringLiteral("render"), QStringLiteral("sim"), QStringLiteral("health"),
          QStringLiteral("film"), QStringLiteral("canvas"), QStringLiteral("charts"),
          QStringLiteral("icons")}},
        {QStringLiteral("ui/shell"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("edit"),
          QStringLiteral("layout"), QStringLiteral("render"), QStringLiteral("export"),
          QStringLiteral("probe"), QStringLiteral("sim"), QStringLiteral("canvas"),
          QStringLiteral("panels"), QStringLiteral("charts"), QStringLiteral("player"),
          QStringLiteral("film"), QStringLiteral("icons"), QStringLiteral("study"),
          QStringLiteral("reliability"), QStringLiteral("lint")}},
        {QStringLiteral("ui/app"),
         {QStringLiteral("base"), QStringLiteral("model"), QStringLiteral("edit"),
          QStringLiteral("shell")}},
    };
    return kLaws;
}

} // namespace

QStringList LayersTest::sources(const QString &folder)
{
    QStringList paths;
    QDirIterator files(kRoot + u'/' + folder, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                       QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths += files.next();
    paths.sort();
    return paths;
}

QStringList LayersTest::includesOf(const QString &path)
{
    static const QRegularExpression pattern(
        QStringLiteral("^\\s*#\\s*include\\s*[\"<]([^\">]+)[\">]"),
        QRegularExpression::MultilineOption);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList includes;
    auto matches = pattern.globalMatch(QString::fromUtf8(file.readAll()));
    while (matches.hasNext())
        includes += matches.next().captured(1);
    return includes;
}

QString LayersTest::relative(const QString &path)
{
    return path.mid(kRoot.size() + 1);
}

void LayersTest::foldersIncludeOnlyWhatTheyMayKnow()
{
    std::set<QString> folders;
    for (const auto &[folder, allowed] : laws())
        folders.insert(folder.section(u'/', 1));
    QStringList broken;
    int checked = 0;
    for (const auto &[folder, allowed] : laws()) {
        for (const QString &path : sources(folder)) {
            for (const QString &include : includesOf(path)) {
                const QString target = include.section(u'/', 0, 0);
                if (!include.contains(u'/') || !folders.count(target))
                    continue;
                ++checked;
                if (target != folder.section(u'/', 1) && !allowed.count(target))
                    broken += relative(path) + QStringLiteral(" includes ") + include;
            }
        }
    }
    QVERIFY(checked > 500);
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void LayersTest::everyFolderHasALaw()
{
    for (const QString &floor : {QStringLiteral("src"), QStringLiteral("ui")}) {
        for (const QString &name :
             QDir(kRoot + u'/' + floor).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY2(laws().count(floor + u'/' + name), qPrintable(floor + u'/' + name));
    }
}

void LayersTest::theCoreNamesNoWidgets()
{
    static const QRegularExpression widgets(
        QStringLiteral("^(QtWidgets|QtPrintSupport|QWidget|QGraphics(?!.*Effect)|QMainWindow|"
                       "QDialog|QMessageBox|QPrinter|QLabel|QPushButton|QApplication)"));
    for (const QString &path : sources(QStringLiteral("src"))) {
        for (const QString &include : includesOf(path))
            QVERIFY2(!widgets.match(include).hasMatch(),
                     qPrintable(relative(path) + QStringLiteral(" includes ") + include));
    }
}

void LayersTest::theEngineIsStandardCpp()
{
    for (const QString &folder :
         {QStringLiteral("sim/engine"), QStringLiteral("theory/formulas")}) {
        const QStringList files = sources(QStringLiteral("src/") + folder);
        QVERIFY(files.size() > 4);
        for (const QString &path : files) {
            for (const QString &include : includesOf(path)) {
                const bool isForeign =
                    include.startsWith(u'Q') ||
                    (include.contains(u'/') && !include.startsWith(folder + u'/') &&
                     !include.startsWith(QStringLiteral("boost/")));
                QVERIFY2(!isForeign,
                         qPrintable(relative(path) + QStringLiteral(" includes ") + include));
            }
        }
    }
}

void LayersTest::onlyThePlotKnowsThePlotLibrary()
{
    QStringList users;
    for (const QString &floor : {QStringLiteral("src"), QStringLiteral("ui")}) {
        for (const QString &path : sources(floor)) {
            if (includesOf(path).contains(QStringLiteral("qcustomplot.h")))
                users += relative(path);
        }
    }
    QCOMPARE(users, QStringList{QStringLiteral("ui/charts/plot_widget.cpp")});
}

void LayersTest::nothingSwitchesOnAKindsName()
{
    // A property may have a value that reads like a kind ("node"), so only kinds are looked at.
    static const QRegularExpression named(QStringLiteral(
        "\\bkind(?:\\(\\))?\\s*(?:==|!=|=)\\s*(?:QStringLiteral\\(|QLatin1String\\(|u)?"
        "\"[a-zA-Z]+\""));
    QStringList broken;
    for (const QString &floor : {QStringLiteral("src"), QStringLiteral("ui")}) {
        for (const QString &path : sources(floor)) {
            if (path.contains(QStringLiteral("/src/model/")))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            auto matches = named.globalMatch(QString::fromUtf8(file.readAll()));
            while (matches.hasNext())
                broken += relative(path) + QStringLiteral(": ") + matches.next().captured();
        }
    }
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join(u'\n')));
}

void LayersTest::everyFileCarriesItsLicence()
{
    for (const QString &floor :
         {QStringLiteral("src"), QStringLiteral("ui"), QStringLiteral("tests")}) {
        for (const QString &path : sources(floor)) {
            if (path.endsWith(QStringLiteral("tests/bench/bare_loop.cpp")))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray head = file.read(200);
            QVERIFY2(head.contains("SPDX-License-Identifier: GPL-3.0-or-later"),
                     qPrintable(relative(path)));
        }
    }
}

void LayersTest::noFileIsTooLong()
{
    for (const QString &floor : {QStringLiteral("src"), QStringLiteral("ui")}) {
        for (const QString &path : sources(floor)) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto lines = file.readAll().count('\n');
            QVERIFY2(lines <= (path.endsWith(QStringLiteral(".h")) ? 250 : 600),
                     qPrintable(relative(path)));
        }
    }
}

QTEST_APPLESS_MAIN(LayersTest)
#include "tst_layers.moc"
