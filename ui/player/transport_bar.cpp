// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "player/transport_bar.h"

#include "charts/plot_widget.h"
#include "icons/symbol_icon.h"
#include "player/playback_clock.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QRegularExpression>
#include <QSpinBox>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>

namespace loadstar::player {

namespace {

constexpr int kIconSide = 16;
/// Below this width the fields and figures stand in a second row.
constexpr int kNarrow = 940;
constexpr int kLongestDuration = 365 * 24 * 3600;

/// Seconds shown as a clock; reads "10:00", "720:00:00", "600", "12 h" and "30 d". What is longer
/// than the longest run becomes that, and is said to.
class DurationBox : public QSpinBox
{
public:
    using QSpinBox::QSpinBox;

protected:
    QString textFromValue(int value) const override { return charts::clockText(value); }

    int valueFromText(const QString &text) const override
    {
        const double seconds = secondsIn(text).value_or(0.0);
        return static_cast<int>(std::lround(std::min(seconds, double(maximum()))));
    }

    QValidator::State validate(QString &text, int &) const override
    {
        static const QRegularExpression kStart(QStringLiteral("^[\\d:.]*\\s*(s|mi?n?|h|d)?\\s*$"),
                                               QRegularExpression::CaseInsensitiveOption);
        const std::optional<double> seconds = secondsIn(text);
        if (seconds && std::lround(std::min(*seconds, double(maximum()))) >= minimum())
            return QValidator::Acceptable;
        return kStart.match(withoutPrefix(text)).hasMatch() ? QValidator::Intermediate
                                                            : QValidator::Invalid;
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        const bool isEnd = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        const bool isTooLong = isEnd && isBeyond();
        QSpinBox::keyPressEvent(event);
        if (isTooLong)
            sayLongest();
    }

    void focusOutEvent(QFocusEvent *event) override
    {
        const bool isTooLong = isBeyond();
        QSpinBox::focusOutEvent(event);
        if (isTooLong)
            sayLongest();
    }

private:
    QString withoutPrefix(const QString &text) const
    {
        return text.startsWith(prefix()) ? text.mid(prefix().size()) : text;
    }

    /// The seconds that the text stands for, if it is a time.
    std::optional<double> secondsIn(const QString &text) const
    {
        static const QRegularExpression kClock(QStringLiteral("^\\d+(:[0-5]?\\d){1,2}$"));
        static const QRegularExpression kUnit(
            QStringLiteral("^(\\d+(?:\\.\\d+)?)\\s*(s|m|min|h|d)?$"),
            QRegularExpression::CaseInsensitiveOption);
        const QString rest = withoutPrefix(text).trimmed();
        if (kClock.match(rest).hasMatch()) {
            double seconds = 0.0;
            for (const QString &part : rest.split(u':'))
                seconds = seconds * 60.0 + part.toDouble();
            return seconds;
        }
        const QRegularExpressionMatch match = kUnit.match(rest);
        if (!match.hasMatch())
            return std::nullopt;
        const QString unit = match.captured(2).toLower();
        const double each = unit == u"d"            ? 86400.0
                            : unit == u"h"          ? 3600.0
                            : unit.startsWith(u'm') ? 60.0
                                                    : 1.0;
        return match.captured(1).toDouble() * each;
    }

    bool isBeyond() const { return secondsIn(text()).value_or(0.0) > maximum(); }

