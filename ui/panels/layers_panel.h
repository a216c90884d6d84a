// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/design_document.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace loadstar::panels {

/// The layers of the design: which there are, whether they are shown and locked, and how many
/// components are on each. The row that is chosen is the current layer, where new components go;
/// the first row stands for no layer. Keys on the list: Space shows and hides, Ctrl+Space locks, F2
/// renames, Delete removes.
class LayersPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LayersPanel(edit::DesignDocument &document, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Something to say in the status line.
    void statusHint(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void onChanged(const model::DesignChange &change);
    /// Brings the rows up to date; none is taken away that still stands for a layer.
    void refresh();
    void showRow(QTreeWidgetItem &row, const model::Layer &layer, int members) const;
    void showCount(QTreeWidgetItem &row, int members) const;
    void onItemChanged(QTreeWidgetItem *row, int column);
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);
    void addLayer();
    void moveSelectionHere();
    void removeLayer();
    /// The layer of the chosen row, or null.
    const model::Layer *chosen() const;
    void change(const QString &text, const std::vector<model::DesignEdit> &edits,
                const QString &mergeKey = {});

    QString newLayerKey() const;

    edit::DesignDocument &m_document;
    QTreeWidget *m_tree;
    QToolButton *m_moveHere;
    QToolButton *m_remove;
    QLabel *m_target;
    /// The layer that was just made and waits for its name, and how many were made so far: naming
    /// it is one step with making it.
    QString m_newLayer;
    int m_madeCount = 0;
    bool m_isStale = true;
};

} // namespace loadstar::panels
