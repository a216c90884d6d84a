// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/element_id.h"
#include "model/preset_catalog.h"
#include "panels/property_field.h"

#include <QWidget>

#include <vector>

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace loadstar::edit {
class DesignDocument;
}

namespace loadstar::panels {

class DesignForm;
class InspectorHeader;
class PresetButton;
class PropertyForm;

/// Shows and edits what is selected; made from the registry alone. Nothing selected: the design
/// itself. Several selected: their common properties, different values as mixed. Each change is one
/// step of the document's history.
class InspectorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorPanel(edit::DesignDocument &document, QWidget *parent = nullptr);

private:
    /// One selected component or connection.
    struct Element
    {
        model::ElementId id;
        QString kindId;
        const std::vector<model::PropertySpec> *specs; ///< null when the kind is not known
        const model::PropertyMap *properties;
    };

    std::vector<Element> selectedElements() const;
    void refresh();
    void refreshHeader(const std::vector<Element> &elements);
    void showComponentHeader(const model::ElementId &id);
    void showConnectionHeader(const model::ElementId &id);
    void refreshBody(const std::vector<Element> &elements);
    QWidget *makeBody(const std::vector<Element> &elements);
    /// What the history calls the change of a property of `count` elements, `id` among them.
    QString changeWords(const model::PropertySpec &spec, const model::PropertyValue &value,
                        const model::ElementId &id, size_t count) const;
    void changeProperty(const model::PropertySpec &spec, const PropertyChange &change);
    /// Makes the button that offers presets, where the kind has some.
    void addPresets(const model::ComponentKind &kind, QVBoxLayout &column);
    void usePreset(const model::Preset &preset);
    void rename(const QString &name);

    edit::DesignDocument &m_document;
    InspectorHeader *m_header;
    QScrollArea *m_scroll;
    PropertyForm *m_form = nullptr;
    PresetButton *m_presets = nullptr;
    DesignForm *m_designForm = nullptr;
    /// What the body was made for: the kinds of the selected elements.
    QStringList m_bodyKinds;
};

} // namespace loadstar::panels