    void sayLongest()
    {
        QToolTip::showText(
            mapToGlobal(QPoint(0, -2 * height())),
            TransportBar::tr("The longest run is %1 days").arg(maximum() / (24 * 3600)), this);
    }
};

QString achievedText(double simulatedPerWall)
{
    const int digits = simulatedPerWall < 0.995 ? 2 : simulatedPerWall < 9.95 ? 1 : 0;
    return TransportBar::tr("≈ %1 ×").arg(QLocale().toString(simulatedPerWall, 'f', digits));
}

QString styleSheetFor(const render::Theme &theme)
{
    return QStringLiteral(
               "QToolButton#transport { background: %1; border: 1px solid %2; border-radius: 6px; }"
               "QToolButton#transport:hover { background: %3; }"
               "QToolButton#transport:focus { border-color: %4; }"
               "QToolButton#transport::menu-button { border: none; width: 14px; }"
               "QToolButton#play { background: %4; border: 1px solid %4; border-radius: 6px; }"
               "QToolButton#play:focus { border: 2px solid %5; }"
               "QToolButton#notice { background: transparent; border: none; color: %6; }"
               "QToolButton#notice:hover { text-decoration: underline; }"
               "QComboBox#speed { background: %1; border: 1px solid %2; border-radius: 12px;"
               " padding: 3px 4px 3px 12px; color: %5; font-weight: 600; }"
               "QComboBox#speed:focus { border-color: %4; }"
               "QComboBox#speed::drop-down { border: none; width: 20px; }"
               "QSpinBox#quiet { background: transparent; border: 1px solid transparent;"
               " border-radius: 5px; color: %7; padding: 2px 2px; }"
               "QSpinBox#quiet:hover, QSpinBox#quiet:focus { border-color: %2; background: %1; }"
               "QLabel#clock { color: %5; font-weight: 600; }"
               "QLabel#headline { color: %5; font-weight: 600; }"
               "QLabel#muted { color: %7; }")
        .arg(theme.field.name(), theme.border.name(), theme.hover.name(), theme.accent.name(),
             theme.text.name(), theme.warning.name(), theme.textMuted.name());
}

} // namespace

QString speedText(double speed)
{
    if (std::isinf(speed))
        return TransportBar::tr("Fastest");
    if (speed < 1.0)
        return QStringLiteral("1/%1 ×").arg(qRound(1.0 / speed));
    return QStringLiteral("%1 ×").arg(qRound(speed));
}

TransportBar::TransportBar(QWidget *parent)
    : QWidget(parent)
    , m_theme(render::Theme::light())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_row = new QHBoxLayout;
    m_row->setSpacing(6);
    column->addLayout(m_row);
    m_second = new QHBoxLayout;
    m_second->setSpacing(6);
    column->addLayout(m_second);
    m_restart = addButton(QStringLiteral("transport"), tr("Restart"));
    m_play = addButton(QStringLiteral("play"), tr("Play"));
    m_step = addButton(QStringLiteral("transport"), tr("Step one event"));
    m_end = addButton(QStringLiteral("transport"), tr("Run to the end"));
    m_stop = addButton(QStringLiteral("transport"), tr("Stop"));
    connect(m_restart, &QToolButton::clicked, this, &TransportBar::restartRequested);
    connect(m_play, &QToolButton::clicked, this, &TransportBar::playPauseRequested);
    connect(m_step, &QToolButton::clicked, this, &TransportBar::stepRequested);
    connect(m_end, &QToolButton::clicked, this, &TransportBar::endRequested);
    connect(m_stop, &QToolButton::clicked, this, &TransportBar::stopRequested);
    addFields();
    m_row->addStretch();
    setNow(0.0);
    setNotice({});
    setAchievedSpeed(0.0);
    setTheme(m_theme);
}

QToolButton *TransportBar::addButton(const QString &name, const QString &text)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setFixedSize(34, 28);
    button->setIconSize(QSize(kIconSide, kIconSide));
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    m_row->addWidget(button);
    return button;
}

