// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theory/answer.h"

#include "theory/design_shape.h"
#include "theory/formulas/balancing.h"
#include "theory/formulas/closed_network.h"
#include "theory/formulas/station.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace loadstar::theory {

namespace {

using formulas::Station;
using formulas::Tail;
using formulas::TimeLaw;

constexpr int kMostPlaces = 10000000;
constexpr int kMostPeopleConvolved = 3000;
constexpr int kMostPeople = 10000000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Theory", text);
}

Answer none(const QString &reason)
{
    Answer answer;
    answer.reason = reason;
    return answer;
}

bool isPoisson(const DesignShape &shape)
{
    return !shape.isClosed && shape.interarrival.shape == TimeLaw::Shape::Exponential;
}

bool isSplitByChance(const DesignShape &shape)
{
    return shape.algorithm.isEmpty() || shape.algorithm == u"random";
}

bool isExponential(const TimeLaw &law)
{
    return law.shape == TimeLaw::Shape::Exponential;
}

/// A station with the name of its theory; nothing there means that `model` says why not.
struct Found
{
    std::optional<Station> station;
    QString model;
};

Found stationOf(const ShapeNode &node, double rate)
{
    const double load = rate * node.service.mean / node.cores;
    const QString cores = QString::number(node.cores);
    if (node.queueLimit) {
        const bool isLoss = *node.queueLimit == 0;
        if (*node.queueLimit > kMostPlaces)
            return {{}, tr("the queue limit of \"%1\" is too large").arg(node.id.text())};
        if (!isLoss && !isExponential(node.service))
            return {{}, tr("finite queues have a formula for exponential work only")};
        Station station =
            formulas::mmcFinite(rate, node.service.mean, node.cores, *node.queueLimit);
        const QString places = QString::number(qint64(node.cores) + *node.queueLimit);
        return {station, isExponential(node.service)
                             ? QStringLiteral("M/M/%1/%2").arg(cores, places)
                             : QStringLiteral("M/G/%1/%1").arg(cores)};
    }
    if (load >= 1.0)
        return {{},
                tr("\"%1\" is offered %2 of what it can do, so its queue grows without end")
                    .arg(node.id.text(), QString::number(load, 'g', 4))};
    if (node.isShared)
        return {formulas::processorSharing(rate, node.service.mean, node.cores),
                QStringLiteral("M/G/%1-PS").arg(cores)};
    if (isExponential(node.service))
        return {formulas::mmc(rate, node.service.mean, node.cores),
                QStringLiteral("M/M/%1").arg(cores)};
    if (node.cores > 1)
        return {{}, tr("several cores have a formula for exponential work only")};
    if (!std::isfinite(node.service.squaredVariation))
        return {{}, tr("the work has no finite variance, so the mean wait is infinite")};
    return {formulas::mg1(rate, node.service), node.service.shape == TimeLaw::Shape::Constant
                                                   ? QStringLiteral("M/D/1")
                                                   : QStringLiteral("M/G/1")};
}

/// Collects what the nodes and storages give into the figures of the whole.
class Figures
{
public:
    explicit Figures(Answer &answer)
        : m_answer(answer)
    {}

    void add(const QString &key, double value) { m_answer.figures.push_back({key, value}); }

    void component(const model::ElementId &id, const Station &station)
    {
        const QString path = QStringLiteral("components.") + id.text() + u'.';
        add(path + QStringLiteral("utilization"), station.utilization);
        add(path + QStringLiteral("meanQueue"), station.meanQueue);
    }

    void percentiles(const QString &name, const Tail &tail)
    {
        if (!tail)
            return;
        for (const auto &[key, fraction] : {std::pair(".p50", 0.5), std::pair(".p90", 0.9),
                                            std::pair(".p95", 0.95), std::pair(".p99", 0.99)}) {
            // Some lie beyond all times that are searched.
            if (const std::optional<double> found = formulas::quantile(tail, fraction))
                add(name + QString::fromLatin1(key), *found);
        }
    }

private:
    Answer &m_answer;
};

/// P(X + shift > t).
Tail shifted(const Tail &tail, double shift)
{
    if (!tail || shift == 0.0)
        return tail;
    return [tail, shift](double t) { return t < shift ? 1.0 : tail(t - shift); };
}

/// Parts of the traffic with what they go through.
struct Branch
{
    double part = 1.0;
    Station station;
    double latency = 0.0;
};

