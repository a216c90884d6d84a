// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/embedded_design.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QtEndian>

#include <array>
#include <optional>

namespace loadstar::model {

namespace {

const QByteArray kPngSignature = QByteArrayLiteral("\x89PNG\r\n\x1a\n");
/// Length, type and checksum of a chunk, in bytes.
constexpr qsizetype kChunkFrame = 12;
/// Behind the keyword and its end: not compressed, no method, no language, no translated keyword.
const QByteArray kPlainText = QByteArray(4, '\0');

QByteArray trimmedStart(const QByteArray &bytes)
{
    constexpr qsizetype kLookedAt = 1024;
    QByteArray start = bytes.left(kLookedAt);
    if (start.startsWith("\xef\xbb\xbf"))
        start.remove(0, 3);
    return start.trimmed();
}

bool isSvg(const QByteArray &bytes)
{
    return trimmedStart(bytes).startsWith('<');
}

bool isPdf(const QByteArray &bytes)
{
    return bytes.startsWith("%PDF-");
}

/// The checksum of PNG chunks: CRC-32 of ISO 3309.
quint32 crc32(const QByteArray &bytes)
{
    static const std::array<quint32, 256> kTable = [] {
        std::array<quint32, 256> table{};
        for (quint32 n = 0; n < table.size(); ++n) {
            quint32 c = n;
            for (int bit = 0; bit < 8; ++bit)
                c = c & 1 ? 0xedb88320U ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }();
    quint32 crc = 0xffffffffU;
    for (const char byte : bytes)
        crc = kTable[(crc ^ quint8(byte)) & 0xff] ^ (crc >> 8);
    return crc ^ 0xffffffffU;
}

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

std::optional<QByteArray> fromSvg(const QByteArray &svg)
{
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement || reader.name() != u"metadata" ||
            reader.attributes().value(QStringLiteral("id")) !=
                QLatin1StringView(kEmbeddedDesignName))
            continue;
        const QString text = reader.readElementText();
        if (!reader.hasError())
            return text.toUtf8();
    }
    return std::nullopt;
}

std::optional<QByteArray> fromPng(const QByteArray &png)
{
    const QByteArray head = QByteArray(kEmbeddedDesignName) + '\0' + kPlainText;
    for (qsizetype at = kPngSignature.size(); at + kChunkFrame <= png.size();) {
        const qsizetype length = qFromBigEndian<quint32>(png.constData() + at);
        if (length > png.size() - at - kChunkFrame)
            return std::nullopt;
        const QByteArray type = png.mid(at + 4, 4);
        const QByteArray data = png.mid(at + 8, type == "iTXt" ? length : 0);
        if (data.startsWith(head))
            return data.mid(head.size());
        at += kChunkFrame + length;
    }
    return std::nullopt;
}

/// The number of the object behind `key` in the text, as in "/F 12 0 R".
std::optional<QByteArray> objectAfter(const QByteArray &pdf, const QByteArray &pattern)
{
    // Latin-1 keeps offsets.
    const QRegularExpression expression(QString::fromLatin1(pattern));
    const QRegularExpressionMatch match = expression.match(QString::fromLatin1(pdf));
    return match.hasMatch() ? std::optional(match.captured(1).toLatin1()) : std::nullopt;
}

std::optional<QByteArray> fromPdf(const QByteArray &pdf)
{
    // The one attachment of a file that Loadstar wrote; other PDF files need not be understood.
    const auto number = objectAfter(pdf, R"(/EF\s*<<\s*/F (\d{1,9}) 0 R)");
    if (!number)
        return std::nullopt;
    const qsizetype object = pdf.indexOf('\n' + *number + " 0 obj");
    const qsizetype begin = object < 0 ? -1 : pdf.indexOf("stream\n", object);
    const qsizetype end = begin < 0 ? -1 : pdf.indexOf("endstream", begin);
    if (end < 0)
        return std::nullopt;
    constexpr qsizetype kStreamWord = 7;
    const QByteArray data = pdf.mid(begin + kStreamWord, end - begin - kStreamWord);
    if (!pdf.mid(object, begin - object).contains("/FlateDecode"))
        return data.trimmed();
    // qUncompress() wants the size in front; it grows from there.
    QByteArray plain = qUncompress(bigEndian(quint32(data.size()) * 4) + data);
    return plain.isEmpty() ? std::nullopt : std::optional(plain);
}

} // namespace

bool isPicture(const QByteArray &bytes)
{
    return bytes.startsWith(kPngSignature) || isPdf(bytes) || isSvg(bytes);
}

base::Result<QByteArray> embeddedDesign(const QByteArray &picture)
{
    const std::optional<QByteArray> design = picture.startsWith(kPngSignature) ? fromPng(picture)
                                             : isPdf(picture)                  ? fromPdf(picture)
                                                                               : fromSvg(picture);
    if (!design)
        return base::Error{QStringLiteral("file.no-design"),
                           QCoreApplication::translate(
                               "DesignFile", "the picture holds no design: only pictures that "
                                             "Loadstar exported can be opened"),
                           {}};
    return *design;
}

QByteArray withEmbeddedDesign(const QByteArray &png, const QByteArray &design)
{
    constexpr qsizetype kHeaderChunk = kChunkFrame + 13;
    if (!png.startsWith(kPngSignature) || png.size() < kPngSignature.size() + kHeaderChunk)
        return png;
    const QByteArray data = QByteArray(kEmbeddedDesignName) + '\0' + kPlainText + design;
    const QByteArray typed = "iTXt" + data;
    QByteArray with = png;
    // The header has to stay the first chunk.
    return with.insert(kPngSignature.size() + kHeaderChunk,
                       bigEndian(quint32(data.size())) + typed + bigEndian(crc32(typed)));
}

} // namespace loadstar::model
