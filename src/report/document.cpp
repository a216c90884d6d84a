// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/document.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QMarginsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextDocument>
#include <QUrl>

namespace loadstar::report {

namespace {

template <typename... Handlers>
struct Overloaded : Handlers...
{
    using Handlers::operator()...;
};

QString dataUrl(const QByteArray &svg)
{
    return QStringLiteral("data:image/svg+xml;base64,") + QString::fromLatin1(svg.toBase64());
}

QString htmlTable(const Table &table)
{
    QString html = QStringLiteral("<table>\n");
    for (size_t row = 0; row < table.rows.size(); ++row) {
        const QString cell = row == 0 ? QStringLiteral("th") : QStringLiteral("td");
        html += QStringLiteral("<tr>");
        for (const QString &text : table.rows[row])
            html += QStringLiteral("<%1>%2</%1>").arg(cell, text.toHtmlEscaped());
        html += QStringLiteral("</tr>\n");
    }
    return html + QStringLiteral("</table>\n");
}

/// `imageSource` gives the attributes of a picture that say where it is and how wide.
template <typename ImageSource>
QString htmlBody(const Document &document, ImageSource imageSource)
{
    QString html = QStringLiteral("<h1>%1</h1>\n").arg(document.title.toHtmlEscaped());
    for (const Section &section : document.sections) {
        html += QStringLiteral("<h2>%1</h2>\n").arg(section.title.toHtmlEscaped());
        for (const Block &block : section.blocks) {
            html += std::visit(
                Overloaded{[](const Paragraph &paragraph) {
                               return QStringLiteral("<p>%1</p>\n")
                                   .arg(paragraph.text.toHtmlEscaped().replace(
                                       u'\n', QStringLiteral("<br>")));
                           },
                           [](const BulletList &list) {
                               QString items = QStringLiteral("<ul>\n");
                               for (const QString &item : list.items)
                                   items +=
                                       QStringLiteral("<li>%1</li>\n").arg(item.toHtmlEscaped());
                               return items + QStringLiteral("</ul>\n");
                           },
                           [](const Table &table) { return htmlTable(table); },
                           [&imageSource](const Figure &figure) {
                               return QStringLiteral("<p><img %1 alt=\"%2\"></p>\n")
                                   .arg(imageSource(figure), figure.caption.toHtmlEscaped());
                           }},
                block);
        }
    }
    return html;
}

const QString kStyle = QStringLiteral(
    "body{font-family:Inter,DejaVu Sans,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;"
    "color:#1f2933;line-height:1.45}h1{font-size:1.6em}h2{font-size:1.2em;margin-top:1.6em}"
    "table{border-collapse:collapse;margin:0.6em 0}th,td{border:1px solid #d5dbe1;padding:4px 8px;"
    "text-align:left}th{background:#eef1f5}img{max-width:100%}");

/// Text that Markdown takes as it is: its signs lose their meaning, lines stay in one place.
QString plainMarkdown(const QString &text)
{
    static const QString kSigns = QStringLiteral("\\`*_[]{}<>#|~&$!^");
    static const QString kSignsAtTheStart = QStringLiteral("+-=:");
    QString safe;
    bool isNumber = true; // so far, for "1." would begin a list
    for (const QChar sign : text.simplified()) {
        const bool isFirst = safe.isEmpty();
        const bool endsNumber = isNumber && !isFirst && (sign == u'.' || sign == u')');
        if (kSigns.contains(sign) || (isFirst && kSignsAtTheStart.contains(sign)) || endsNumber)
            safe += u'\\';
        safe += sign;
        isNumber = isNumber && sign.isDigit();
    }
    return safe;
}

QString markdownTable(const Table &table)
{
    QString text;
    for (size_t row = 0; row < table.rows.size(); ++row) {
        text += u'|';
        for (const QString &cell : table.rows[row])
            text += u' ' + plainMarkdown(cell) + QStringLiteral(" |");
        text += u'\n';
        if (row == 0)
            text += u'|' + QStringLiteral("---|").repeated(table.rows[0].size()) + u'\n';
    }
    return text + u'\n';
}

} // namespace

QByteArray toHtml(const Document &document)
{
    const QString body = htmlBody(document, [](const Figure &figure) {
        return QStringLiteral("src=\"%1\"").arg(dataUrl(figure.svg));
    });
    return QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                          "<title>%1</title><style>%2</style></head>\n<body>\n%3</body></html>\n")
        .arg(document.title.toHtmlEscaped(), kStyle, body)
        .toUtf8();
}

QByteArray toMarkdown(const Document &document)
{
    QString text = QStringLiteral("# %1\n\n").arg(plainMarkdown(document.title));
    for (const Section &section : document.sections) {
        text += QStringLiteral("## %1\n\n").arg(plainMarkdown(section.title));
        for (const Block &block : section.blocks) {
            text += std::visit(
                Overloaded{[](const Paragraph &paragraph) {
                               QStringList lines;
                               for (const QString &line : paragraph.text.split(u'\n'))
                                   lines += plainMarkdown(line);
                               return lines.join(QStringLiteral("  \n")) + QStringLiteral("\n\n");
                           },
                           [](const BulletList &list) {
                               QString items;
                               for (const QString &item : list.items)
                                   items += QStringLiteral("- %1\n").arg(plainMarkdown(item));
                               return items + u'\n';
                           },
                           [](const Table &table) { return markdownTable(table); },
                           [](const Figure &figure) {
                               return QStringLiteral("![%1](%2)\n\n")
                                   .arg(plainMarkdown(figure.caption), dataUrl(figure.svg));
                           }},
                block);
        }
    }
    return text.toUtf8();
}

QByteArray toPdf(const Document &document)
{
    constexpr double kMargin = 18.0;  // millimetres
    constexpr int kDotsPerInch = 96;  // those of a text document
    constexpr double kFineness = 3.0; // dots of a picture for each of them
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(document.title);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(kMargin, kMargin, kMargin, kMargin), QPageLayout::Millimeter);
    writer.setResolution(kDotsPerInch);
    const QSizeF page(writer.width(), writer.height());
    QTextDocument text;
    text.documentLayout()->setPaintDevice(&writer);
    text.setPageSize(page);
    int pictures = 0;
    const auto imageSource = [&](const Figure &figure) {
        const QString name = QStringLiteral("figure:%1").arg(++pictures);
        QSvgRenderer renderer(figure.svg);
        const QSizeF size = QSizeF(renderer.defaultSize())
                                .scaled(page.width(), page.height() / 2.0, Qt::KeepAspectRatio);
        QImage image((size * kFineness).toSize(), QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        renderer.render(&painter);
        painter.end();
        text.addResource(QTextDocument::ImageResource, QUrl(name), image);
        return QStringLiteral("src=\"%1\" width=\"%2\"").arg(name).arg(size.width(), 0, 'f', 0);
    };
    const QString body = htmlBody(document, imageSource);
    text.setDefaultStyleSheet(QStringLiteral(
        "table{border-collapse:collapse}th,td{border:1px solid #d5dbe1;padding:3px}"));
    text.setHtml(body);
    text.print(&writer);
    buffer.close();
    return bytes;
}

} // namespace loadstar::report
