// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "render/picture.h"

#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace loadstar;
using model::ElementId;
using render::PictureFormat;
using render::PictureOptions;

namespace {

/// One component of each kind, in rows.
model::Design sampleDesign()
{
    model::Design design;
    design.header.name = QStringLiteral("A < B & C");
    double y = 0.0;
    for (const model::ComponentKind &kind : model::builtinKinds().components()) {
        model::Component component;
        component.id = ElementId(kind.id);
        component.kind = kind.id;
        component.name = QStringLiteral("A ") + kind.id.left(8);
        component.position = {40.0, y};
        y += kind.defaultSize.height() + 40.0;
        design.components.emplace(component.id, component);
    }
    model::Connection connection;
    connection.id = ElementId(QStringLiteral("t"));
    connection.kind = QStringLiteral("traffic");
    connection.from = ElementId(QStringLiteral("users"));
    connection.to = ElementId(QStringLiteral("loadBalancer"));
    design.connections.emplace(connection.id, connection);
    return design;
}

QByteArray picture(PictureFormat format, const PictureOptions &options = {})
{
    const auto made = render::makePicture(sampleDesign(), model::builtinKinds(), format, options);
    return made ? *made : QByteArray();
}

/// All text elements of an SVG, and the text of the element that carries the design.
struct SvgContent
{
    QStringList texts;
    QByteArray design;
    bool isWellFormed = false;
};

SvgContent readSvg(const QByteArray &svg)
{
    SvgContent content;
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (reader.name() == u"text")
            content.texts
                << reader.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        else if (reader.name() == u"metadata")
            content.design = reader.readElementText().toUtf8();
    }
    content.isWellFormed = !reader.hasError();
    return content;
}

} // namespace

