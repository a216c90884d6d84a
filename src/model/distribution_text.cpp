// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/distribution_text.h"

#include "base/units.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace loadstar::model {

namespace {

/// What one parameter must be.
enum class Parameter {
    NotNegative,      ///< a time or amount, 0 or more; may carry a unit
    Positive,         ///< a time or amount above 0; may carry a unit
    Count,            ///< a whole number, 1 or more
    AtLeastOne,       ///< a ratio, 1 or more
    AboveZero,        ///< a ratio above 0
    AboveOne,         ///< a ratio above 1
    RatioNotNegative, ///< a ratio, 0 or more
};

struct Family
{
    const char *name;
    const char *usage;
    std::array<Parameter, 2> parameters;
    int count; ///< -1: any number of the first kind, one at least
};

constexpr std::array kFamilies{
    Family{"constant", "constant(m)", {Parameter::NotNegative}, 1},
    Family{"exponential", "exponential(m)", {Parameter::Positive}, 1},
    Family{"erlang", "erlang(k,m)", {Parameter::Count, Parameter::Positive}, 2},
    Family{"hyperexponential",
           "hyperexponential(m,cv)",
           {Parameter::Positive, Parameter::AtLeastOne},
           2},
    Family{"lognormal", "lognormal(m,cv)", {Parameter::Positive, Parameter::RatioNotNegative}, 2},
    Family{"gamma", "gamma(shape,m)", {Parameter::AboveZero, Parameter::Positive}, 2},
    Family{"normal", "normal(m,sd)", {Parameter::NotNegative, Parameter::NotNegative}, 2},
    Family{"uniform", "uniform(a,b)", {Parameter::NotNegative, Parameter::NotNegative}, 2},
    Family{"weibull", "weibull(shape,m)", {Parameter::AboveZero, Parameter::Positive}, 2},
    Family{"pareto", "pareto(alpha,m)", {Parameter::AboveOne, Parameter::Positive}, 2},
    Family{"empirical", "empirical(v1,v2,...)", {Parameter::NotNegative}, -1},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Distribution", text);
}

base::Error error(const char *code, const QString &message)
{
    return base::Error{QString::fromLatin1(code), message, {}};
}

QString usages()
{
    QStringList list;
    for (const Family &family : kFamilies)
        list += QString::fromLatin1(family.usage);
    return list.join(QStringLiteral(" "));
}

const Family *findFamily(const QString &name)
{
    for (const Family &family : kFamilies) {
        if (name == QString::fromLatin1(family.name))
            return &family;
    }
    return nullptr;
}

bool isAmount(Parameter kind)
{
    return kind == Parameter::NotNegative || kind == Parameter::Positive;
}

QString complaint(Parameter kind, double value)
{
    switch (kind) {
    case Parameter::NotNegative:
    case Parameter::RatioNotNegative:
        return value >= 0.0 ? QString() : tr("must not be negative");
    case Parameter::Positive:
    case Parameter::AboveZero:
        return value > 0.0 ? QString() : tr("must be above 0");
    case Parameter::Count:
        return value >= 1.0 && value <= 1e6 && std::trunc(value) == value
                   ? QString()
                   : tr("must be a whole number from 1 to 1000000");
    case Parameter::AtLeastOne:
        return value >= 1.0 ? QString() : tr("must be at least 1");
    case Parameter::AboveOne:
        return value > 1.0 ? QString() : tr("must be above 1");
    }
    Q_UNREACHABLE();
}

base::Result<double> parseParameter(const QString &text, Parameter kind, const Family &family)
{
    const auto quantity = isAmount(kind) ? base::Quantity::Seconds : base::Quantity::Plain;
    const base::Result<double> number = base::parseQuantity(text, quantity);
    if (!number)
        return error("distribution.bad-parameter",
                     tr("%1: %2").arg(QString::fromLatin1(family.usage), number.error().message));
    const QString problem = complaint(kind, *number);
    if (!problem.isEmpty()) {
        return error("distribution.bad-parameter",
                     tr("%1: the parameter %2 %3")
                         .arg(QString::fromLatin1(family.usage), text.trimmed(), problem));
    }
    return *number;
}

base::Result<DistributionText> readParameters(const Family &family, const QString &inside)
{
    const QStringList texts = inside.split(u',');
    const bool isCountRight =
        family.count < 0 ? !inside.trimmed().isEmpty() : texts.size() == family.count;
    if (!isCountRight)
        return error(
            "distribution.wrong-count",
            tr("wrong number of parameters; allowed is %1").arg(QString::fromLatin1(family.usage)));
    DistributionText result{QString::fromLatin1(family.name), {}};
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const Parameter kind = family.parameters[family.count < 0 ? 0 : size_t(i)];
        const base::Result<double> number = parseParameter(texts[i], kind, family);
        if (!number)
            return number.error();
        result.parameters.push_back(*number);
    }
    if (family.name == std::string_view("uniform") && result.parameters[0] > result.parameters[1])
        return error("distribution.bad-parameter", tr("uniform(a,b): a must not be above b"));
    return result;
}

} // namespace

