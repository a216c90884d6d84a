// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Reports: everything is in them, and nothing that somebody typed becomes markup.
#include "cost/cost_model.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "report/design_report.h"

#include <QGuiApplication>
#include <QTextBlock>
#include <QTextDocument>
#include <QtTest>

using namespace loadstar;
using namespace loadstar::report;

namespace {

model::Design tour()
{
    return model::loadDesign(QStringLiteral(":/templates/tour.loadstar"), model::builtinKinds())
        ->design;
}

Document reportOn(const model::Design &design)
{
    ReportOptions options;
    options.run.duration = 60.0;
    options.replications = 2;
    const auto document = describeDesign(design, model::builtinKinds(), options);
    if (!document)
        qFatal("%s", qPrintable(document.error().text()));
    return *document;
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySectionIsThere();
    void numbersAreThoseOfTheAnalysis();
    void costsAddUp();
    void hostileNamesStayText_data();
    void hostileNamesStayText();
    void markdownReadsBackAsTheText();
    void aDesignThatDoesNotRunIsDescribedAllTheSame();
    void paperHasPages();
};

void TestReport::everySectionIsThere()
{
    const Document document = reportOn(tour());
    QStringList titles;
    for (const Section &section : document.sections) {
        titles += section.title;
        QVERIFY2(!section.blocks.empty(), qPrintable(section.title));
    }
    QCOMPARE(titles, QStringList({QStringLiteral("The design"), QStringLiteral("Targets"),
                                  QStringLiteral("Findings"), QStringLiteral("Availability"),
                                  QStringLiteral("Simulation"), QStringLiteral("Cost"),
                                  QStringLiteral("Open questions for IT"),
                                  QStringLiteral("Assumptions and sources")}));
    const QString html = QString::fromUtf8(toHtml(document));
    for (const QString &title : titles)
        QVERIFY(html.contains(QStringLiteral("<h2>%1</h2>").arg(title)));
    QVERIFY(html.contains(QStringLiteral("data:image/svg+xml;base64,")));
}

void TestReport::numbersAreThoseOfTheAnalysis()
{
    const QString text = QString::fromUtf8(toHtml(reportOn(tour())));
    QVERIFY(text.contains(QStringLiteral("99.999837 % of the time")));
    QVERIFY(text.contains(
        QStringLiteral("<td>Availability zone a</td><td>99.9500 %</td><td>76.4 %</td>")));
    QVERIFY(text.contains(QStringLiteral("2 runs of 60 s")));
    QVERIFY(text.contains(QStringLiteral("<td>$1500</td><td>met ($1277.50)</td>")));
}

void TestReport::costsAddUp()
{
    model::Design design = tour();
    const cost::CostSummary summary = cost::costOf(design, model::builtinKinds());
    double sum = 0.0;
    for (const cost::CostItem &item : summary.items)
        sum += item.perHour;
    QVERIFY(std::abs(summary.perHour - sum) < 1e-12 && sum > 1.0);
    QVERIFY(std::abs(summary.perMonth() - 730.0 * sum) < 1e-9);
    QVERIFY(summary.isWithinBudget());
    QVERIFY(std::is_sorted(summary.items.begin(), summary.items.end(),
                           [](const auto &a, const auto &b) { return a.perHour > b.perHour; }));
    const model::ElementId node(QStringLiteral("rstudio-1"));
    design.components.at(node).properties[QStringLiteral("costPerHour")] = 10.0;
    QVERIFY(!cost::costOf(design, model::builtinKinds()).isWithinBudget());
    design.components.at(node).properties.erase(QStringLiteral("costPerHour"));
    QCOMPARE(cost::costOf(design, model::builtinKinds()).unpriced,
             std::vector<model::ElementId>{node});
}

void TestReport::hostileNamesStayText_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("html") << QStringLiteral("<script>alert(1)</script>\"'><img src=x>");
    QTest::newRow("markdown") << QStringLiteral("# [x](y) | **b** ![i](j) `c` 1. - + &amp;");
    QTest::newRow("lines") << QStringLiteral("a\n\n# b\n- c\r\n| d |");
    QTest::newRow("controls") << QStringLiteral("a\x01\x1b[31mb\u202e\u0000c");
    QTest::newRow("long") << QString(500, u'x');
    QTest::newRow("template") << QStringLiteral("{{ .Values }} ${HOME} %1 %%");
}

