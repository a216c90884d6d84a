// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/design.h"
#include "model/kind_registry.h"

#include <QListWidget>

#include <vector>

namespace loadstar::panels {

/// A design to start from, out of the program's own collection.
struct DesignTemplate
{
    /// File name without suffix, as `loadstarctl new` takes it.
    QString id;
    /// Resource path.
    QString path;
    QString name;
    /// First line of its notes.
    QString summary;
    model::Design design;
};

/// Id of the template that is the tour.
inline constexpr const char *kTourTemplate = "tour";

/// Reads all templates, small designs first. Takes some milliseconds each.
std::vector<DesignTemplate> loadTemplates(const model::KindRegistry &kinds);

/// The templates by name; Enter or a double click asks to open one.
class TemplateList : public QListWidget
{
    Q_OBJECT

public:
    explicit TemplateList(const std::vector<DesignTemplate> &templates, QWidget *parent = nullptr);

Q_SIGNALS:
    void templateActivated(const QString &path);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace loadstar::panels
