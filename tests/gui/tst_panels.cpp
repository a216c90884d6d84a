// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/design_document.h"
#include "model/kinds/builtin_kinds.h"
#include "panels/distribution_plot.h"
#include "panels/inspector_panel.h"
#include "panels/palette_list.h"
#include "panels/palette_panel.h"
#include "panels/property_row.h"
#include "panels/property_text.h"
#include "panels/template_list.h"
#include "render/theme.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace loadstar;
using model::ElementId;
using panels::PropertyRow;

namespace {

model::Component component(const QString &id, const QString &kind, const QString &name,
                           model::PropertyMap properties = {})
{
    model::Component made;
    made.id = ElementId(id);
    made.kind = kind;
    made.name = name;
    made.properties = std::move(properties);
    return made;
}

/// Two nodes that differ in their cores, a storage, users and a connection.
model::Design sample()
{
    model::Design design;
    const auto add = [&](const model::Component &c) { design.components[c.id] = c; };
    add(component(QStringLiteral("n1"), QStringLiteral("node"), QStringLiteral("rstudio-1"),
                  {{QStringLiteral("cores"), 8.0}}));
    add(component(QStringLiteral("n2"), QStringLiteral("node"), QStringLiteral("rstudio-2")));
    add(component(QStringLiteral("db"), QStringLiteral("storage"), QStringLiteral("PostgreSQL")));
    add(component(QStringLiteral("u"), QStringLiteral("users"), QStringLiteral("Analysts")));
    add(component(QStringLiteral("zone"), QStringLiteral("zone"), QStringLiteral("us-east-1a")));
    add(component(QStringLiteral("odd"), QStringLiteral("quantumNode"), QStringLiteral("Odd")));
    design.components[ElementId(QStringLiteral("n1"))].parent = ElementId(QStringLiteral("zone"));
    model::Connection traffic;
    traffic.id = ElementId(QStringLiteral("t1"));
    traffic.kind = QStringLiteral("traffic");
    traffic.from = ElementId(QStringLiteral("u"));
    traffic.to = ElementId(QStringLiteral("n1"));
    design.connections[traffic.id] = traffic;
    return design;
}

edit::Selection ids(const QStringList &texts)
{
    edit::Selection selection;
    for (const QString &text : texts)
        selection.insert(ElementId(text));
    return selection;
}

/// Whether the colour is nearer to the accent than to the ground.
bool isMostly(const QColor &color, const render::Theme &theme)
{
    const auto away = [&color](const QColor &other) {
        return std::abs(color.red() - other.red()) + std::abs(color.green() - other.green()) +
               std::abs(color.blue() - other.blue());
    };
    return away(theme.accent) < away(theme.surface);
}

void type(QLineEdit *edit, const QString &text)
{
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

} // namespace

class TestPanels : public QObject
{
    Q_OBJECT

private:
    /// A document with the sample, shown in an inspector that has the keyboard.
    struct Fixture
    {
        edit::DesignDocument document{model::builtinKinds()};
        panels::InspectorPanel panel{document};

