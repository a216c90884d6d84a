// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shell_fixture.h"
#include "model/design_file.h"
#include "model/embedded_design.h"
#include "render/theme.h"
#include "shell/dialogs/picture_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

using namespace loadstar;
using model::ElementId;
using tests::WindowFixture;

namespace {

/// Two nodes far from each other, the first one selected.
struct TwoNodes : WindowFixture
{
    TwoNodes()
    {
        newDesignWithNode();
        model::Component second = *window.document().design().component(first());
        second.id = ElementId(QStringLiteral("n2"));
        second.name = QStringLiteral("far-away");
        second.position = {800, 300};
        window.document().perform(QStringLiteral("Add"), {model::PutComponent{second.id, second}});
        window.document().select({first()});
    }

    static ElementId first() { return ElementId(QStringLiteral("n1")); }

    QByteArray exported(const char *name)
    {
        dialogs.saveFile = path(name);
        dialogs.picture->suffix = QString::fromLatin1(name).section(u'.', -1);
        action("file.exportPicture")->trigger();
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

} // namespace

class TestPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSelectionAlone()
    {
        TwoNodes f;
        QVERIFY(f.exported("all.svg").contains("far-away"));
        QVERIFY(f.dialogs.couldChooseSelection);
        f.dialogs.picture->isSelectionOnly = true;
        const QByteArray part = f.exported("part.svg");
        QVERIFY(part.contains("rstudio-1") && !part.contains("far-away"));
        QVERIFY(f.exported("part.drawio").contains("rstudio-1"));
        QVERIFY(!f.exported("part.drawio").contains("far-away"));
        f.window.document().select({});
        f.exported("none.svg");
        QVERIFY(!f.dialogs.couldChooseSelection);
    }