Tail mixed(const std::vector<Branch> &branches, double completed, bool isWait)
{
    std::vector<std::pair<double, Tail>> tails;
    for (const Branch &branch : branches) {
        const Tail tail =
            isWait ? branch.station.waitTail : shifted(branch.station.responseTail, branch.latency);
        if (!tail)
            return {};
        tails.emplace_back(branch.station.throughput / completed, tail);
    }
    return [tails](double t) {
        double sum = 0.0;
        for (const auto &[part, tail] : tails)
            sum += part * tail(t);
        return sum;
    };
}

/// What the storages of the branches add to means; nothing when they have no formula.
struct Visits
{
    double wait = 0.0;
    double time = 0.0;
    bool hasAny = false;
    QString reason;
};

/// Every storage sees the sum of Poisson streams of the nodes before it (Burke's theorem).
Visits visitStorages(const DesignShape &shape, const std::vector<Branch> &branches,
                     double completed, Figures &figures)
{
    Visits visits;
    for (const auto &[id, storage] : shape.storages) {
        double rate = 0.0;
        bool isFedByPoisson = isPoisson(shape) && isSplitByChance(shape);
        for (std::size_t i = 0; i < branches.size(); ++i) {
            const ShapeNode &node = shape.nodes[i];
            if (std::find(node.storages.begin(), node.storages.end(), id) == node.storages.end())
                continue;
            rate += branches[i].station.throughput;
            isFedByPoisson = isFedByPoisson && !node.queueLimit &&
                             (node.isShared || isExponential(node.service));
        }
        if (storage.time.mean <= 0.0)
            continue;
        visits.hasAny = true;
        const double share = rate / completed;
        visits.time += share * storage.time.mean;
        if (!storage.hasQueue())
            continue;
        if (!isFedByPoisson || !isExponential(storage.time)) {
            visits.reason = tr("the queue of storage \"%1\" has a formula for exponential times "
                               "and Poisson streams only")
                                .arg(id.text());
            return visits;
        }
        if (rate * storage.time.mean >= storage.servers) {
            visits.reason = tr("storage \"%1\" is offered more than it can do").arg(id.text());
            return visits;
        }
        const Station station = formulas::mmc(rate, storage.time.mean, storage.servers);
        figures.component(id, station);
        visits.wait += share * station.meanWait;
    }
    return visits;
}

/// The figures of requests that go through one of the branches and then its storages.
Answer openAnswer(const DesignShape &shape, const QString &model,
                  const std::vector<Branch> &branches, QStringList assumptions, bool isExact = true)
{
    Answer answer;
    Figures figures(answer);
    double completed = 0.0;
    for (const Branch &branch : branches)
        completed += branch.station.throughput;
    double response = 0.0;
    double wait = 0.0;
    for (const Branch &branch : branches) {
        const double part = branch.station.throughput / completed;
        response += part * (branch.station.meanResponse + branch.latency);
        wait += part * branch.station.meanWait;
    }
    for (std::size_t i = 0; isExact && i < branches.size(); ++i)
        figures.component(shape.nodes[i].id, branches[i].station);
    const Visits visits = visitStorages(shape, branches, completed, figures);
    if (!visits.reason.isEmpty())
        return none(visits.reason);
    figures.add(QStringLiteral("responseTime.mean"), response + visits.wait + visits.time);
    figures.add(QStringLiteral("waitingTime.mean"), wait + visits.wait);
    if (isExact && !visits.hasAny) {
        figures.percentiles(QStringLiteral("responseTime"), mixed(branches, completed, false));
        figures.percentiles(QStringLiteral("waitingTime"), mixed(branches, completed, true));
    }
    figures.add(QStringLiteral("throughput"), completed);
    figures.add(QStringLiteral("availability"), completed / shape.rate());
    answer.isExact = isExact;
    answer.model =
        visits.hasAny && visits.wait > 0.0 ? tr("Jackson network, %1 first").arg(model) : model;
    answer.assumptions = std::move(assumptions);
    return answer;
}

QStringList commonAssumptions()
{
    return {tr("steady state: a long run after its warm-up"), tr("nothing fails")};
}