        explicit Fixture(const QStringList &selection = {})
        {
            document.reset(sample(), {});
            document.select(ids(selection));
            panel.resize(300, 900);
            panel.show();
            panel.activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(&panel));
        }
        QLineEdit *line(const char *key) const
        {
            return panel.findChild<QLineEdit *>(QString::fromLatin1(key));
        }
        QString error(const char *key) const
        {
            const QLabel *label = line(key)->parentWidget()->parentWidget()->findChild<QLabel *>(
                QStringLiteral("fieldError"));
            return label->isVisible() ? label->text() : QString();
        }
        QToolButton *reset(const char *key) const
        {
            QWidget *field = panel.findChild<QWidget *>(QString::fromLatin1(key));
            return field->parentWidget()->parentWidget()->findChild<QToolButton *>();
        }
        panels::DistributionPlot *plot(const char *key) const
        {
            return line(key)
                ->parentWidget()
                ->parentWidget()
                ->findChild<panels::DistributionPlot *>();
        }
        const model::PropertyMap &properties(const char *id) const
        {
            const ElementId element(QString::fromLatin1(id));
            const model::Component *found = document.design().component(element);
            return found ? found->properties : document.design().connection(element)->properties;
        }
    };

private Q_SLOTS:
    void searchFindsNamesAndOtherNames()
    {
        panels::PalettePanel panel(model::builtinKinds());
        panel.show();
        QLineEdit *search = panel.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        panels::PaletteList *list = panel.findChild<panels::PaletteList *>();
        QCOMPARE(list->visibleCount(), int(model::builtinKinds().components().size()));
        QTest::keyClicks(search, QStringLiteral("front d"));
        QCOMPARE(list->visibleCount(), 1);
        QCOMPARE(list->currentKind(), QStringLiteral("loadBalancer"));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("STORAGE"));
        QCOMPARE(list->currentKind(), QStringLiteral("storage"));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("blockchain"));
        QCOMPARE(list->visibleCount(), 0);
        QCOMPARE(list->currentKind(), QString());
    }

    void enterInTheSearchPlacesTheFirstMatch()
    {
        panels::PalettePanel panel(model::builtinKinds());
        panel.show();
        QLineEdit *search = panel.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        QSignalSpy placed(&panel, &panels::PalettePanel::placeRequested);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(placed.count(), 0);
        QTest::keyClicks(search, QStringLiteral("server"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(placed.count(), 1);
        QCOMPARE(placed[0][0].toString(), QStringLiteral("node"));
    }

    void arrowsWalkTheMatches()
    {
        panels::PalettePanel panel(model::builtinKinds());
        panel.show();
        QLineEdit *search = panel.findChild<QLineEdit *>(QStringLiteral("paletteSearch"));
        QSignalSpy placed(&panel, &panels::PalettePanel::placeRequested);
        QTest::keyClicks(search, QStringLiteral("data centre"));
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(placed.count(), 1);
        QCOMPARE(placed[0][0].toString(), QStringLiteral("site"));
    }

    void doubleClickPlacesAKindButNotAHeading()
    {
        panels::PalettePanel panel(model::builtinKinds());
        panel.resize(208, 700);
        panel.show();
        panels::PaletteList *list = panel.findChild<panels::PaletteList *>();
        QSignalSpy placed(&panel, &panels::PalettePanel::placeRequested);
        const auto doubleClick = [&](int row) {
            const QPoint at = list->visualItemRect(list->item(row)).center();
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at);
            QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, at);
        };
        doubleClick(0);
        QCOMPARE(placed.count(), 0);
        doubleClick(1);
        QCOMPARE(placed.count(), 1);
        QCOMPARE(placed[0][0].toString(), QStringLiteral("users"));
    }

    void draggedKindCarriesItsId()
    {
        struct OpenList : panels::PaletteList
        {
            using PaletteList::mimeData;
            using PaletteList::PaletteList;
        };
        OpenList list(model::builtinKinds());
        const std::unique_ptr<QMimeData> mime(list.mimeData({list.item(1)}));
        QCOMPARE(mime->data(QString::fromLatin1(panels::kKindMimeType)), QByteArray("users"));
    }

    void everyKindHasARowNamedForAScreenReader()
    {
        panels::PaletteList list(model::builtinKinds());
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            const QList<QListWidgetItem *> found = list.findItems(kind.name, Qt::MatchExactly);
            const bool hasRow =
                std::any_of(found.begin(), found.end(), [&](const QListWidgetItem *item) {
                    return item->data(Qt::AccessibleDescriptionRole).toString() == kind.doc;
                });
            QVERIFY2(hasRow, qPrintable(kind.id));
        }
    }

    void templatesOpenWithEnter()
    {
        panels::PalettePanel panel(model::builtinKinds());
        panels::DesignTemplate entry;
        entry.path = QStringLiteral("/a/template.loadstar");
        entry.name = QStringLiteral("Two servers");
        panel.setTemplates({entry});
        panel.findChild<QTabWidget *>()->setCurrentIndex(1);
        panel.show();
        QSignalSpy asked(&panel, &panels::PalettePanel::templateRequested);
        panels::TemplateList *list = panel.findChild<panels::TemplateList *>();
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toString(), entry.path);
    }

    void everyPropertyOfEveryKindHasARow()
    {
        edit::DesignDocument document(model::builtinKinds());
        model::Design design;
        for (const model::ComponentKind &kind : model::builtinKinds().components())
            design.components[ElementId(kind.id)] = component(kind.id, kind.id, kind.name);
        document.reset(design, {});
        panels::InspectorPanel panel(document);
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            document.select(ids({kind.id}));
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            const QList<PropertyRow *> rows = panel.findChildren<PropertyRow *>();
            QCOMPARE(rows.size(), qsizetype(kind.properties.size()));
            for (qsizetype i = 0; i < rows.size(); ++i) {
                const model::PropertySpec &spec = kind.properties[size_t(i)];
                QCOMPARE(rows[i]->spec().key, spec.key);
                QWidget *editor = rows[i]->findChild<QWidget *>(spec.key);
                QVERIFY2(editor, qPrintable(spec.key));
                QCOMPARE(editor->accessibleName(), spec.label);
                QVERIFY(!spec.doc.isEmpty());
            }
        }
    }

    void aProductsNumbersAreOfferedAndTakenInOneStep()
    {
        Fixture f;
        model::Design design = sample();
        design.components[ElementId(QStringLiteral("lb"))] = component(
            QStringLiteral("lb"), QStringLiteral("loadBalancer"), QStringLiteral("LB"),
            {{QStringLiteral("checkRules"), QStringLiteral("alb")}, {QStringLiteral("fall"), 7.0}});
        f.document.reset(design, {});
        f.document.select(ids({QStringLiteral("lb")}));
        const model::PropertyMap before = f.properties("lb");
        QToolButton *button = f.panel.findChild<QToolButton *>(QStringLiteral("presetButton"));
        QVERIFY(button->isVisible());
        QStringList offered;
        QTimer::singleShot(0, &f.panel, [&offered] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (const QAction *action : menu->actions())
                offered += action->isSeparator() ? QStringLiteral("-") : action->text();
            QTest::keyClick(menu, Qt::Key_Down);
            QTest::keyClick(menu, Qt::Key_Return);
        });
        QTest::mouseClick(button, Qt::LeftButton);
        // The menu tells what was chosen once it is closed.
        QTRY_COMPARE(f.document.undoStack().count(), 1);
        QCOMPARE(offered.value(0), QStringLiteral("AWS Application Load Balancer"));
        QCOMPARE(offered.value(1), QStringLiteral("AWS target group made by Terraform"));
        QVERIFY(offered.contains(QStringLiteral("Envoy")));
        const model::PropertyMap &now = f.properties("lb");
        QCOMPARE(now.at(QStringLiteral("checkInterval")), model::PropertyValue(30.0));
        QCOMPARE(now.at(QStringLiteral("fall")), model::PropertyValue(2.0));
        QCOMPARE(now.at(QStringLiteral("rise")), model::PropertyValue(5.0));
        f.document.undoStack().undo();
        QCOMPARE(f.properties("lb"), before);
        f.document.select(ids({QStringLiteral("n1")}));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!f.panel.findChild<QToolButton *>(QStringLiteral("presetButton")));
    }

    void headerSaysWhatAndWhere()
    {
        const Fixture f({QStringLiteral("n1")});
        const auto subtitle = [&] {
            return f.panel.findChild<QLabel *>(QStringLiteral("inspectorSubtitle"))->text();
        };
        QCOMPARE(f.line("inspectorName")->text(), QStringLiteral("rstudio-1"));
        QCOMPARE(subtitle(), QStringLiteral("Node in us-east-1a"));
    }

    void aNameWithoutRoomEndsInAnEllipsis()
    {
        Fixture f({QStringLiteral("n1")});
        QLineEdit *name = f.line("inspectorName");
        type(name, QString(60, u'M'));
        f.line("cores")->setFocus();
        // How many rows of the last pixels of the text are inked: three dots stand on the ground.
        const auto inkedRows = [&] {
            const QImage image = name->grab().toImage().convertToFormat(QImage::Format_RGB32);
            const QRgb ground = image.pixel(image.width() / 2, 3);
            int rows = 0;
            for (int y = 3; y < image.height() - 3; ++y) {
                bool isInked = false;
                for (int x = image.width() - 12; x < image.width() - 6; ++x)
                    isInked = isInked || qGray(image.pixel(x, y)) < qGray(ground) - 60;
                rows += isInked;
            }
            return rows;
        };
        QVERIFY2(inkedRows() <= 3, qPrintable(QString::number(inkedRows())));
        name->setFocus();
        name->home(false);
        QVERIFY2(inkedRows() > 6, qPrintable(QString::number(inkedRows())));
        QCOMPARE(name->text(), QString(60, u'M'));
        QVERIFY(name->toolTip().startsWith(QString(60, u'M')));
    }

    void renamingIsOneStep()
    {
        Fixture f({QStringLiteral("n1")});
        type(f.line("inspectorName"), QStringLiteral("front"));
        QCOMPARE(f.document.design().component(ElementId(QStringLiteral("n1")))->name,
                 QStringLiteral("front"));
        QCOMPARE(f.document.undoStack().count(), 1);
        f.document.undoStack().undo();
        QCOMPARE(f.line("inspectorName")->text(), QStringLiteral("rstudio-1"));
        type(f.line("inspectorName"), QStringLiteral("   "));
        QCOMPARE(f.line("inspectorName")->text(), QStringLiteral("rstudio-1"));
    }

    void numbersTakeUnits()
    {
        Fixture f({QStringLiteral("n1")});
        QCOMPARE(f.line("cores")->text(), QStringLiteral("8"));
        type(f.line("memory"), QStringLiteral("512 MiB"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("memory")), model::PropertyValue(0.5));
        type(f.line("mttr"), QStringLiteral("30 min"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("mttr")), model::PropertyValue(0.5));
        type(f.line("availability"), QStringLiteral("99.9 %"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("availability")),
                 model::PropertyValue(0.999));
        QCOMPARE(f.document.undoStack().count(), 3);
    }

    void eachChangeIsOneStepAndUndoShowsTheOldValue()
    {
        Fixture f({QStringLiteral("n1")});
        type(f.line("cores"), QStringLiteral("16"));
        QCOMPARE(f.document.undoStack().count(), 1);
        f.document.undoStack().undo();
        QCOMPARE(f.line("cores")->text(), QStringLiteral("8"));
        QCOMPARE(f.document.design(), sample());
    }

    void undoInAFieldMeansTheDesignOnceTheValueIsTaken()
    {
        Fixture f({QStringLiteral("n1")});
        QShortcut undo(QKeySequence::Undo, &f.panel);
        QObject::connect(&undo, &QShortcut::activated, &f.document.undoStack(), &QUndoStack::undo);
        QLineEdit *cores = f.line("cores");
        type(cores, QStringLiteral("16"));
        QTest::keyClick(cores, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(f.document.design(), sample());
        // While something is typed, it takes back what is typed.
        type(cores, QStringLiteral("12"));
        cores->selectAll();
        QTest::keyClicks(cores, QStringLiteral("9"));
        QTest::keyClick(cores, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(cores->text(), QStringLiteral("12"));
        QCOMPARE(f.document.undoStack().index(), 1);
    }

    void theSameValueInOtherWordsIsNoStep()
    {
        Fixture f({QStringLiteral("n1")});
        type(f.line("memory"), QStringLiteral("4096 MiB"));
        QCOMPARE(f.document.undoStack().count(), 0);
        QCOMPARE(f.line("memory")->text(), QStringLiteral("4 GiB"));
    }

    void invalidInputKeepsTheOldValueAndSaysWhatIsAllowed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("range") << QStringLiteral("0");
        QTest::newRow("fraction") << QStringLiteral("1.5");
        QTest::newRow("word") << QStringLiteral("many");
        QTest::newRow("unit") << QStringLiteral("4 GiB");
    }

    void invalidInputKeepsTheOldValueAndSaysWhatIsAllowed()
    {
        QFETCH(QString, text);
        Fixture f({QStringLiteral("n1")});
        type(f.line("cores"), text);
        QCOMPARE(f.document.design(), sample());
        QVERIFY2(f.error("cores").contains(QStringLiteral("a whole number of at least 1")),
                 qPrintable(f.error("cores")));
        QTest::keyClick(f.line("cores"), Qt::Key_Escape);
        QCOMPARE(f.line("cores")->text(), QStringLiteral("8"));
        QCOMPARE(f.error("cores"), QString());
    }

    void badDistributionIsExplained()
    {
        Fixture f({QStringLiteral("u")});
        type(f.line("work"), QStringLiteral("exponential(0.1"));
        QVERIFY(!f.error("work").isEmpty());
        QVERIFY(f.properties("u").empty());
        type(f.line("work"), QStringLiteral("lognormal(200 ms,1.5)"));
        QCOMPARE(f.error("work"), QString());
        QCOMPARE(f.properties("u").at(QStringLiteral("work")),
                 model::PropertyValue(QStringLiteral("lognormal(200 ms,1.5)")));
        type(f.line("work"), QStringLiteral("250 ms"));
        QCOMPARE(f.properties("u").at(QStringLiteral("work")), model::PropertyValue(0.25));
    }

    void aDistributionIsDrawnWhileItIsTyped()
    {
        Fixture f({QStringLiteral("u")});
        panels::DistributionPlot *plot = f.plot("work");
        QVERIFY(plot->isVisible());
        QLineEdit *work = f.line("work");
        work->setFocus();
        work->selectAll();
        QTest::keyClicks(work, QStringLiteral("lognormal(200 ms,1.5"));
        // Not a distribution yet: the place stays, empty.
        QVERIFY(plot->isVisible());
        QCOMPARE(plot->figures(), QString());
        const QImage empty = plot->grab().toImage();
        QTest::keyClicks(work, QStringLiteral(")"));
        QCOMPARE(plot->figures(), QStringLiteral("Mean 200 ms · p95 662 ms · CV 1.5"));
        QVERIFY(plot->grab().toImage() != empty);
        QCOMPARE(f.document.undoStack().count(), 0);
        QTest::keyClick(work, Qt::Key_Return);
        QCOMPARE(plot->figures(), QStringLiteral("Mean 200 ms · p95 662 ms · CV 1.5"));
        f.document.undoStack().undo();
        QVERIFY(!plot->figures().contains(QStringLiteral("662")));
        // What is typed and not taken is taken back with Escape.
        const QString before = plot->figures();
        work->selectAll();
        QTest::keyClicks(work, QStringLiteral("3 s"));
        QCOMPARE(plot->figures(), QStringLiteral("Mean 3 s · p95 3 s · CV 0"));
        QTest::keyClick(work, Qt::Key_Escape);
        QCOMPARE(plot->figures(), before);
    }

    void aDistributionIsDescribedForThoseWhoDoNotSeeIt()
    {
        Fixture f({QStringLiteral("u")});
        type(f.line("work"), QStringLiteral("pareto(1.5,200 ms)"));
        const QAccessibleInterface *plot = QAccessible::queryAccessibleInterface(f.plot("work"));
        QCOMPARE(plot->text(QAccessible::Name), QStringLiteral("Distribution of Work per request"));
        QCOMPARE(plot->text(QAccessible::Description),
                 QStringLiteral("Mean 200 ms, 95th percentile 491 ms, coefficient of variation "
                                "infinite"));
    }

    void differentDistributionsHaveNoPicture()
    {
        Fixture f;
        model::Design design = sample();
        design.components[ElementId(QStringLiteral("v"))] =
            component(QStringLiteral("v"), QStringLiteral("users"), QStringLiteral("Publishers"),
                      {{QStringLiteral("work"), QStringLiteral("erlang(4,1)")}});
        f.document.reset(design, {});
        f.document.select(ids({QStringLiteral("u"), QStringLiteral("v")}));
        QCOMPARE(f.line("work")->placeholderText(), QStringLiteral("Mixed"));
        QVERIFY(!f.plot("work")->isVisible());
        QVERIFY(f.plot("thinkTime")->isVisible());
        // What is typed for both has one again; what has no value has none.
        f.line("work")->setFocus();
        QTest::keyClicks(f.line("work"), QStringLiteral("2 s"));
        QVERIFY(f.plot("work")->isVisible());
        QVERIFY(!f.plot("patience")->isVisible());
        QTest::keyClick(f.line("work"), Qt::Key_Escape);
        QVERIFY(!f.plot("work")->isVisible());
    }

    void theCurveHasTheShapeOfTheDistribution_data()
    {
        QTest::addColumn<QString>("theme");
        for (const QString &name : render::Theme::names())
            QTest::newRow(qPrintable(name)) << name;
    }

    void theCurveHasTheShapeOfTheDistribution()
    {
        QFETCH(QString, theme);
        const render::Theme &colors = *render::Theme::byName(theme);
        panels::DistributionPlot plot(QStringLiteral("work"));
        QPalette palette;
        palette.setColor(QPalette::Window, colors.surface);
        palette.setColor(QPalette::Highlight, colors.accent);
        palette.setColor(QPalette::Text, colors.text);
        palette.setColor(QPalette::PlaceholderText, colors.textMuted);
        palette.setColor(QPalette::Mid, colors.textFaint);
        plot.setPalette(palette);
        plot.resize(260, plot.sizeHint().height());
        // How high the curve stands above the axis in the middle of each tenth of it.
        constexpr int kCurve = 34;
        const auto heights = [&](const QString &text) {
            plot.setDistribution(model::parseDistribution(text).value());
            const QImage image = plot.grab().toImage().convertToFormat(QImage::Format_RGB32);
            const int first = (image.height() - kCurve - 5) / 3;
            std::vector<int> tops;
            for (int part = 0; part < 10; ++part) {
                const int x = image.width() * (2 * part + 1) / 20;
                int up = kCurve;
                while (up > 0 && !isMostly(image.pixelColor(x, first + kCurve - up), colors))
                    --up;
                tops.push_back(up);
            }
            return tops;
        };
        const std::vector<int> falling = heights(QStringLiteral("exponential(1)"));
        QVERIFY(std::is_sorted(falling.rbegin(), falling.rend()));
        QVERIFY(falling.front() > falling.back() + 20);
        const std::vector<int> hill = heights(QStringLiteral("erlang(9,1)"));
        const auto top = std::max_element(hill.begin(), hill.end());
        QVERIFY(top > hill.begin() + 2 && top < hill.end() - 2);
        QVERIFY(std::is_sorted(hill.begin(), top + 1));
        QVERIFY(std::is_sorted(top, hill.end(), std::greater<>()));
        // Chances: two bars, the rest is empty.
        const std::vector<int> bars = heights(QStringLiteral("empirical(1,1,9)"));
        QVERIFY(std::count(bars.begin(), bars.end(), 0) >= 8);
    }

    void defaultsAreMarkedAndTheArrowGoesBackToThem()
    {
        Fixture f({QStringLiteral("n1")});
        QVERIFY(f.line("speed")->property("isDefault").toBool());
        QVERIFY(!f.reset("speed")->isVisible());
        QVERIFY(!f.line("cores")->property("isDefault").toBool());
        QVERIFY(f.reset("cores")->isVisible());
        QTest::mouseClick(f.reset("cores"), Qt::LeftButton);
        QVERIFY(!f.properties("n1").contains(QStringLiteral("cores")));
        QCOMPARE(f.line("cores")->text(), QStringLiteral("1"));
        QVERIFY(f.line("cores")->property("isDefault").toBool());
        QCOMPARE(f.document.undoStack().count(), 1);
    }

    void theDefaultIsNotWritten()
    {
        Fixture f({QStringLiteral("n1")});
        type(f.line("cores"), QStringLiteral("1"));
        QVERIFY(f.properties("n1").empty());
    }

    void emptiedNullableFieldIsNullAndSaysWhatThatMeans()
    {
        Fixture f({QStringLiteral("n1")});
        QCOMPARE(f.line("queueLimit")->text(), QString());
        QCOMPARE(f.line("queueLimit")->placeholderText(), QStringLiteral("no limit"));
        type(f.line("queueLimit"), QStringLiteral("20"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("queueLimit")), model::PropertyValue(20.0));
        f.line("queueLimit")->clear();
        QTest::keyClick(f.line("queueLimit"), Qt::Key_Return);
        QVERIFY(!f.properties("n1").contains(QStringLiteral("queueLimit")));
    }

    void choicesAreReadableWords()
    {
        Fixture f({QStringLiteral("n1")});
        QComboBox *combo = f.panel.findChild<QComboBox *>(QStringLiteral("discipline"));
        QCOMPARE(combo->currentText(), QStringLiteral("First come, first served"));
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(f.properties("n1").at(QStringLiteral("discipline")),
                 model::PropertyValue(QStringLiteral("ps")));
    }

    void switchesSwitch()
    {
        Fixture f({QStringLiteral("db")});
        QCheckBox *box = f.panel.findChild<QCheckBox *>(QStringLiteral("multiZone"));
        QTest::mouseClick(box, Qt::LeftButton);
        QCOMPARE(f.properties("db").at(QStringLiteral("multiZone")), model::PropertyValue(true));
        QTest::mouseClick(box, Qt::LeftButton);
        QVERIFY(f.properties("db").empty());
    }

    void theSameChoiceOnceMoreChangesNothing()
    {
        // The file says what is the default anyway; choosing it again must not take it out.
        Fixture f({QStringLiteral("n1")});
        const model::PropertyValue fifo(QStringLiteral("fifo"));
        f.document.perform(QStringLiteral("As in a file"),
                           {model::PutProperty{ElementId(QStringLiteral("n1")),
                                               QStringLiteral("discipline"), fifo}});
        const int steps = f.document.undoStack().count();
        QComboBox *combo = f.panel.findChild<QComboBox *>(QStringLiteral("discipline"));
        QCOMPARE(combo->currentIndex(), 0);
        QTest::keyClick(combo, Qt::Key_Space);
        QTest::keyClick(combo->view(), Qt::Key_Return);
        QCOMPARE(f.document.undoStack().count(), steps);
        QCOMPARE(f.properties("n1").at(QStringLiteral("discipline")), fifo);
        QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(f.document.undoStack().count(), steps + 1);
    }

    void listsKeepTheOrderOfTheirChoices()
    {
        Fixture f({QStringLiteral("db")});
        QWidget *holds = f.panel.findChild<QWidget *>(QStringLiteral("holds"));
        const QList<QCheckBox *> boxes = holds->findChildren<QCheckBox *>();
        QCOMPARE(boxes.size(), 5);
        QTest::mouseClick(boxes[3], Qt::LeftButton, {}, {8, 8});
        QTest::mouseClick(boxes[0], Qt::LeftButton, {}, {8, 8});
        QCOMPARE(
            f.properties("db").at(QStringLiteral("holds")),
            model::PropertyValue(QStringList{QStringLiteral("home"), QStringLiteral("sessions")}));
    }

    void severalShowTheirCommonPropertiesAndMixedValues()
    {
        Fixture f({QStringLiteral("n1"), QStringLiteral("n2")});
        QCOMPARE(f.line("cores")->text(), QString());
        QCOMPARE(f.line("cores")->placeholderText(), QStringLiteral("Mixed"));
        QCOMPARE(f.line("speed")->text(), QStringLiteral("1"));
        type(f.line("cores"), QStringLiteral("4"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("cores")), model::PropertyValue(4.0));
        QCOMPARE(f.properties("n2").at(QStringLiteral("cores")), model::PropertyValue(4.0));
        QCOMPARE(f.document.undoStack().count(), 1);
        f.document.undoStack().undo();
        QCOMPARE(f.document.design(), sample());
        QCOMPARE(f.line("cores")->placeholderText(), QStringLiteral("Mixed"));
    }

    void leavingAMixedFieldChangesNothing()
    {
        Fixture f({QStringLiteral("n1"), QStringLiteral("n2")});
        f.line("cores")->setFocus();
        QTest::keyClick(f.line("cores"), Qt::Key_Return);
        f.line("speed")->setFocus();
        QCOMPARE(f.document.undoStack().count(), 0);
    }

    void aMixedSelectionIsCountedAndReduced()
    {
        Fixture f({QStringLiteral("n1"), QStringLiteral("n2"), QStringLiteral("db"),
                   QStringLiteral("zone"), QStringLiteral("t1")});
        const auto *subtitle = f.panel.findChild<QLabel *>(QStringLiteral("inspectorSubtitle"));
        QCOMPARE(subtitle->text().remove(QStringLiteral("(s)")),
                 QStringLiteral("2 node, 1 storage, 1 availability zone, 1 connection"));
        const auto button = [&f](const QString &text) -> QPushButton * {
            for (QPushButton *each :
                 f.panel.findChildren<QPushButton *>(QStringLiteral("onlyPart"))) {
                if (each->isVisibleTo(&f.panel) && each->text().startsWith(text))
                    return each;
            }
            return nullptr;
        };
        QVERIFY(button(QStringLiteral("Connection")) && button(QStringLiteral("Storage")));
        // All of them have room.
        for (const char *name : {"Node", "Storage", "Availability zone", "Connection"}) {
            const QPushButton *each = button(QString::fromLatin1(name));
            QCOMPARE(each->visibleRegion().boundingRect(), each->rect());
        }
        QTest::mouseClick(button(QStringLiteral("Node")), Qt::LeftButton);
        QCOMPARE(f.document.selection(), ids({QStringLiteral("n1"), QStringLiteral("n2")}));
        QVERIFY(f.line("cores"));
        QVERIFY(!button(QString()));
    }

    void differentKindsShareWhatBothHave()
    {
        Fixture f({QStringLiteral("n1"), QStringLiteral("db")});
        QVERIFY(f.line("mtbf"));
        QVERIFY(f.line("address"));
        QVERIFY(!f.line("cores"));
        type(f.line("mtbf"), QStringLiteral("2000 h"));
        QCOMPARE(f.properties("n1").at(QStringLiteral("mtbf")), model::PropertyValue(2000.0));
        QCOMPARE(f.properties("db").at(QStringLiteral("mtbf")), model::PropertyValue(2000.0));
    }

    void mixedSwitchBecomesOnForAll()
    {
        Fixture f({QStringLiteral("n1"), QStringLiteral("n2")});
        f.document.perform(
            QStringLiteral("x"),
            {model::PutProperty{ElementId(QStringLiteral("n1")), QStringLiteral("primary"), true}});
        QCheckBox *box = f.panel.findChild<QCheckBox *>(QStringLiteral("primary"));
        QCOMPARE(box->checkState(), Qt::PartiallyChecked);
        QTest::mouseClick(box, Qt::LeftButton);
        QCOMPARE(f.properties("n2").at(QStringLiteral("primary")), model::PropertyValue(true));
        QCOMPARE(box->checkState(), Qt::Checked);
    }

    void connectionsHaveTheirProperties()
    {
        Fixture f({QStringLiteral("t1")});
        QCOMPARE(f.line("inspectorName")->text(), QStringLiteral("Analysts → rstudio-1"));
        QVERIFY(f.line("inspectorName")->isReadOnly());
        type(f.line("latency"), QStringLiteral("20 ms"));
        QCOMPARE(f.properties("t1").at(QStringLiteral("latency")), model::PropertyValue(0.02));
    }

    void unknownKindsAreExplained()
    {
        Fixture f({QStringLiteral("odd")});
        QVERIFY(f.panel.findChildren<PropertyRow *>().isEmpty());
        const QLabel *remark = f.panel.findChild<QLabel *>(QStringLiteral("remark"));
        QVERIFY(remark && remark->text().contains(QStringLiteral("quantumNode")));
    }

    void nothingSelectedIsTheDesignItself()
    {
        Fixture f;
        QCOMPARE(f.line("inspectorName")->text(), QStringLiteral("Untitled design"));
        type(f.line("inspectorName"), QStringLiteral("Two zones"));
        QPlainTextEdit *notes = f.panel.findChild<QPlainTextEdit *>();
        notes->setFocus();
        QTest::keyClicks(notes, QStringLiteral("why"));
        f.line("requiredNodes")->setFocus();
        type(f.line("availability"), QStringLiteral("99.9 %"));
        const model::DesignHeader &header = f.document.design().header;
        QCOMPARE(header.name, QStringLiteral("Two zones"));
        QCOMPARE(header.notes, QStringLiteral("why"));
        QCOMPARE(header.objective.at(QStringLiteral("availability")), model::PropertyValue(0.999));
        QCOMPARE(f.document.undoStack().count(), 3);
        for (int i = 0; i < 3; ++i)
            f.document.undoStack().undo();
        QCOMPARE(f.document.design(), sample());
        QCOMPARE(notes->toPlainText(), QString());
    }

    void toolTipsSayWhatIsAllowed()
    {
        const model::ComponentKind *node = model::builtinKinds().component(QStringLiteral("node"));
        for (const model::PropertySpec &spec : node->properties) {
            const QString text = panels::propertyToolTip(spec);
            QVERIFY(text.contains(spec.doc.toHtmlEscaped()));
            QVERIFY(text.contains(panels::describedValue(spec, spec.defaultValue).toHtmlEscaped()));
        }
    }

    void everyDefaultCanBeTypedAsItIsShown()
    {
        for (const model::ComponentKind &kind : model::builtinKinds().components()) {
            for (const model::PropertySpec &spec : kind.properties) {
                using enum model::PropertyType;
                if (spec.type == Choice || spec.type == Boolean || spec.type == ChoiceList)
                    continue;
                const auto parsed =
                    panels::parseInput(spec, panels::displayText(spec, spec.defaultValue));
                QVERIFY2(parsed.isOk(), qPrintable(kind.id + u'.' + spec.key));
                QCOMPARE(parsed->value_or(spec.defaultValue), spec.defaultValue);
            }
        }
    }

    void namesOfTemplatesAreWhole()
    {
        std::vector<panels::DesignTemplate> templates(2);
        templates[0].name = QStringLiteral("One server");
        templates[1].name = QStringLiteral("A second site for when the first one burns down");
        panels::TemplateList list(templates);
        list.resize(208, 300);
        list.show();
        QCoreApplication::processEvents();
        const int oneLine = list.visualItemRect(list.item(0)).height();
        const QRect row = list.visualItemRect(list.item(1));
        const QFontMetrics metrics(list.font());
        const int lines = (metrics.horizontalAdvance(templates[1].name) + 139) / 140;
        QVERIFY(lines > 1);
        QVERIFY2(row.height() >= oneLine + (lines - 1) * metrics.height() / 2 &&
                     row.height() >= lines * metrics.height(),
                 qPrintable(QString::number(row.height())));
        QVERIFY(list.item(1)->toolTip().contains(templates[1].name));
    }
};

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
