// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/gif_writer.h"

#include "film/gif_palette.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstring>
#include <gif_lib.h>
#include <memory>

namespace loadstar::film {

namespace {

constexpr int kColors = 256;
constexpr int kTransparent = kColors - 1; ///< the last one stands for "as before"
constexpr int kLittleWork = 1;            ///< of zlib's levels; it only saves memory here

int appendBytes(GifFileType *gif, const GifByteType *bytes, int count)
{
    static_cast<QByteArray *>(gif->UserData)->append(reinterpret_cast<const char *>(bytes), count);
    return count;
}

/// Closes the file in any case; finish() says whether that went well.
class OpenGif
{
public:
    explicit OpenGif(QByteArray &bytes)
        : m_gif(EGifOpen(&bytes, appendBytes, nullptr))
    {}
    ~OpenGif()
    {
        if (m_gif)
            EGifCloseFile(m_gif, nullptr);
    }
    OpenGif(const OpenGif &) = delete;
    OpenGif &operator=(const OpenGif &) = delete;

    GifFileType *get() const { return m_gif; }
    bool finish() { return EGifCloseFile(std::exchange(m_gif, nullptr), nullptr) == GIF_OK; }

private:
    GifFileType *m_gif;
};

bool putHead(GifFileType *gif, const QSize &size, const GifPalette &palette)
{
    const std::unique_ptr<ColorMapObject, decltype(&GifFreeMapObject)> map(
        GifMakeMapObject(kColors, nullptr), GifFreeMapObject);
    if (!map)
        return false;
    for (size_t i = 0; i < palette.colors().size(); ++i) {
        const QRgb color = palette.colors()[i];
        map->Colors[i] = {static_cast<GifByteType>(qRed(color)),
                          static_cast<GifByteType>(qGreen(color)),
                          static_cast<GifByteType>(qBlue(color))};
    }
    EGifSetGifVersion(gif, true);
    constexpr std::array<GifByteType, 3> kForEver{1, 0, 0};
    return EGifPutScreenDesc(gif, size.width(), size.height(), 8, 0, map.get()) == GIF_OK &&
           EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK &&
           EGifPutExtensionBlock(gif, static_cast<int>(kForEver.size()), kForEver.data()) ==
               GIF_OK &&
           EGifPutExtensionTrailer(gif) == GIF_OK;
}

bool putPixels(GifFileType *gif, const QRect &rect, const QByteArray &pixels,
               const GifPalette &palette)
{
    std::vector<GifByteType> line(static_cast<size_t>(rect.width()));
    for (int y = 0; y < rect.height(); ++y) {
        const char *from = pixels.constData() + qsizetype(y) * rect.width() * qsizetype(4);
        for (size_t x = 0; x < line.size(); ++x) {
            QRgb color = 0;
            std::memcpy(&color, from + 4 * x, 4);
            line[x] = static_cast<GifByteType>(color == 0 ? kTransparent : palette.indexOf(color));
        }
        if (EGifPutLine(gif, line.data(), rect.width()) != GIF_OK)
            return false;
    }
    return true;
}

bool putFrameHead(GifFileType *gif, const QRect &rect, int delay)
{
    const GraphicsControlBlock control{DISPOSE_DO_NOT, false, delay, kTransparent};
    std::array<GifByteType, 4> bytes{};
    EGifGCBToExtension(&control, bytes.data());
    return EGifPutExtension(gif, GRAPHICS_EXT_FUNC_CODE, static_cast<int>(bytes.size()),
                            bytes.data()) == GIF_OK &&
           EGifPutImageDesc(gif, rect.x(), rect.y(), rect.width(), rect.height(), false, nullptr) ==
               GIF_OK;
}

} // namespace

QRect GifWriter::changedRect(const QImage &frame) const
{
    if (m_last.isNull())
        return frame.rect();
    int left = frame.width();
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < frame.height(); ++y) {
        const auto *now = reinterpret_cast<const QRgb *>(frame.constScanLine(y));
        const auto *before = reinterpret_cast<const QRgb *>(m_last.constScanLine(y));
        const auto [first, other] = std::mismatch(now, now + frame.width(), before);
        if (first == now + frame.width())
            continue;
        int last = frame.width() - 1;
        while (now[last] == before[last])
            --last;
        left = std::min(left, static_cast<int>(first - now));
        right = std::max(right, last);
        top = top < 0 ? y : top;
        bottom = y;
    }
    return right < 0 ? QRect(0, 0, 1, 1) : QRect(QPoint(left, top), QPoint(right, bottom));
}

void GifWriter::add(const QImage &image, int delay)
{
    const QImage frame = image.convertToFormat(QImage::Format_RGB32);
    const QRect rect = changedRect(frame);
    std::vector<QRgb> pixels;
    pixels.reserve(static_cast<size_t>(rect.width()) * static_cast<size_t>(rect.height()));
    QRgb run = 0;
    qint64 length = 0;
    for (int y = rect.top(); y <= rect.bottom(); ++y) {
        const auto *now = reinterpret_cast<const QRgb *>(frame.constScanLine(y));
        const auto *before =
            m_last.isNull() ? nullptr : reinterpret_cast<const QRgb *>(m_last.constScanLine(y));
        for (int x = rect.left(); x <= rect.right(); ++x) {
            const QRgb color = before && now[x] == before[x] ? 0 : now[x] | 0xff000000U;
            pixels.push_back(color);
            if (color != run) {
                if (run != 0)
                    m_colors[run] += length;
                run = color;
                length = 0;
            }
            ++length;
        }
    }
    if (run != 0)
        m_colors[run] += length;
    m_frames.push_back({rect, delay,
                        qCompress(reinterpret_cast<const uchar *>(pixels.data()),
                                  qsizetype(pixels.size() * sizeof(QRgb)), kLittleWork)});
    m_last = frame;
}

base::Result<QByteArray> GifWriter::finish(const QString &comment)
{
    const GifPalette palette(m_colors, kTransparent);
    const base::Error failed{
        QStringLiteral("film.gif"),
        QCoreApplication::translate("Film", "the GIF could not be made; is there enough memory?"),
        {}};
    QByteArray bytes;
    OpenGif gif(bytes);
    if (!gif.get() || !putHead(gif.get(), m_last.size(), palette))
        return failed;
    if (!comment.isEmpty() && EGifPutComment(gif.get(), comment.toUtf8().constData()) != GIF_OK)
        return failed;
    for (const Frame &frame : m_frames) {
        if (!putFrameHead(gif.get(), frame.rect, frame.delay) ||
            !putPixels(gif.get(), frame.rect, qUncompress(frame.pixels), palette))
            return failed;
    }
    if (!gif.finish())
        return failed;
    return bytes;
}

} // namespace loadstar::film
