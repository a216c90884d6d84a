// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/film_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace loadstar::shell {

namespace {

struct FilmFormatRow
{
    const char *suffix;
    const char *name;
    const char *remark;
};

constexpr FilmFormatRow kFilmFormats[] = {
    {"gif", QT_TRANSLATE_NOOP("FilmDialog", "GIF animation"),
     QT_TRANSLATE_NOOP("FilmDialog", "Plays anywhere: chats, slides, README files.")},
    {"svg", QT_TRANSLATE_NOOP("FilmDialog", "Animated SVG"),
     QT_TRANSLATE_NOOP("FilmDialog", "Sharp at any size; for web pages. No scripts.")},
    {"png", QT_TRANSLATE_NOOP("FilmDialog", "PNG pictures, one per frame"),
     QT_TRANSLATE_NOOP("FilmDialog", "For video programs: name-0001.png, name-0002.png, …")},
};

constexpr double kFrameRates[] = {5.0, 10.0, 12.5, 20.0, 25.0, 50.0};
constexpr int kPercents[] = {50, 75, 100, 125, 150, 200};

template <typename Value>
void choose(QComboBox &box, const Value &value)
{
    box.setCurrentIndex(std::max(0, box.findData(value)));
}

void setTimes(QDoubleSpinBox &box, double value, double most)
{
    box.setDecimals(1);
    box.setRange(0.0, most);
    box.setSuffix(FilmDialog::tr(" s"));
    box.setValue(value);
}

} // namespace

FilmDialog::FilmDialog(const FilmChoice &first, const FilmOffer &offer, QWidget *parent)
    : QDialog(parent)
    , m_offer(offer)
    , m_format(new QComboBox(this))
    , m_remark(new QLabel(this))
    , m_from(new QDoubleSpinBox(this))
    , m_to(new QDoubleSpinBox(this))
    , m_speed(new QDoubleSpinBox(this))
    , m_frames(new QComboBox(this))
    , m_size(new QComboBox(this))
    , m_theme(new QComboBox(this))
    , m_caption(new QLineEdit(this))
    , m_altText(new QLineEdit(this))
    , m_estimate(new QLabel(this))
{
    setWindowTitle(tr("Export animation"));
    for (const FilmFormatRow &format : kFilmFormats)
        m_format->addItem(tr(format.name), QString::fromLatin1(format.suffix));
    choose(*m_format, first.suffix);
    setTimes(*m_from, first.from, offer.duration);
    setTimes(*m_to, first.to, offer.duration);
    m_speed->setDecimals(2);
    m_speed->setRange(0.05, 1000.0);
    m_speed->setSuffix(tr(" ×"));
    m_speed->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_speed->setValue(first.speed);
    for (const double rate : kFrameRates)
        m_frames->addItem(tr("%1 per second").arg(QLocale().toString(rate)), rate);
    choose(*m_frames, first.framesPerSecond);
    for (const int percent : kPercents)
        m_size->addItem(tr("%1 %").arg(percent), percent);
    choose(*m_size, first.percent);
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->addItem(tr("For print, in black and white"), QStringLiteral("print"));
    choose(*m_theme, first.theme);
    m_caption->setPlaceholderText(offer.designName);
    m_altText->setPlaceholderText(tr("What happens, told by itself"));
    m_altText->setToolTip(tr("Is read to those who do not see the film"));
    makeForm();
    refresh();
}

void FilmDialog::makeForm()
{
    const std::pair<QWidget *, const char *> names[] = {
        {m_format, "filmFormat"}, {m_from, "filmFrom"},        {m_to, "filmTo"},
        {m_speed, "filmSpeed"},   {m_frames, "filmFrames"},    {m_size, "filmSize"},
        {m_theme, "filmTheme"},   {m_caption, "filmCaption"},  {m_altText, "filmAltText"},
        {m_remark, "remark"},     {m_estimate, "filmEstimate"}};
    for (const auto &[widget, name] : names)
        widget->setObjectName(QString::fromLatin1(name));
    m_remark->setWordWrap(true);
    m_estimate->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("Format"), m_format);
    form->addRow(QString(), m_remark);
    auto *stretch = new QHBoxLayout;
    stretch->addWidget(m_from, 1);
    auto *between = new QLabel(tr("to"), this);
    stretch->addWidget(between);
    stretch->addWidget(m_to, 1);
    m_to->setAccessibleName(tr("To"));
    form->addRow(tr("From"), stretch);
    form->addRow(tr("Speed"), m_speed);
    form->addRow(tr("Frames"), m_frames);
    form->addRow(tr("Size"), m_size);
    form->addRow(tr("Theme"), m_theme);
    form->addRow(tr("Caption"), m_caption);
    form->addRow(tr("Alternative text"), m_altText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_next = buttons->addButton(tr("Choose a file…"), QDialogButtonBox::AcceptRole);
    m_next->setDefault(true);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addLayout(form);
    column->addWidget(m_estimate);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(440);
    for (QComboBox *box : {m_format, m_frames, m_size})
        connect(box, &QComboBox::currentIndexChanged, this, &FilmDialog::refresh);
    for (QDoubleSpinBox *box : {m_from, m_to, m_speed})
        connect(box, &QDoubleSpinBox::valueChanged, this, &FilmDialog::refresh);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void FilmDialog::refresh()
{
    const FilmChoice chosen = choice();
    m_remark->setText(tr(kFilmFormats[m_format->currentIndex()].remark));
    const base::Result<int> frames = m_offer.frames(chosen);
    m_next->setEnabled(frames.isOk());
    if (!frames) {
        m_estimate->setText(frames.error().message);
        return;
    }
    const QLocale locale;
    QStringList words{tr("%n frame(s)", nullptr, *frames),
                      tr("%1 s").arg(locale.toString(*frames / chosen.framesPerSecond, 'f', 1))};
    if (m_offer.size) {
        const QSize size = m_offer.size(chosen);
        words += tr("%1 × %2 pixels").arg(size.width()).arg(size.height());
    }
    m_estimate->setText(words.join(QStringLiteral("  ·  ")));
}

FilmChoice FilmDialog::choice() const
{
    FilmChoice choice;
    choice.suffix = m_format->currentData().toString();
    choice.theme = m_theme->currentData().toString();
    choice.from = m_from->value();
    choice.to = m_to->value();
    choice.speed = m_speed->value();
    choice.framesPerSecond = m_frames->currentData().toDouble();
    choice.percent = m_size->currentData().toInt();
    choice.caption = m_caption->text();
    choice.altText = m_altText->text();
    return choice;
}

} // namespace loadstar::shell
