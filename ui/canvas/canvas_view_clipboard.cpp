// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "canvas/canvas_scene.h"
#include "canvas/canvas_view.h"
#include "edit/clipboard.h"
#include "edit/edit_operations.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>
#include <cmath>

// Copying and pasting on the canvas.

namespace loadstar::canvas {

namespace {

using model::ElementId;

/// How far a copy lies from its original, in canvas pixels.
constexpr double kCopyOffset = 24.0;

QString clipboardType()
{
    return QString::fromLatin1(edit::kClipboardMimeType);
}

/// The copied components on the clipboard, or what may be their JSON.
QByteArray clipboardContent()
{
    const QMimeData *mime = QGuiApplication::clipboard()->mimeData();
    if (!mime)
        return {};
    return mime->hasFormat(clipboardType()) ? mime->data(clipboardType()) : mime->text().toUtf8();
}

} // namespace

void CanvasView::copy()
{
    const QByteArray copied = edit::copyElements(m_document.design(), m_document.selection());
    if (edit::outermostComponents(m_document.design(), m_document.selection()).empty())
        return;
    auto *mime = new QMimeData;
    mime->setData(clipboardType(), copied);
    mime->setText(QString::fromUtf8(copied));
    QGuiApplication::clipboard()->setMimeData(mime);
    m_pasteCount = 0;
}

void CanvasView::cut()
{
    copy();
    deleteSelection();
}

void CanvasView::paste()
{
    if (!m_isEditingEnabled)
        return;
    const QByteArray copied = clipboardContent();
    if (const std::optional<QPointF> point = pointer()) {
        insertAround(copied, *point, tr("Paste"));
        return;
    }
    ++m_pasteCount;
    insertCopied(copied, QPointF(kCopyOffset, kCopyOffset) * m_pasteCount, tr("Paste"));
}

void CanvasView::pasteInPlace()
{
    if (m_isEditingEnabled)
        insertCopied(clipboardContent(), {}, tr("Paste in place"));
}

void CanvasView::pasteProperties()
{
    if (!m_isEditingEnabled)
        return;
    const auto edits = edit::pasteProperties(m_document.design(), m_document.kinds(),
                                             clipboardContent(), m_document.selection());
    if (edits)
        m_document.perform(tr("Paste properties"), *edits);
    else
        Q_EMIT statusHint(edits.error().message);
}

void CanvasView::insertAround(const QByteArray &copied, const QPointF &point, const QString &text)
{
    const auto rects = edit::copiedRects(copied, m_document.kinds());
    QRectF bounds;
    for (const QRectF &rect : rects ? *rects : std::vector<QRectF>())
        bounds |= rect;
    QPointF offset = snapped(point - bounds.center());
    // Another copy at the same place stands beside the one before.
    while (rects && covers(*rects, offset))
        offset += QPointF(kCopyOffset, kCopyOffset);
    const ElementId parent = edit::containerAt(m_document.design(), m_document.kinds(), point);
    insertCopied(copied, offset, text, parent);
}

bool CanvasView::covers(const std::vector<QRectF> &copies, const QPointF &offset) const
{
    const auto &places = m_scene->geometry().places();
    return std::any_of(copies.begin(), copies.end(), [&](const QRectF &copy) {
        return std::any_of(places.begin(), places.end(), [&](const auto &entry) {
            const QPointF away = entry.second.rect.topLeft() - copy.topLeft() - offset;
            return std::max(std::abs(away.x()), std::abs(away.y())) < kCopyOffset / 2;
        });
    });
}

void CanvasView::duplicate()
{
    if (!m_isEditingEnabled ||
        edit::outermostComponents(m_document.design(), m_document.selection()).empty())
        return;
    insertCopied(edit::copyElements(m_document.design(), m_document.selection()),
                 {kCopyOffset, kCopyOffset}, tr("Duplicate"));
}

void CanvasView::insertCopied(const QByteArray &copied, const QPointF &offset, const QString &text,
                              const model::ElementId &parent)
{
    base::Result<edit::Paste> pasted =
        edit::pasteElements(m_document.design(), m_document.kinds(), copied, offset, parent);
    if (!pasted) {
        Q_EMIT statusHint(pasted.error().message);
        return;
    }
    m_document.perform(text, pasted->edits);
    m_document.select(pasted->pasted);
    if (!pasted->pasted.empty())
        reveal(*pasted->pasted.begin());
}

} // namespace loadstar::canvas