double DistributionText::mean() const
{
    if (family == u"uniform")
        return (parameters[0] + parameters[1]) / 2.0;
    if (family == u"empirical")
        return std::accumulate(parameters.begin(), parameters.end(), 0.0) /
               double(parameters.size());
    const bool isMeanSecond =
        family == u"erlang" || family == u"gamma" || family == u"weibull" || family == u"pareto";
    if (family != u"normal")
        return parameters[isMeanSecond ? 1 : 0];
    // Redrawn while negative: a normal truncated at 0, mean m + sd·φ(m/sd)/Φ(m/sd) (Johnson, Kotz,
    // Balakrishnan 13.10).
    const double m = parameters[0];
    const double sd = parameters[1];
    if (sd == 0.0)
        return m;
    const double z = m / sd;
    const double density = std::exp(-z * z / 2.0) / std::sqrt(2.0 * M_PI);
    return m + sd * density / (0.5 * std::erfc(-z / std::sqrt(2.0)));
}

base::Result<DistributionText> parseDistribution(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype open = trimmed.indexOf(u'(');
    if (open < 0) {
        const base::Result<double> number = base::parseQuantity(trimmed, base::Quantity::Seconds);
        if (number && *number >= 0.0)
            return DistributionText{QStringLiteral("constant"), {*number}};
        return error("distribution.syntax",
                     tr("neither a number nor a distribution; allowed are %1").arg(usages()));
    }
    if (!trimmed.endsWith(u')'))
        return error("distribution.syntax", tr("the closing bracket is missing at the end"));
    const QString name = trimmed.left(open).trimmed();
    const Family *family = findFamily(name);
    if (!family)
        return error(
            "distribution.unknown-family",
            tr("unknown distribution \"%1\"; allowed are %2").arg(name.left(40), usages()));
    return readParameters(*family, trimmed.mid(open + 1, trimmed.size() - open - 2));
}

QString withTimeUnits(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype open = trimmed.indexOf(u'(');
    const Family *family = findFamily(trimmed.left(std::max<qsizetype>(0, open)).trimmed());
    if (!family || !parseDistribution(text))
        return text;
    QStringList parameters = trimmed.mid(open + 1, trimmed.size() - open - 2).split(u',');
    for (qsizetype i = 0; i < parameters.size(); ++i) {
        bool isBare = false;
        const double value = parameters[i].trimmed().toDouble(&isBare);
        if (!isBare || !isAmount(family->parameters[family->count < 0 ? 0 : size_t(i)]))
            continue;
        const QString shown = base::formatQuantity(value, base::Quantity::Seconds);
        const base::Result<double> again = base::parseQuantity(shown, base::Quantity::Seconds);
        if (again && *again == value)
            parameters[i] = shown;
    }
    return QStringLiteral("%1(%2)").arg(QString::fromLatin1(family->name),
                                        parameters.join(QStringLiteral(",")));
}

} // namespace loadstar::model
