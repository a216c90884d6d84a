// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace loadstar::probe {

/// One header field; `name` is in lower case.
struct HttpField
{
    QByteArray name;
    QByteArray value;
};

/// Request line and header of an HTTP/1.x request (RFC 9112).
struct HttpRequestHead
{
    QByteArray method;
    QByteArray target;
    std::vector<HttpField> fields;
    /// Bytes of body that follow; 0 without one.
    qint64 contentLength = 0;
    bool isChunked = false;
    /// Whether the sender wants to use the connection again.
    bool isKeepAlive = true;
};

/// Status line and header of an HTTP/1.x response.
struct HttpResponseHead
{
    int status = 0;
    QByteArray reason;
    std::vector<HttpField> fields;
    /// Bytes of body, or none when the body is chunked or ends with the connection.
    std::optional<qint64> contentLength;
    bool isChunked = false;
};

/// The field's value, or an empty array when it is absent. `name` in lower case.
QByteArray fieldValue(const std::vector<HttpField> &fields, const QByteArray &name);

/// The number of bytes up to and with the empty line that ends a head, or none while it is not
/// there.
std::optional<qsizetype> headLength(const QByteArray &bytes);

/// Reads a complete head. Strict: unknown versions, spaces before colons, folded lines, control
/// characters, doubled or unreadable lengths fail with http.malformed.
base::Result<HttpRequestHead> parseRequestHead(const QByteArray &head);

/// Reads a complete head of an answer; as strict as parseRequestHead. Errors: http.malformed.
base::Result<HttpResponseHead> parseResponseHead(const QByteArray &head);

/// Turns the bytes after a response's head into its body: counted, chunked, or up to the end of the
/// connection.
class HttpBodyReader
{
public:
    /// Keeps at most `limit` bytes; what follows is not stored.
    HttpBodyReader(const HttpResponseHead &head, qsizetype limit);

    /// Takes the next bytes. Fails with http.malformed when the chunks are not well formed.
    base::Result<void> append(QByteArray bytes);

    /// Whether the whole body has come, or as much of it as may be kept.
    bool isComplete() const { return m_isComplete; }
    /// Whether a connection that ends now ends the body properly.
    bool endsWithConnection() const { return !m_isChunked && !m_left; }
    const QByteArray &body() const { return m_body; }

private:
    enum class ChunkPart { Size, Data, DataEnd, Trailer };

    base::Result<void> appendChunks(const QByteArray &bytes);
    base::Result<void> takeChunkLine(const QByteArray &line);
    void keep(const QByteArray &bytes);

    qsizetype m_limit;
    bool m_isChunked;
    bool m_isComplete = false;
    /// Bytes that are still to come of a counted body; none for the other kinds.
    std::optional<qint64> m_left;
    ChunkPart m_part = ChunkPart::Size;
    qint64 m_chunkLeft = 0;
    QByteArray m_line;
    QByteArray m_body;
};

} // namespace loadstar::probe
