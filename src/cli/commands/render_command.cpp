// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/task.h"
#include "base/units.h"
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/progress_line.h"
#include "cli/run_settings.h"
#include "film/film_file.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "model/visibility.h"
#include "render/picture.h"

#include <QCoreApplication>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadstar::cli {

namespace {

struct Options
{
    std::string file;
    std::string output;
    std::string theme = "light";
    std::string animate;
    std::string layer;
    std::string caption;
    std::string alt;
    std::optional<double> scale;
    double fps = film::FilmSettings().framesPerSecond;
    double speed = film::FilmSettings().speed;
    sim::RunOptions run;
    bool isTransparent = false;
    /// Given options that say something about a film, or only about a picture.
    std::vector<std::string> filmOnly;
    std::vector<std::string> pictureOnly;
};

constexpr double kPictureScale = 2.0;
constexpr double kFilmScale = 1.0;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

int wrongUsage(const QString &message)
{
    printError({QStringLiteral("render.usage"), message, {}});
    return kWrongUsage;
}

QString noSuchLayer(const model::Design &design, const QString &name)
{
    QStringList names;
    for (const model::Layer &layer : design.header.layers)
        names += u'"' + layer.name + u'"';
    return names.isEmpty() ? tr("--layer: the design has no layers")
                           : tr("--layer must be one of %1, not \"%2\"")
                                 .arg(names.join(QStringLiteral(", ")), name);
}

/// "20:32" as seconds.
std::optional<std::pair<double, double>> stretchOf(const std::string &text)
{
    const QStringList parts = QString::fromStdString(text).split(u':');
    if (parts.size() != 2)
        return std::nullopt;
    bool isFrom = false;
    bool isTo = false;
    const std::pair stretch{parts[0].toDouble(&isFrom), parts[1].toDouble(&isTo)};
    return isFrom && isTo ? std::optional(stretch) : std::nullopt;
}

int renderFilm(const Options &options, const model::Design &design, const render::Theme &theme)
{
    const auto stretch = stretchOf(options.animate);
    if (!stretch)
        return wrongUsage(tr("--animate must be FROM:TO in seconds, such as 20:32, not \"%1\"")
                              .arg(QString::fromStdString(options.animate)));
    film::FilmSettings settings;
    settings.from = stretch->first;
    settings.to = stretch->second;
    settings.run = options.run;
    settings.framesPerSecond = options.fps;
    settings.speed = options.speed;
    settings.scale = options.scale.value_or(kFilmScale);
    settings.theme = theme;
    settings.caption = QString::fromStdString(options.caption);
    settings.altText = QString::fromStdString(options.alt);
    if (const auto frames = film::filmFrameCount(settings); !frames)
        return wrongUsage(QStringLiteral("--animate: ") + frames.error().message);
    base::TaskControl control;
    const auto saved = [&] {
        const ProgressLine progress(control);
        return film::saveFilm(design, model::builtinKinds(), QString::fromStdString(options.output),
                              settings, &control);
    }();
    if (saved)
        return kDone;
    printError(saved.error());
    return kInvalidInput;
}

int renderPicture(const Options &options, const model::Design &design, const render::Theme &theme)
{
    render::PictureOptions picture;
    picture.theme = theme;
    picture.scale = options.scale.value_or(kPictureScale);
    picture.isTransparent = options.isTransparent;
    const auto saved = render::savePicture(design, model::builtinKinds(),
                                           QString::fromStdString(options.output), picture);
    if (saved)
        return kDone;
    printError(saved.error());
    return kInvalidInput;
}

/// What is wrong with the options by themselves, or nothing.
QString wrongOptions(const Options &options)
{
    const bool isFilm = !options.animate.empty();
    const QString output = QString::fromStdString(options.output);
    const QStringList suffixes = isFilm ? film::filmSuffixes() : render::pictureSuffixes();
    if (isFilm ? !film::filmFormat(output) : !render::pictureFormat(output)) {
        const auto frame = isFilm ? tr("--output must end in one of .%1 with --animate, not \"%2\"")
                                  : tr("--output must end in one of .%1, not \"%2\"");
        return frame.arg(suffixes.join(QStringLiteral(", .")), output);
    }
    const std::vector<std::string> &misplaced = isFilm ? options.pictureOnly : options.filmOnly;
    if (!misplaced.empty()) {
        const auto frame =
            isFilm ? tr("%1 is not possible with --animate") : tr("%1 needs --animate");
        return frame.arg(QString::fromStdString(misplaced.front()));
    }
    const double scale = options.scale.value_or(kPictureScale);
    if (!(scale > 0.0) || scale > render::kMaximumPictureScale)
        return tr("--scale must be above 0 and at most %1").arg(render::kMaximumPictureScale);
    return {};
}

int renderDesign(const Options &options)
{
    if (!areFilesApart({{"FILE", options.file}, {"--output", options.output}}))
        return kWrongUsage;
    if (const QString wrong = wrongOptions(options); !wrong.isEmpty())
        return wrongUsage(wrong);
    const render::Theme *theme = render::Theme::byName(QString::fromStdString(options.theme));
    if (!theme)
        return wrongUsage(
            tr("--theme must be one of %1").arg(render::Theme::names().join(QStringLiteral(", "))));

    auto loaded = model::loadDesign(QString::fromStdString(options.file), model::builtinKinds());
    if (!loaded) {
        printError(loaded.error());
        return kInvalidInput;
    }
    printDiagnostics(loaded->warnings);
    if (!options.animate.empty())
        return renderFilm(options, loaded->design, *theme);
    const QString layer = QString::fromStdString(options.layer);
    if (!layer.isEmpty()) {
        if (!model::findLayer(loaded->design, layer))
            return wrongUsage(noSuchLayer(loaded->design, layer));
        loaded->design = model::layerPart(loaded->design, layer);
    }
    return renderPicture(options, loaded->design, *theme);
}

/// Notes in `list` which of these options were given.
void noteGiven(std::vector<std::string> &list, const std::vector<CLI::Option *> &offered)
{
    for (const CLI::Option *option : offered) {
        if (option->count() > 0)
            list.push_back(option->get_name());
    }
}

} // namespace

