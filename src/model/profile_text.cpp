// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/profile_text.h"

#include "base/units.h"

#include <QCoreApplication>

#include <array>
#include <limits>
#include <optional>

namespace loadstar::model {

namespace {

enum class Meaning {
    Factor,    ///< 0 to 1e6
    Time,      ///< 0 s to 1e9 s
    Length,    ///< 1 ms to 1e9 s
    TimeOfDay, ///< 0 h to 24 h
};

struct Parameter
{
    const char *name = nullptr;
    Meaning meaning = Meaning::Factor;
    /// Its value when it is left out; NaN: it must be given.
    double fallback = std::numeric_limits<double>::quiet_NaN();
};

struct Shape
{
    const char *name;
    const char *usage;
    const char *example;
    std::array<Parameter, 4> parameters;
};

constexpr int kHours = 24;
constexpr qsizetype kMostTerms = 16;

constexpr std::array kShapes{
    Shape{"day",
          "day(trough=0.2, peak=1, at=14 h, start=0 h)",
          "day(trough=0.2, peak=1, at=14 h, start=8 h)",
          {{{"trough", Meaning::Factor},
            {"peak", Meaning::Factor},
            {"at", Meaning::TimeOfDay},
            {"start", Meaning::TimeOfDay, 0.0}}}},
    Shape{"hours",
          "hours(24 factors, start=0 h)",
          "hours(0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.7, 1, 1, 1, 0.9, 0.7, 0.9, 1, 1, 0.9, 0.7, "
          "0.5, 0.4, 0.3, 0.2, 0.2, 0.1, start=8 h)",
          {{{"start", Meaning::TimeOfDay, 0.0}}}},
    Shape{"ramp",
          "ramp(from=1, to=5, over=600 s, at=0 s)",
          "ramp(from=1, to=5, over=10 min)",
          {{{"from", Meaning::Factor},
            {"to", Meaning::Factor},
            {"over", Meaning::Length},
            {"at", Meaning::Time, 0.0}}}},
    Shape{"spike",
          "spike(at=300 s, for=30 s, factor=10, every=0 s)",
          "spike(at=5 min, for=30 s, factor=10)",
          {{{"at", Meaning::Time},
            {"for", Meaning::Length},
            {"factor", Meaning::Factor},
            {"every", Meaning::Time, 0.0}}}},
    Shape{"bursts",
          "bursts(on=10 s, off=50 s, factor=5, rest=1)",
          "bursts(on=10 s, off=50 s, factor=5)",
          {{{"on", Meaning::Length},
            {"off", Meaning::Length},
            {"factor", Meaning::Factor},
            {"rest", Meaning::Factor, 1.0}}}},
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

base::Error error(const char *code, const QString &message)
{
    return base::Error{QString::fromLatin1(code), message, {}};
}

QString usages()
{
    QStringList list;
    for (const Shape &shape : kShapes)
        list += QString::fromLatin1(shape.usage);
    return list.join(QStringLiteral("; "));
}

base::Error badParameter(const Shape &shape, const QString &what)
{
    return error("profile.bad-parameter",
                 tr("%1; allowed is %2").arg(what, QString::fromLatin1(shape.usage)));
}

QString rangeOf(Meaning meaning)
{
    switch (meaning) {
    case Meaning::Factor:
        return tr("a factor from 0 to 1000000");
    case Meaning::Time:
        return tr("a time from 0 s to 1000000000 s");
    case Meaning::Length:
        return tr("a time from 1 ms to 1000000000 s");
    case Meaning::TimeOfDay:
        return tr("a time of day from 0 h to 24 h");
    }
    Q_UNREACHABLE();
}

bool isInRange(Meaning meaning, double value)
{
    switch (meaning) {
    case Meaning::Factor:
        return value >= 0.0 && value <= 1e6;
    case Meaning::Time:
        return value >= 0.0 && value <= 1e9;
    case Meaning::Length:
        return value >= 1e-3 && value <= 1e9;
    case Meaning::TimeOfDay:
        return value >= 0.0 && value <= 86400.0;
    }
    Q_UNREACHABLE();
}

base::Result<double> readValue(const Shape &shape, const QString &name, Meaning meaning,
                               const QString &text)
{
    const auto quantity =
        meaning == Meaning::Factor ? base::Quantity::Plain : base::Quantity::Seconds;
    const base::Result<double> number = base::parseQuantity(text, quantity);
    if (!number)
        return badParameter(shape, tr("%1: %2").arg(name, number.error().message));
    if (!isInRange(meaning, *number))
        return badParameter(
            shape,
            tr("%1: found %2, but %3 is allowed").arg(name, text.trimmed(), rangeOf(meaning)));
    return *number;
}

/// The parameters between the brackets of one shape, one at a time.
class TermReader
{
public:
    explicit TermReader(const Shape &shape)
        : m_shape(shape)
        , m_isTable(shape.name == std::string_view("hours"))
    {}

    base::Result<void> read(const QString &argument)
    {
        const qsizetype equals = argument.indexOf(u'=');
        if (equals < 0)
            return readPositional(argument);
        m_hasNames = true;
        const QString name = argument.left(equals).trimmed();
        for (std::size_t i = 0; i < m_shape.parameters.size() && m_shape.parameters[i].name; ++i) {
            if (name == QString::fromLatin1(m_shape.parameters[i].name))
                return set(i, argument.mid(equals + 1));
        }
        return badParameter(m_shape, tr("unknown parameter \"%1\"").arg(name.left(40)));
    }

    base::Result<ProfileTerm> term() const
    {
        ProfileTerm term{QString::fromLatin1(m_shape.name), {}};
        for (std::size_t i = 0; i < m_shape.parameters.size() && m_shape.parameters[i].name; ++i) {
            const Parameter &parameter = m_shape.parameters[i];
            const double value = m_values[i].value_or(parameter.fallback);
            if (value != value)
                return badParameter(
                    m_shape,
                    tr("the parameter \"%1\" is missing").arg(QString::fromLatin1(parameter.name)));
            term.parameters.push_back(value);
        }
        if (m_isTable && m_table.size() != std::size_t(kHours))
            return badParameter(
                m_shape,
                tr("found %1 factors, but one per hour is needed, 24").arg(m_table.size()));
        term.parameters.insert(term.parameters.end(), m_table.begin(), m_table.end());
        const bool overlaps = m_shape.name == std::string_view("spike") &&
                              term.parameters[3] > 0.0 && term.parameters[3] < term.parameters[1];
        if (overlaps)
            return badParameter(m_shape, tr("\"every\" must not be below \"for\""));
        return term;
    }

private:
    base::Result<void> readPositional(const QString &argument)
    {
        if (m_hasNames)
            return badParameter(
                m_shape, tr("found \"%1\" after a parameter with a name").arg(argument.trimmed()));
        if (m_isTable) {
            const base::Result<double> value =
                readValue(m_shape, tr("hour %1").arg(m_table.size()), Meaning::Factor, argument);
            if (!value)
                return value.error();
            m_table.push_back(*value);
            return {};
        }
        if (m_next == m_shape.parameters.size())
            return badParameter(m_shape, tr("too many parameters"));
        return set(m_next++, argument);
    }

    base::Result<void> set(std::size_t index, const QString &text)
    {
        const QString name = QString::fromLatin1(m_shape.parameters[index].name);
        if (m_values[index])
            return badParameter(m_shape, tr("the parameter \"%1\" stands twice").arg(name));
        const base::Result<double> value =
            readValue(m_shape, name, m_shape.parameters[index].meaning, text);
        if (!value)
            return value.error();
        m_values[index] = *value;
        return {};
    }

    const Shape &m_shape;
    bool m_isTable = false;
    bool m_hasNames = false;
    std::size_t m_next = 0;
    std::array<std::optional<double>, 4> m_values;
    std::vector<double> m_table;
};

base::Result<ProfileTerm> parseTerm(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype open = trimmed.indexOf(u'(');
    if (open < 0 || !trimmed.endsWith(u')'))
        return error("profile.syntax", tr("found \"%1\", but shapes joined by * are allowed: %2")
                                           .arg(trimmed.left(40), usages()));
    const QString name = trimmed.left(open).trimmed();
    for (const Shape &shape : kShapes) {
        if (name != QString::fromLatin1(shape.name))
            continue;
        TermReader reader(shape);
        const QString inside = trimmed.mid(open + 1, trimmed.size() - open - 2);
        for (const QString &argument : inside.split(u',')) {
            if (inside.trimmed().isEmpty())
                break;
            const base::Result<void> read = reader.read(argument);
            if (!read)
                return read.error();
        }
        return reader.term();
    }
    return error("profile.unknown-shape",
                 tr("unknown shape \"%1\"; allowed are %2").arg(name.left(40), usages()));
}

} // namespace

base::Result<std::vector<ProfileTerm>> parseProfile(const QString &text)
{
    const QStringList parts = text.split(u'*');
    if (parts.size() > kMostTerms)
        return error(
            "profile.syntax",
            tr("found %1 shapes, but at most %2 are allowed").arg(parts.size()).arg(kMostTerms));
    std::vector<ProfileTerm> terms;
    for (const QString &part : parts) {
        base::Result<ProfileTerm> term = parseTerm(part);
        if (!term)
            return term.error();
        terms.push_back(std::move(*term));
    }
    return terms;
}

QStringList profileExamples()
{
    QStringList examples;
    for (const Shape &shape : kShapes)
        examples += QString::fromLatin1(shape.example);
    return examples;
}

} // namespace loadstar::model
