// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kind_registry.h"

#include <QListWidget>

namespace loadstar::panels {

/// MIME type of a component kind that is dragged out of the palette; its bytes are the kind's id in
/// UTF-8.
inline constexpr const char *kKindMimeType = "application/vnd.loadstar.kind";

/// The component kinds under the headings of their groups; rows can be dragged out.
class PaletteList : public QListWidget
{
    Q_OBJECT

public:
    PaletteList(const model::KindRegistry &kinds, QWidget *parent = nullptr);

    /// Shows only kinds whose name or other names contain the text, and marks the first.
    void setFilter(const QString &text);
    int visibleKindCount() const;
    /// The kind of the marked row, or empty.
    QString currentKind() const;

Q_SIGNALS:
    void kindActivated(const QString &kindId);

protected:
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QList<QListWidgetItem *> &items) const override;
    void startDrag(Qt::DropActions actions) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addHeading(const QString &group);
    void addKind(const model::ComponentKind &kind);
    void markFirst();
};

} // namespace loadstar::panels
