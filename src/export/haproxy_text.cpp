// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/haproxy_text.h"

#include <QCryptographicHash>
#include <QList>

#include <algorithm>
#include <cmath>

namespace loadstar::exporting::haproxy {

namespace {

constexpr qsizetype kCommentLength = 80;
constexpr qsizetype kCookieNameLength = 64;
constexpr int kMaximumWeight = 256;

bool isAsciiAlphanumeric(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

bool isHarmless(QChar c)
{
    return isAsciiAlphanumeric(c) || QStringView(u"-_./:=?&,+@~%").contains(c);
}

} // namespace

QString commentText(const QString &text)
{
    // Cut before the surrogate pairs are looked at, or a pair could be cut in two afterwards.
    const std::vector<char32_t> points = [&text] {
        const QList<uint> codes = text.toUcs4();
        return std::vector<char32_t>(codes.begin(), codes.end());
    }();
    QString shown;
    qsizetype length = 0;
    for (const char32_t point : points) {
        if (length++ == kCommentLength)
            return shown + QStringLiteral("…");
        shown += QChar::isPrint(point) ? QString::fromUcs4(&point, 1) : QStringLiteral(" ");
    }
    return shown.simplified();
}

QString word(const QString &text)
{
    if (!text.isEmpty() && std::all_of(text.begin(), text.end(), isHarmless))
        return text;
    const bool isPlain = std::all_of(
        text.begin(), text.end(), [](QChar c) { return c >= u' ' && c < u'\x7f' && c != u'\''; });
    if (isPlain)
        return u'\'' + text + u'\'';
    QString escaped;
    for (const char byte : text.toUtf8()) {
        if (isHarmless(QLatin1Char(byte)) && static_cast<unsigned char>(byte) < 0x80)
            escaped += QLatin1Char(byte);
        else
            escaped += QStringLiteral("\\x%1").arg(static_cast<unsigned char>(byte), 2, 16,
                                                   QLatin1Char('0'));
    }
    return escaped;
}

QString cookieName(const QString &text)
{
    const auto isAllowed = [](QChar c) {
        return isAsciiAlphanumeric(c) || c == u'.' || c == u'-' || c == u'_';
    };
    if (!text.isEmpty() && text.size() <= kCookieNameLength &&
        std::all_of(text.begin(), text.end(), isAllowed))
        return text;
    QString name = text.left(40);
    std::replace_if(
        name.begin(), name.end(), [&](QChar c) { return !isAllowed(c); }, u'_');
    const QByteArray digest =
        QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex();
    return (name.isEmpty() ? QStringLiteral("SERVERID") : name) + u'-' +
           QString::fromLatin1(digest.left(8));
}

QString duration(double seconds)
{
    // HAProxy keeps times in milliseconds in 31 bits.
    const qint64 milliseconds = std::llround(std::clamp(seconds * 1000.0, 1.0, 2147483647.0));
    if (milliseconds % 1000 != 0)
        return QStringLiteral("%1ms").arg(milliseconds);
    return QStringLiteral("%1s").arg(milliseconds / 1000);
}

std::vector<int> scaledWeights(const std::vector<double> &weights, bool *isExact)
{
    const double largest =
        weights.empty() ? 0.0 : *std::max_element(weights.begin(), weights.end());
    const auto scaled = [&weights](double factor) {
        std::vector<int> whole;
        for (const double weight : weights)
            whole.push_back(
                weight > 0.0 ? std::max(1, static_cast<int>(std::lround(weight * factor))) : 0);
        return whole;
    };
    *isExact = true;
    if (largest == 0.0)
        return scaled(1.0);
    for (int factor = 1; factor * largest <= kMaximumWeight; ++factor) {
        const bool isWhole = std::all_of(weights.begin(), weights.end(), [factor](double weight) {
            return std::abs(weight * factor - std::round(weight * factor)) < 1e-9 &&
                   (weight == 0.0 || weight * factor > 0.5);
        });
        if (isWhole)
            return scaled(factor);
    }
    *isExact = false;
    return scaled(kMaximumWeight / largest);
}

} // namespace loadstar::exporting::haproxy
