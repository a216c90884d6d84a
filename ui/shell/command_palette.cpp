// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/command_palette.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace loadstar::shell {

namespace {

constexpr int kWidth = 560;
constexpr int kRowHeight = 34;
constexpr int kShownRows = 9;
constexpr int kKeysWidth = 190;

enum Role { IndexRole = Qt::UserRole, CategoryRole, KeysRole, AliasRole, WhyNotRole };
constexpr int kNoEntry = -1;

class EntryDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {kWidth / 2, kRowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const bool isPossible = index.data(IndexRole).toInt() != kNoEntry &&
                                index.data(WhyNotRole).toString().isEmpty();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect row = option.rect.adjusted(6, 1, -6, -1);
        if (option.state.testFlag(QStyle::State_Selected)) {
            // The style sheet gives views a soft highlight; the mark is made from the strong one.
            QColor fill = QApplication::palette().color(QPalette::Highlight);
            fill.setAlphaF(0.16F);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(row, 6, 6);
        }
        const int side = 18;
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(row.left() + 8, row.center().y() - side / 2, side, side),
                   Qt::AlignCenter, isPossible ? QIcon::Normal : QIcon::Disabled);
        painter->setPen(
            option.palette.color(isPossible ? QPalette::Text : QPalette::PlaceholderText));
        const QRect text = row.adjusted(36, 0, -kKeysWidth - 16, 0);
        const QString title =
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width());
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft, title);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        const int used = option.fontMetrics.horizontalAdvance(title) + 10;
        painter->drawText(text.adjusted(used, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(index.data(AliasRole).toString(),
                                                        Qt::ElideRight, text.width() - used));
        const QString whyNot = index.data(WhyNotRole).toString();
        const QString keys = whyNot.isEmpty() ? index.data(KeysRole).toString() : whyNot;
        painter->drawText(row.adjusted(0, 0, -12, 0), Qt::AlignVCenter | Qt::AlignRight,
                          option.fontMetrics.elidedText(
                              keys.isEmpty() ? index.data(CategoryRole).toString() : keys,
                              Qt::ElideRight, kKeysWidth));
        painter->restore();
    }
};

bool isInOrder(const QString &query, const QString &text)
{
    qsizetype at = -1;
    for (const QChar c : query) {
        if (c.isSpace())
            continue;
        at = text.indexOf(c, at + 1, Qt::CaseInsensitive);
        if (at < 0)
            return false;
    }
    return true;
}

} // namespace

int matchScore(const QString &query, const QString &text)
{
    const qsizetype at = text.indexOf(query, 0, Qt::CaseInsensitive);
    if (at == 0)
        return text.size() == query.size() ? 5 : 4;
    if (at > 0)
        return text[at - 1].isLetterOrNumber() ? 2 : 3;
    return isInOrder(query, text) ? 1 : 0;
}

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window)
    , m_query(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_count(new QLabel(this))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    m_query->setObjectName(QStringLiteral("commandQuery"));
    m_query->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("commandList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 6, 1, 6);
    column->setSpacing(6);
    column->addWidget(m_query);
    column->addWidget(m_list);
    m_count->setObjectName(QStringLiteral("commandCount"));
    m_count->setContentsMargins(0, 0, 14, 0);
    m_count->setAlignment(Qt::AlignRight);
    column->addWidget(m_count);
    QGraphicsDropShadowEffect *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(40);
    shadow->setOffset(0, 10);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_list, &QListWidget::currentRowChanged, this, &CommandPalette::showCount);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    window->installEventFilter(this);
}

void CommandPalette::open(std::vector<PaletteEntry> entries, const QString &purpose)
{
    m_entries = std::move(entries);
    m_query->setPlaceholderText(purpose);
    m_query->setAccessibleName(purpose);
    if (isHidden())
        m_focusBefore = QApplication::focusWidget();
    m_query->clear();
    refresh();
    place();
    show();
    raise();
    m_query->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::refresh()
{
    const QString query = m_query->text().trimmed();
    struct Hit
    {
        int score;
        size_t index;
        QString alias;
    };
    std::vector<Hit> hits;
    for (size_t i = 0; i < m_entries.size(); ++i) {
        Hit hit{query.isEmpty() ? 1 : 10 * matchScore(query, m_entries[i].title), i, {}};
        for (const QString &alias : m_entries[i].aliases) {
            const int score = 9 * matchScore(query, alias);
            if (!query.isEmpty() && score > hit.score) {
                hit.score = score;
                hit.alias = alias;
            }
        }
        if (hit.score > 0)
            hits.push_back(hit);
    }
    std::stable_sort(hits.begin(), hits.end(), [this](const Hit &a, const Hit &b) {
        const auto rank = [this](const Hit &hit) {
            return std::pair(hit.score, m_entries[hit.index].whyNot.isEmpty());
        };
        return rank(a) > rank(b);
    });
    // Scattered letters count only where nothing has the text itself.
    constexpr int kScattered = 10;
    if (!query.isEmpty() && !hits.empty() && hits.front().score > kScattered)
        std::erase_if(hits, [](const Hit &hit) { return hit.score <= kScattered; });
    m_hits = int(hits.size());
    constexpr size_t kMostHits = 200;
    if (hits.size() > kMostHits)
        hits.resize(kMostHits);
    m_list->clear();
    for (const Hit &hit : hits) {
        const PaletteEntry &entry = m_entries[hit.index];
        QListWidgetItem *item = new QListWidgetItem(entry.icon, entry.title, m_list);
        item->setData(IndexRole, int(hit.index));
        item->setData(CategoryRole, entry.category);
        item->setData(KeysRole, entry.keys);
        item->setData(AliasRole, hit.alias);
        item->setData(WhyNotRole, entry.whyNot);
        item->setData(Qt::AccessibleDescriptionRole,
                      entry.whyNot.isEmpty() ? entry.category : entry.whyNot);
    }
    if (hits.empty()) {
        auto *nothing = new QListWidgetItem(tr("Nothing found"), m_list);
        nothing->setData(IndexRole, kNoEntry);
    }
    m_list->setCurrentRow(0);
    showCount();
    m_list->setFixedHeight(kRowHeight * std::clamp(m_list->count(), 1, kShownRows) + 6);
    adjustSize();
}

void CommandPalette::showCount()
{
    m_count->setVisible(m_hits > 0 && !m_query->text().trimmed().isEmpty());
    m_count->setText(tr("%1 of %2").arg(m_list->currentRow() + 1).arg(m_hits));
}

void CommandPalette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(kWidth, window->width() - 40);
    setFixedWidth(width);
    adjustSize();
    move((window->width() - width) / 2, std::max(20, window->height() / 8));
}

void CommandPalette::moveCurrent(int step)
{
    if (m_list->count() > 0)
        m_list->setCurrentRow((m_list->currentRow() + step + m_list->count()) % m_list->count());
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || item->data(IndexRole).toInt() == kNoEntry ||
        !item->data(WhyNotRole).toString().isEmpty())
        return;
    // What runs may open the palette again with other entries.
    const std::function<void()> run = m_entries[size_t(item->data(IndexRole).toInt())].run;
    leave();
    run();
}

void CommandPalette::leave()
{
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    m_focusBefore = nullptr;
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return false;
    }
    if (event->type() == QEvent::FocusOut && isVisible()) {
        m_focusBefore = nullptr;
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        moveCurrent(1);
        return true;
    case Qt::Key_Up:
        moveCurrent(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Escape:
        leave();
        Q_EMIT escaped();
        return true;
    default:
        return false;
    }
}

} // namespace loadstar::shell
