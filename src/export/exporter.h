// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/diagnostic.h"
#include "base/host_port.h"
#include "model/element_id.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace loadstar::model {
struct Design;
class KindRegistry;
} // namespace loadstar::model

namespace loadstar::exporting {

/// One line of an exported file, without its line break.
struct ExportLine
{
    QString text;
    /// The component or connection that caused it; empty for lines that every export has.
    model::ElementId component;

    bool operator==(const ExportLine &) const = default;
};

/// One file of an export, named as the product names it.
struct ExportFile
{
    /// Relative to the output directory, with / between folders; no "..".
    QString path;
    std::vector<ExportLine> lines;

    /// The content: UTF-8, a line break behind every line.
    QByteArray bytes() const;
};

/// What a person chooses for an export; everything else stands in the design.
struct ExportOptions
{
    /// Where the first balancer listens; the next ones follow on the ports behind it. The host may
    /// be "*".
    base::HostPort listen{QStringLiteral("*"), 8080};
};

/// Files in memory and what there is to say about them. An error means that a file does not do what
/// the drawing says and cannot be used as it is; a warning that something is substituted or left
/// out; a hint that someone should look.
struct ExportResult
{
    std::vector<ExportFile> files;
    std::vector<base::Diagnostic> diagnostics;

    bool hasErrors() const;
};

/// One format: a descriptor that the command line, the documents and the tests are made from.
struct Exporter
{
    /// As `--format` takes it: "haproxy".
    QString id;
    /// For people: "HAProxy 2.6".
    QString name;
    /// One sentence: what comes out and what it needs.
    QString doc;
    /// Names of the files that it can write.
    QStringList files;
    /// The same design and options give the same bytes. No files when nothing can be said in this
    /// format; then the diagnostics say why.
    ExportResult (*run)(const model::Design &design, const model::KindRegistry &kinds,
                        const ExportOptions &options);

    bool isOneFile() const { return files.size() == 1; }
};

} // namespace loadstar::exporting
