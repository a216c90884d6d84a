// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/template_list.h"

#include "icons/symbol_icon.h"
#include "model/design_file.h"

#include <QDir>
#include <QKeyEvent>
#include <QStyledItemDelegate>

#include <algorithm>

namespace loadstar::panels {

std::vector<DesignTemplate> loadTemplates(const model::KindRegistry &kinds)
{
    std::vector<DesignTemplate> templates;
    const QFileInfoList files =
        QDir(QStringLiteral(":/templates"))
            .entryInfoList({QStringLiteral("*.loadstar")}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        base::Result<model::LoadedDesign> loaded = model::loadDesign(file.filePath(), kinds);
        Q_ASSERT_X(loaded.isOk(), "loadTemplates", "a template of the program cannot be read");
        if (!loaded)
            continue;
        DesignTemplate entry;
        entry.id = file.completeBaseName();
        entry.path = file.filePath();
        entry.name = loaded->design.header.name;
        entry.summary = loaded->design.header.notes.section(u'\n', 0, 0);
        entry.design = std::move(loaded->design);
        templates.push_back(std::move(entry));
    }
    std::stable_sort(templates.begin(), templates.end(), [](const auto &a, const auto &b) {
        return a.design.components.size() < b.design.components.size();
    });
    return templates;
}

namespace {

/// Rows as high as their name needs in the width there is.
class WrappedRows : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        constexpr int kBesideText = 72; ///< icon, gaps and padding of the style sheet
        constexpr int kAroundText = 18;
        const auto *view = static_cast<const QAbstractItemView *>(option.widget);
        const int width = view->viewport()->width();
        const QRect text =
            option.fontMetrics.boundingRect(QRect(0, 0, std::max(40, width - kBesideText), 1000),
                                            Qt::TextWordWrap, index.data().toString());
        return {width, std::max(36, text.height() + kAroundText)};
    }
};

} // namespace

TemplateList::TemplateList(const std::vector<DesignTemplate> &templates, QWidget *parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("templateList"));
    setAccessibleName(tr("Templates"));
    setFrameShape(QFrame::NoFrame);
    setWordWrap(true);
    setIconSize({20, 20});
    setResizeMode(QListView::Adjust);
    setTextElideMode(Qt::ElideNone);
    setItemDelegate(new WrappedRows(this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const DesignTemplate &entry : templates) {
        QListWidgetItem *item =
            new QListWidgetItem(icons::actionIcon(QStringLiteral("template")), entry.name, this);
        item->setData(Qt::UserRole, entry.path);
        item->setToolTip(entry.name + u'\n' + entry.summary);
        item->setData(Qt::AccessibleDescriptionRole, entry.summary);
    }
    connect(this, &QListWidget::itemDoubleClicked, this, [this](const QListWidgetItem *item) {
        Q_EMIT templateActivated(item->data(Qt::UserRole).toString());
    });
}

void TemplateList::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentItem())
        Q_EMIT templateActivated(currentItem()->data(Qt::UserRole).toString());
    else
        QListWidget::keyPressEvent(event);
}

} // namespace loadstar::panels
