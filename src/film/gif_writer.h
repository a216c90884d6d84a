// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QHash>
#include <QImage>
#include <QRect>

#include <vector>

namespace loadstar::film {

/// Makes an animated GIF that repeats for ever. Of each frame only what differs from the former is
/// kept, so that a long film needs little memory and the file stays small; the 255 colours that do
/// most for all frames are chosen at the end.
///
/// Source: GIF89a specification (CompuServe, 1990); the loop is Netscape's application extension.
class GifWriter
{
public:
    static constexpr int kLargestSide = 65535;

    /// Adds a frame that is shown for so many 1/100 s. All frames have the size of the first, at
    /// least one pixel and at most kLargestSide a side; they have no transparency.
    void add(const QImage &frame, int delay);
    /// The file, with `comment` in it. At least one frame was added. Errors: film.gif.
    base::Result<QByteArray> finish(const QString &comment);

private:
    struct Frame
    {
        QRect rect; ///< the least that covers what has changed; one pixel where nothing has
        int delay = 0;
        QByteArray pixels; ///< compressed, 32 bits each; 0 where nothing has changed
    };

    QRect changedRect(const QImage &frame) const;

    QImage m_last;
    std::vector<Frame> m_frames;
    QHash<QRgb, qint64> m_colors; ///< how many pixels have it
};

} // namespace loadstar::film
