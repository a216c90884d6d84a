// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/palette_panel.h"

#include "icons/symbol_icon.h"
#include "panels/palette_list.h"
#include "panels/template_list.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QVBoxLayout>

namespace loadstar::panels {

PalettePanel::PalettePanel(const model::KindRegistry &kinds, QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabWidget(this))
    , m_search(new QLineEdit)
    , m_list(new PaletteList(kinds))
    , m_nothing(new QLabel)
{
    setObjectName(QStringLiteral("palettePanel"));
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_search->setPlaceholderText(tr("Search components"));
    m_search->setAccessibleName(tr("Search components"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_nothing->setObjectName(QStringLiteral("remark"));
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(16, 8, 16, 8);
    m_nothing->hide();

    QWidget *components = new QWidget;
    components->setObjectName(QStringLiteral("paletteComponents"));
    QVBoxLayout *column = new QVBoxLayout(components);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(0);
    QHBoxLayout *searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 0, 12, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    column->addWidget(m_nothing);
    column->addWidget(m_list, 1);

    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->addTab(components, tr("Components"));
    QVBoxLayout *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_list->setFilter(text);
        showNothingFound();
    });
    connect(m_list, &PaletteList::kindActivated, this, &PalettePanel::placeRequested);
    connect(m_list, &PaletteList::stencilActivated, this, &PalettePanel::stencilRequested);
    connect(m_list, &PaletteList::stencilRenameRequested, this,
            &PalettePanel::stencilRenameRequested);
    connect(m_list, &PaletteList::stencilRemoveRequested, this,
            &PalettePanel::stencilRemoveRequested);
}

void PalettePanel::setStencils(const edit::Stencils &stencils)
{
    m_list->setStencils(stencils);
    showNothingFound();
}

void PalettePanel::showNothingFound()
{
    m_nothing->setText(
        tr("No component or stencil is called \"%1\".").arg(m_search->text().trimmed()));
    m_nothing->setVisible(m_list->visibleCount() == 0);
}

void PalettePanel::setTheme(const render::Theme &theme)
{
    m_list->setTheme(theme);
}

void PalettePanel::setTemplates(const std::vector<DesignTemplate> &templates)
{
    if (templates.empty() || m_tabs->count() > 1)
        return;
    TemplateList *list = new TemplateList(templates);
    m_tabs->addTab(list, tr("Templates"));
    connect(list, &TemplateList::templateActivated, this, &PalettePanel::templateRequested);
}

void PalettePanel::focusSearch()
{
    m_tabs->setCurrentIndex(0);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool PalettePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (isEnter || key == Qt::Key_Down || key == Qt::Key_Up) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
        if (key == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace loadstar::panels
