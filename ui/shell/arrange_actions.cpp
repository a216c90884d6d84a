// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/arrange_actions.h"

#include "canvas/canvas_view.h"
#include "edit/arrange_operations.h"
#include "edit/edit_operations.h"
#include "edit/element_search.h"
#include "edit/layer_operations.h"
#include "shell/layout_run.h"

#include <QCoreApplication>

#define TEXT(text) QT_TRANSLATE_NOOP("Actions", text)

namespace loadstar::shell {

namespace {

using enum When;
using Edits = std::vector<model::DesignEdit>;
/// What an action does to the selected components; nothing where it does not apply.
using Arrange = Edits (*)(const edit::DesignDocument &);

template <edit::Alignment alignment>
Edits align(const edit::DesignDocument &document)
{
    return edit::align(document.design(), document.kinds(), document.selection(), alignment);
}

template <Qt::Orientation direction>
Edits distribute(const edit::DesignDocument &document)
{
    return edit::distribute(document.design(), document.kinds(), document.selection(), direction);
}

template <int sides>
Edits resize(const edit::DesignDocument &document)
{
    return edit::sameSize(document.design(), document.kinds(), document.selection(),
                          Qt::Orientations(sides));
}

template <edit::Order order>
Edits reorder(const edit::DesignDocument &document)
{
    return edit::reorder(document.design(), document.selection(), order);
}

template <bool model::Appearance::*flag, bool isSet>
Edits mark(const edit::DesignDocument &document)
{
    return edit::setAppearance(document.design(), document.selection(),
                               [](model::Appearance &appearance) { appearance.*flag = isSet; });
}

Edits showAll(const edit::DesignDocument &document)
{
    edit::Selection all;
    for (const auto &[id, component] : document.design().components)
        all.insert(id);
    Edits edits = edit::setAppearance(
        document.design(), all, [](model::Appearance &appearance) { appearance.isHidden = false; });
    model::DesignHeader header = document.design().header;
    for (model::Layer &layer : header.layers)
        layer.isHidden = false;
    if (!(header == document.design().header))
        edits.push_back(model::PutHeader{header});
    return edits;
}

/// Collapses the selected containers, or expands them when all of them are collapsed.
Edits collapse(const edit::DesignDocument &document)
{
    edit::Selection containers;
    bool areCollapsed = true;
    for (const model::ElementId &id : document.selection()) {
        const model::Component *component = document.design().component(id);
        const model::ComponentKind *kind =
            component ? document.kinds().component(component->kind) : nullptr;
        if (!kind || !kind->isContainer)
            continue;
        containers.insert(id);
        areCollapsed = areCollapsed && component->appearance.isCollapsed;
    }
    return edit::setAppearance(
        document.design(), containers,
        [areCollapsed](model::Appearance &appearance) { appearance.isCollapsed = !areCollapsed; });
}

/// Puts the selected components on a new layer.
Edits newLayer(const edit::DesignDocument &document)
{
    if (edit::outermostComponents(document.design(), document.selection()).empty())
        return {};
    const QString name = edit::freeLayerName(document.design());
    Edits edits = edit::addLayer(document.design(), name);
    if (edits.empty())
        return {};
    const Edits moved = edit::moveToLayer(document.design(), document.selection(), name);
    edits.insert(edits.end(), moved.begin(), moved.end());
    return edits;
}

Edits toLayer(const edit::DesignDocument &document)
{
    return edit::moveToLayer(document.design(), document.selection(), document.currentLayer());
}

Edits group(const edit::DesignDocument &document)
{
    return edit::groupIntoFrame(document.design(), document.kinds(), document.selection());
}

Edits ungroup(const edit::DesignDocument &document)
{
    return edit::ungroup(document.design(), document.selection());
}

Edits fit(const edit::DesignDocument &document)
{
    return edit::fitToContent(document.design(), document.kinds(), document.selection());
}

Edits columns(const edit::DesignDocument &document)
{
    return edit::arrangeInColumns(document.design(), document.kinds(), document.selection());
}

struct Binding
{
    const char *id;
    Arrange arrange;
    /// Said when there is nothing to do.
    const char *needs;
};

constexpr const char *kNeedsSeveral =
    QT_TRANSLATE_NOOP("Arrange", "Select several components first");
constexpr const char *kNeedsThree =
    QT_TRANSLATE_NOOP("Arrange", "Select three components or more that are not evenly spread");
constexpr const char *kNeedsSizes =
    QT_TRANSLATE_NOOP("Arrange", "Select several containers, frames or notes of different sizes");
constexpr const char *kNeedsContainer =
    QT_TRANSLATE_NOOP("Arrange", "Select a container with something in it");
constexpr const char *kNeedsSiblings = QT_TRANSLATE_NOOP(
    "Arrange", "Select components that lie in the same container and are not locked");
constexpr const char *kNothing = QT_TRANSLATE_NOOP("Arrange", "It is so already");

using edit::Alignment;
using edit::Order;
using model::Appearance;

constexpr Binding kBindings[] = {
    {"arrange.alignLeft", align<Alignment::Left>, kNeedsSeveral},
    {"arrange.alignCenter", align<Alignment::Center>, kNeedsSeveral},
    {"arrange.alignRight", align<Alignment::Right>, kNeedsSeveral},
    {"arrange.alignTop", align<Alignment::Top>, kNeedsSeveral},
    {"arrange.alignMiddle", align<Alignment::Middle>, kNeedsSeveral},
    {"arrange.alignBottom", align<Alignment::Bottom>, kNeedsSeveral},
    {"arrange.distributeRow", distribute<Qt::Horizontal>, kNeedsThree},
    {"arrange.distributeColumn", distribute<Qt::Vertical>, kNeedsThree},
    {"arrange.sameWidth", resize<Qt::Horizontal>, kNeedsSizes},
    {"arrange.sameHeight", resize<Qt::Vertical>, kNeedsSizes},
    {"arrange.sameSize", resize<int(Qt::Horizontal) | int(Qt::Vertical)>, kNeedsSizes},
    {"arrange.toFront", reorder<Order::ToFront>, kNothing},
    {"arrange.forward", reorder<Order::Forward>, kNothing},
    {"arrange.backward", reorder<Order::Backward>, kNothing},
    {"arrange.toBack", reorder<Order::ToBack>, kNothing},
    {"arrange.group", group, kNeedsSiblings},
    {"arrange.ungroup", ungroup, kNeedsContainer},
    {"arrange.fit", fit, kNeedsContainer},
    {"arrange.columns", columns,
     QT_TRANSLATE_NOOP("Arrange", "Select a container with two or more containers in it")},
    {"arrange.collapse", collapse, kNeedsContainer},
    {"arrange.lock", mark<&Appearance::isLocked, true>, kNothing},
    {"arrange.unlock", mark<&Appearance::isLocked, false>, kNothing},
    {"arrange.newLayer", newLayer, QT_TRANSLATE_NOOP("Arrange", "Select components first")},
    {"arrange.toLayer", toLayer,
     QT_TRANSLATE_NOOP("Arrange", "It is on the current layer already; choose another one in the "
                                  "panel Layers")},
    {"arrange.hide", mark<&Appearance::isHidden, true>, kNothing},
    {"arrange.pin", mark<&Appearance::isPinned, true>, kNothing},
    {"arrange.unpin", mark<&Appearance::isPinned, false>, kNothing},
    {"arrange.showAll", showAll, QT_TRANSLATE_NOOP("Arrange", "Nothing is hidden")},
};

/// Why there was nothing to do.
QString reason(const Binding &binding, const edit::DesignDocument &document)
{
    const edit::Selection free = edit::unlocked(document.design(), document.selection());
    const bool areInLine = binding.needs == kNeedsSeveral &&
                           edit::outermostComponents(document.design(), free).size() > 1;
    return areInLine ? QCoreApplication::translate("Arrange", "They are in line already")
                     : QCoreApplication::translate("Arrange", binding.needs);
}

struct Layout
{
    const char *id;
    layout::LayoutStyle style;
    const char *deed; ///< in the history
};

constexpr Layout kLayouts[] = {{"layout.layered", layout::LayoutStyle::Layered,
                                QT_TRANSLATE_NOOP("Arrange", "Auto layout: in layers")},
                               {"layout.tree", layout::LayoutStyle::Tree,
                                QT_TRANSLATE_NOOP("Arrange", "Auto layout: as a tree")},
                               {"layout.circular", layout::LayoutStyle::Circular,
                                QT_TRANSLATE_NOOP("Arrange", "Auto layout: in circles")},
                               {"layout.organic", layout::LayoutStyle::Organic,
                                QT_TRANSLATE_NOOP("Arrange", "Auto layout: organic")}};

QString words(const char *text)
{
    return QCoreApplication::translate("Arrange", text);
}

/// What the history calls it: what was done and to what.
QString deedOf(const Binding &binding, const edit::DesignDocument &document, const Edits &edits,
               const QString &actionText)
{
    QString what = actionText;
    if (binding.arrange == &collapse) {
        const auto *put = std::get_if<model::PutComponent>(&edits.front());
        what = put && put->value && put->value->appearance.isCollapsed ? words("Collapse")
                                                                       : words("Expand");
    }
    const edit::Selection &selection = document.selection();
    if (binding.arrange == &showAll || selection.empty())
        return what;
    const QString whom = selection.size() == 1
                             ? edit::nameOf(document.design(), *selection.begin())
                             : QCoreApplication::translate("Arrange", "%n element(s)", nullptr,
                                                           int(selection.size()));
    return binding.arrange == &collapse ? what + u' ' + whom : words("%1: %2").arg(what, whom);
}

} // namespace

std::vector<ActionSpec> arrangeActions()
{
    return {
        {.id = "arrange.alignLeft",
         .text = TEXT("Align &left edges"),
         .shortcut = "Ctrl+Shift+Left",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.alignCenter",
         .text = TEXT("Align &centres"),
         .shortcut = "Ctrl+Alt+C",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.alignRight",
         .text = TEXT("Align &right edges"),
         .shortcut = "Ctrl+Shift+Right",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.alignTop",
         .text = TEXT("Align &top edges"),
         .shortcut = "Ctrl+Shift+Up",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.alignMiddle",
         .text = TEXT("Align &middles"),
         .shortcut = "Ctrl+Alt+M",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.alignBottom",
         .text = TEXT("Align &bottom edges"),
         .shortcut = "Ctrl+Shift+Down",
         .menu = "arrange",
         .when = HasSelection},
        {.id = "arrange.distributeRow",
         .text = TEXT("Distribute &horizontally"),
         .shortcut = "Ctrl+Alt+H",
         .menu = "arrange",
         .section = 1,
         .when = HasSelection},
        {.id = "arrange.distributeColumn",
         .text = TEXT("Distribute &vertically"),
         .shortcut = "Ctrl+Alt+Shift+H",
         .menu = "arrange",
         .section = 1,
         .when = HasSelection},
        {.id = "arrange.sameWidth",
         .text = TEXT("Same &width"),
         .menu = "arrange",
         .section = 2,
         .when = HasSelection},
        {.id = "arrange.sameHeight",
         .text = TEXT("Same h&eight"),
         .menu = "arrange",
         .section = 2,
         .when = HasSelection},
        {.id = "arrange.sameSize",
         .text = TEXT("Same &size"),
         .menu = "arrange",
         .section = 2,
         .when = HasSelection},
        {.id = "arrange.toFront",
         .text = TEXT("To the &front"),
         .shortcut = "Ctrl+Shift+]",
         .menu = "arrange",
         .section = 3,
         .when = HasSelection},
        {.id = "arrange.forward",
         .text = TEXT("F&orward"),
         .shortcut = "Ctrl+]",
         .menu = "arrange",
         .section = 3,
         .when = HasSelection},
        {.id = "arrange.backward",
         .text = TEXT("Bac&kward"),
         .shortcut = "Ctrl+[",
         .menu = "arrange",
         .section = 3,
         .when = HasSelection},
        {.id = "arrange.toBack",
         .text = TEXT("To the b&ack"),
         .shortcut = "Ctrl+Shift+[",
         .menu = "arrange",
         .section = 3,
         .when = HasSelection},
        {.id = "arrange.group",
         .text = TEXT("&Group into a frame"),
         .shortcut = "Ctrl+G",
         .menu = "arrange",
         .section = 4,
         .when = HasSelection},
        {.id = "arrange.ungroup",
         .text = TEXT("&Ungroup"),
         .shortcut = "Ctrl+Shift+G",
         .menu = "arrange",
         .section = 4,
         .when = HasSelection},
        {.id = "arrange.fit",
         .text = TEXT("F&it to content"),
         .shortcut = "Ctrl+Alt+F",
         .menu = "arrange",
         .section = 4,
         .when = HasSelection},
        {.id = "arrange.columns",
         .text = TEXT("Lay zones out in colum&ns"),
         .menu = "arrange",
         .section = 4,
         .when = HasSelection},
        {.id = "arrange.collapse",
         .text = TEXT("Collapse or e&xpand"),
         .shortcut = "Ctrl+Alt+X",
         .menu = "arrange",
         .section = 4,
         .when = HasSelection},
        {.id = "arrange.lock",
         .text = TEXT("Loc&k"),
         .shortcut = "Ctrl+L",
         .menu = "arrange",
         .section = 5,
         .when = HasSelection},
        {.id = "arrange.unlock",
         .text = TEXT("Unl&ock"),
         .shortcut = "Ctrl+Alt+U",
         .menu = "arrange",
         .section = 5,
         .when = HasSelection},
        {.id = "arrange.hide",
         .text = TEXT("Hi&de"),
         .shortcut = "Ctrl+H",
         .menu = "arrange",
         .section = 5,
         .when = HasSelection},
        {.id = "arrange.showAll",
         .text = TEXT("Show all that is hi&dden"),
         .shortcut = "Ctrl+Alt+Shift+D",
         .menu = "arrange",
         .section = 5,
         .when = Editing},
        {.id = "arrange.newLayer",
         .text = TEXT("Onto a ne&w layer"),
         .shortcut = "Ctrl+Alt+N",
         .menu = "arrange",
         .section = 5,
         .when = HasSelection},
        {.id = "arrange.toLayer",
         .text = TEXT("Onto the current la&yer"),
         .shortcut = "Ctrl+Alt+Y",
         .menu = "arrange",
         .section = 5,
         .when = HasSelection},
        {.id = "arrange.pin",
         .text = TEXT("&Pin"),
         .menu = "arrange",
         .section = 6,
         .when = HasSelection},
        {.id = "arrange.unpin",
         .text = TEXT("Unpi&n"),
         .menu = "arrange",
         .section = 6,
         .when = HasSelection},
        {.id = "arrange.layout",
         .text = TEXT("A&uto layout"),
         .menu = "arrange",
         .section = 6,
         .when = Editing,
         .opensMenu = true},
        {.id = "layout.layered",
         .text = TEXT("In &layers from left to right"),
         .shortcut = "Ctrl+Alt+1",
         .menu = "arrange.layout",
         .when = Editing},
        {.id = "layout.tree",
         .text = TEXT("As a &tree from top to bottom"),
         .shortcut = "Ctrl+Alt+2",
         .menu = "arrange.layout",
         .when = Editing},
        {.id = "layout.circular",
         .text = TEXT("In &circles"),
         .shortcut = "Ctrl+Alt+3",
         .menu = "arrange.layout",
         .when = Editing},
        {.id = "layout.organic",
         .text = TEXT("&Freely, near to what is connected"),
         .shortcut = "Ctrl+Alt+4",
         .menu = "arrange.layout",
         .when = Editing},
    };
}

void bindArrangeActions(ActionRegistry &actions, canvas::CanvasView &canvas)
{
    auto *run = new LayoutRun(canvas);
    for (const Layout &layout : kLayouts) {
        actions.bind(layout.id, run, [&canvas, run, &layout] {
            if (canvas.isEditingEnabled())
                run->start(layout.style, words(layout.deed));
        });
    }
    for (const Binding &binding : kBindings) {
        actions.bind(binding.id, &canvas, [&actions, &canvas, &binding] {
            edit::DesignDocument &document = canvas.document();
            if (!canvas.isEditingEnabled())
                return;
            const Edits edits = binding.arrange(document);
            if (edits.empty()) {
                Q_EMIT canvas.statusHint(reason(binding, document));
                return;
            }
            const QString text = actions.plainText(QString::fromLatin1(binding.id));
            document.perform(deedOf(binding, document, edits, text), edits);
            if (binding.arrange == &group)
                document.select({std::get<model::PutComponent>(edits.front()).id});
        });
    }
}

} // namespace loadstar::shell
