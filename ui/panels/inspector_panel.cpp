// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/inspector_panel.h"

#include "edit/connection_operations.h"
#include "edit/design_document.h"
#include "edit/edit_operations.h"
#include "edit/element_search.h"
#include "icons/symbol_icon.h"
#include "panels/design_form.h"
#include "panels/inspector_header.h"
#include "panels/preset_button.h"
#include "panels/property_form.h"
#include "panels/property_text.h"
#include "panels/selection_parts.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace loadstar::panels {

namespace {

QIcon kindIcon(const QString &icon)
{
    return icons::symbolIcon(QStringLiteral(":/icons/kinds/%1.svg").arg(icon));
}

QLabel *remark(const QString &text)
{
    QLabel *label = new QLabel(text);
    label->setObjectName(QStringLiteral("remark"));
    label->setWordWrap(true);
    return label;
}

} // namespace

InspectorPanel::InspectorPanel(edit::DesignDocument &document, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_header(new InspectorHeader(this))
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("inspectorPanel"));
    setAttribute(Qt::WA_StyledBackground);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QVBoxLayout *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 0, 0);
    column->setSpacing(6);
    QHBoxLayout *headerRow = new QHBoxLayout;
    headerRow->setContentsMargins(0, 0, 10, 0);
    headerRow->addWidget(m_header);
    column->addLayout(headerRow);
    column->addWidget(m_scroll, 1);

    connect(m_header, &InspectorHeader::nameEdited, this, &InspectorPanel::rename);
    connect(&document, &edit::DesignDocument::changed, this, &InspectorPanel::refresh);
    connect(&document, &edit::DesignDocument::selectionChanged, this, &InspectorPanel::refresh);
    connect(&document, &edit::DesignDocument::filePathChanged, this, &InspectorPanel::refresh);
    refresh();
}

std::vector<InspectorPanel::Element> InspectorPanel::selectedElements() const
{
    std::vector<Element> elements;
    const model::Design &design = m_document.design();
    for (const model::ElementId &id : m_document.selection()) {
        if (const model::Component *component = design.component(id)) {
            const model::ComponentKind *kind = m_document.kinds().component(component->kind);
            elements.push_back(
                {id, component->kind, kind ? &kind->properties : nullptr, &component->properties});
        } else if (const model::Connection *connection = design.connection(id)) {
            const model::ConnectionKind *kind = m_document.kinds().connection(connection->kind);
            elements.push_back({id, connection->kind, kind ? &kind->properties : nullptr,
                                &connection->properties});
        }
    }
    return elements;
}

void InspectorPanel::refresh()
{
    const std::vector<Element> elements = selectedElements();
    refreshHeader(elements);
    refreshBody(elements);
}

void InspectorPanel::refreshHeader(const std::vector<Element> &elements)
{
    const model::Design &design = m_document.design();
    if (elements.empty()) {
        m_header->setIcon(icons::actionIcon(QStringLiteral("file")));
        m_header->setName(design.header.name.isEmpty() ? tr("Untitled design") : design.header.name,
                          true);
        m_header->setSubtitle(tr("Design, %n component(s)", nullptr, int(design.components.size())),
                              m_document.filePath());
    } else if (elements.size() > 1) {
        m_header->setIcon(icons::actionIcon(QStringLiteral("select-all")));
        m_header->setName(tr("%n selected", nullptr, int(elements.size())), false);
        const std::vector<SelectionPart> parts = partsOfSelection(m_document);
        m_header->setSubtitle(describeParts(parts), tr("Below is what they have in common"));
    } else if (design.component(elements.front().id)) {
        showComponentHeader(elements.front().id);
    } else {
        showConnectionHeader(elements.front().id);
    }
}

void InspectorPanel::showComponentHeader(const model::ElementId &id)
{
    const model::Design &design = m_document.design();
    const model::Component &component = *design.component(id);
    const model::ComponentKind *kind = m_document.kinds().component(component.kind);
    m_header->setIcon(kind ? kindIcon(kind->icon) : icons::actionIcon(QStringLiteral("help")));
    m_header->setName(component.name, true);
    const QString kindName = kind ? kind->name : component.kind;
    const model::Component *parent = design.component(component.parent);
    m_header->setSubtitle(parent ? tr("%1 in %2").arg(kindName, parent->name) : kindName,
                          tr("Id in the file: %1").arg(id.text()));
}

void InspectorPanel::showConnectionHeader(const model::ElementId &id)
{
    const model::Design &design = m_document.design();
    const model::Connection &connection = *design.connection(id);
    const model::ConnectionKind *kind = m_document.kinds().connection(connection.kind);
    const auto nameOf = [&](const model::ElementId &end) {
        const model::Component *component = design.component(end);
        return component ? component->name : end.text();
    };
    m_header->setIcon(icons::actionIcon(QStringLiteral("connect")));
    const QString ends = nameOf(connection.from) + QStringLiteral(" → ") + nameOf(connection.to);
    const bool isNamed = !connection.name.isEmpty();
    m_header->setName(isNamed ? connection.name : ends, isNamed);
    const QString kindName =
        kind ? tr("%1 connection").arg(kind->name) : tr("Connection (%1)").arg(connection.kind);
    m_header->setSubtitle(isNamed ? kindName + QStringLiteral(", ") + ends : kindName,
                          tr("Id in the file: %1").arg(id.text()));
}

