// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/selection_parts.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <map>

namespace loadstar::panels {

namespace {

struct SelectionText
{
    Q_DECLARE_TR_FUNCTIONS(SelectionParts)
};

bool isPlural(const QString &kindName)
{
    return kindName.endsWith(u's');
}

} // namespace

QString SelectionPart::countText() const
{
    const int count = int(ids.size());
    if (kindName.isEmpty())
        return SelectionText::tr("%n connection(s)", nullptr, count);
    return isPlural(kindName) ? SelectionText::tr("%1 %2").arg(count).arg(kindName)
                              : SelectionText::tr("%n %1(s)", nullptr, count).arg(kindName);
}

QString SelectionPart::title() const
{
    const int count = int(ids.size());
    if (kindName.isEmpty())
        return SelectionText::tr("Connection(s)", nullptr, count);
    const QString name = kindName.left(1).toUpper() + kindName.sliced(1);
    return isPlural(name) ? name : SelectionText::tr("%1(s)", nullptr, count).arg(name);
}

std::vector<SelectionPart> partsOfSelection(const edit::DesignDocument &document)
{
    std::map<QString, SelectionPart> byKind;
    SelectionPart connections;
    for (const model::ElementId &id : document.selection()) {
        const model::Component *component = document.design().component(id);
        if (!component) {
            connections.ids.insert(id);
            continue;
        }
        const model::ComponentKind *kind = document.kinds().component(component->kind);
        SelectionPart &part = byKind[component->kind];
        part.kindName = kind ? kind->name.toLower() : component->kind;
        part.ids.insert(id);
    }
    std::vector<SelectionPart> parts;
    for (auto &[kind, part] : byKind)
        parts.push_back(std::move(part));
    std::stable_sort(
        parts.begin(), parts.end(),
        [](const SelectionPart &a, const SelectionPart &b) { return a.ids.size() > b.ids.size(); });
    if (!connections.ids.empty())
        parts.push_back(std::move(connections));
    return parts;
}

QString describeParts(const std::vector<SelectionPart> &parts)
{
    QStringList texts;
    for (const SelectionPart &part : parts)
        texts += part.countText();
    return texts.join(QStringLiteral(", "));
}

QWidget *makePartButtons(edit::DesignDocument &document)
{
    constexpr int kColumns = 2;
    QWidget *buttons = new QWidget;
    QGridLayout *grid = new QGridLayout(buttons);
    grid->setContentsMargins(0, 0, 0, 6);
    grid->setSpacing(6);
    QLabel *heading = new QLabel(SelectionText::tr("Leave only"));
    heading->setObjectName(QStringLiteral("propertyLabel"));
    grid->addWidget(heading, 0, 0, 1, kColumns);
    int at = kColumns;
    for (const SelectionPart &part : partsOfSelection(document)) {
        QPushButton *button = new QPushButton(part.title());
        button->setToolTip(SelectionText::tr("Leaves only %1 selected").arg(part.countText()));
        button->setObjectName(QStringLiteral("onlyPart"));
        const QString kindName = part.kindName;
        QObject::connect(button, &QPushButton::clicked, &document, [&document, kindName] {
            // More of the kind may have been selected since.
            for (const SelectionPart &now : partsOfSelection(document)) {
                if (now.kindName == kindName) {
                    document.select(now.ids);
                    return;
                }
            }
        });
        grid->addWidget(button, at / kColumns, at % kColumns);
        ++at;
    }
    return buttons;
}

} // namespace loadstar::panels
