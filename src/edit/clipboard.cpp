// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/clipboard.h"

#include "base/natural_order.h"
#include "model/design_file.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace loadstar::edit {

namespace {

using model::Component;
using model::Connection;
using model::Design;
using model::ElementId;

/// "node-3" gives "node", so that a copy of it becomes "node-4" and not "node-3-2".
QString idStem(const ElementId &id)
{
    const QString &text = id.text();
    qsizetype end = text.size();
    while (end > 0 && text[end - 1].isDigit())
        --end;
    const bool hasNumber = end < text.size() && end > 1 && text[end - 1] == u'-';
    return hasNumber ? text.left(end - 1) : text;
}

/// The number behind a name: "rstudio-2" is the second "rstudio-". A name without one is the first
/// of its name and a space.
struct NumberedName
{
    explicit NumberedName(const QString &name)
    {
        qsizetype end = name.size();
        while (end > 0 && name[end - 1] >= u'0' && name[end - 1] <= u'9')
            --end;
        bool isNumber = false;
        number = QStringView(name).sliced(end).toInt(&isNumber);
        stem = isNumber ? name.first(end) : name + u' ';
        number = isNumber ? number : 1;
    }

    QString stem;
    int number = 1;
};

/// Gives copies names that nothing in the design has.
class FreeNames
{
public:
    explicit FreeNames(const Design &design)
    {
        for (const auto &[id, component] : design.components)
            m_taken.insert(component.name);
    }

    /// The name itself, or where it is taken, with the next free number.
    QString take(const QString &name)
    {
        if (name.isEmpty() || m_taken.insert(name).second)
            return name;
        const NumberedName wanted(name);
        int &last = m_last.try_emplace(wanted.stem, wanted.number).first->second;
        last = std::max(last, wanted.number);
        QString free;
        do
            free = wanted.stem + QString::number(++last);
        while (!m_taken.insert(free).second);
        return free;
    }

private:
    std::set<QString> m_taken;
    std::map<QString, int> m_last; ///< by stem: what was given last
};

QString tr(const char *text)
{
    return QCoreApplication::translate("Clipboard", text);
}

base::Result<Design> readCopied(const QByteArray &copied, const model::KindRegistry &kinds)
{
    base::Result<model::LoadedDesign> loaded = model::parseDesign(copied, kinds);
    if (!loaded)
        return base::Error{QStringLiteral("clipboard.not-a-design"),
                           tr("the clipboard holds no components: %1").arg(loaded.error().text()),
                           {}};
    return std::move(loaded->design);
}

/// What the copies are called. Notes keep their text.
std::map<ElementId, QString> namesOfCopies(const Design &design, const Design &copied,
                                           const model::KindRegistry &kinds)
{
    std::vector<const Component *> ordered;
    for (const auto &[id, component] : copied.components)
        ordered.push_back(&component);
    std::stable_sort(ordered.begin(), ordered.end(), [](const Component *a, const Component *b) {
        return base::isNaturallyLess(a->name, b->name);
    });
    FreeNames free(design);
    std::map<ElementId, QString> names;
    for (const Component *component : ordered) {
        const model::ComponentKind *kind = kinds.component(component->kind);
        const bool isNote = kind && kind->shape == model::ComponentShape::Note;
        names.emplace(component->id, isNote ? component->name : free.take(component->name));
    }
    return names;
}

} // namespace

Design selectedPart(const Design &design, const Selection &selection)
{
    Design copied;
    for (const auto &[id, component] : design.components) {
        bool isCopied = false;
        for (const Component *at = &component; at && !isCopied; at = design.component(at->parent))
            isCopied = selection.count(at->id) > 0;
        if (isCopied)
            copied.components.emplace(id, component);
    }
    for (auto &[id, component] : copied.components) {
        if (!copied.components.count(component.parent)) {
            component.position = design.absolutePosition(id);
            component.parent = ElementId();
        }
    }
    for (const auto &[id, connection] : design.connections) {
        if (copied.components.count(connection.from) && copied.components.count(connection.to))
            copied.connections.emplace(id, connection);
    }
    return copied;
}

