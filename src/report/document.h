// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <variant>
#include <vector>

namespace loadstar::report {

struct Paragraph
{
    QString text;
};

struct BulletList
{
    QStringList items;
};

/// The first row is the heading.
struct Table
{
    std::vector<QStringList> rows;
};

/// The diagram of the design.
struct Figure
{
    QByteArray svg;
    QString caption;
};

using Block = std::variant<Paragraph, BulletList, Table, Figure>;

struct Section
{
    QString title;
    std::vector<Block> blocks;
};

/// A report as plain text in sections; writers give it a form. What users typed stands in it as
/// they typed it, so writers must let none of it become markup.
struct Document
{
    QString title;
    std::vector<Section> sections;
};

/// As one page with the pictures inside.
QByteArray toHtml(const Document &document);
/// As Markdown of GitHub's flavour, the pictures inside as data.
QByteArray toMarkdown(const Document &document);
/// As pages of paper, A4. Needs a QGuiApplication.
QByteArray toPdf(const Document &document);

} // namespace loadstar::report
