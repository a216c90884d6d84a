// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/start_page.h"

#include "icons/symbol_icon.h"
#include "render/diagram_painter.h"
#include "shell/recent_files.h"
#include "shell/template_card.h"

#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>

namespace loadstar::shell {

namespace {

constexpr int kLeftWidth = 280;
constexpr int kRecentShown = 6;
constexpr int kCardGap = 16;

QLabel *heading(const QString &text)
{
    QLabel *label = new QLabel(text);
    label->setObjectName(QStringLiteral("startHeading"));
    return label;
}

QPushButton *button(const QString &text, const char *icon, const char *name)
{
    QPushButton *made = new QPushButton(text);
    made->setObjectName(QString::fromLatin1(name));
    if (icon)
        made->setIcon(icons::actionIcon(QString::fromLatin1(icon)));
    made->setIconSize({18, 18});
    made->setAutoDefault(true);
    return made;
}

} // namespace

StartPage::StartPage(const model::KindRegistry &kinds, RecentFiles &recent, QWidget *parent)
    : QWidget(parent)
    , m_kinds(kinds)
    , m_recent(recent)
{
    setObjectName(QStringLiteral("startPage"));
    setAttribute(Qt::WA_StyledBackground);
    QHBoxLayout *row = new QHBoxLayout(this);
    row->setContentsMargins(56, 48, 40, 24);
    row->setSpacing(56);
    row->addWidget(makeLeftColumn());
    row->addWidget(makeTemplateColumn(), 1);
    connect(&recent, &RecentFiles::changed, this, &StartPage::refreshRecent);
    refreshRecent();
}

QWidget *StartPage::makeLeftColumn()
{
    QWidget *left = new QWidget;
    left->setFixedWidth(kLeftWidth);
    QVBoxLayout *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    QLabel *title = new QLabel(tr("Loadstar"));
    title->setObjectName(QStringLiteral("startTitle"));
    QLabel *subtitle = new QLabel(tr("Draw a cluster, let things fail, and see who notices."));
    subtitle->setObjectName(QStringLiteral("startSubtitle"));
    subtitle->setWordWrap(true);
    QPushButton *tour = button(tr("Open the tour"), nullptr, "primaryButton");
    tour->setToolTip(tr("A finished design with a scenario: a node fails and comes back"));
    QPushButton *fresh = button(tr("New design"), "new", "startButton");
    QPushButton *open = button(tr("Open a file…"), "open", "startButton");
    connect(tour, &QPushButton::clicked, this, &StartPage::tourRequested);
    connect(fresh, &QPushButton::clicked, this, &StartPage::newRequested);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    m_recentHeading = heading(tr("Recent files"));
    m_recentRows = new QVBoxLayout;
    m_recentRows->setSpacing(0);
    column->addWidget(title);
    column->addWidget(subtitle);
    column->addSpacing(14);
    column->addWidget(tour);
    column->addWidget(fresh);
    column->addWidget(open);
    column->addSpacing(22);
    column->addWidget(m_recentHeading);
    column->addLayout(m_recentRows);
    column->addStretch();
    return left;
}

QWidget *StartPage::makeTemplateColumn()
{
    QWidget *right = new QWidget;
    QVBoxLayout *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(12);
    column->addWidget(heading(tr("Start from a template")));
    QScrollArea *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    m_cardArea = new QWidget;
    m_cardArea->setAutoFillBackground(false);
    m_cardGrid = new QGridLayout(m_cardArea);
    m_cardGrid->setContentsMargins(0, 0, 8, 8);
    m_cardGrid->setSpacing(kCardGap);
    m_cardGrid->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    scroll->setWidget(m_cardArea);
    column->addWidget(scroll, 1);
    return right;
}

void StartPage::refreshRecent()
{
    while (QLayoutItem *item = m_recentRows->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    const QStringList paths = m_recent.paths().mid(0, kRecentShown);
    m_recentHeading->setVisible(!paths.isEmpty());
    for (const QString &path : paths) {
        QPushButton *row = button(QFileInfo(path).completeBaseName(), "file", "recentButton");
        row->setToolTip(QDir::toNativeSeparators(path));
        connect(row, &QPushButton::clicked, this, [this, path] { Q_EMIT fileRequested(path); });
        m_recentRows->addWidget(row);
    }
}

void StartPage::setTemplates(std::vector<panels::DesignTemplate> templates)
{
    for (TemplateCard *card : m_cards)
        card->deleteLater();
    m_cards.clear();
    m_templates = std::move(templates);
    for (const panels::DesignTemplate &entry : m_templates) {
        TemplateCard *card = new TemplateCard(entry.name, entry.summary, m_cardArea);
        connect(card, &TemplateCard::clicked, this,
                [this, path = entry.path] { Q_EMIT templateRequested(path); });
        m_cards.push_back(card);
    }
    m_columns = 0;
    arrangeCards();
}

void StartPage::drawPictures(const render::Theme &theme)
{
    const auto painter = std::make_shared<render::DiagramPainter>(m_kinds, theme);
    for (size_t i = 0; i < m_cards.size(); ++i) {
        // One picture for each turn of the event loop: the page stays quick to click on.
        QTimer::singleShot(0, m_cards[i], [this, i, painter] {
            if (i < m_cards.size())
                m_cards[i]->setPicture(m_templates[i].design, *painter);
        });
    }
}

void StartPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeCards();
}

void StartPage::arrangeCards()
{
    if (m_cards.empty())
        return;
    const int card = m_cards.front()->sizeHint().width();
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right() - kLeftWidth - 56 - 24;
    const int columns = std::max(1, (room + kCardGap) / (card + kCardGap));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (size_t i = 0; i < m_cards.size(); ++i) {
        m_cardGrid->addWidget(m_cards[i], int(i) / columns, int(i) % columns);
        m_cards[i]->show();
    }
}

} // namespace loadstar::shell