void TransportBar::addFields()
{
    m_row->addSpacing(8);
    m_clock = new QLabel(this);
    m_clock->setObjectName(QStringLiteral("clock"));
    const QFont clockFont = charts::scaledFont(font(), 1.25, QFont::DemiBold);
    m_clock->setFont(clockFont);
    m_clock->setMinimumWidth(QFontMetrics(clockFont).horizontalAdvance(QStringLiteral("0:00:00")) +
                             4);
    m_clock->setAccessibleName(tr("Simulated time"));
    m_row->addWidget(m_clock);

    m_duration = new DurationBox(this);
    m_duration->setObjectName(QStringLiteral("quiet"));
    m_duration->setPrefix(tr("of "));
    m_duration->setRange(1, kLongestDuration);
    m_duration->setValue(600);
    m_duration->setToolTip(tr("Duration of the run: 10:00, 720:00:00, 12 h, 30 d"));
    m_duration->setAccessibleName(tr("Duration"));

    m_speed = new QComboBox(this);
    m_speed->setObjectName(QStringLiteral("speed"));
    for (double speed = PlaybackClock::kSlowest; speed <= PlaybackClock::kFastest; speed *= 2.0)
        m_speed->addItem(speedText(speed), speed);
    m_speed->addItem(speedText(PlaybackClock::kUnlimited), PlaybackClock::kUnlimited);
    m_speed->setToolTip(tr("Simulated seconds per second"));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setItemData(m_speed->count() - 1, tr("As fast as the simulation can"),
                         Qt::ToolTipRole);
    m_speed->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_row->addWidget(m_speed);

    m_seed = new QSpinBox(this);
    m_seed->setObjectName(QStringLiteral("quiet"));
    m_seed->setPrefix(tr("seed "));
    m_seed->setRange(0, 9999999);
    m_seed->setValue(1);
    m_seed->setToolTip(tr("The same seed gives the same run"));
    m_seed->setAccessibleName(tr("Seed"));
    for (QSpinBox *box : {m_duration, m_seed}) {
        box->setKeyboardTracking(false);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    }

    m_achieved = new QLabel(this);
    m_achieved->setObjectName(QStringLiteral("muted"));
    m_achieved->setToolTip(tr("Simulated seconds per second that are reached"));
    m_achieved->setAccessibleName(tr("Speed that is reached"));
    m_headline = new QLabel(this);
    m_headline->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_headline->setObjectName(QStringLiteral("headline"));
    m_headline->setAccessibleName(tr("Result so far"));
    // It takes the room there is and asks for none: what does not fit is in its tooltip.
    m_headline->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_headline->installEventFilter(this);
    m_notice = new QToolButton(this);
    m_notice->setObjectName(QStringLiteral("notice"));
    m_notice->setCursor(Qt::PointingHandCursor);
    arrange(false);
    // A line of its own, so that it takes no room from the figures.
    static_cast<QVBoxLayout *>(layout())->addWidget(m_notice, 0, Qt::AlignLeft);

    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this] { Q_EMIT speedChanged(speed()); });
    connect(m_duration, &QSpinBox::valueChanged, this,
            [this] { Q_EMIT durationChanged(duration()); });
    connect(m_seed, &QSpinBox::valueChanged, this, &TransportBar::seedChanged);
    connect(m_notice, &QToolButton::clicked, this, &TransportBar::noticeClicked);
}

void TransportBar::arrange(bool isNarrow)
{
    m_isNarrow = isNarrow;
    constexpr int kAfterClock = 7; // the buttons, a gap and the clock stand before
    if (isNarrow) {
        for (QWidget *part : std::initializer_list<QWidget *>{m_duration, m_seed, m_achieved})
            m_second->addWidget(part);
        m_second->addWidget(m_headline, 1);
    } else {
        m_row->insertWidget(kAfterClock, m_duration);
        m_row->insertWidget(kAfterClock + 2, m_achieved);
        m_row->insertWidget(kAfterClock + 3, m_seed);
        m_row->insertWidget(kAfterClock + 4, m_headline, 1);
    }
}

void TransportBar::setTheme(const render::Theme &theme)
{
    m_theme = theme;
    setStyleSheet(styleSheetFor(theme));
    applyIcons();
}

void TransportBar::setStepMenu(QMenu &menu)
{
    constexpr int kWithArrow = 50;
    m_step->setMenu(&menu);
    m_step->setPopupMode(QToolButton::MenuButtonPopup);
    m_step->setFixedWidth(kWithArrow);
}

void TransportBar::showStepMenu()
{
    m_step->menu()->popup(m_step->mapToGlobal(m_step->rect().bottomLeft()));
}

