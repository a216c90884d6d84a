// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/http_message.h"

#include <QList>

#include <algorithm>

namespace loadstar::probe {

using base::Error;
using base::Result;

namespace {

constexpr size_t kMaximumFields = 100;
constexpr qsizetype kMaximumChunkLine = 4096;

Error malformed(const QString &what)
{
    return Error{QStringLiteral("http.malformed"), what, {}};
}

bool isTokenByte(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return value > 0x20 && value < 0x7f && !QByteArrayLiteral("\"(),/:;<=>?@[\\]{}").contains(byte);
}

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenByte);
}

bool hasControlByte(const QByteArray &text)
{
    return std::any_of(text.begin(), text.end(), [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return (value < 0x20 && byte != '\t') || value == 0x7f;
    });
}

/// A whole number of decimal digits only; none when it is anything else or above 2^53.
std::optional<qint64> wholeNumber(const QByteArray &text)
{
    const bool isDigits =
        !text.isEmpty() && text.size() <= 16 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isDigits ? std::optional<qint64>(text.toLongLong()) : std::nullopt;
}

QList<QByteArray> headLines(const QByteArray &head)
{
    QList<QByteArray> lines = head.split('\n');
    for (QByteArray &line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

Result<std::vector<HttpField>> parseFields(const QList<QByteArray> &lines)
{
    std::vector<HttpField> fields;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QByteArray &line = lines.at(i);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !isToken(line.left(colon)) || hasControlByte(line))
            return malformed(QStringLiteral("header line %1 is not \"name: value\"").arg(i));
        if (fields.size() == kMaximumFields)
            return malformed(QStringLiteral("more than %1 header fields").arg(kMaximumFields));
        fields.push_back({line.left(colon).toLower(), line.mid(colon + 1).trimmed()});
    }
    return fields;
}

/// How long the body is, as the header says; fails when it says so twice, in two ways, or
/// unreadably.
struct BodyLength
{
    std::optional<qint64> contentLength;
    bool isChunked = false;
};

Result<BodyLength> bodyLength(const std::vector<HttpField> &fields)
{
    BodyLength length;
    for (const HttpField &field : fields) {
        if (field.name == "transfer-encoding") {
            if (length.isChunked || field.value.toLower() != "chunked")
                return malformed(QStringLiteral("a transfer encoding other than chunked"));
            length.isChunked = true;
        } else if (field.name == "content-length") {
            const std::optional<qint64> value = wholeNumber(field.value);
            if (!value || (length.contentLength && *length.contentLength != *value))
                return malformed(QStringLiteral("the content length is not one whole number"));
            length.contentLength = value;
        }
    }
    if (length.isChunked && length.contentLength)
        return malformed(QStringLiteral("both a content length and chunks"));
    return length;
}

/// The minor version of "HTTP/1.0" or "HTTP/1.1".
std::optional<int> minorVersion(const QByteArray &text)
{
    if (text == "HTTP/1.1")
        return 1;
    if (text == "HTTP/1.0")
        return 0;
    return std::nullopt;
}

} // namespace

QByteArray fieldValue(const std::vector<HttpField> &fields, const QByteArray &name)
{
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const HttpField &f) { return f.name == name; });
    return found == fields.end() ? QByteArray() : found->value;
}

std::optional<qsizetype> headLength(const QByteArray &bytes)
{
    const qsizetype crlf = bytes.indexOf("\r\n\r\n");
    const qsizetype lf = bytes.indexOf("\n\n");
    if (crlf >= 0 && (lf < 0 || crlf < lf))
        return crlf + 4;
    if (lf >= 0)
        return lf + 2;
    return std::nullopt;
}

Result<HttpRequestHead> parseRequestHead(const QByteArray &head)
{
    const QList<QByteArray> lines = headLines(head);
    const QList<QByteArray> words =
        lines.isEmpty() ? QList<QByteArray>() : lines.first().split(' ');
    if (words.size() != 3 || !isToken(words.at(0)) || words.at(1).isEmpty() ||
        hasControlByte(words.at(1)))
        return malformed(QStringLiteral("the first line is not \"METHOD target HTTP/1.1\""));
    const std::optional<int> minor = minorVersion(words.at(2));
    if (!minor)
        return malformed(QStringLiteral("the version is not HTTP/1.0 or HTTP/1.1"));
    auto fields = parseFields(lines);
    if (!fields)
        return fields.error();
    const auto length = bodyLength(*fields);
    if (!length)
        return length.error();

    HttpRequestHead request;
    request.method = words.at(0);
    request.target = words.at(1);
    request.contentLength = length->contentLength.value_or(0);
    request.isChunked = length->isChunked;
    const QByteArray connection = fieldValue(*fields, "connection").toLower();
    request.isKeepAlive = *minor == 1 ? connection != "close" : connection == "keep-alive";
    request.fields = std::move(*fields);
    return request;
}

