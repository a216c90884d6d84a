// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/stencils.h"
#include "model/kind_registry.h"
#include "render/diagram_painter.h"

#include <QListWidget>

namespace loadstar::panels {

/// MIME type of a component kind that is dragged out of the palette; its bytes are the kind's id in
/// UTF-8. Stencils are dragged as edit::kClipboardMimeType.
inline constexpr const char *kKindMimeType = "application/vnd.loadstar.kind";

/// The component kinds under the headings of their groups, and below them the stencils; rows can be
/// dragged out.
class PaletteList : public QListWidget
{
    Q_OBJECT

public:
    PaletteList(const model::KindRegistry &kinds, QWidget *parent = nullptr);

    /// Replaces the stencils; what cannot be read is told in a row of its own.
    void setStencils(const edit::Stencils &stencils);
    /// Pictures of stencils are drawn in it.
    void setTheme(const render::Theme &theme);

    /// Shows only kinds whose name or other names contain the text, and stencils whose name does,
    /// and marks the first.
    void setFilter(const QString &text);
    /// Kinds and stencils.
    int visibleCount() const;
    /// The kind of the marked row, or empty.
    QString currentKind() const;

Q_SIGNALS:
    void kindActivated(const QString &kindId);
    /// A stencil by its path.
    void stencilActivated(const QString &path);
    void stencilRenameRequested(const QString &path);
    void stencilRemoveRequested(const QString &path);

protected:
    bool event(QEvent *event) override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QList<QListWidgetItem *> &items) const override;
    void startDrag(Qt::DropActions actions) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void addHeading(const QString &text);
    void addKind(const model::ComponentKind &kind);
    void addStencil(const edit::Stencil &stencil);
    void addUnreadable(const edit::Stencils::Unreadable &unreadable);
    void drawPicture(QListWidgetItem &item, const model::Design &design) const;
    void activate(const QListWidgetItem &item);
    /// The path of the marked stencil, or empty.
    QString currentStencil() const;
    /// Marks the stencil, or where it is gone the one that is in its row now.
    void markStencil(const QString &path, int row);
    void markFirst();

    edit::Stencils m_stencils;
    render::DiagramPainter m_painter;
    QString m_filter;
    /// Rows of kinds and their headings, which come first.
    int m_kindRows = 0;
};

} // namespace loadstar::panels