void InspectorPanel::refreshBody(const std::vector<Element> &elements)
{
    QStringList kinds;
    for (const Element &element : elements)
        kinds += element.kindId;
    kinds.removeDuplicates();
    if (!m_scroll->widget() || kinds != m_bodyKinds) {
        m_bodyKinds = kinds;
        // The old body may be what is being edited at this moment.
        if (QWidget *old = m_scroll->takeWidget()) {
            old->hide();
            old->deleteLater();
        }
        m_form = nullptr;
        m_designForm = nullptr;
        m_presets = nullptr;
        m_scroll->setWidget(makeBody(elements));
    }
    if (m_designForm)
        m_designForm->refresh();
    if (m_form) {
        std::vector<const model::PropertyMap *> maps;
        for (const Element &element : elements)
            maps.push_back(element.properties);
        m_form->setValues(maps);
        if (m_presets)
            m_presets->setValues(maps);
    }
}

QWidget *InspectorPanel::makeBody(const std::vector<Element> &elements)
{
    QWidget *body = new QWidget;
    body->setObjectName(QStringLiteral("inspectorBody"));
    QVBoxLayout *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 2, 10, 16);
    if (elements.empty()) {
        m_designForm = new DesignForm(m_document);
        column->addWidget(m_designForm);
        column->addStretch();
        return body;
    }
    if (partsOfSelection(m_document).size() > 1)
        column->addWidget(makePartButtons(m_document));
    std::vector<const std::vector<model::PropertySpec> *> lists;
    bool isAnyUnknown = false;
    for (const Element &element : elements) {
        isAnyUnknown = isAnyUnknown || !element.specs;
        if (element.specs)
            lists.push_back(element.specs);
    }
    const std::vector<model::PropertySpec> specs =
        isAnyUnknown ? std::vector<model::PropertySpec>() : commonProperties(lists);
    if (!specs.empty()) {
        const model::ComponentKind *kind = m_document.kinds().component(elements.front().kindId);
        if (m_bodyKinds.size() == 1 && kind)
            addPresets(*kind, *column);
        m_form = new PropertyForm(specs);
        connect(m_form, &PropertyForm::edited, this, &InspectorPanel::changeProperty);
        column->addWidget(m_form);
    } else if (isAnyUnknown) {
        column->addWidget(remark(tr("This version does not know the kind \"%1\". It is kept in the "
                                    "file as it is.")
                                     .arg(elements.front().kindId)));
    } else {
        column->addWidget(remark(elements.size() > 1
                                     ? tr("They have no property in common.")
                                     : tr("It has a name and a place, and no other properties.")));
    }
    column->addStretch();
    return body;
}

void InspectorPanel::changeProperty(const model::PropertySpec &spec, const PropertyChange &change)
{
    std::vector<model::DesignEdit> edits;
    for (const Element &element : selectedElements()) {
        // Kinds may differ in the default of a property they have in common.
        const model::PropertySpec *own =
            element.specs ? findSpec(*element.specs, spec.key) : nullptr;
        if (!own)
            continue;
        const model::PropertyValue &present = valueOf(*element.properties, *own);
        std::optional<model::PropertyValue> value = change(present);
        if (value && *value == present)
            continue;
        if (value && *value == own->defaultValue)
            value.reset();
        edits.push_back(model::PutProperty{element.id, spec.key, value});
    }
    if (edits.empty())
        return;
    const auto &first = std::get<model::PutProperty>(edits.front());
    m_document.perform(
        changeWords(spec, first.value.value_or(spec.defaultValue), first.id, edits.size()), edits);
}

QString InspectorPanel::changeWords(const model::PropertySpec &spec,
                                    const model::PropertyValue &value, const model::ElementId &id,
                                    size_t count) const
{
    constexpr qsizetype kLongestValue = 40;
    const QString whose = count > 1 ? tr("%n element(s)", nullptr, int(count))
                                    : edit::nameOf(m_document.design(), id);
    // "Cores" becomes "cores", "MTBF" stays.
    const bool isWord = spec.label.size() > 1 && spec.label[1].isLower();
    const QString what = isWord ? spec.label.left(1).toLower() + spec.label.mid(1) : spec.label;
    const QString shown = describedValue(spec, value).simplified();
    if (shown.isEmpty() || shown.size() > kLongestValue)
        return tr("Change %1 of %2").arg(what, whose);
    return tr("Change %1 of %2 to %3").arg(what, whose, shown);
}

void InspectorPanel::addPresets(const model::ComponentKind &kind, QVBoxLayout &column)
{
    std::vector<model::Preset> presets = PresetButton::presetsFor(kind, m_document.kinds());
    if (presets.empty())
        return;
    m_presets = new PresetButton(std::move(presets), kind);
    connect(m_presets, &PresetButton::chosen, this, &InspectorPanel::usePreset);
    column.addWidget(m_presets);
}

void InspectorPanel::usePreset(const model::Preset &preset)
{
    std::vector<model::DesignEdit> edits;
    for (const Element &element : selectedElements()) {
        for (const auto &[key, value] : preset.properties) {
            const model::PropertySpec *spec =
                element.specs ? findSpec(*element.specs, key) : nullptr;
            if (!spec)
                continue;
            const bool isDefault = value == spec->defaultValue;
            edits.push_back(model::PutProperty{element.id, key,
                                               isDefault ? std::nullopt : std::optional(value)});
        }
    }
    m_document.perform(tr("Use the numbers of %1").arg(preset.name), edits);
}

void InspectorPanel::rename(const QString &name)
{
    const std::vector<Element> elements = selectedElements();
    if (elements.empty()) {
        model::DesignHeader header = m_document.design().header;
        header.name = name;
        m_document.perform(tr("Rename design"), {model::PutHeader{header}});
    } else {
        const model::ElementId &id = elements.front().id;
        const model::Design &design = m_document.design();
        m_document.perform(tr("Rename %1 to %2").arg(edit::nameOf(design, id), name),
                           design.connection(id) ? edit::nameConnection(design, id, name)
                                                 : edit::renameComponent(design, id, name));
    }
}

} // namespace loadstar::panels