class TestPicture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void svgHasAllNamesAsText()
    {
        const SvgContent content = readSvg(picture(PictureFormat::Svg));
        QVERIFY(content.isWellFormed);
        for (const auto &[id, component] : sampleDesign().components)
            QVERIFY2(content.texts.contains(component.name), qPrintable(component.name));
    }

    void namesOfConnectionsAreInThePictureAndNothingOfThemIsCutOff()
    {
        model::Design design = sampleDesign();
        const model::ElementId line = design.connections.begin()->first;
        design.connections.at(line).name = QStringLiteral("https 8443");
        design.connections.at(line).label = model::LabelPlace{0.5, {0, -900}};
        const auto svg = render::makePicture(design, model::builtinKinds(), PictureFormat::Svg, {});
        QVERIFY(svg && readSvg(*svg).texts.contains(QStringLiteral("https 8443")));
        const auto size = [](const model::Design &of) {
            const auto png = render::makePicture(of, model::builtinKinds(), PictureFormat::Png, {});
            return QImage::fromData(*png, "PNG").height();
        };
        QVERIFY(size(design) > size(sampleDesign()) + 400);
    }

    void pngHasTheSizeAskedFor()
    {
        const render::DiagramGeometry geometry(sampleDesign(), model::builtinKinds());
        for (const double scale : {1.0, 2.0, 0.5}) {
            PictureOptions options;
            options.scale = scale;
            const QImage image = QImage::fromData(picture(PictureFormat::Png, options), "PNG");
            QCOMPARE(image.size(), (render::pictureSize(geometry.bounds()) * scale).toSize());
        }
    }

    void pngGroundIsTheThemesOrTransparent()
    {
        PictureOptions options;
        options.theme = render::Theme::dark();
        QImage image = QImage::fromData(picture(PictureFormat::Png, options), "PNG");
        QCOMPARE(image.pixelColor(1, 1), render::Theme::dark().canvas);
        options.isTransparent = true;
        image = QImage::fromData(picture(PictureFormat::Png, options), "PNG");
        QCOMPARE(image.pixelColor(1, 1).alpha(), 0);
    }

    void pdfIsAPdfOfOnePage()
    {
        const QByteArray pdf = picture(PictureFormat::Pdf);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
        QCOMPARE(pdf.count("/Type /Page\n"), 1);
        QVERIFY2(pdf.contains("/Font"), "text must stay text");
    }

    void picturesCarryTheDesign()
    {
        const QByteArray bytes = model::serializeDesign(sampleDesign());
        const auto back =
            model::parseDesign(readSvg(picture(PictureFormat::Svg)).design, model::builtinKinds());
        QVERIFY2(back.isOk(), back ? "" : qPrintable(back.error().text()));
        QCOMPARE(back->design, sampleDesign());
        const QImage image = QImage::fromData(picture(PictureFormat::Png), "PNG");
        QCOMPARE(image.text(QStringLiteral("design.loadstar")).toUtf8(), bytes);
        QVERIFY(picture(PictureFormat::Pdf).contains("design.loadstar") ||
                picture(PictureFormat::Pdf).contains("/EmbeddedFile"));
    }

    void picturesOpenAgain_data()
    {
        QTest::addColumn<QString>("design");
        for (const QString &folder :
             {QStringLiteral(":/templates"),
              QStringLiteral(LOADSTAR_SOURCE_DIR "/tests/golden/haproxy")}) {
            const QDir directory(folder);
            for (const QString &name : directory.entryList({QStringLiteral("*.loadstar")}))
                QTest::newRow(qPrintable(name)) << directory.filePath(name);
        }
    }
    void picturesOpenAgain()
    {
        QFETCH(QString, design);
        auto loaded = model::loadDesign(design, model::builtinKinds());
        QVERIFY(loaded.isOk());
        // What people type: XML, brackets of PDF, line breaks, beyond ASCII.
        loaded->design.header.notes =
            QStringLiteral("<a&b> ]]> \\(1) endstream\n\t\"ü\" 漢 🙂");
        const QTemporaryDir folder;
        for (const QString &suffix : render::pictureSuffixes()) {
            const QString path = folder.filePath(QStringLiteral("x.") + suffix);
            PictureOptions options;
            options.scale = 0.25;
            QVERIFY(
                render::savePicture(loaded->design, model::builtinKinds(), path, options).isOk());
            const auto again = model::loadDesign(path, model::builtinKinds());
            QVERIFY2(again.isOk(), again ? "" : qPrintable(again.error().text()));
            QVERIFY(again->isFromPicture);
            QCOMPARE(again->design, loaded->design);
        }
    }

    void otherPicturesAreRefused()
    {
        const QTemporaryDir folder;
        const std::pair<const char *, QByteArray> pictures[] = {
            {"a.svg",
             "<svg xmlns='http://www.w3.org/2000/svg'><metadata id='x'>{}</metadata></svg>"},
            {"b.svg", "<svg"},
            {"c.pdf", "%PDF-1.4\n/EF << /F 7 0 R >>\n7 0 obj\nstream\n"},
            {"d.png", QByteArray("\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt", 16)},
            {"e.png", picture(PictureFormat::Png).left(60)}};
        for (const auto &[name, bytes] : pictures) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            const auto loaded = model::loadDesign(path, model::builtinKinds());
            QVERIFY2(!loaded.isOk(), name);
            QCOMPARE(loaded.error().code, QStringLiteral("file.no-design"));
        }
    }

    void samePictureTwice()
    {
        QCOMPARE(picture(PictureFormat::Svg), picture(PictureFormat::Svg));
        QCOMPARE(picture(PictureFormat::Png), picture(PictureFormat::Png));
    }

    void emptyDesignHasAPicture()
    {
        const auto made = render::makePicture({}, model::builtinKinds(), PictureFormat::Png, {});
        QVERIFY(made.isOk());
        QVERIFY(!QImage::fromData(*made, "PNG").isNull());
    }

    void badScaleIsRefused_data()
    {
        QTest::addColumn<double>("scale");
        QTest::newRow("zero") << 0.0;
        QTest::newRow("negative") << -1.0;
        QTest::newRow("huge") << 1e6;
        QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
    }

    void badScaleIsRefused()
    {
        QFETCH(double, scale);
        PictureOptions options;
        options.scale = scale;
        const auto made =
            render::makePicture(sampleDesign(), model::builtinKinds(), PictureFormat::Png, options);
        QVERIFY(!made);
        QCOMPARE(made.error().code, QStringLiteral("render.bad-scale"));
    }

    void hugeDesignIsRefusedAsPng()
    {
        model::Design design = sampleDesign();
        design.components.begin()->second.position = {1e6, 1e6};
        const auto made =
            render::makePicture(design, model::builtinKinds(), PictureFormat::Png, {});
        QVERIFY(!made);
        QCOMPARE(made.error().code, QStringLiteral("render.too-large"));
    }

    void formatFollowsTheSuffix()
    {
        QCOMPARE(render::pictureFormat(QStringLiteral("a/b.SVG")), PictureFormat::Svg);
        QCOMPARE(render::pictureFormat(QStringLiteral("x.png")), PictureFormat::Png);
        QCOMPARE(render::pictureFormat(QStringLiteral("x.tar.pdf")), PictureFormat::Pdf);
        QVERIFY(!render::pictureFormat(QStringLiteral("svg")));
        QVERIFY(!render::pictureFormat(QStringLiteral("x.gif")));
    }

    void failedWriteLeavesTheOldFile()
    {
        QTemporaryDir folder;
        const QString missing = folder.filePath(QStringLiteral("none/x.svg"));
        const auto saved = render::savePicture(sampleDesign(), model::builtinKinds(), missing, {});
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, QStringLiteral("render.unwritable"));
        QCOMPARE(saved.error().where, missing);
        const QString good = folder.filePath(QStringLiteral("x.svg"));
        QVERIFY(render::savePicture(sampleDesign(), model::builtinKinds(), good, {}).isOk());
        QVERIFY(QFile::exists(good));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void unknownSuffixIsRefused()
    {
        const auto saved =
            render::savePicture(sampleDesign(), model::builtinKinds(), QStringLiteral("x.bmp"), {});
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, QStringLiteral("render.unknown-format"));
        QVERIFY(saved.error().message.contains(u"svg"));
    }
};

QTEST_MAIN(TestPicture)
#include "tst_picture.moc"
