// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/units.h"
#include "export/diagram_tree.h"
#include "export/exporter.h"

#include <QCoreApplication>

namespace loadstar::exporting {

namespace {

using model::ConnectionLine;

/// An attribute's value. What XML 1.0 (section 2.2) forbids even in escaped form is left out.
QString drawioText(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == u'\n')
            escaped += QStringLiteral("&#10;");
        else if (c >= u' ' && c != QChar(0xfffe) && c != QChar(0xffff))
            escaped += c == u'&'   ? QStringLiteral("&amp;")
                       : c == u'<' ? QStringLiteral("&lt;")
                       : c == u'>' ? QStringLiteral("&gt;")
                       : c == u'"' ? QStringLiteral("&quot;")
                                   : QString(c);
    }
    return escaped;
}

/// draw.io takes "0" and "1" for itself.
QString drawioId(const model::ElementId &id)
{
    return id.isEmpty() ? QStringLiteral("1") : QStringLiteral("e-") + id.text();
}

QString drawioStyle(ConnectionLine line)
{
    const QString common =
        QStringLiteral("edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;jumpStyle=arc;");
    switch (line) {
    case ConnectionLine::Solid:
        return common;
    case ConnectionLine::Dotted:
        return common + QStringLiteral("dashed=1;dashPattern=1 3;endArrow=none;");
    case ConnectionLine::Dashed:
        return common + QStringLiteral("dashed=1;");
    }
    Q_UNREACHABLE();
}

QString drawioPoint(const QPointF &point)
{
    return QStringLiteral("<mxPoint x=\"%1\" y=\"%2\"/>")
        .arg(base::formatNumber(point.x()), base::formatNumber(point.y()));
}

ExportLine drawioVertex(const DiagramTree &tree, const model::Component &component)
{
    const QString style =
        tree.isContainer(component)
            ? QStringLiteral("rounded=1;arcSize=3;whiteSpace=wrap;html=0;container=1;collapsible=0;"
                             "dashed=1;fillColor=none;verticalAlign=top;align=left;spacingLeft=8;")
        : tree.isNote(component)
            ? QStringLiteral("shape=note;size=12;whiteSpace=wrap;html=0;align=left;spacingLeft=6;")
            : QStringLiteral("rounded=1;whiteSpace=wrap;html=0;");
    const QSizeF size = tree.sizeOf(component);
    return {QStringLiteral("        <mxCell id=\"%1\" value=\"%2\" style=\"%3\" vertex=\"1\" "
                           "parent=\"%4\"><mxGeometry x=\"%5\" y=\"%6\" width=\"%7\" "
                           "height=\"%8\" as=\"geometry\"/></mxCell>")
                .arg(drawioId(component.id), drawioText(tree.label(component)), style,
                     drawioId(component.parent), base::formatNumber(component.position.x()),
                     base::formatNumber(component.position.y()), base::formatNumber(size.width()),
                     base::formatNumber(size.height())),
            component.id};
}

ExportLine drawioEdge(const DiagramTree &tree, const model::Connection &connection)
{
    QString points;
    for (const QPointF &point : connection.waypoints)
        points += drawioPoint(point);
    if (!points.isEmpty())
        points = QStringLiteral("<Array as=\"points\">") + points + QStringLiteral("</Array>");
    return {QStringLiteral("        <mxCell id=\"%1\" value=\"\" style=\"%2\" edge=\"1\" "
                           "parent=\"1\" source=\"%3\" target=\"%4\"><mxGeometry relative=\"1\" "
                           "as=\"geometry\">%5</mxGeometry></mxCell>")
                .arg(drawioId(connection.id), drawioStyle(tree.line(connection)),
                     drawioId(connection.from), drawioId(connection.to), points),
            {}};
}

ExportResult exportDrawio(const model::Design &design, const model::KindRegistry &kinds,
                          const ExportOptions &)
{
    const DiagramTree tree(design, kinds);
    const QString name =
        design.header.name.isEmpty() ? QStringLiteral("Loadstar") : drawioText(design.header.name);
    std::vector<ExportLine> lines{
        {QStringLiteral("<mxfile host=\"Loadstar\">"), {}},
        {QStringLiteral("  <diagram id=\"design\" name=\"%1\">").arg(name), {}},
        {QStringLiteral("    <mxGraphModel grid=\"1\" gridSize=\"8\" page=\"0\">"), {}},
        {QStringLiteral("      <root>"), {}},
        {QStringLiteral("        <mxCell id=\"0\"/>"), {}},
        {QStringLiteral("        <mxCell id=\"1\" parent=\"0\"/>"), {}}};
    // Containers come before what lies in them, so that they are drawn below it.
    tree.walk(
        [&](const model::Component &component) { lines.push_back(drawioVertex(tree, component)); },
        [](const model::Component &) {});
    for (const auto &[id, connection] : design.connections)
        lines.push_back(drawioEdge(tree, connection));
    for (const char *end : {"      </root>", "    </mxGraphModel>", "  </diagram>", "</mxfile>"})
        lines.push_back({QString::fromLatin1(end), {}});
    return {{{QStringLiteral("design.drawio"), std::move(lines)}}, {}};
}

} // namespace

Exporter drawioExporter()
{
    return {QStringLiteral("drawio"),
            QStringLiteral("draw.io"),
            QCoreApplication::translate(
                "Export", "A diagram to edit further: components, containers and connections with "
                          "their bends; settings are left out."),
            {QStringLiteral("design.drawio")},
            exportDrawio};
}

} // namespace loadstar::exporting