void TestReport::hostileNamesStayText()
{
    QFETCH(QString, name);
    model::Design design = tour();
    design.header.name = name;
    design.header.notes = name;
    for (auto &[id, component] : design.components)
        component.name = name;
    const Document document = reportOn(design);
    const QByteArray html = toHtml(document);
    QVERIFY(!html.contains("<script>") && !html.contains("<img src=x>"));
    // Every tag is one of ours.
    static const QRegularExpression tag(QStringLiteral("<(/?[a-zA-Z!][^ >]*)"));
    static const QSet<QString> ours{
        QStringLiteral("html"),  QStringLiteral("head"),  QStringLiteral("meta"),
        QStringLiteral("title"), QStringLiteral("style"), QStringLiteral("body"),
        QStringLiteral("h1"),    QStringLiteral("h2"),    QStringLiteral("p"),
        QStringLiteral("ul"),    QStringLiteral("li"),    QStringLiteral("table"),
        QStringLiteral("tr"),    QStringLiteral("th"),    QStringLiteral("td"),
        QStringLiteral("img"),   QStringLiteral("br"),    QStringLiteral("!DOCTYPE")};
    auto tags = tag.globalMatch(QString::fromUtf8(html));
    while (tags.hasNext()) {
        QString found = tags.next().captured(1);
        if (found.startsWith(u'/'))
            found.remove(0, 1);
        QVERIFY2(ours.contains(found), qPrintable(found));
    }
    // Read as Markdown, it has the headings of the report and no more.
    QTextDocument read;
    read.setMarkdown(QString::fromUtf8(toMarkdown(document)), QTextDocument::MarkdownDialectGitHub);
    int headings = 0;
    for (QTextBlock block = read.begin(); block.isValid(); block = block.next())
        headings += block.blockFormat().headingLevel() > 0 ? 1 : 0;
    QCOMPARE(headings, 1 + static_cast<int>(document.sections.size()));
}

void TestReport::markdownReadsBackAsTheText()
{
    const Document document{QStringLiteral("A *title*"),
                            {{QStringLiteral("One"),
                              {Paragraph{QStringLiteral("2. a_b_c <x> [y](z) #h")},
                               BulletList{{QStringLiteral("- dash"), QStringLiteral("3) three"),
                                           QStringLiteral("$1 | 2")}},
                               Table{{{QStringLiteral("a|b"), QStringLiteral("c")},
                                      {QStringLiteral("*d*"), QStringLiteral("e")}}}}}}};
    QTextDocument read;
    read.setMarkdown(QString::fromUtf8(toMarkdown(document)), QTextDocument::MarkdownDialectGitHub);
    const QString text = read.toPlainText();
    for (const char *part :
         {"A *title*", "2. a_b_c <x> [y](z) #h", "- dash", "3) three", "$1 | 2", "a|b", "*d*"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
}

void TestReport::aDesignThatDoesNotRunIsDescribedAllTheSame()
{
    model::Design design = tour();
    model::Component pods;
    pods.id = model::ElementId(QStringLiteral("pods"));
    pods.kind = QStringLiteral("workload");
    design.components.emplace(pods.id, pods);
    const QString text = QString::fromUtf8(toHtml(reportOn(design)));
    QVERIFY(text.contains(QStringLiteral("It cannot be simulated: ")));
    QVERIFY(text.contains(QStringLiteral("lies in no cluster")));
}

void TestReport::paperHasPages()
{
    const QByteArray pdf = toPdf(reportOn(tour()));
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.count("/Type /Page\n") >= 2);
}

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    TestReport test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_report.moc"