/// One node with Poisson arrivals, or several among which chance decides.
Answer randomSplit(const DesignShape &shape)
{
    double weights = 0.0;
    for (const ShapeNode &node : shape.nodes)
        weights += node.weight;
    std::vector<Branch> branches;
    QString model;
    for (const ShapeNode &node : shape.nodes) {
        const double part = node.weight / weights;
        const Found found = stationOf(node, shape.rate() * part);
        if (!found.station)
            return none(found.model);
        branches.push_back({part, *found.station, node.latency});
        model = model.isEmpty() || model == found.model ? found.model : QStringLiteral("M/G/c");
    }
    if (branches.size() > 1)
        model = tr("random split to %1").arg(model);
    QStringList assumptions = commonAssumptions();
    assumptions.prepend(tr("Poisson arrivals, which chance splits into Poisson streams"));
    return openAnswer(shape, model, branches, assumptions);
}

/// Arrivals of any law that go round `count` one-core nodes with exponential work.
Answer roundRobin(const DesignShape &shape)
{
    const auto count = static_cast<double>(shape.nodes.size());
    const ShapeNode &node = shape.nodes.front();
    if (!isExponential(node.service) || node.cores != 1 || node.queueLimit)
        return none(tr("round robin and arrivals that are not Poisson have a formula for one core, "
                       "exponential work and no queue limit"));
    if (!shape.interarrival.transform(1.0))
        return none(tr("the time between requests has no transform in closed form"));
    const double between = shape.interarrival.mean * count;
    if (node.service.mean >= between)
        return none(tr("the nodes are offered more than they can do"));
    const auto transform = [&](double s) {
        return std::pow(*shape.interarrival.transform(s), count);
    };
    Station station = formulas::gm1(transform, between, node.service.mean);
    if (node.isShared) {
        station.meanQueue = 0.0;
        station.waitTail = {};
        station.responseTail = {};
    }
    const std::vector<Branch> branches(shape.nodes.size(), {1.0 / count, station, node.latency});
    const QString arrivals =
        isPoisson(shape) ? (count > 1.0 ? QStringLiteral("E%1").arg(count) : QStringLiteral("M"))
        : shape.interarrival.shape == TimeLaw::Shape::Constant ? QStringLiteral("D")
                                                               : QStringLiteral("GI");
    QStringList assumptions = commonAssumptions();
    if (count > 1.0)
        assumptions.prepend(tr("each of the %1 nodes gets every %1th request").arg(count));
    return openAnswer(shape, arrivals + QStringLiteral("/M/1"), branches, assumptions);
}

/// Power of d choices among many nodes; a limit.
Answer supermarket(const DesignShape &shape)
{
    const ShapeNode &node = shape.nodes.front();
    const double load = shape.rate() * node.service.mean / static_cast<double>(shape.nodes.size());
    if (!isPoisson(shape) || !isExponential(node.service) || node.cores != 1 || node.queueLimit)
        return none(tr("power of two has a formula for Poisson arrivals at one-core nodes with "
                       "exponential work"));
    if (load >= 1.0)
        return none(tr("the nodes are offered more than they can do"));
    Station station;
    station.meanResponse = node.service.mean * formulas::supermarketResponse(shape.choices, load);
    station.meanWait = std::max(0.0, station.meanResponse - node.service.mean);
    station.throughput = shape.rate();
    QStringList assumptions = commonAssumptions();
    assumptions.prepend(
        tr("infinitely many nodes; with %1 the answer is larger").arg(shape.nodes.size()));
    return openAnswer(shape, tr("supermarket model, %1 choices").arg(shape.choices),
                      {{1.0, station, node.latency}}, assumptions, false);
}

/// Least connections among up to four one-core nodes.
Answer shortestQueue(const DesignShape &shape)
{
    const ShapeNode &node = shape.nodes.front();
    const double load = shape.rate() * node.service.mean / static_cast<double>(shape.nodes.size());
    if (!isPoisson(shape) || !isExponential(node.service) || node.cores != 1 || node.queueLimit ||
        shape.nodes.size() > 3 || load > 0.9 || !node.storages.empty())
        return none(tr("least connections has an exact answer for Poisson arrivals at two or three "
                       "one-core nodes with exponential work, up to a load of 0.9"));
    const auto queues = formulas::joinShortestQueue(static_cast<int>(shape.nodes.size()), load);
    Station station;
    station.utilization = load;
    station.throughput = shape.rate() / static_cast<double>(shape.nodes.size());
    station.meanResponse = node.service.mean * queues.meanResponse;
    station.meanWait = std::max(0.0, station.meanResponse - node.service.mean);
    station.meanQueue = node.isShared ? 0.0 : station.throughput * station.meanWait;
    const std::vector<Branch> branches(
        shape.nodes.size(), {1.0 / static_cast<double>(shape.nodes.size()), station, node.latency});
    QStringList assumptions = commonAssumptions();
    assumptions.prepend(tr("ties at random"));
    return openAnswer(shape, tr("join the shortest queue, exact chain"), branches, assumptions);
}

