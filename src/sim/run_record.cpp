// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/run_record.h"

#include "base/units.h"
#include "model/design_file.h"
#include "model/design_reader.h"
#include "model/design_writer.h"
#include "model/json_document.h"
#include "model/kinds/builtin_kinds.h"

#include <QCoreApplication>

#include <cmath>

namespace loadstar::sim {

namespace {

using nlohmann::json;

constexpr int kRecordVersion = 1;

base::Error invalid(const QString &message, const QString &where = {})
{
    return {QStringLiteral("record.invalid"), message, where};
}

QString tr(const char *text)
{
    return QCoreApplication::translate("RunRecord", text);
}

/// A number below `object` within a range, or nothing.
std::optional<double> numberIn(const json &object, const char *key, double minimum, double maximum)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number())
        return std::nullopt;
    const double value = found->get<double>();
    return std::isfinite(value) && value >= minimum && value <= maximum ? std::optional(value)
                                                                        : std::nullopt;
}

QString shortText(const json &value)
{
    constexpr qsizetype kMost = 60;
    const QString text = QString::fromUtf8(model::compactJson(value));
    return text.size() <= kMost ? text : text.left(kMost) + u'…';
}

QString difference(const json &recorded, const json &found, const QString &path)
{
    if (recorded.is_object() && found.is_object()) {
        for (const auto &[key, value] : recorded.items()) {
            if (path.isEmpty() && key == "engine")
                continue;
            const QString below = path.isEmpty() ? QString::fromStdString(key)
                                                 : path + u'.' + QString::fromStdString(key);
            const auto other = found.find(key);
            const QString differs =
                other == found.end()
                    ? QCoreApplication::translate("RunRecord", "%1 is missing now").arg(below)
                    : difference(value, *other, below);
            if (!differs.isEmpty())
                return differs;
        }
        for (const auto &[key, value] : found.items()) {
            if ((path.isEmpty() && key == "engine") || recorded.contains(key))
                continue;
            const QString below = QString::fromStdString(key);
            return QCoreApplication::translate("RunRecord", "%1 is not in the record")
                .arg(path.isEmpty() ? below : path + u'.' + below);
        }
        return {};
    }
    if (recorded.is_array() && found.is_array() && recorded.size() == found.size()) {
        for (std::size_t i = 0; i < recorded.size(); ++i) {
            const QString differs =
                difference(recorded[i], found[i], path + QStringLiteral("[%1]").arg(i));
            if (!differs.isEmpty())
                return differs;
        }
        return {};
    }
    if (recorded == found)
        return {};
    return tr("%1: recorded %2, now %3").arg(path, shortText(recorded), shortText(found));
}

/// Files that the design names, by name, as base64.
base::Result<void> readInputs(const json &file, RunInputs &inputs)
{
    const auto found = file.find("inputs");
    if (found == file.end())
        return {};
    if (!found->is_object())
        return invalid(tr("an object is allowed"), QStringLiteral("inputs"));
    for (const auto &[name, text] : found->items()) {
        const QString key = QString::fromStdString(name);
        const auto bytes = QByteArray::fromBase64Encoding(
            text.is_string() ? QByteArray::fromStdString(text.get<std::string>()) : QByteArray("!"),
            QByteArray::AbortOnBase64DecodingErrors);
        if (!bytes)
            return invalid(tr("a text in base64 is allowed"), QStringLiteral("inputs.") + key);
        inputs.files.emplace(key, *bytes);
    }
    return {};
}

} // namespace

QByteArray writeRecord(const RunRecord &record)
{
    json file{{"loadstarRun", kRecordVersion},
              {"version", record.version.toStdString()},
              {"design", model::designJson(record.design)},
              {"options",
               {{"duration", record.options.duration},
                {"warmup", record.options.warmup},
                {"seed", record.options.seed},
                {"replications", record.replications}}},
              {"report", record.report}};
    if (!record.options.start.isEmpty())
        file["start"] = toJson(record.options.start);
    for (const auto &[name, bytes] : record.options.inputs.files)
        file["inputs"][name.toStdString()] = bytes.toBase64().toStdString();
    return model::prettyJson(file);
}

base::Result<RunRecord> readRecord(const QByteArray &bytes)
{
    const base::Result<json> parsed = model::parseJson(bytes);
    if (!parsed)
        return parsed.error();
    const json &file = *parsed;
    if (!file.is_object() || !file.contains("loadstarRun"))
        return invalid(tr("this is not the record of a run: the key loadstarRun is missing"));
    if (!file["loadstarRun"].is_number_integer() || file["loadstarRun"] != kRecordVersion)
        return invalid(tr("found %1, but only %2 can be read")
                           .arg(shortText(file["loadstarRun"]))
                           .arg(kRecordVersion),
                       QStringLiteral("loadstarRun"));
    for (const char *key : {"version", "design", "options", "report"}) {
        if (!file.contains(key))
            return invalid(tr("the key is missing"), QString::fromLatin1(key));
    }
    if (!file["options"].is_object() || !file["report"].is_object() || !file["version"].is_string())
        return invalid(tr("version must be a text, options and report must be objects"));
    base::Result<model::LoadedDesign> design =
        model::parseDesign(model::compactJson(file["design"]), model::builtinKinds());
    if (!design) {
        base::Error error = design.error();
        error.where = error.where.isEmpty() ? QStringLiteral("design")
                                            : QStringLiteral("design.") + error.where;
        return error;
    }
    RunRecord record;
    record.design = std::move(design->design);
    const json &options = file["options"];
    const auto duration = numberIn(options, "duration", 1e-9, 1e9);
    const auto warmup = numberIn(options, "warmup", 0.0, 1e9);
    const auto replications = numberIn(options, "replications", 1.0, 1e6);
    const bool hasSeed = options.contains("seed") && options["seed"].is_number_unsigned();
    if (!duration || !warmup || !replications || !hasSeed || !(*warmup < *duration)) {
        return invalid(tr("duration, warmup, seed and replications must be numbers as simulate "
                          "takes them"),
                       QStringLiteral("options"));
    }
    record.options.duration = *duration;
    record.options.warmup = *warmup;
    record.options.seed = options["seed"].get<std::uint64_t>();
    record.replications = static_cast<int>(*replications);
    if (const base::Result<void> read = readInputs(file, record.options.inputs); !read)
        return read.error();
    if (const auto start = file.find("start"); start != file.end()) {
        base::Result<StartState> read = stateFromJson(*start);
        if (!read) {
            base::Error error = read.error();
            error.where = QStringLiteral("start.") + error.where;
            return error;
        }
        record.options.start = std::move(read.value());
    }
    record.report = file["report"];
    record.version = QString::fromStdString(file["version"].get<std::string>());
    return record;
}

QString firstDifference(const json &recorded, const json &found)
{
    return difference(recorded, found, {});
}

} // namespace loadstar::sim
