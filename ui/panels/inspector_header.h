// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace loadstar::panels {

/// Icon, name and one line of what it is.
class InspectorHeader : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorHeader(QWidget *parent = nullptr);

    void setIcon(const QIcon &icon);
    /// `isEditable`: whether the name may be changed here. Typing in progress is kept while the
    /// name stays the same.
    void setName(const QString &name, bool isEditable);
    void setSubtitle(const QString &text, const QString &toolTip = {});

Q_SIGNALS:
    /// Never empty and never the name it has.
    void nameEdited(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void commit();

    QIcon m_icon;
    QLineEdit *m_name;
    QLabel *m_subtitle;
    QString m_shownName;
};

} // namespace loadstar::panels