    void oneLayerAlone()
    {
        TwoNodes f;
        QTest::keyClick(&f.window, Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        f.dialogs.picture->layer = QStringLiteral("Layer 1");
        const QByteArray layer = f.exported("layer.svg");
        QCOMPARE(f.dialogs.offeredLayers, QStringList{QStringLiteral("Layer 1")});
        QVERIFY(layer.contains("rstudio-1") && !layer.contains("far-away"));
        const auto inside =
            model::parseDesign(*model::embeddedDesign(layer), model::builtinKinds());
        QVERIFY(inside.isOk());
        QCOMPARE(inside->design.components.size(), size_t(1));
    }

    void sizeThemeAndGround()
    {
        TwoNodes f;
        f.dialogs.picture->scale = 1;
        const QImage small = QImage::fromData(f.exported("small.png"));
        f.dialogs.picture->scale = 4;
        f.dialogs.picture->theme = QStringLiteral("dark");
        const QImage large = QImage::fromData(f.exported("large.png"));
        QCOMPARE(large.size(), small.size() * 4);
        QCOMPARE(small.pixelColor(0, 0), render::Theme::light().canvas);
        QCOMPARE(large.pixelColor(0, 0), render::Theme::dark().canvas);
        f.dialogs.picture->isTransparent = true;
        QCOMPARE(QImage::fromData(f.exported("clear.png")).pixelColor(0, 0).alpha(), 0);
    }

    void theDesignIsLeftOutWhenAsked()
    {
        TwoNodes f;
        for (const char *name : {"a.svg", "a.png", "a.pdf"}) {
            QVERIFY2(model::embeddedDesign(f.exported(name)).isOk(), name);
            f.dialogs.picture->hasDesign = false;
            QVERIFY2(!model::embeddedDesign(f.exported(name)).isOk(), name);
            f.dialogs.picture->hasDesign = true;
        }
    }

    void theLastChoiceIsOfferedAgain()
    {
        TwoNodes f;
        shell::PictureChoice choice;
        choice.theme = QStringLiteral("print");
        choice.scale = 3;
        choice.isTransparent = true;
        choice.hasDesign = false;
        f.dialogs.picture = choice;
        f.exported("a.png");
        choice.suffix = QStringLiteral("png");
        f.dialogs.picture.reset();
        f.action("file.exportPicture")->trigger();
        QCOMPARE(f.dialogs.lastPicture, choice);
    }

    void theDialogOffersWhatTheFormatKnows()
    {
        const QStringList layers{QStringLiteral("Front"), QStringLiteral("Back")};
        shell::PictureDialog dialog({}, {.hasSelection = true, .layers = layers}, nullptr);
        dialog.show();
        auto *format = dialog.findChild<QComboBox *>(QStringLiteral("pictureFormat"));
        auto *scale = dialog.findChild<QSpinBox *>(QStringLiteral("pictureScale"));
        QVERIFY(!scale->isVisible());
        format->setFocus();
        QTest::keyClicks(format, QStringLiteral("PNG"));
        QVERIFY(scale->isVisible());
        scale->setFocus();
        QTest::keyClick(scale, Qt::Key_Up);
        QTest::mouseClick(dialog.findChild<QRadioButton *>(QStringLiteral("pictureSelection")),
                          Qt::LeftButton, {}, QPoint(8, 8));
        const shell::PictureChoice choice = dialog.choice();
        QCOMPARE(choice.suffix, QStringLiteral("png"));
        QCOMPARE(choice.scale, 3);
        QVERIFY(choice.isSelectionOnly);
        auto *layer = dialog.findChild<QComboBox *>(QStringLiteral("pictureLayer"));
        QVERIFY(!layer->isEnabled() && choice.layer.isEmpty());
        QTest::mouseClick(dialog.findChild<QRadioButton *>(QStringLiteral("pictureOnlyLayer")),
                          Qt::LeftButton, {}, QPoint(8, 8));
        QTest::keyClick(layer, Qt::Key_Down);
        QCOMPARE(dialog.choice().layer, QStringLiteral("Back"));
        QVERIFY(!dialog.choice().isSelectionOnly);
        QTest::keyClick(format, Qt::Key_End);
        QVERIFY(!scale->isVisible());
        QVERIFY(!shell::PictureDialog({}, {}, nullptr)
                     .findChild<QRadioButton *>(QStringLiteral("pictureSelection"))
                     ->isEnabled());
    }

    void theDialogShowsThePictureAndItsSize()
    {
        TwoNodes f;
        f.dialogs.picture.reset();
        f.action("file.exportPicture")->trigger();
        const shell::PictureOffer offer = f.dialogs.pictureOffer;
        shell::PictureDialog dialog({}, offer, nullptr);
        dialog.show();
        auto *format = dialog.findChild<QComboBox *>(QStringLiteral("pictureFormat"));
        auto *scale = dialog.findChild<QSpinBox *>(QStringLiteral("pictureScale"));
        const auto *preview = dialog.findChild<QLabel *>(QStringLiteral("picturePreview"));
        const auto *pixels = dialog.findChild<QLabel *>(QStringLiteral("picturePixels"));
        const auto shown = [preview] { return preview->pixmap(Qt::ReturnByValue).toImage(); };
        QVERIFY(preview->isVisible() && !pixels->isVisible());
        const QImage light = shown();
        QCOMPARE(light.pixelColor(0, 0), render::Theme::light().canvas);
        QVERIFY(light.width() >= 300);
        QTest::keyClicks(format, QStringLiteral("PNG"));
        scale->setFocus();
        QTest::keyClick(scale, Qt::Key_Up);
        // What is said is what is written.
        f.dialogs.picture = dialog.choice();
        const QImage written = QImage::fromData(f.exported("said.png"));
        QCOMPARE(pixels->text(),
                 QStringLiteral("%1 × %2 pixels").arg(written.width()).arg(written.height()));
        auto *selection = dialog.findChild<QRadioButton *>(QStringLiteral("pictureSelection"));
        QVERIFY(selection->isEnabled());
        QTest::mouseClick(selection, Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(shown() != light);
        QTest::keyClick(format, Qt::Key_End);
        QVERIFY(!preview->isVisible());
    }

    void aPictureIsCopied()
    {
        TwoNodes f;
        QTest::keyClick(&f.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        const QByteArray svg = copied->data(QStringLiteral("image/svg+xml"));
        QVERIFY(svg.contains("rstudio-1") && !svg.contains("far-away"));
        const QImage image = qvariant_cast<QImage>(copied->imageData());
        QVERIFY(image.width() > 100 && image.height() > 50);
    }

    void theDiagramFitsOnPaper()
    {
        TwoNodes f;
        f.dialogs.saveFile = f.path("paper.pdf");
        QTest::keyClick(&f.window, Qt::Key_P, Qt::ControlModifier);
        QFile file(f.path("paper.pdf"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray pdf = file.readAll();
        QVERIFY(pdf.startsWith("%PDF"));
        QCOMPARE(pdf.count("/Type /Page\n"), 1);
    }

    void aLargeDiagramIsPrintedOnSeveralSheets()
    {
        TwoNodes f;
        model::Component far = *f.window.document().design().component(f.first());
        far.id = ElementId(QStringLiteral("n3"));
        far.position = {1700, 300};
        f.window.document().perform(QStringLiteral("Add"), {model::PutComponent{far.id, far}});
        f.dialogs.saveFile = f.path("sheets.pdf");
        f.action("file.printSheets")->trigger();
        QFile file(f.path("sheets.pdf"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        // The fixture prints upright: a sheet is about 740 pixels of the canvas wide.
        QCOMPARE(file.readAll().count("/Type /Page\n"), 3);
    }
};

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
