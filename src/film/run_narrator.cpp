// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "film/run_narrator.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <utility>

namespace loadstar::film {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Run", text);
}

constexpr std::array<std::pair<const char *, const char *>, 26> kEventWords{{
    {"fail", QT_TRANSLATE_NOOP("Run", "Failed")},
    {"recover", QT_TRANSLATE_NOOP("Run", "Recovered")},
    {"slow", QT_TRANSLATE_NOOP("Run", "Speed changed")},
    {"surge", QT_TRANSLATE_NOOP("Run", "Load changed")},
    {"resize", QT_TRANSLATE_NOOP("Run", "Resize began")},
    {"resized", QT_TRANSLATE_NOOP("Run", "Resized")},
    {"scale", QT_TRANSLATE_NOOP("Run", "Scaled")},
    {"drain", QT_TRANSLATE_NOOP("Run", "Draining")},
    {"undrain", QT_TRANSLATE_NOOP("Run", "Drain ended")},
    {"drained", QT_TRANSLATE_NOOP("Run", "Drained")},
    {"marked-down", QT_TRANSLATE_NOOP("Run", "Marked down")},
    {"marked-up", QT_TRANSLATE_NOOP("Run", "Marked up")},
    {"promoted", QT_TRANSLATE_NOOP("Run", "Promoted")},
    {"cutover", QT_TRANSLATE_NOOP("Run", "Cut over")},
    {"failover", QT_TRANSLATE_NOOP("Run", "Failed over")},
    {"failback", QT_TRANSLATE_NOOP("Run", "Failed back")},
    {"disconnect", QT_TRANSLATE_NOOP("Run", "Disconnected")},
    {"reconnect", QT_TRANSLATE_NOOP("Run", "Reconnected")},
    {"maintain", QT_TRANSLATE_NOOP("Run", "Maintenance began")},
    {"maintained", QT_TRANSLATE_NOOP("Run", "Maintenance ended")},
    {"fault", QT_TRANSLATE_NOOP("Run", "Fault")},
    {"healed", QT_TRANSLATE_NOOP("Run", "Fault healed")},
    {"agent", QT_TRANSLATE_NOOP("Run", "Agent's orders changed")},
    {"respond", QT_TRANSLATE_NOOP("Run", "Heartbeat's answer changed")},
    {"scheduled", QT_TRANSLATE_NOOP("Run", "Scheduled")},
    {"pending", QT_TRANSLATE_NOOP("Run", "Pending")},
}};

} // namespace

QString elementName(const model::Design &design, const model::ElementId &id)
{
    if (const model::Component *component = design.component(id))
        return component->name.isEmpty() ? id.text() : component->name;
    if (const model::Connection *connection = design.connection(id)) {
        return tr("%1 to %2")
            .arg(elementName(design, connection->from), elementName(design, connection->to));
    }
    return id.text();
}

QString eventWords(const QString &what)
{
    for (const auto &[name, words] : kEventWords) {
        if (what == QLatin1String(name))
            return tr(words);
    }
    QString readable = what;
    readable.replace(u'-', u' ');
    return readable.left(1).toUpper() + readable.mid(1);
}

