// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <string>
#include <utility>
#include <vector>

namespace loadstar::cli {

/// Writes text for people to standard output.
void print(const QString &text);

/// Writes one line "loadstarctl: error: …" to standard error; line breaks inside the text become
/// spaces.
void printError(const base::Error &error);

/// Writes one line per diagnostic to standard error; of many with one code the first 20 and how
/// many more there are.
void printDiagnostics(const std::vector<base::Diagnostic> &diagnostics);

/// Writes bytes to a file, atomically, or to standard output when `path` is "-". Errors:
/// output.unwritable.
base::Result<void> writeOutput(const std::string &path, const QByteArray &bytes);

/// Whether no two of the files that are written or read are one; "" and, once, "-" are no file.
/// Each comes with the option that names it. Reports two that are one.
bool areFilesApart(const std::vector<std::pair<const char *, std::string>> &files);

/// Like writeOutput(), and reports a failure; returns kDone or kInvalidInput.
int deliver(const std::string &path, const QByteArray &bytes);

/// Whether everything printed has reached standard output; reports it when not.
bool isOutputComplete();

/// Rows as a table with aligned columns; the first row is the heading. Columns in `rightAligned`
/// hold numbers.
QString table(const std::vector<QStringList> &rows, const std::vector<int> &rightAligned = {});

} // namespace loadstar::cli
