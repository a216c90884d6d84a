// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/film_file.h"
#include "film/film_sheet.h"
#include "film/film_words.h"
#include "film/gif_writer.h"
#include "film/reel.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "sim/design_simulation.h"

#include <QDir>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <gif_lib.h>
#include <memory>
#include <numeric>
#include <set>

using namespace loadstar;
using film::FilmFormat;
using film::FilmSettings;

namespace {

constexpr auto kDesign = R"json({
  "loadstar": 1,
  "name": "Two <servers>",
  "components": [
    { "id": "users", "kind": "users", "x": 0, "y": 80,
      "properties": { "clients": 20, "rate": 30, "work": "exponential(50 ms)", "timeout": 5 } },
    { "id": "lb", "kind": "loadBalancer", "name": "Door", "x": 240, "y": 80,
      "properties": { "sticky": "cookie" } },
    { "id": "n1", "kind": "node", "name": "first", "x": 480, "y": 0 },
    { "id": "n2", "kind": "node", "name": "second", "x": 480, "y": 160 } ],
  "connections": [
    { "id": "in", "kind": "traffic", "from": "users", "to": "lb" },
    { "id": "one", "kind": "traffic", "from": "lb", "to": "n1" },
    { "id": "two", "kind": "traffic", "from": "lb", "to": "n2" } ],
  "scenario": [ { "at": 5, "action": "fail", "target": "n2" } ]
})json";

model::Design design()
{
    return model::parseDesign(kDesign, model::builtinKinds()).value().design;
}

/// Ten frames around the moment at which n2 fails.
FilmSettings settings()
{
    FilmSettings settings;
    settings.from = 4.5;
    settings.to = 5.5;
    settings.framesPerSecond = 10.0;
    return settings;
}

QByteArray filmOf(FilmFormat format, const FilmSettings &settings)
{
    const auto film = film::makeFilm(design(), model::builtinKinds(), format, settings);
    return film ? *film : film.error().message.toUtf8();
}

/// A GIF as a viewer sees it.
struct ReadGif
{
    std::vector<QImage> frames; ///< whole
    std::vector<QRect> rects;   ///< what each brings
    std::vector<int> delays;
    QByteArray comment;
    bool isForEver = false;
};

int takeBytes(GifFileType *gif, GifByteType *bytes, int count)
{
    auto &left = *static_cast<QByteArray *>(gif->UserData);
    const auto taken = std::min<qsizetype>(count, left.size());
    std::copy_n(left.constData(), taken, bytes);
    left.remove(0, taken);
    return static_cast<int>(taken);
}

void readExtensions(ReadGif &read, const ExtensionBlock *blocks, int count)
{
    bool isLoop = false;
    for (int i = 0; i < count; ++i) {
        const QByteArray bytes(reinterpret_cast<const char *>(blocks[i].Bytes),
                               blocks[i].ByteCount);
        if (blocks[i].Function == COMMENT_EXT_FUNC_CODE) {
            read.comment += bytes;
            isLoop = false;
        } else if (blocks[i].Function == APPLICATION_EXT_FUNC_CODE)
            isLoop = bytes == "NETSCAPE2.0";
        else if (blocks[i].Function == CONTINUE_EXT_FUNC_CODE && isLoop)
            read.isForEver = bytes == QByteArray("\1\0\0", 3);
        else if (blocks[i].Function == CONTINUE_EXT_FUNC_CODE)
            read.comment += bytes;
    }
}

ReadGif readGif(QByteArray bytes)
{
    ReadGif read;
    GifFileType *gif = DGifOpen(&bytes, takeBytes, nullptr);
    if (!gif || DGifSlurp(gif) != GIF_OK)
        return read;
    QImage canvas(gif->SWidth, gif->SHeight, QImage::Format_RGB32);
    for (int i = 0; i < gif->ImageCount; ++i) {
        const SavedImage &image = gif->SavedImages[i];
        GraphicsControlBlock control;
        DGifSavedExtensionToGCB(gif, i, &control);
        const GifImageDesc &place = image.ImageDesc;
        for (int pixel = 0; pixel < place.Width * place.Height; ++pixel) {
            const int index = image.RasterBits[pixel];
            const GifColorType &color = gif->SColorMap->Colors[index];
            if (index != control.TransparentColor)
                canvas.setPixel(place.Left + pixel % place.Width, place.Top + pixel / place.Width,
                                qRgb(color.Red, color.Green, color.Blue));
        }
        read.frames.push_back(canvas);
        read.rects.emplace_back(place.Left, place.Top, place.Width, place.Height);
        read.delays.push_back(control.DelayTime);
        readExtensions(read, image.ExtensionBlocks, image.ExtensionBlockCount);
    }
    readExtensions(read, gif->ExtensionBlocks, gif->ExtensionBlockCount);
    DGifCloseFile(gif, nullptr);
    return read;
}