QByteArray copyElements(const Design &design, const Selection &selection)
{
    return model::serializeDesign(selectedPart(design, selection));
}

base::Result<Paste> pasteElements(const Design &design, const model::KindRegistry &kinds,
                                  const QByteArray &copied, const QPointF &offset,
                                  const ElementId &parent)
{
    const base::Result<Design> read = readCopied(copied, kinds);
    if (!read)
        return read.error();
    Paste paste;
    model::FreeIds freeIds(design);
    std::map<ElementId, ElementId> newIds;
    for (const auto &[id, component] : read->components)
        newIds.emplace(id, freeIds.take(id, idStem(id)));
    const QPointF origin = parent.isEmpty() ? QPointF() : design.absolutePosition(parent);
    // Containers come before their contents: a later edit may refer only to what is there.
    std::map<ElementId, std::vector<ElementId>> contents;
    for (const auto &[id, component] : read->components)
        contents[component.parent].push_back(id);
    std::vector<ElementId> order = contents[ElementId()];
    for (size_t i = 0; i < order.size(); ++i) {
        const std::vector<ElementId> &inside = contents[order[i]];
        order.insert(order.end(), inside.begin(), inside.end());
    }
    const std::map<ElementId, QString> names = namesOfCopies(design, *read, kinds);
    for (const ElementId &id : order) {
        Component component = read->components.at(id);
        component.id = newIds.at(id);
        component.name = names.at(id);
        if (component.parent.isEmpty()) {
            component.position += offset - origin;
            component.parent = parent;
            paste.pasted.insert(component.id);
        } else {
            component.parent = newIds.at(component.parent);
        }
        const ElementId newId = component.id;
        paste.edits.push_back(model::PutComponent{newId, std::move(component)});
    }
    for (const auto &[id, original] : read->connections) {
        Connection connection = original;
        connection.id = freeIds.take(id, idStem(id));
        connection.from = newIds.at(original.from);
        connection.to = newIds.at(original.to);
        for (QPointF &point : connection.waypoints)
            point += offset;
        paste.edits.push_back(model::PutConnection{connection.id, connection});
    }
    return paste;
}

base::Result<std::vector<model::DesignEdit>> pasteProperties(const Design &design,
                                                             const model::KindRegistry &kinds,
                                                             const QByteArray &copied,
                                                             const Selection &selection)
{
    const base::Result<Design> read = readCopied(copied, kinds);
    if (!read)
        return read.error();
    std::map<QString, const model::PropertyMap *> models;
    for (const auto &[id, component] : read->components)
        models.emplace(component.kind, &component.properties);
    std::vector<model::DesignEdit> edits;
    bool isAnyAlike = false;
    for (const ElementId &id : selection) {
        const Component *component = design.component(id);
        const auto found = component ? models.find(component->kind) : models.end();
        if (found == models.end())
            continue;
        isAnyAlike = true;
        for (const auto &[key, value] : component->properties) {
            if (!found->second->count(key))
                edits.push_back(model::PutProperty{id, key, std::nullopt});
        }
        for (const auto &[key, value] : *found->second)
            edits.push_back(model::PutProperty{id, key, value});
    }
    if (!isAnyAlike)
        return base::Error{QStringLiteral("clipboard.other-kind"),
                           tr("copy a component of the same kind as a selected one first"),
                           {}};
    return edits;
}

base::Result<std::vector<QRectF>> copiedRects(const QByteArray &copied,
                                              const model::KindRegistry &kinds)
{
    const base::Result<Design> read = readCopied(copied, kinds);
    if (!read)
        return read.error();
    std::vector<QRectF> rects;
    for (const auto &[id, component] : read->components)
        rects.emplace_back(read->absolutePosition(id), model::componentSize(component, kinds));
    return rects;
}

base::Result<QRectF> copiedBounds(const QByteArray &copied, const model::KindRegistry &kinds)
{
    const auto rects = copiedRects(copied, kinds);
    if (!rects)
        return rects.error();
    QRectF bounds;
    for (const QRectF &rect : *rects)
        bounds |= rect;
    return bounds;
}

} // namespace loadstar::edit
