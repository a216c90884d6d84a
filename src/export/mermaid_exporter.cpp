// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/diagram_tree.h"
#include "export/exporter.h"

#include <QCoreApplication>

#include <map>

namespace loadstar::exporting {

namespace {

using model::ConnectionLine;
using model::ElementId;

/// Text in quotes. Whatever could mean something to Mermaid, HTML or Markdown is written as an
/// entity, "#35;" (Mermaid, "Flowcharts", entity codes).
QString mermaidText(const QString &text)
{
    QString quoted(u'"');
    for (const QChar c : text) {
        const bool isPlain = c.isLetterOrNumber() || c.isSurrogate() || c.isMark() || c == u' ' ||
                             c == u'.' || c == u',' || c == u':' || c == u'/' || c == u'-' ||
                             c.unicode() > 127;
        if (c == u'\n')
            quoted += QStringLiteral("<br/>");
        else if (isPlain)
            quoted += c;
        else if (c >= u' ')
            quoted += QStringLiteral("#%1;").arg(c.unicode());
    }
    // An empty text is a syntax error.
    return (quoted.size() == 1 ? quoted + u' ' : quoted) + u'"';
}

QString mermaidArrow(ConnectionLine line)
{
    switch (line) {
    case ConnectionLine::Solid:
        return QStringLiteral("-->");
    case ConnectionLine::Dotted:
        return QStringLiteral("-.-");
    case ConnectionLine::Dashed:
        return QStringLiteral("-.->");
    }
    Q_UNREACHABLE();
}

ExportResult exportMermaid(const model::Design &design, const model::KindRegistry &kinds,
                           const ExportOptions &)
{
    const DiagramTree tree(design, kinds);
    // Words such as "end" and the signs in ids mean something else there.
    std::map<ElementId, QString> names;
    for (const auto &[id, component] : design.components)
        names.emplace(id, QStringLiteral("c%1").arg(names.size() + 1));
    std::vector<ExportLine> lines{{QStringLiteral("flowchart LR"), {}}};
    QString indent(2, u' ');
    tree.walk(
        [&](const model::Component &component) {
            const QString &name = names.at(component.id);
            const QString text = mermaidText(tree.label(component));
            if (tree.isContainer(component)) {
                lines.push_back(
                    {QStringLiteral("%1subgraph %2 [%3]").arg(indent, name, text), component.id});
                indent += QStringLiteral("  ");
            } else {
                const QString shape = tree.isNote(component) ? QStringLiteral("%1%2>%3]")
                                                             : QStringLiteral("%1%2[%3]");
                lines.push_back({shape.arg(indent, name, text), component.id});
            }
        },
        [&](const model::Component &component) {
            indent.chop(2);
            lines.push_back({indent + QStringLiteral("end"), component.id});
        });
    for (const auto &[id, connection] : design.connections)
        lines.push_back({QStringLiteral("  %1 %2 %3")
                             .arg(names.at(connection.from), mermaidArrow(tree.line(connection)),
                                  names.at(connection.to)),
                         {}});
    return {{{QStringLiteral("design.mmd"), std::move(lines)}}, {}};
}

} // namespace

Exporter mermaidExporter()
{
    return {QStringLiteral("mermaid"),
            QStringLiteral("Mermaid"),
            QCoreApplication::translate(
                "Export", "A flowchart for Markdown: components, containers and connections; "
                          "places and settings are left out."),
            {QStringLiteral("design.mmd")},
            exportMermaid};
}

} // namespace loadstar::exporting
