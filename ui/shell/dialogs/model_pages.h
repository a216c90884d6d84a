// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>
#include <QStringList>

class QListWidget;
class QTextBrowser;

namespace loadstar::shell {

/// What the simulation assumes and leaves out, one page per model. The pages are those of
/// docs/models, so the window and the documents cannot tell different things.
class ModelPages : public QDialog
{
    Q_OBJECT

public:
    explicit ModelPages(QWidget *parent);

    /// Resource names of all pages; the overview comes first, the others by title.
    static QStringList pages();
    /// The first heading of a page.
    static QString titleOf(const QString &page);

private:
    void turnTo(const QString &page);

    QListWidget *m_list;
    QTextBrowser *m_text;
};

} // namespace loadstar::shell
