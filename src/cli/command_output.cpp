// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command_output.h"

#include "base/save_file.h"
#include "cli/command.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>

namespace loadstar::cli {

namespace {

/// A design of thousands of components may say one thing of each.
constexpr std::size_t kMostOfOneCode = 20;

void writeTo(std::FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

QByteArray oneLine(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.toUtf8() + '\n';
}

} // namespace

void print(const QString &text)
{
    // Names come from files: a terminal must not obey what they contain.
    QString shown = text;
    for (QChar &c : shown) {
        const bool isLayout = c == u'\n' || c == u'\t';
        if (!isLayout &&
            (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format))
            c = u' ';
    }
    writeTo(stdout, shown.toUtf8());
}

void printError(const base::Error &error)
{
    writeTo(stderr, oneLine(QStringLiteral("loadstarctl: error: ") + error.text()));
}

void printDiagnostics(const std::vector<base::Diagnostic> &diagnostics)
{
    std::map<QString, std::size_t> counts;
    for (const base::Diagnostic &diagnostic : diagnostics) {
        if (++counts[diagnostic.code] <= kMostOfOneCode)
            writeTo(stderr,
                    oneLine(QStringLiteral("loadstarctl: %1: %2")
                                .arg(base::severityName(diagnostic.severity), diagnostic.text())));
    }
    for (const auto &[code, count] : counts) {
        if (count > kMostOfOneCode)
            writeTo(stderr, oneLine(QStringLiteral("loadstarctl: %1: ")
                                        .arg(base::severityName(base::Severity::Hint)) +
                                    QCoreApplication::translate("Cli", "and %1 more like it (%2)")
                                        .arg(count - kMostOfOneCode)
                                        .arg(code)));
    }
}

base::Result<void> writeOutput(const std::string &path, const QByteArray &bytes)
{
    if (path == "-") {
        writeTo(stdout, bytes);
        return {};
    }
    return base::saveFile(QString::fromStdString(path), bytes);
}

bool areFilesApart(const std::vector<std::pair<const char *, std::string>> &files)
{
    std::map<QString, const char *> known;
    for (const auto &[option, path] : files) {
        if (path.empty())
            continue;
        const QFileInfo info(QString::fromStdString(path));
        // One that is not there yet has no canonical name of its own, but its folder has.
        const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
        const QString name = path == "-"     ? QStringLiteral("-")
                             : info.exists() ? info.canonicalFilePath()
                                             : folder + u'/' + info.fileName();
        const auto [found, isNew] = known.emplace(name, option);
        if (isNew)
            continue;
        printError({QStringLiteral("output.same-file"),
                    QCoreApplication::translate("Cli", "%1 and %2 name the same file")
                        .arg(QString::fromLatin1(found->second), QString::fromLatin1(option)),
                    QString::fromStdString(path)});
        return false;
    }
    return true;
}

int deliver(const std::string &path, const QByteArray &bytes)
{
    const base::Result<void> written = writeOutput(path, bytes);
    if (written)
        return kDone;
    printError(written.error());
    return kInvalidInput;
}

bool isOutputComplete()
{
    const bool isFlushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    // A reader that has seen enough, such as head, is no failure.
    if (isFlushed || errno == EPIPE)
        return true;
    printError({QStringLiteral("output.unwritable"),
                QCoreApplication::translate("Cli", "cannot write to standard output: %1")
                    .arg(QString::fromLocal8Bit(std::strerror(errno))),
                {}});
    return false;
}

QString table(const std::vector<QStringList> &rows, const std::vector<int> &rightAligned)
{
    std::vector<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), size_t(row.size())));
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[size_t(i)] = std::max(widths[size_t(i)], row[i].size());
    }
    QString text;
    for (size_t r = 0; r < rows.size(); ++r) {
        QString line;
        for (qsizetype i = 0; i < rows[r].size(); ++i) {
            const bool isRight =
                std::find(rightAligned.begin(), rightAligned.end(), int(i)) != rightAligned.end();
            const qsizetype width = widths[size_t(i)];
            line += isRight ? rows[r][i].rightJustified(width) : rows[r][i].leftJustified(width);
            line += QStringLiteral("  ");
        }
        text += line.trimmed().isEmpty()
                    ? QStringLiteral("\n")
                    : QString(line).remove(QRegularExpression(QStringLiteral(" +$"))) + u'\n';
        if (r == 0) {
            for (const qsizetype width : widths)
                text += QString(width, u'-') + QStringLiteral("  ");
            text = text.left(text.size() - 2) + u'\n';
        }
    }
    return text;
}

} // namespace loadstar::cli
