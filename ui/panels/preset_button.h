// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/preset_catalog.h"

#include <QToolButton>

#include <vector>

class QMenu;

namespace loadstar::panels {

/// Offers to give a component the numbers of a product. Those that suit what is chosen so far come
/// first. Nothing is changed before one is chosen.
class PresetButton : public QToolButton
{
    Q_OBJECT

public:
    PresetButton(std::vector<model::Preset> presets, const model::ComponentKind &kind,
                 QWidget *parent = nullptr);

    /// Follows the properties of the selected components.
    void setValues(const std::vector<const model::PropertyMap *> &components);

    /// All presets of the catalogue for a kind of component.
    static std::vector<model::Preset> presetsFor(const model::ComponentKind &kind,
                                                 const model::KindRegistry &kinds);

Q_SIGNALS:
    void chosen(const loadstar::model::Preset &preset);

private:
    std::vector<model::Preset> m_presets;
    const model::ComponentKind &m_kind;
    QMenu *m_menu;
};

} // namespace loadstar::panels
