// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <nlohmann/json.hpp>

namespace loadstar::model {

/// Objects nested deeper than this are refused.
constexpr int kMaximumJsonDepth = 100;

/// Parses JSON strictly: a key that stands twice in one object is an error, and so are too deep
/// nesting and text that is not UTF-8. Errors: file.syntax (with line and column),
/// file.duplicate-key, file.too-deep, file.number-range.
base::Result<nlohmann::json> parseJson(const QByteArray &bytes);

/// Text with sorted keys, two spaces, one value a line, whole numbers without fraction, other
/// numbers in the shortest form that reads back exactly; a newline at the end. Empty objects and
/// arrays stay on one line.
QByteArray prettyJson(const nlohmann::json &value);

/// The same on one line, without newline.
QByteArray compactJson(const nlohmann::json &value);

/// The value for a message: short, on one line; lists and objects are only named.
QString quotedJson(const nlohmann::json &value);

} // namespace loadstar::model
