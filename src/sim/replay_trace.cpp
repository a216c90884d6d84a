// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay_trace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace loadstar::sim {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Simulation", text);
}

base::Error traceError(const char *code, const QString &message)
{
    return base::Error{QString::fromLatin1(code), message, {}};
}

std::string_view withoutSpace(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// A field without space and quotes around it.
std::string_view trimmed(std::string_view text)
{
    text = withoutSpace(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return text;
}

/// A field as a message quotes it, cut to a readable length.
QString quoted(std::string_view field)
{
    constexpr std::size_t kMostShown = 40;
    const std::string_view shown = field.substr(0, kMostShown);
    return QString::fromUtf8(shown.data(), static_cast<qsizetype>(shown.size())) +
           (field.size() > kMostShown ? QStringLiteral("...") : QString());
}

std::optional<double> numberIn(std::string_view field)
{
    double value = 0.0;
    const auto [stop, status] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool isNumber = status == std::errc() && stop == field.data() + field.size();
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Reads one trace; the first problem ends the reading.
class TraceReader
{
public:
    explicit TraceReader(const QString &name)
        : m_name(name)
    {}

    base::Result<ReplayTrace> read(std::string_view text);

private:
    static constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

    void split(std::string_view line);
    bool readHeader();
    bool readRow();
    std::optional<double> readNumber(std::size_t column, const QString &what);
    bool fail(const QString &message)
    {
        if (!m_error)
            m_error =
                traceError("trace.bad-line",
                           tr("\"%1\", line %2: %3").arg(m_name, QString::number(m_line), message));
        return false;
    }

    QString m_name;
    std::size_t m_line = 0;
    std::size_t m_timeColumn = 0;
    std::size_t m_workColumn = kNoColumn;
    std::size_t m_clientColumn = kNoColumn;
    bool m_hasLayout = false;
    std::vector<std::string_view> m_fields;
    std::unordered_map<std::string_view, std::uint32_t> m_clients;
    ReplayTrace m_trace;
    std::optional<base::Error> m_error;
};

void TraceReader::split(std::string_view line)
{
    m_fields.clear();
    for (;;) {
        const std::size_t comma = line.find(',');
        m_fields.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos)
            return;
        line.remove_prefix(comma + 1);
    }
}

bool TraceReader::readHeader()
{
    m_hasLayout = true;
    if (numberIn(m_fields.front())) {
        m_workColumn = m_fields.size() > 1 ? 1 : kNoColumn;
        m_clientColumn = m_fields.size() > 2 ? 2 : kNoColumn;
        return readRow();
    }
    m_timeColumn = kNoColumn;
    for (std::size_t column = 0; column < m_fields.size(); ++column) {
        if (m_fields[column] == "time")
            m_timeColumn = column;
        else if (m_fields[column] == "work")
            m_workColumn = column;
        else if (m_fields[column] == "client")
            m_clientColumn = column;
    }
    if (m_timeColumn == kNoColumn) {
        return fail(tr("found \"%1\", but a time in seconds or a line of column names with time, "
                       "and perhaps work and client, is allowed")
                        .arg(quoted(m_fields.front())));
    }
    return true;
}

std::optional<double> TraceReader::readNumber(std::size_t column, const QString &what)
{
    constexpr double kMost = 1e9;
    const std::string_view field = column < m_fields.size() ? m_fields[column] : "";
    const std::optional<double> value = numberIn(field);
    if (value && *value >= 0.0 && *value <= kMost)
        return value;
    fail(tr("found \"%1\", but %2 from 0 to 1000000000 is allowed").arg(quoted(field), what));
    return std::nullopt;
}

bool TraceReader::readRow()
{
    const std::optional<double> time = readNumber(m_timeColumn, tr("a time in seconds"));
    if (!time)
        return false;
    if (!m_trace.times.empty() && *time < m_trace.times.back())
        return fail(tr("the time %1 is before that of the line above; times must ascend")
                        .arg(quoted(m_fields[m_timeColumn])));
    m_trace.times.push_back(*time);
    if (m_workColumn != kNoColumn) {
        const std::optional<double> work = readNumber(m_workColumn, tr("work in core-seconds"));
        if (!work)
            return false;
        m_trace.work.push_back(*work);
    }
    if (m_clientColumn != kNoColumn) {
        const std::string_view client =
            m_clientColumn < m_fields.size() ? m_fields[m_clientColumn] : "";
        if (client.empty())
            return fail(tr("the client is missing; a name or number is allowed"));
        const auto next = static_cast<std::uint32_t>(m_clients.size());
        m_trace.clients.push_back(m_clients.emplace(client, next).first->second);
    }
    return true;
}

base::Result<ReplayTrace> TraceReader::read(std::string_view text)
{
    if (text.substr(0, 3) == "\xef\xbb\xbf")
        text.remove_prefix(3);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = withoutSpace(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++m_line;
        if (line.empty() || line.front() == '#')
            continue;
        split(line);
        if (!(m_hasLayout ? readRow() : readHeader()))
            return *m_error;
    }
    if (m_trace.times.empty())
        return traceError("trace.empty", tr("\"%1\" holds no request; one line each, "
                                            "time[,work[,client]], is allowed")
                                             .arg(m_name));
    m_trace.clientCount = static_cast<std::uint32_t>(m_clients.size());
    return std::move(m_trace);
}

} // namespace

base::Result<ReplayTrace> parseReplayTrace(const QByteArray &bytes, const QString &name)
{
    if (bytes.contains('\0'))
        return traceError(
            "trace.not-text",
            tr("\"%1\" is not a text file; CSV with time[,work[,client]] is allowed").arg(name));
    return TraceReader(name).read({bytes.constData(), static_cast<std::size_t>(bytes.size())});
}

base::Result<QByteArray> readTraceFile(const QString &name, const QString &folder)
{
    const QFileInfo info(QDir(folder), name);
    // Devices and pipes may have no end.
    if (!info.isFile())
        return traceError("trace.unreadable",
                          tr("\"%1\" is not a file that can be read; the path of a CSV file from "
                             "the folder of the design is allowed")
                              .arg(name));
    QFile file(info.filePath());
    if (!file.open(QIODevice::ReadOnly))
        return traceError("trace.unreadable",
                          tr("cannot read \"%1\": %2").arg(name, file.errorString()));
    const QByteArray bytes =
        file.size() > kMaximumTraceSize ? QByteArray() : file.read(kMaximumTraceSize + 1);
    if (std::max<qint64>(file.size(), bytes.size()) > kMaximumTraceSize)
        return traceError("trace.too-large",
                          tr("\"%1\" has %2 MiB; up to %3 MiB are allowed")
                              .arg(name)
                              .arg(std::max<qint64>(file.size(), bytes.size()) >> 20)
                              .arg(kMaximumTraceSize >> 20));
    if (file.error() != QFileDevice::NoError)
        return traceError("trace.unreadable",
                          tr("cannot read \"%1\": %2").arg(name, file.errorString()));
    return bytes;
}

base::Result<ReplayTrace> loadReplayTrace(const QString &name, const RunInputs &inputs)
{
    const auto given = inputs.files.find(name);
    if (given != inputs.files.end())
        return parseReplayTrace(given->second, name);
    const base::Result<QByteArray> bytes = readTraceFile(name, inputs.folder);
    if (!bytes)
        return bytes.error();
    return parseReplayTrace(*bytes, name);
}

} // namespace loadstar::sim
