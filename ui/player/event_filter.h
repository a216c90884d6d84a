// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace loadstar::player {

/// The rows of an EventTable that fit all of a kind of event, a component and words.
class EventFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Only events that say `what`; empty for all.
    void setWhat(const QString &what);
    /// Only events that happened to this element or that it caused; empty for all.
    void setElement(const QString &id);
    /// Only rows in which each of the words stands somewhere, in whatever case.
    void setWords(const QString &words);

    bool isActive() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_what;
    QString m_element;
    QStringList m_words;
};

} // namespace loadstar::player