/// Frames as they are before they become a GIF.
std::vector<QImage> paintedFrames(const FilmSettings &settings)
{
    const model::Design shown = design();
    const film::FilmSheet sheet(shown, model::builtinKinds(), settings);
    const auto created = film::Reel::create(shown, model::builtinKinds(), settings);
    film::Reel *const reel = created ? created->get() : nullptr;
    if (!reel)
        return {};
    reel->setStage(film::makeStage(film::ElementTable(shown), sheet.geometry()));
    std::vector<QImage> frames;
    while (!reel->isAtEnd() && reel->advance()) {
        QImage image(sheet.size(), QImage::Format_RGB32);
        QPainter painter(&image);
        sheet.paint(painter, *reel);
        frames.push_back(image);
    }
    return frames;
}

QStringList filesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

} // namespace

class TestFilm : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGifHasItsFramesAndRepeatsForEver()
    {
        FilmSettings wanted = settings();
        wanted.altText = QStringLiteral("x").repeated(300) + QStringLiteral("ä");
        const ReadGif gif = readGif(filmOf(FilmFormat::Gif, wanted));
        QCOMPARE(gif.frames.size(), size_t(10));
        QCOMPARE(gif.delays, std::vector<int>(10, 10));
        QVERIFY(gif.isForEver);
        QCOMPARE(QString::fromUtf8(gif.comment), wanted.altText);
    }

    void aGifShowsWhatIsPainted()
    {
        const std::vector<QImage> painted = paintedFrames(settings());
        const ReadGif gif = readGif(filmOf(FilmFormat::Gif, settings()));
        QCOMPARE(gif.frames.size(), painted.size());
        for (size_t i = 0; i < painted.size(); ++i) {
            QCOMPARE(gif.frames[i].size(), painted[i].size());
            for (int y = 0; y < painted[i].height(); ++y) {
                for (int x = 0; x < painted[i].width(); ++x) {
                    const QRgb a = painted[i].pixel(x, y);
                    const QRgb b = gif.frames[i].pixel(x, y);
                    const int off =
                        std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                                  std::abs(qBlue(a) - qBlue(b))});
                    QVERIFY2(off <= 24, qPrintable(QStringLiteral("frame %1 at %2, %3: %4 for %5")
                                                       .arg(i)
                                                       .arg(x)
                                                       .arg(y)
                                                       .arg(b, 0, 16)
                                                       .arg(a, 0, 16)));
                }
            }
        }
    }

    void dotsMoveFromFrameToFrame()
    {
        const std::vector<QImage> frames = paintedFrames(settings());
        const model::Design shown = design();
        const film::FilmSheet sheet(shown, model::builtinKinds(), settings());
        const film::Stage stage = film::makeStage(film::ElementTable(shown), sheet.geometry());
        const QRect line = sheet.canvasTransform()
                               .mapRect(stage.connections.front().boundingRect())
                               .adjusted(0, -4, 0, 4)
                               .toAlignedRect();
        for (size_t i = 1; i < frames.size(); ++i)
            QVERIFY(frames[i].copy(line) != frames[i - 1].copy(line));
    }

    void onlyWhatChangesIsWritten()
    {
        QImage first(60, 40, QImage::Format_RGB32);
        first.fill(Qt::white);
        QImage second = first;
        second.setPixel(10, 20, qRgb(1, 2, 3));
        second.setPixel(14, 25, qRgb(200, 0, 0));
        film::GifWriter writer;
        writer.add(first, 4);
        writer.add(second, 7);
        writer.add(second, 9);
        const ReadGif gif = readGif(writer.finish({}).value());
        QCOMPARE(gif.rects[0], QRect(0, 0, 60, 40));
        QCOMPARE(gif.rects[1], QRect(10, 20, 5, 6));
        QCOMPARE(gif.rects[2].size(), QSize(1, 1));
        QCOMPARE(gif.delays, (std::vector<int>{4, 7, 9}));
        QCOMPARE(gif.frames[1], second);
        QCOMPARE(gif.frames[2], second);
        QVERIFY(gif.comment.isEmpty());
    }

    void delaysKeepThePace()
    {
        FilmSettings uneven = settings();
        uneven.framesPerSecond = 30.0;
        int sum = 0;
        for (int i = 0; i < 30; ++i) {
            const int delay = film::filmFrameDelay(uneven, i);
            QVERIFY(delay == 3 || delay == 4);
            sum += delay;
        }
        QCOMPARE(sum, 100);
    }

    void theSameSettingsGiveTheSameBytes()
    {
        for (const FilmFormat format : {FilmFormat::Gif, FilmFormat::Svg}) {
            const QByteArray film = filmOf(format, settings());
            QVERIFY(film == filmOf(format, settings()));
            FilmSettings other = settings();
            other.run.seed = 2;
            QVERIFY(film != filmOf(format, other));
        }
    }

    void anSvgIsAnimatedWithoutScripts()
    {
        const QByteArray svg = filmOf(FilmFormat::Svg, settings());
        QXmlStreamReader xml(svg);
        std::map<QString, int> elements;
        std::set<QString> paths;
        std::set<QString> wanted;
        QString text;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::Characters)
                text += xml.text();
            if (!xml.isStartElement())
                continue;
            const QString name = xml.name().toString();
            const QXmlStreamAttributes attributes = xml.attributes();
            ++elements[name];
            if (name == u"path" && attributes.hasAttribute(QStringLiteral("id")))
                paths.insert(attributes.value(QStringLiteral("id")).toString());
            if (name == u"mpath")
                wanted.insert(attributes.value(QStringLiteral("href")).mid(1).toString());
            if (!name.startsWith(u"animate"))
                continue;
            QCOMPARE(attributes.value(QStringLiteral("dur")), u"1s");
            QCOMPARE(attributes.value(QStringLiteral("repeatCount")), u"indefinite");
            if (!attributes.hasAttribute(QStringLiteral("keyTimes")))
                continue;
            const auto times = attributes.value(QStringLiteral("keyTimes")).split(u';');
            const auto values = attributes
                                    .value(attributes.hasAttribute(QStringLiteral("keyPoints"))
                                               ? QStringLiteral("keyPoints")
                                               : QStringLiteral("values"))
                                    .split(u';');
            QCOMPARE(times.size(), values.size());
            QCOMPARE(times.front(), u"0");
            for (qsizetype i = 1; i < times.size(); ++i)
                QVERIFY(times[i].toDouble() >= times[i - 1].toDouble());
            QVERIFY(times.back().toDouble() <= 1.0);
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(elements[QStringLiteral("script")], 0);
        QVERIFY(elements[QStringLiteral("animateMotion")] > 20);
        QVERIFY(std::includes(paths.begin(), paths.end(), wanted.begin(), wanted.end()));
        QCOMPARE(wanted.size(), size_t(3));
        QVERIFY(text.contains(QStringLiteral("Two <servers>")));
        QVERIFY(text.contains(QStringLiteral("5.0 s second: failed")));
        QVERIFY(QSvgRenderer(svg).isValid());
    }

    void anSvgShowsAFailureFromItsMomentOn()
    {
        const QByteArray svg = filmOf(FilmFormat::Svg, settings());
        const qsizetype words = svg.indexOf(">down for 0 s<");
        QVERIFY(words > 0);
        const QByteArray before = svg.left(words);
        const QByteArray animation =
            before.mid(before.lastIndexOf("<animate attributeName=\"display\""));
        // It fails half a second after the beginning, in the middle.
        QVERIFY2(animation.contains("values=\"none;inline\"") ||
                     animation.contains("values=\"none;inline;none\""),
                 animation.left(200).constData());
        const qsizetype keys = animation.indexOf("keyTimes=\"0;") + 12;
        const double at =
            animation.mid(keys, animation.indexOf('"', keys) - keys).split(';').front().toDouble();
        QVERIFY2(at >= 0.5 && at <= 0.61, QByteArray::number(at).constData());
    }

    void pngIsOnePicturePerFrame()
    {
        const QTemporaryDir folder;
        FilmSettings wanted = settings();
        wanted.altText = QStringLiteral("two servers");
        const auto files = film::saveFilm(design(), model::builtinKinds(),
                                          folder.filePath(QStringLiteral("x.png")), wanted);
        QVERIFY(files);
        QCOMPARE(files->size(), 10);
        QCOMPARE(files->front(), folder.filePath(QStringLiteral("x-0001.png")));
        QCOMPARE(files->back(), folder.filePath(QStringLiteral("x-0010.png")));
        QCOMPARE(filesIn(folder).size(), 10);
        const std::vector<QImage> painted = paintedFrames(wanted);
        for (qsizetype i = 0; i < files->size(); ++i) {
            const QImage image(files->at(i));
            QCOMPARE(image.convertToFormat(QImage::Format_RGB32), painted[size_t(i)]);
            QCOMPARE(image.text(QStringLiteral("Description")), wanted.altText);
        }
    }

    void noFrameIsLeftWhenOneCannotBeWritten()
    {
        const QTemporaryDir folder;
        QDir(folder.path()).mkpath(QStringLiteral("x-0003.png/inside"));
        const auto files = film::saveFilm(design(), model::builtinKinds(),
                                          folder.filePath(QStringLiteral("x.png")), settings());
        QVERIFY(!files);
        QCOMPARE(files.error().code, QStringLiteral("film.unwritable"));
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("x-0003.png")});
    }

    void nothingIsWrittenWhenItIsCalledOff()
    {
        for (const char *name : {"x.gif", "x.svg", "x.png"}) {
            const QTemporaryDir folder;
            base::TaskControl control;
            control.cancel();
            const auto files =
                film::saveFilm(design(), model::builtinKinds(),
                               folder.filePath(QLatin1StringView(name)), settings(), &control);
            QVERIFY(!files);
            QCOMPARE(files.error().code, QStringLiteral("film.cancelled"));
            QCOMPARE(filesIn(folder), QStringList());
        }
    }

    void aFullDiskLeavesNothing()
    {
        const auto full = film::saveFilm(design(), model::builtinKinds(),
                                         QStringLiteral("/nowhere/x.gif"), settings());
        QVERIFY(!full);
        QCOMPARE(full.error().code, QStringLiteral("film.unwritable"));
        const auto frames = film::saveFilm(design(), model::builtinKinds(),
                                           QStringLiteral("/nowhere/x.png"), settings());
        QVERIFY(!frames);
        QCOMPARE(frames.error().code, QStringLiteral("film.unwritable"));
    }

    void settingsThatMakeNoFilmAreRefused_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<double>("framesPerSecond");
        QTest::addColumn<double>("speed");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QString>("code");
        const QString stretch = QStringLiteral("film.bad-stretch");
        const QString pace = QStringLiteral("film.bad-speed");
        QTest::newRow("backwards") << 5.0 << 4.0 << 10.0 << 1.0 << 1.0 << stretch;
        QTest::newRow("empty") << 5.0 << 5.0 << 10.0 << 1.0 << 1.0 << stretch;
        QTest::newRow("before the start") << -1.0 << 5.0 << 10.0 << 1.0 << 1.0 << stretch;
        QTest::newRow("beyond the end") << 590.0 << 601.0 << 10.0 << 1.0 << 1.0 << stretch;
        QTest::newRow("no number") << 0.0 << qQNaN() << 10.0 << 1.0 << 1.0 << stretch;
        QTest::newRow("no frames") << 0.0 << 5.0 << 0.0 << 1.0 << 1.0 << pace;
        QTest::newRow("too fast for browsers") << 0.0 << 5.0 << 51.0 << 1.0 << 1.0 << pace;
        QTest::newRow("stands still") << 0.0 << 5.0 << 10.0 << 0.0 << 1.0 << pace;
        QTest::newRow("too long") << 0.0 << 600.0 << 10.0 << 1.0 << 1.0
                                  << QStringLiteral("film.too-many-frames");
        QTest::newRow("no size") << 0.0 << 5.0 << 10.0 << 1.0 << 0.0
                                 << QStringLiteral("film.bad-scale");
        QTest::newRow("too large")
            << 0.0 << 5.0 << 10.0 << 1.0 << 16.0 << QStringLiteral("film.too-large");
    }

    void settingsThatMakeNoFilmAreRefused()
    {
        QFETCH(const double, from);
        QFETCH(const double, to);
        QFETCH(const double, framesPerSecond);
        QFETCH(const double, speed);
        QFETCH(const double, scale);
        FilmSettings wanted;
        wanted.from = from;
        wanted.to = to;
        wanted.framesPerSecond = framesPerSecond;
        wanted.speed = speed;
        wanted.scale = scale;
        const auto film = film::makeFilm(design(), model::builtinKinds(), FilmFormat::Gif, wanted);
        QVERIFY(!film);
        QTEST(film.error().code, "code");
    }

    void theFilmIsTheRun()
    {
        const auto reel = film::Reel::create(design(), model::builtinKinds(), settings());
        QVERIFY(reel);
        auto run = sim::DesignSimulation::create(design(), settings().run);
        QVERIFY(run);
        while (!(*reel)->isAtEnd()) {
            QVERIFY((*reel)->advance());
            QVERIFY((*run)->runUntil((*reel)->now()));
            if ((*reel)->hasNewLooks()) {
                QCOMPARE((*reel)->requests(), (*run)->requestCounts());
                QCOMPARE((*reel)->sessions(), (*run)->sessionCounts());
            }
        }
        QCOMPARE((*reel)->now(), 4.5 + 0.9);
        QCOMPARE((*reel)->eventMarks(), std::vector<double>{0.5});
    }

    void aFasterFilmIsShorter()
    {
        FilmSettings wanted = settings();
        wanted.to = 9.5;
        QCOMPARE(film::filmFrameCount(wanted).value(), 50);
        wanted.speed = 5.0;
        QCOMPARE(film::filmFrameCount(wanted).value(), 10);
        const auto reel = film::Reel::create(design(), model::builtinKinds(), wanted);
        QVERIFY(reel);
        QVERIFY((*reel)->advance());
        QVERIFY((*reel)->advance());
        QCOMPARE((*reel)->now(), 5.0);
    }

    void wordsTellWhatHappens()
    {
        const QString words = film::filmWords(design(), settings()).value();
        QVERIFY2(words.contains(QStringLiteral("Two <servers>, from 4.5 s to 5.5 s")),
                 qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("5.0 s second: failed")), qPrintable(words));
        FilmSettings calm = settings();
        calm.to = 4.9;
        QVERIFY(film::filmWords(design(), calm)
                    .value()
                    .contains(QStringLiteral("Nothing fails or changes")));
    }

    void everyDotHasOneFlight()
    {
        const model::Design shown = design();
        const film::FilmSheet sheet(shown, model::builtinKinds(), settings());
        const auto reel = film::Reel::create(shown, model::builtinKinds(), settings());
        QVERIFY(reel);
        (*reel)->setStage(film::makeStage(film::ElementTable(shown), sheet.geometry()));
        std::vector<film::Flight> flights;
        std::vector<std::pair<double, size_t>> seen;
        double before = 0.0;
        while (!(*reel)->isAtEnd()) {
            QVERIFY((*reel)->advance());
            const double at = (*reel)->filmTime();
            seen.emplace_back(at, (*reel)->traffic().dotsAt(at).size());
            for (const film::Flight &flight : (*reel)->traffic().flightsEndingIn(before, at))
                flights.push_back(flight);
            before = at;
        }
        for (const film::Flight &flight : (*reel)->traffic().flightsEndingIn(before, 1.0e9))
            flights.push_back(flight);
        for (const auto &[at, count] : seen) {
            if (at <= 0.0)
                continue;
            const auto under = std::count_if(
                flights.begin(), flights.end(), [&, now = at](const film::Flight &flight) {
                    // What departs at this very moment is only known in the next frame.
                    return flight.departs < now && now <= flight.arrives;
                });
            QCOMPARE(size_t(under), count);
        }
    }
};

QTEST_MAIN(TestFilm)
#include "tst_film.moc"
