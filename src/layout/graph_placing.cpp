// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/graph_placing.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QRectF>

#include <algorithm>
#include <cmath>
#include <graphviz/gvc.h>
#include <map>
#include <mutex>
#include <set>

namespace loadstar::layout {

namespace {

/// Graphviz measures boxes in inches and places in points.
constexpr double kPointsPerInch = 72.0;
/// Free space between boxes, in pixels.
constexpr double kGap = 48.0;
constexpr double kLayerGap = 88.0;

/// One graph in Graphviz, given back with its layout.
class Graph
{
public:
    Graph()
        : m_context(gvContext())
        , m_graph(agopen(name("diagram"), Agdirected, nullptr))
    {}
    ~Graph()
    {
        if (m_isPlaced)
            gvFreeLayout(m_context, m_graph);
        agclose(m_graph);
        gvFreeContext(m_context);
    }
    Graph(const Graph &) = delete;
    Graph &operator=(const Graph &) = delete;

    void set(const char *key, const QByteArray &value)
    {
        agattr(m_graph, AGRAPH, name(key), name(value));
    }

    void addBox(const QSizeF &size)
    {
        Agnode_t *node = agnode(m_graph, name(QByteArray::number(int(m_nodes.size()))), 1);
        setOf(node, "shape", "box");
        setOf(node, "label", "");
        setOf(node, "fixedsize", "true");
        setOf(node, "width", QByteArray::number(size.width() / kPointsPerInch, 'f', 6));
        setOf(node, "height", QByteArray::number(size.height() / kPointsPerInch, 'f', 6));
        m_nodes.push_back(node);
    }

    /// One that does not decide which box stands before the other is only kept short.
    void addLine(int from, int to, bool decides)
    {
        Agedge_t *edge = agedge(m_graph, m_nodes[size_t(from)], m_nodes[size_t(to)], nullptr, 1);
        setOf(edge, "constraint", decides ? "true" : "false");
    }

    bool place(const char *engine)
    {
        m_isPlaced = gvLayout(m_context, m_graph, engine) == 0;
        return m_isPlaced;
    }

    std::vector<QPointF> middles() const
    {
        std::vector<QPointF> places;
        for (Agnode_t *node : m_nodes)
            places.emplace_back(ND_coord(node).x, -ND_coord(node).y);
        return places;
    }

private:
    /// Graphviz copies texts but takes them as ones that it may change.
    static char *name(const QByteArray &text) { return const_cast<char *>(text.constData()); }
    static void setOf(void *object, const char *key, const QByteArray &value)
    {
        agsafeset(object, name(key), name(value), name(""));
    }

    GVC_t *m_context;
    Agraph_t *m_graph;
    std::vector<Agnode_t *> m_nodes;
    bool m_isPlaced = false;
};

const char *engineFor(LayoutStyle style)
{
    switch (style) {
    case LayoutStyle::Layered:
    case LayoutStyle::Tree:
        return "dot";
    case LayoutStyle::Circular:
        return "circo";
    case LayoutStyle::Organic:
        return "neato";
    }
    Q_UNREACHABLE();
}

/// Boxes one behind the other, rank by rank, in columns that are no higher than `room`, in pixels.
struct Columns
{
    std::vector<QPointF> middles;
    QSizeF size;

    Columns(const BoxGraph &graph, const std::vector<std::vector<int>> &ranks, double room)
        : middles(graph.boxes.size())
    {
        double x = 0.0;
        for (const std::vector<int> &rank : ranks) {
            for (size_t next = 0; next < rank.size();) {
                x += addColumn(graph, rank, next, x, room) + kGap;
            }
            x += kLayerGap - kGap;
        }
        size.setWidth(x - kLayerGap);
    }

    /// How far the proportions are from those that read well on a screen.
    double strangeness() const
    {
        constexpr double kBest = 1.6;
        return std::abs(std::log(size.width() / size.height() / kBest));
    }

private:
    /// Returns how wide the column is.
    double addColumn(const BoxGraph &graph, const std::vector<int> &rank, size_t &next, double x,
                     double room)
    {
        const size_t first = next;
        QSizeF column;
        for (; next < rank.size(); ++next) {
            const QSizeF box = graph.boxes[size_t(rank[next])];
            const double height = column.height() + (next > first ? kGap : 0.0) + box.height();
            if (next > first && height > room)
                break;
            column = {std::max(column.width(), box.width()), height};
        }
        double y = -column.height() / 2.0;
        for (size_t i = first; i < next; ++i) {
            const double height = graph.boxes[size_t(rank[i])].height();
            middles[size_t(rank[i])] = {x + column.width() / 2.0, y + height / 2.0};
            y += height + kGap;
        }
        size.setHeight(std::max(size.height(), column.height()));
        return column.width();
    }
};

/// The same ranks from left to right, long ones in several columns, when the picture would be so
/// high that nothing in it could be read as a whole.
std::vector<QPointF> withoutLongRanks(const BoxGraph &graph, std::vector<QPointF> middles)
{
    constexpr double kMostUpright = 1.2;
    constexpr int kMostColumns = 40;
    std::map<int, std::vector<int>> byPlace;
    QRectF bounds;
    for (size_t i = 0; i < middles.size(); ++i) {
        byPlace[int(std::lround(middles[i].x()))].push_back(int(i));
        QRectF box(QPointF(), graph.boxes[i]);
        box.moveCenter(middles[i]);
        bounds |= box;
    }
    if (bounds.height() <= kMostUpright * bounds.width())
        return middles;
    std::vector<std::vector<int>> ranks;
    for (auto &[x, rank] : byPlace) {
        std::stable_sort(rank.begin(), rank.end(), [&middles](int a, int b) {
            return middles[size_t(a)].y() < middles[size_t(b)].y();
        });
        ranks.push_back(std::move(rank));
    }
    Columns best(graph, ranks, bounds.height());
    for (int count = 2; count <= kMostColumns; ++count) {
        Columns columns(graph, ranks, bounds.height() / count);
        if (columns.strangeness() < best.strangeness())
            best = std::move(columns);
    }
    return best.middles;
}

QByteArray inches(double pixels)
{
    return QByteArray::number(pixels / kPointsPerInch, 'f', 4);
}

} // namespace

base::Result<std::vector<QPointF>> placeBoxes(const BoxGraph &graph, LayoutStyle style)
{
    static std::mutex oneAtATime;
    const std::lock_guard lock(oneAtATime);
    Graph placed;
    placed.set("rankdir", style == LayoutStyle::Layered ? "LR" : "TB");
    placed.set("nodesep", inches(kGap));
    placed.set("ranksep", inches(kLayerGap));
    placed.set("mindist", inches(kLayerGap));
    placed.set("overlap", "scalexy");
    placed.set("sep", QByteArray("+") + QByteArray::number(kGap / 2.0));
    placed.set("K", inches(2.5 * kLayerGap));
    placed.set("start", "1");
    placed.set("splines", "false");
    for (const QSizeF &size : graph.boxes)
        placed.addBox(size);
    std::set<int> reached;
    for (const auto &[from, to] : graph.lines) {
        const bool isFirst = reached.insert(to).second;
        placed.addLine(from, to, style != LayoutStyle::Tree || isFirst);
    }
    if (!placed.place(engineFor(style)))
        return base::Error{QStringLiteral("layout.failed"),
                           QCoreApplication::translate("Layout",
                                                       "Graphviz could not lay this out; are its "
                                                       "layout plug-ins installed?"),
                           {}};
    return style == LayoutStyle::Layered ? withoutLongRanks(graph, placed.middles())
                                         : placed.middles();
}

} // namespace loadstar::layout