Answer closedLoop(const DesignShape &shape)
{
    if (shape.nodes.size() > 1 && shape.algorithm != u"random")
        return none(tr("a closed group has a formula for one node or a random choice only"));
    double weights = 0.0;
    for (const ShapeNode &node : shape.nodes)
        weights += node.weight;
    // The think time and the latencies, then the nodes, then the storages.
    std::vector<formulas::ClosedStation> stations{{shape.thinkTime, 0}};
    std::map<model::ElementId, double> visits;
    double bare = 0.0;
    double latency = 0.0;
    for (const ShapeNode &node : shape.nodes) {
        if (node.queueLimit)
            return none(tr("a closed group has no formula for finite queues"));
        if (!node.isShared && !isExponential(node.service))
            return none(tr("a closed group has a formula for exponential work or ps only"));
        const double part = node.weight / weights;
        latency += part * node.latency;
        bare += part * node.service.mean;
        stations.push_back({part * node.service.mean, node.cores});
        for (const model::ElementId &storage : node.storages)
            visits[storage] += part;
    }
    for (const auto &[id, storage] : shape.storages) {
        if (storage.hasQueue() && !isExponential(storage.time))
            return none(tr("the queue of storage \"%1\" has a formula for exponential times only")
                            .arg(id.text()));
        stations.push_back({visits[id] * storage.time.mean, storage.servers});
        bare += visits[id] * storage.time.mean;
    }
    stations.front().demand += latency;
    const bool isSimple = std::all_of(stations.begin(), stations.end(),
                                      [](const auto &station) { return station.servers <= 1; });
    if (shape.population > (isSimple ? kMostPeople : kMostPeopleConvolved))
        return none(tr("the population is too large for an exact answer"));
    const formulas::ClosedAnswer closed = formulas::closedNetwork(shape.population, stations);
    Answer answer;
    Figures figures(answer);
    const double response = shape.population / closed.throughput - shape.thinkTime;
    figures.add(QStringLiteral("responseTime.mean"), response);
    figures.add(QStringLiteral("waitingTime.mean"), response - bare - latency);
    figures.add(QStringLiteral("throughput"), closed.throughput);
    for (std::size_t i = 0; i < shape.nodes.size(); ++i) {
        const double busy = closed.throughput * stations[i + 1].demand;
        Station station;
        station.utilization = busy / shape.nodes[i].cores;
        station.meanQueue = shape.nodes[i].isShared ? 0.0 : closed.numbers[i + 1] - busy;
        figures.component(shape.nodes[i].id, station);
    }
    answer.model = tr("closed network, exact mean value analysis");
    answer.assumptions = commonAssumptions();
    answer.assumptions.prepend(tr("product form: exponential work first come first served, or any "
                                  "work shared"));
    return answer;
}

} // namespace

std::optional<double> Answer::figure(const QString &key) const
{
    const auto found = std::find_if(figures.begin(), figures.end(),
                                    [&](const Figure &figure) { return figure.key == key; });
    return found == figures.end() ? std::nullopt : std::optional(found->value);
}

Answer answersFor(const model::Design &design)
{
    const base::Result<DesignShape> read = readShape(design);
    if (!read)
        return none(read.error().message);
    const DesignShape &shape = *read;
    if (shape.isClosed)
        return closedLoop(shape);
    const bool isRandom = isSplitByChance(shape);
    if (isRandom && isPoisson(shape))
        return randomSplit(shape);
    const ShapeNode &first = shape.nodes.front();
    const bool areAlike = std::all_of(shape.nodes.begin(), shape.nodes.end(),
                                      [&](const ShapeNode &node) { return node.isLike(first); });
    if (!areAlike)
        return none(tr("\"%1\" among unequal nodes has no formula").arg(shape.algorithm));
    if (shape.algorithm.isEmpty() || shape.algorithm == u"round-robin")
        return roundRobin(shape);
    if (shape.algorithm == u"power-of-two")
        return supermarket(shape);
    if (shape.algorithm == u"least-connections")
        return shortestQueue(shape);
    return none(isRandom ? tr("chance splits only Poisson arrivals into streams with a formula")
                         : tr("\"%1\" has no formula").arg(shape.algorithm));
}

} // namespace loadstar::theory