std::optional<RunCaption> RunNarrator::tell(const sim::TraceEvent &event)
{
    if (!m_kinds)
        return std::nullopt;
    RunCaption caption;
    caption.at = event.at;
    const QString name = nameOf(event.target);
    caption.subject = m_elements.idOf(event.target);
    caption.anchor = caption.subject;
    switch (event.what) {
    case sim::EventWhat::Fail: {
        m_failedAt.insert_or_assign(event.target, event.at);
        const bool isHung = event.mode == sim::FailureMode::Hang;
        caption.title = isHung ? tr("%1 hangs").arg(name) : tr("%1 failed").arg(name);
        caption.text = isHung ? tr("accepts and never answers") : tr("refuses from now on");
        break;
    }
    case sim::EventWhat::Recover:
        caption.title = tr("%1 is back").arg(name);
        caption.text = sinceWords(m_failedAt, event, tr("after %1"));
        m_failedAt.erase(event.target);
        m_recoveredAt.insert_or_assign(event.target, event.at);
        break;
    case sim::EventWhat::MarkedDown: {
        caption.anchor = m_elements.idOf(event.by);
        const int fall = checksNeeded(event.by, QStringLiteral("fall"));
        caption.title = fall > 0 ? tr("Heartbeat missed %1 of %1").arg(fall) : tr("Out of service");
        caption.text = tr("%1 marked down").arg(name) +
                       sinceWords(m_failedAt, event, tr("\n%1 after it failed"));
        break;
    }
    case sim::EventWhat::MarkedUp: {
        caption.anchor = m_elements.idOf(event.by);
        const int rise = checksNeeded(event.by, QStringLiteral("rise"));
        caption.title =
            rise > 0 ? tr("Heartbeat answered %1 of %1").arg(rise) : tr("Back in service");
        caption.text = tr("%1 marked up").arg(name) +
                       sinceWords(m_recoveredAt, event, tr("\n%1 after it recovered"));
        break;
    }
    case sim::EventWhat::Surge: {
        caption.title = eventWords(QStringLiteral("surge"));
        const std::optional<double> factor = factorOf(event);
        caption.text = factor ? tr("%1 × %2").arg(name, QLocale().toString(*factor, 'g', 4)) : name;
        break;
    }
    case sim::EventWhat::Slow: {
        const double factor = factorOf(event).value_or(1.0);
        caption.title =
            factor > 1.0 ? tr("%1 is slow").arg(name) : tr("%1 has its speed back").arg(name);
        if (factor > 1.0)
            caption.text = tr("1/%1 of its speed").arg(QLocale().toString(factor, 'g', 4));
        break;
    }
    case sim::EventWhat::Fault:
    case sim::EventWhat::Healed: {
        QString kind = QString::fromLatin1(sim::failureModeName(event.mode));
        kind.replace(u'-', u' ');
        caption.title = eventWords(QString::fromLatin1(sim::eventName(event.what)));
        caption.text = tr("%1: %2").arg(name, kind);
        break;
    }
    case sim::EventWhat::Resize:
    case sim::EventWhat::Resized:
    case sim::EventWhat::Drain:
    case sim::EventWhat::Undrain:
    case sim::EventWhat::Drained:
    case sim::EventWhat::Promoted:
    case sim::EventWhat::Cutover:
    case sim::EventWhat::Failover:
    case sim::EventWhat::Failback:
    case sim::EventWhat::Disconnect:
    case sim::EventWhat::Reconnect:
    case sim::EventWhat::Maintain:
    case sim::EventWhat::Maintained:
    case sim::EventWhat::Configure:
    case sim::EventWhat::Reweight:
    case sim::EventWhat::Agent:
    case sim::EventWhat::Respond:
    case sim::EventWhat::BreakerOpened:
    case sim::EventWhat::BreakerHalfOpened:
    case sim::EventWhat::BreakerClosed:
        caption.title = eventWords(QString::fromLatin1(sim::eventName(event.what)));
        caption.text = name;
        break;
    }
    if (m_elements.isConnection(event.target))
        caption.anchor = m_elements.idOf(m_elements.toOf(event.target));
    if (caption.anchor.isEmpty())
        return std::nullopt;
    return caption;
}

std::optional<double> RunNarrator::factorOf(const sim::TraceEvent &event) const
{
    const model::ElementId target = m_elements.idOf(event.target);
    const QString action = QString::fromLatin1(sim::eventName(event.what));
    for (const model::ScenarioEvent &planned : m_design.scenario) {
        const auto factor = planned.arguments.find(QStringLiteral("factor"));
        if (planned.at == event.at && planned.target == target && planned.action == action &&
            factor != planned.arguments.end()) {
            const double *number = std::get_if<double>(&factor->second);
            return number ? std::optional(*number) : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<double> RunNarrator::downSince(sim::ElementIndex component) const
{
    const auto found = m_failedAt.find(component);
    return found == m_failedAt.end() ? std::nullopt : std::optional(found->second);
}

QString RunNarrator::nameOf(sim::ElementIndex element) const
{
    return elementName(m_design, m_elements.idOf(element));
}

int RunNarrator::checksNeeded(sim::ElementIndex balancer, const QString &key) const
{
    const model::Component *component = m_design.component(m_elements.idOf(balancer));
    const model::ComponentKind *kind = component ? m_kinds->component(component->kind) : nullptr;
    const model::PropertySpec *spec = kind ? model::findSpec(kind->properties, key) : nullptr;
    if (!spec)
        return 0;
    const model::PropertyValue &value = model::valueOf(component->properties, *spec);
    const double *number = std::get_if<double>(&value);
    return number ? static_cast<int>(*number) : 0;
}

QString RunNarrator::sinceWords(const std::map<sim::ElementIndex, double> &moments,
                                const sim::TraceEvent &event, const QString &words) const
{
    const auto found = moments.find(event.target);
    if (found == moments.end())
        return {};
    return words.arg(tr("%1 s").arg(QLocale().toString(event.at - found->second, 'f', 1)));
}

} // namespace loadstar::film
