// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/model_pages.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QListWidget>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextCursor>
#include <QTextList>
#include <QTextTable>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>
#include <vector>

namespace loadstar::shell {

namespace {

const QString kFolder = QStringLiteral(":/docs/models");
const QString kOverview = QStringLiteral(":/docs/simulation.md");

QString textOf(const QString &page)
{
    QFile file(page);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// Markdown comes without space between its blocks.
void spaceOut(QTextDocument &document)
{
    constexpr qreal kMargin = 20.0;
    constexpr qreal kBelow = 8.0;
    constexpr qreal kAboveHeading = 14.0;
    constexpr qreal kCellPadding = 5.0;
    document.setDocumentMargin(kMargin);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const bool isCell = cursor.currentTable() != nullptr;
        format.setTopMargin(format.headingLevel() > 1 ? kAboveHeading : 0.0);
        format.setBottomMargin(isCell ? 0.0 : block.textList() ? kBelow / 2 : kBelow);
        format.setLineHeight(130, QTextBlockFormat::ProportionalHeight);
        cursor.setBlockFormat(format);
        if (QTextTable *table = cursor.currentTable()) {
            QTextTableFormat looks = table->format();
            looks.setCellPadding(kCellPadding);
            looks.setBorderCollapse(true);
            looks.setBorder(0.5);
            looks.setBottomMargin(kBelow);
            table->setFormat(looks);
        }
    }
}

} // namespace

QStringList ModelPages::pages()
{
    std::vector<std::pair<QString, QString>> titled;
    for (const QFileInfo &file : QDir(kFolder).entryInfoList({QStringLiteral("*.md")}))
        titled.emplace_back(titleOf(file.filePath()), file.filePath());
    std::sort(titled.begin(), titled.end(), [](const auto &a, const auto &b) {
        return QString::localeAwareCompare(a.first, b.first) < 0;
    });
    QStringList found{kOverview};
    for (const auto &[title, page] : titled)
        found += page;
    return found;
}

QString ModelPages::titleOf(const QString &page)
{
    const QString head = textOf(page).section(u'\n', 0, 0);
    return head.startsWith(QStringLiteral("# ")) ? head.mid(2).trimmed() : QString();
}

ModelPages::ModelPages(QWidget *parent)
    : QDialog(parent)
    , m_list(new QListWidget(this))
    , m_text(new QTextBrowser(this))
{
    setWindowTitle(tr("What the simulation assumes and leaves out"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_list->setAccessibleName(tr("Pages"));
    m_list->setMaximumWidth(240);
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    for (const QString &page : pages()) {
        QListWidgetItem *item = new QListWidgetItem(titleOf(page), m_list);
        item->setData(Qt::UserRole, page);
    }
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item)
            turnTo(item->data(Qt::UserRole).toString());
    });
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &link) {
        if (!link.scheme().isEmpty()) {
            QDesktopServices::openUrl(link);
            return;
        }
        for (int row = 0; row < m_list->count(); ++row) {
            const QString page = m_list->item(row)->data(Qt::UserRole).toString();
            if (QFileInfo(page).fileName() == QFileInfo(link.path()).fileName())
                m_list->setCurrentRow(row);
        }
    });
    QSplitter *split = new QSplitter(this);
    split->addWidget(m_list);
    split->addWidget(m_text);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->addWidget(split);
    m_list->setCurrentRow(0);
    resize(920, 680);
}

void ModelPages::turnTo(const QString &page)
{
    m_text->document()->setDefaultFont(font());
    m_text->setMarkdown(textOf(page));
    spaceOut(*m_text->document());
}

} // namespace loadstar::shell
