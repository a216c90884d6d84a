// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

namespace loadstar::base {

namespace {

struct Unit
{
    const char *suffix;
    double factor;    ///< stored value of one of this unit
    bool isShown;     ///< whether formatQuantity may choose it
    int exponent = 0; ///< the factor as a power of ten, where that is exact and the factor is not
};

constexpr std::array kSeconds{Unit{"us", 1e-6, true, -6}, Unit{"ms", 1e-3, true, -3},
                              Unit{"s", 1.0, true},       Unit{"min", 60.0, true},
                              Unit{"h", 3600.0, true},    Unit{"d", 86400.0, true},
                              Unit{"µs", 1e-6, false, -6}};
constexpr std::array kHours{Unit{"us", 1e-6 / 3600.0, false},
                            Unit{"ms", 1e-3 / 3600.0, false},
                            Unit{"s", 1.0 / 3600.0, true},
                            Unit{"min", 1.0 / 60.0, true},
                            Unit{"h", 1.0, true},
                            Unit{"d", 24.0, false}};
constexpr std::array kGibibytes{Unit{"MiB", 1.0 / 1024.0, true}, Unit{"GiB", 1.0, true},
                                Unit{"TiB", 1024.0, true}};
constexpr std::array kPerSecond{Unit{"/s", 1.0, true}, Unit{"/min", 1.0 / 60.0, false},
                                Unit{"/h", 1.0 / 3600.0, false}};
constexpr std::array kProbability{Unit{"%", 0.01, true, -2}};

std::span<const Unit> unitsOf(Quantity quantity)
{
    switch (quantity) {
    case Quantity::Seconds:
        return kSeconds;
    case Quantity::Hours:
        return kHours;
    case Quantity::Gibibytes:
        return kGibibytes;
    case Quantity::PerSecond:
        return kPerSecond;
    case Quantity::Probability:
        return kProbability;
    case Quantity::Plain:
    case Quantity::Dollars:
        return {};
    }
    Q_UNREACHABLE();
}

/// The decimal number times ten to the power of `exponent`, rounded once: 99.9 % is 0.999, while
/// 99.9 / 100 is not. `decimal` is a valid number; out of range gives infinity.
double shifted(const QByteArray &decimal, int exponent)
{
    qsizetype mantissaEnd = decimal.toLower().indexOf('e');
    if (mantissaEnd < 0)
        mantissaEnd = decimal.size();
    const int own = decimal.mid(mantissaEnd + 1).toInt();
    const QByteArray text = decimal.left(mantissaEnd) + 'e' + QByteArray::number(own + exponent);
    double number = std::numeric_limits<double>::infinity();
    std::from_chars(text.constData(), text.constData() + text.size(), number);
    return number;
}

double toStored(double number, const QByteArray &decimal, const Unit &unit)
{
    if (unit.exponent != 0)
        return shifted(decimal, unit.exponent);
    return unit.factor < 1.0 ? number / (1.0 / unit.factor) : number * unit.factor;
}

double fromStored(double value, const Unit &unit)
{
    if (unit.exponent != 0)
        return shifted(formatNumber(value).toLatin1(), -unit.exponent);
    return unit.factor < 1.0 ? value * (1.0 / unit.factor) : value / unit.factor;
}

QString unitList(std::span<const Unit> units)
{
    QStringList names;
    for (const Unit &unit : units)
        names += QString::fromUtf8(unit.suffix);
    return names.join(QStringLiteral(", "));
}

} // namespace

Result<double> parseQuantity(const QString &text, Quantity quantity)
{
    QString rest = text.trimmed();
    if (quantity == Quantity::Dollars && rest.startsWith(u'$'))
        rest = rest.mid(1).trimmed();
    const QByteArray utf8 = rest.toUtf8();
    double number = 0.0;
    const char *begin = utf8.constData();
    const char *end = begin + utf8.size();
    const auto [stop, status] = std::from_chars(begin, end, number);
    const Error notANumber{QStringLiteral("units.not-a-number"),
                           QCoreApplication::translate("Units", "\"%1\" is not a number").arg(text),
                           {}};
    if (status != std::errc() || !std::isfinite(number))
        return notANumber;
    const QString suffix = QString::fromUtf8(stop, end - stop).trimmed();
    if (suffix.isEmpty())
        return number;
    const std::span<const Unit> units = unitsOf(quantity);
    for (const Unit &unit : units) {
        if (suffix != QString::fromUtf8(unit.suffix))
            continue;
        const double stored = toStored(number, utf8.first(stop - begin), unit);
        return std::isfinite(stored) ? Result<double>(stored) : notANumber;
    }
    const QString message =
        units.empty() ? QCoreApplication::translate(
                            "Units", "\"%1\" has a unit, but a bare number is expected")
                            .arg(text)
                      : QCoreApplication::translate("Units", "unknown unit \"%1\"; allowed are %2")
                            .arg(suffix, unitList(units));
    return Error{QStringLiteral("units.unknown-unit"), message, {}};
}

QString formatNumber(double value)
{
    std::array<char, 400> buffer;
    const double magnitude = std::abs(value);
    const bool isPlain = magnitude == 0.0 || (magnitude >= 1e-6 && magnitude < 1e15);
    const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto [stop, status] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
    Q_ASSERT_X(status == std::errc(), "formatNumber", "buffer too small");
    return QString::fromLatin1(buffer.data(), stop - buffer.data());
}

QString formatQuantity(double value, Quantity quantity)
{
    if (quantity == Quantity::Dollars)
        return QStringLiteral("$") + formatNumber(value);
    QString best;
    for (const Unit &unit : unitsOf(quantity)) {
        if (!unit.isShown)
            continue;
        const double scaled = fromStored(value, unit);
        const QString candidate = formatNumber(scaled) + u' ' + QString::fromUtf8(unit.suffix);
        const Result<double> back = parseQuantity(candidate, quantity);
        if (!back || *back != value)
            continue;
        const bool isWhole = std::abs(scaled) >= 1.0 || value == 0.0;
        if (value == 0.0 && unit.factor != 1.0)
            continue;
        if (best.isEmpty() || (isWhole && candidate.size() <= best.size()))
            best = candidate;
    }
    return best.isEmpty() ? formatNumber(value) : best;
}

} // namespace loadstar::base
