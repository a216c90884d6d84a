// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/preset_button.h"

#include <QDirIterator>
#include <QFile>
#include <QMenu>

#include <algorithm>

// The macro must stand outside any namespace.
static void initCatalog()
{
    Q_INIT_RESOURCE(catalog);
}

namespace loadstar::panels {

std::vector<model::Preset> PresetButton::presetsFor(const model::ComponentKind &kind,
                                                    const model::KindRegistry &kinds)
{
    static const std::vector<model::Preset> all = [&kinds] {
        initCatalog();
        std::vector<model::Preset> presets;
        QDirIterator files(QStringLiteral(":/catalog"), {QStringLiteral("*_presets.json")});
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            auto read = model::readPresets(file.readAll(), kinds);
            Q_ASSERT_X(read, "PresetButton", "a test reads every file of the catalogue");
            if (read)
                presets.insert(presets.end(), read->begin(), read->end());
        }
        return presets;
    }();
    std::vector<model::Preset> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                 [&kind](const model::Preset &preset) { return preset.kind == kind.id; });
    return own;
}

PresetButton::PresetButton(std::vector<model::Preset> presets, const model::ComponentKind &kind,
                           QWidget *parent)
    : QToolButton(parent)
    , m_presets(std::move(presets))
    , m_kind(kind)
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("presetButton"));
    setText(tr("Use the numbers of…"));
    setToolTip(
        tr("Sets what a product's documentation gives as its defaults. Undo takes it back."));
    setPopupMode(QToolButton::InstantPopup);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_menu->setToolTipsVisible(true);
    setMenu(m_menu);
}

void PresetButton::setValues(const std::vector<const model::PropertyMap *> &components)
{
    m_menu->clear();
    const auto suits = [&](const model::Preset &preset) {
        return std::all_of(components.begin(), components.end(),
                           [&](const auto *map) { return preset.suits(*map, m_kind); });
    };
    std::vector<model::Preset> ordered = m_presets;
    std::stable_partition(ordered.begin(), ordered.end(), suits);
    bool wasSuiting = true;
    for (const model::Preset &preset : ordered) {
        const bool isSuiting = suits(preset);
        if (wasSuiting && !isSuiting && !m_menu->isEmpty())
            m_menu->addSeparator();
        wasSuiting = isSuiting;
        QAction *action =
            m_menu->addAction(preset.name, this, [this, preset] { Q_EMIT chosen(preset); });
        action->setToolTip(tr("%1 (read on %2)").arg(preset.source, preset.date));
    }
}

} // namespace loadstar::panels