CommandBody renderCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file")->required();
    command
        .add_option(
            "--output", options->output,
            "Picture to write; its suffix (.svg, .png, .pdf) says as what. With --animate a "
            "film: .gif, .svg, or .png for one picture per frame (x-0001.png, …)")
        ->check(fileName())
        ->required();
    command.add_option("--theme", options->theme, "light, dark or print")->capture_default_str();
    command.add_option("--scale", options->scale,
                       "Picture pixels (points) per canvas pixel (default: 2, of a film 1)");
    std::vector<CLI::Option *> pictureOnly{
        command.add_option("--layer", options->layer,
                           "Name of a layer: draw only what is on it, hidden or not"),
        command.add_flag("--transparent", options->isTransparent, "Leave out the ground")};
    command.add_option("--animate", options->animate,
                       "FROM:TO in simulated seconds: a film of that stretch of a run");
    std::vector<CLI::Option *> filmOnly{
        addSeed(command, options->run),
        addDuration(command, options->run),
        command.add_option("--fps", options->fps, "Frames per second of the film, at most 50")
            ->capture_default_str(),
        command.add_option("--speed", options->speed, "Simulated seconds per second of the film")
            ->capture_default_str(),
        command.add_option("--caption", options->caption,
                           "Line below the film (default: the design's name)"),
        command.add_option("--alt", options->alt,
                           "Text for those who do not see the film (default: what happens in it)")};
    return [options, pictureOnly, filmOnly] {
        noteGiven(options->pictureOnly, pictureOnly);
        noteGiven(options->filmOnly, filmOnly);
        return renderDesign(*options);
    };
}

} // namespace loadstar::cli
