// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/diagram_tree.h"
#include "export/exporter.h"

#include <QCoreApplication>

namespace loadstar::exporting {

namespace {

using model::ConnectionLine;
using model::ElementId;

/// A quoted string (Graphviz, "The DOT Language"); escapes of labels are doubled so that they
/// stand for themselves.
QString dotText(const QString &text)
{
    QString quoted(u'"');
    for (const QChar c : text) {
        if (c == u'\n')
            quoted += QStringLiteral("\\n");
        else if (c == u'"' || c == u'\\')
            quoted += QString(u'\\') + c;
        else if (c == u'&')
            quoted += QStringLiteral("&amp;"); // entities are understood in labels
        else if (c >= u' ')
            quoted += c;
    }
    return quoted + u'"';
}

QString dotCluster(const ElementId &id)
{
    return dotText(QStringLiteral("cluster_") + id.text());
}

ExportLine dotEdge(const DiagramTree &tree, const model::Connection &connection)
{
    QStringList attributes;
    switch (tree.line(connection)) {
    case ConnectionLine::Solid:
        break;
    case ConnectionLine::Dotted:
        attributes << QStringLiteral("style=dotted") << QStringLiteral("arrowhead=none");
        break;
    case ConnectionLine::Dashed:
        attributes << QStringLiteral("style=dashed");
        break;
    }
    // Clusters are no ends; their anchors inside are, and the line is cut off at the border.
    const model::Design &design = tree.design();
    if (tree.isContainer(*design.component(connection.from)))
        attributes << QStringLiteral("ltail=") + dotCluster(connection.from);
    if (tree.isContainer(*design.component(connection.to)))
        attributes << QStringLiteral("lhead=") + dotCluster(connection.to);
    const QString suffix =
        attributes.isEmpty()
            ? QString()
            : QStringLiteral(" [") + attributes.join(QStringLiteral(", ")) + QStringLiteral("]");
    return {QStringLiteral("  %1 -> %2%3;")
                .arg(dotText(connection.from.text()), dotText(connection.to.text()), suffix),
            {}};
}

ExportResult exportDot(const model::Design &design, const model::KindRegistry &kinds,
                       const ExportOptions &)
{
    const DiagramTree tree(design, kinds);
    std::vector<ExportLine> lines{
        {QStringLiteral("digraph %1 {").arg(dotText(design.header.name)), {}},
        {QStringLiteral("  graph [compound=true, rankdir=LR];"), {}},
        {QStringLiteral("  node [shape=box, style=rounded];"), {}}};
    QString indent(2, u' ');
    tree.walk(
        [&](const model::Component &component) {
            const QString text = dotText(tree.label(component));
            const QString id = dotText(component.id.text());
            if (tree.isContainer(component)) {
                lines.push_back(
                    {indent + QStringLiteral("subgraph %1 {").arg(dotCluster(component.id)),
                     component.id});
                indent += QStringLiteral("  ");
                lines.push_back({indent + QStringLiteral("label=") + text + u';', component.id});
                lines.push_back(
                    {indent + id + QStringLiteral(" [shape=point, style=invis];"), component.id});
            } else {
                const QString shape = tree.isNote(component)
                                          ? QStringLiteral(", shape=note, style=solid")
                                          : QString();
                lines.push_back(
                    {indent + id + QStringLiteral(" [label=") + text + shape + QStringLiteral("];"),
                     component.id});
            }
        },
        [&](const model::Component &component) {
            indent.chop(2);
            lines.push_back({indent + u'}', component.id});
        });
    for (const auto &[id, connection] : design.connections)
        lines.push_back(dotEdge(tree, connection));
    lines.push_back({QStringLiteral("}"), {}});
    return {{{QStringLiteral("design.dot"), std::move(lines)}}, {}};
}

} // namespace

Exporter dotExporter()
{
    return {QStringLiteral("dot"),
            QStringLiteral("Graphviz DOT"),
            QCoreApplication::translate(
                "Export", "A graph for Graphviz: components, containers as clusters, connections; "
                          "places and settings are left out."),
            {QStringLiteral("design.dot")},
            exportDot};
}

} // namespace loadstar::exporting
