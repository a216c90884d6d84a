// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "model/design_file.h"
#include "model/kinds/builtin_kinds.h"
#include "model/visibility.h"
#include "render/picture.h"

#include <QCoreApplication>

#include <memory>

namespace loadstar::cli {

namespace {

struct Options
{
    std::string file;
    std::string output;
    std::string theme = "light";
    std::string animate;
    std::string layer;
    double scale = 2.0;
    bool isTransparent = false;
};

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

int renderDesign(const Options &options)
{
    const QString output = QString::fromStdString(options.output);
    if (!areFilesApart({{"FILE", options.file}, {"--output", options.output}}))
        return kWrongUsage;
    if (!options.animate.empty())
        return wrongUsage(
            tr("--animate is not available in this version; leave it out to draw one picture"));
    if (!render::pictureFormat(output))
        return wrongUsage(tr("--output must end in one of .%1, not \"%2\"")
                              .arg(render::pictureSuffixes().join(QStringLiteral(", .")), output));
    if (!(options.scale > 0.0) || options.scale > render::kMaximumPictureScale)
        return wrongUsage(
            tr("--scale must be above 0 and at most %1").arg(render::kMaximumPictureScale));
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
    const QString layer = QString::fromStdString(options.layer);
    if (!layer.isEmpty()) {
        if (!model::findLayer(loaded->design, layer))
            return wrongUsage(noSuchLayer(loaded->design, layer));
        loaded->design = model::layerPart(loaded->design, layer);
    }
    render::PictureOptions picture;
    picture.theme = *theme;
    picture.scale = options.scale;
    picture.isTransparent = options.isTransparent;
    const auto saved = render::savePicture(loaded->design, model::builtinKinds(), output, picture);
    if (!saved) {
        printError(saved.error());
        return kInvalidInput;
    }
    return kDone;
}

} // namespace

CommandBody renderCommand(CLI::App &command)
{
    auto options = std::make_shared<Options>();
    command.add_option("FILE", options->file, "Design file")->required();
    command
        .add_option("--output", options->output,
                    "Picture to write; its suffix (.svg, .png, .pdf) says as what")
        ->check(fileName())
        ->required();
    command.add_option("--theme", options->theme, "light, dark or print")->capture_default_str();
    command.add_option("--scale", options->scale, "Picture pixels (points) per canvas pixel")
        ->capture_default_str();
    command.add_option("--layer", options->layer,
                       "Name of a layer: draw only what is on it, hidden or not");
    command.add_flag("--transparent", options->isTransparent, "Leave out the ground");
    command.add_option("--animate", options->animate, "FROM:TO in seconds; not yet available");
    return [options] { return renderDesign(*options); };
}

} // namespace loadstar::cli