void TransportBar::applyIcons()
{
    const auto set = [this](QToolButton *button, const char *name, const QColor &color) {
        const QString path = QStringLiteral(":/icons/actions/%1.svg").arg(QLatin1String(name));
        QColor faint = color;
        faint.setAlphaF(0.35F);
        QIcon icon(icons::symbolPixmap(path, color, kIconSide, devicePixelRatioF()));
        icon.addPixmap(icons::symbolPixmap(path, faint, kIconSide, devicePixelRatioF()),
                       QIcon::Disabled);
        button->setIcon(icon);
    };
    set(m_restart, "restart", m_theme.text);
    set(m_play, m_isPlaying ? "pause" : "play", m_theme.onAccent);
    set(m_step, "step-one", m_theme.text);
    set(m_end, "step", m_theme.text);
    set(m_stop, "stop", m_theme.text);
}

void TransportBar::setPlaying(bool isPlaying)
{
    m_isPlaying = isPlaying;
    const QString text = isPlaying ? tr("Pause") : tr("Play");
    m_play->setToolTip(text + QStringLiteral(" (%1)").arg(tr("Space")));
    m_play->setAccessibleName(text);
    applyIcons();
}

void TransportBar::setHasRun(bool hasRun)
{
    m_restart->setEnabled(hasRun);
    m_stop->setEnabled(hasRun);
}

void TransportBar::setNow(double seconds)
{
    const auto whole = static_cast<qint64>(std::floor(seconds + 1.0e-9));
    m_clock->setText(QStringLiteral("%1:%2:%3")
                         .arg(whole / 3600)
                         .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
                         .arg(whole % 60, 2, 10, QLatin1Char('0')));
}

void TransportBar::setAchievedSpeed(double simulatedPerWall)
{
    m_achieved->setVisible(simulatedPerWall > 0.0);
    if (simulatedPerWall <= 0.0)
        return;
    m_achieved->setText(achievedText(simulatedPerWall));
    // It only ever grows, so that what stands behind it does not waver.
    m_achieved->setMinimumWidth(
        std::max(m_achieved->minimumWidth(), m_achieved->sizeHint().width()));
}

void TransportBar::setHeadline(const QString &text)
{
    m_headlineText = text;
    elideHeadline();
}

void TransportBar::elideHeadline()
{
    m_headline->ensurePolished();
    const QString shown = m_headline->fontMetrics().elidedText(m_headlineText, Qt::ElideRight,
                                                               m_headline->contentsRect().width());
    m_headline->setText(shown);
    m_headline->setToolTip(shown == m_headlineText ? QString() : m_headlineText);
    m_headline->setAccessibleDescription(m_headlineText);
}

bool TransportBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_headline &&
        (event->type() == QEvent::Resize || event->type() == QEvent::FontChange))
        elideHeadline();
    return QWidget::eventFilter(watched, event);
}

void TransportBar::setNotice(const QString &text)
{
    m_noticeText = text;
    m_notice->setVisible(!text.isEmpty());
    elideNotice();
}

void TransportBar::elideNotice()
{
    constexpr int kPadding = 12;
    m_notice->ensurePolished();
    m_notice->setText(m_notice->fontMetrics().elidedText(m_noticeText, Qt::ElideRight,
                                                         std::max(0, width() - kPadding)));
    m_notice->setToolTip(m_noticeText);
}

void TransportBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_isNarrow != (width() < kNarrow))
        arrange(!m_isNarrow);
    elideNotice();
}

QString TransportBar::headline() const
{
    return m_headlineText;
}

QString TransportBar::notice() const
{
    return m_noticeText;
}

double TransportBar::duration() const
{
    return m_duration->value();
}

void TransportBar::setDuration(double seconds)
{
    m_duration->setValue(static_cast<int>(std::lround(seconds)));
}

std::uint64_t TransportBar::seed() const
{
    return static_cast<std::uint64_t>(m_seed->value());
}

void TransportBar::setSeed(std::uint64_t seed)
{
    m_seed->setValue(static_cast<int>(seed));
}

double TransportBar::speed() const
{
    return m_speed->currentData().toDouble();
}

void TransportBar::setSpeed(double speed)
{
    m_speed->setCurrentIndex(std::max(0, m_speed->findData(speed)));
}

void TransportBar::changeSpeed(int steps)
{
    m_speed->setCurrentIndex(std::clamp(m_speed->currentIndex() + steps, 0, m_speed->count() - 1));
}

} // namespace loadstar::player