Result<HttpResponseHead> parseResponseHead(const QByteArray &head)
{
    const QList<QByteArray> lines = headLines(head);
    const QByteArray first = lines.isEmpty() ? QByteArray() : lines.first();
    const std::optional<qint64> status = wholeNumber(first.mid(9, 3));
    const bool isStatusLine = minorVersion(first.left(8)) && first.size() >= 12 &&
                              first.at(8) == ' ' && status && *status >= 100 && *status <= 599 &&
                              (first.size() == 12 || first.at(12) == ' ') && !hasControlByte(first);
    if (!isStatusLine)
        return malformed(QStringLiteral("the first line is not \"HTTP/1.1 status reason\""));
    auto fields = parseFields(lines);
    if (!fields)
        return fields.error();
    const auto length = bodyLength(*fields);
    if (!length)
        return length.error();

    HttpResponseHead response;
    response.status = static_cast<int>(*status);
    response.reason = first.mid(13);
    response.contentLength = length->contentLength;
    response.isChunked = length->isChunked;
    if (response.status < 200 || response.status == 204 || response.status == 304) {
        response.contentLength = 0;
        response.isChunked = false;
    }
    response.fields = std::move(*fields);
    return response;
}

HttpBodyReader::HttpBodyReader(const HttpResponseHead &head, qsizetype limit)
    : m_limit(limit)
    , m_isChunked(head.isChunked)
    , m_isComplete(head.contentLength == 0)
    , m_left(head.contentLength)
{}

Result<void> HttpBodyReader::append(QByteArray bytes)
{
    if (m_isComplete)
        return {};
    if (m_isChunked)
        return appendChunks(bytes);
    if (m_left) {
        bytes.truncate(static_cast<qsizetype>(std::min<qint64>(bytes.size(), *m_left)));
        *m_left -= bytes.size();
    }
    keep(bytes);
    if (m_left == 0)
        m_isComplete = true;
    return {};
}

Result<void> HttpBodyReader::appendChunks(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (at < bytes.size() && !m_isComplete) {
        if (m_part == ChunkPart::Data) {
            const auto count =
                static_cast<qsizetype>(std::min<qint64>(bytes.size() - at, m_chunkLeft));
            keep(bytes.mid(at, count));
            at += count;
            m_chunkLeft -= count;
            if (m_chunkLeft == 0)
                m_part = ChunkPart::DataEnd;
            continue;
        }
        const char byte = bytes.at(at++);
        if (byte != '\n') {
            m_line.append(byte);
            if (m_line.size() > kMaximumChunkLine)
                return malformed(QStringLiteral("a chunk has too long a first line"));
            continue;
        }
        if (m_line.endsWith('\r'))
            m_line.chop(1);
        if (const auto taken = takeChunkLine(m_line); !taken)
            return taken.error();
        m_line.clear();
    }
    return {};
}

Result<void> HttpBodyReader::takeChunkLine(const QByteArray &line)
{
    switch (m_part) {
    case ChunkPart::Size: {
        bool isHex = false;
        const QByteArray digits =
            line.left(line.indexOf(';') < 0 ? line.size() : line.indexOf(';')).trimmed();
        m_chunkLeft = digits.toLongLong(&isHex, 16);
        if (!isHex || m_chunkLeft < 0 || digits.startsWith('+'))
            return malformed(QStringLiteral("a chunk does not start with its size"));
        m_part = m_chunkLeft == 0 ? ChunkPart::Trailer : ChunkPart::Data;
        return {};
    }
    case ChunkPart::DataEnd:
        if (!line.isEmpty())
            return malformed(QStringLiteral("a chunk is longer than its size"));
        m_part = ChunkPart::Size;
        return {};
    case ChunkPart::Trailer:
        m_isComplete = line.isEmpty();
        return {};
    case ChunkPart::Data:
        break;
    }
    Q_UNREACHABLE();
}

void HttpBodyReader::keep(const QByteArray &bytes)
{
    m_body.append(bytes.left(m_limit - m_body.size()));
    if (m_body.size() == m_limit)
        m_isComplete = true;
}

} // namespace loadstar::probe
