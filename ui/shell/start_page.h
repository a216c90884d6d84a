// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/template_list.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace loadstar::render {
struct Theme;
}

namespace loadstar::shell {

class RecentFiles;
class TemplateCard;

/// What one sees first: the tour, an empty design, recent files, and the templates as pictures. The
/// pictures are drawn one by one after the page is on the screen.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    StartPage(const model::KindRegistry &kinds, RecentFiles &recent, QWidget *parent = nullptr);

    void setTemplates(std::vector<panels::DesignTemplate> templates);
    /// Draws the pictures, again if they are there already.
    void drawPictures(const render::Theme &theme);

Q_SIGNALS:
    void newRequested();
    void tourRequested();
    void openRequested();
    void fileRequested(const QString &path);
    void templateRequested(const QString &path);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeLeftColumn();
    QWidget *makeTemplateColumn();
    void refreshRecent();
    void arrangeCards();

    const model::KindRegistry &m_kinds;
    RecentFiles &m_recent;
    QVBoxLayout *m_recentRows = nullptr;
    QLabel *m_recentHeading = nullptr;
    QWidget *m_cardArea = nullptr;
    QGridLayout *m_cardGrid = nullptr;
    std::vector<panels::DesignTemplate> m_templates;
    std::vector<TemplateCard *> m_cards;
    int m_columns = 0;
};

} // namespace loadstar::shell
