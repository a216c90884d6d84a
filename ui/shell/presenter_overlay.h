// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "render/theme.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <utility>
#include <vector>

namespace loadstar::shell {

/// What lies over the canvas while it is presented: figures and clock above, what just happened
/// below, numbers at the nodes, the keys, and the dark around what is pointed out. It paints only;
/// the mouse reaches the canvas through it. Rectangles are in its pixels.
class PresenterOverlay : public QWidget
{
    Q_OBJECT

public:
    /// A component with the key that chooses it.
    struct Mark
    {
        QRectF rect;
        QString key;
        bool isChosen = false;
    };
    /// Everything that is shown.
    struct Content
    {
        QString design;
        QString figures;
        QString clock;
        QString pace;    ///< "Paused" or the speed
        QString title;   ///< what happened …
        QString meaning; ///< … and what it means
        std::vector<Mark> marks;
        std::vector<QRectF> lit; ///< what is pointed out; all the rest gets dark
        double darkness = 0.0;   ///< 0..1
        bool hasKeys = true;
    };

    explicit PresenterOverlay(QWidget *parent);

    void setTheme(const render::Theme &theme);
    void setContent(const Content &content);
    const Content &content() const { return m_content; }

    /// Where the diagram has room between what is above and below.
    QRectF freeArea() const;
    /// Keys and what they do, in the order in which they are shown.
    static std::vector<std::pair<QString, QString>> keys();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// Sizes grow with the screen.
    double unit() const;
    QFont font(double size, QFont::Weight weight = QFont::Normal) const;
    double keysHeight() const;
    QRectF sentenceArea() const;
    void paintDark(QPainter &painter) const;
    void paintMarks(QPainter &painter) const;
    void paintHead(QPainter &painter) const;
    void paintSentence(QPainter &painter) const;
    void paintKeys(QPainter &painter) const;
    QSizeF keySize(const std::pair<QString, QString> &key) const;
    /// The keys row by row.
    std::vector<std::vector<std::pair<QString, QString>>> keyRows() const;

    render::Theme m_theme;
    Content m_content;
};

} // namespace loadstar::shell
