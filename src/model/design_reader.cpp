// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/design_reader.h"

#include "model/appearance_json.h"
#include "model/json_document.h"
#include "model/visibility.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace loadstar::model {

namespace {

using nlohmann::json;

constexpr double kMaximumCoordinate = 1e6;
constexpr double kMaximumTime = 1e9;
constexpr size_t kMaximumWaypoints = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("DesignFile", text);
}

/// Reads the parts of a design one after another; the first problem ends the reading.
class DesignReader
{
public:
    explicit DesignReader(const KindRegistry &kinds)
        : m_kinds(kinds)
    {}

    bool read(const json &root);

    base::Error error() const { return m_error; }
    LoadedDesign takeLoaded() { return std::move(m_loaded); }

private:
    bool readHeader(const json &root);
    bool readComponent(const json &object, const QString &path);
    bool readConnection(const json &object, const QString &path);
    bool readEvent(const json &object, const QString &path);
    bool readLayer(const json &object, const QString &path);
    bool readList(const json &root, const char *key,
                  bool (DesignReader::*readOne)(const json &, const QString &));
    bool readProperties(const json &object, const QString &path,
                        const std::vector<PropertySpec> *specs, PropertyMap &out);
    bool readValue(const json &value, const QString &path, const PropertySpec &spec,
                   PropertyValue &out);
    bool readPlace(const json &object, const QString &path, Component &component);
    bool readWaypoints(const json &object, const QString &path, Connection &connection);
    bool readId(const json &object, const char *key, const QString &path, ElementId &out);
    bool readText(const json &object, const char *key, const QString &path, bool isRequired,
                  QString &out);
    bool readNumber(const json &object, const char *key, const QString &path, double minimum,
                    double maximum, std::optional<double> &out);
    bool checkIdIsFree(const ElementId &id, const QString &path);
    bool checkParents();
    bool checkEnds(const Connection &connection, const QString &path);
    bool checkTarget(const ScenarioEvent &event, const ActionKind *kind, const QString &path);
    void keepUnknown(const json &object, const QString &path, const std::set<std::string> &known,
                     KeptMap &kept);

    bool accept(const base::Result<void> &read)
    {
        if (!read)
            m_error = read.error();
        return read.isOk();
    }
    bool fail(const char *code, const QString &where, const QString &message)
    {
        m_error = base::Error{QString::fromLatin1(code), message, where};
        return false;
    }
    void warn(const char *code, const QString &where, const QString &message)
    {
        m_loaded.warnings.push_back(
            {base::Severity::Warning, QString::fromLatin1(code), message, where});
    }

    const KindRegistry &m_kinds;
    LoadedDesign m_loaded;
    std::map<ElementId, QString> m_pathOf;
    base::Error m_error;
};

bool DesignReader::readText(const json &object, const char *key, const QString &path,
                            bool isRequired, QString &out)
{
    const auto found = object.find(key);
    const QString name = QString::fromLatin1(key);
    if (found == object.end()) {
        if (isRequired)
            return fail("file.missing-key", path,
                        tr("the key \"%1\" is missing; a text is required").arg(name));
        return true;
    }
    if (!found->is_string()) {
        const QString where = path.isEmpty() ? name : path + u'.' + name;
        return fail("file.wrong-type", where,
                    tr("found %1, but a text is allowed").arg(quotedJson(*found)));
    }
    out = QString::fromStdString(found->get_ref<const std::string &>());
    return true;
}

bool DesignReader::readNumber(const json &object, const char *key, const QString &path,
                              double minimum, double maximum, std::optional<double> &out)
{
    const auto found = object.find(key);
    if (found == object.end())
        return true;
    const QString where = path + u'.' + QString::fromLatin1(key);
    const QString allowed =
        tr("a number from %1 to %2").arg(base::formatNumber(minimum), base::formatNumber(maximum));
    if (!found->is_number())
        return fail("file.wrong-type", where,
                    tr("found %1, but %2 is allowed").arg(quotedJson(*found), allowed));
    const double number = found->get<double>();
    if (!(number >= minimum && number <= maximum))
        return fail("file.out-of-range", where,
                    tr("found %1, but %2 is allowed").arg(quotedJson(*found), allowed));
    out = number;
    return true;
}

bool DesignReader::readId(const json &object, const char *key, const QString &path, ElementId &out)
{
    QString text;
    if (!readText(object, key, path, true, text))
        return false;
    if (!isValidElementId(text)) {
        return fail("file.bad-id", path + u'.' + QString::fromLatin1(key),
                    tr("found %1, but an id is a letter or digit and up to 63 letters, digits, "
                       "dots, hyphens or underscores")
                        .arg(quotedJson(object[key])));
    }
    out = ElementId(text);
    return true;
}

bool DesignReader::checkIdIsFree(const ElementId &id, const QString &path)
{
    const auto [found, isNew] = m_pathOf.emplace(id, path);
    if (isNew)
        return true;
    return fail("file.duplicate-id", path + QStringLiteral(".id"),
                tr("the id \"%1\" stands at %2 too; ids are unique over components and connections")
                    .arg(id.text(), found->second));
}

void DesignReader::keepUnknown(const json &object, const QString &path,
                               const std::set<std::string> &known, KeptMap &kept)
{
    for (const auto &item : object.items()) {
        if (known.count(item.key()))
            continue;
        const QString key = QString::fromStdString(item.key());
        const QString where = path.isEmpty() ? key : path + u'.' + key;
        warn("file.unknown-key", where,
             tr("unknown key \"%1\" is kept, but has no effect").arg(key));
        kept.emplace(key, KeptJson{compactJson(item.value())});
    }
}

bool DesignReader::readValue(const json &value, const QString &path, const PropertySpec &spec,
                             PropertyValue &out)
{
    if (value.is_boolean())
        out = value.get<bool>();
    else if (value.is_number())
        out = value.get<double>();
    else if (value.is_string())
        out = QString::fromStdString(value.get_ref<const std::string &>());
    else if (value.is_null())
        out = std::monostate();
    else {
        QStringList list;
        bool isTextList = value.is_array();
        for (const json &item : value) {
            isTextList = isTextList && item.is_string();
            if (isTextList)
                list += QString::fromStdString(item.get_ref<const std::string &>());
        }
        if (!isTextList)
            return fail("property.wrong-type", path,
                        tr("found %1, but %2 is allowed").arg(quotedJson(value), spec.allowed()));
        out = list;
    }
    const base::Result<void> checked = spec.check(out);
    if (!checked)
        return fail(checked.error().code.toLatin1().constData(), path, checked.error().message);
    return true;
}

bool DesignReader::readProperties(const json &object, const QString &path,
                                  const std::vector<PropertySpec> *specs, PropertyMap &out)
{
    if (!object.is_object())
        return fail("file.wrong-type", path,
                    tr("found %1, but an object is allowed").arg(quotedJson(object)));
    for (const auto &item : object.items()) {
        const QString key = QString::fromStdString(item.key());
        const QString where = path + u'.' + key;
        const PropertySpec *spec = specs ? findSpec(*specs, key) : nullptr;
        if (spec) {
            if (!readValue(item.value(), where, *spec, out[key]))
                return false;
            continue;
        }
        if (specs)
            warn("file.unknown-property", where,
                 tr("unknown property \"%1\" is kept, but has no effect").arg(key));
        out.emplace(key, KeptJson{compactJson(item.value())});
    }
    return true;
}

bool DesignReader::readPlace(const json &object, const QString &path, Component &component)
{
    std::optional<double> x;
    std::optional<double> y;
    std::optional<double> width;
    std::optional<double> height;
    if (!readNumber(object, "x", path, -kMaximumCoordinate, kMaximumCoordinate, x) ||
        !readNumber(object, "y", path, -kMaximumCoordinate, kMaximumCoordinate, y) ||
        !readNumber(object, "width", path, 1.0, kMaximumCoordinate, width) ||
        !readNumber(object, "height", path, 1.0, kMaximumCoordinate, height))
        return false;
    component.position = QPointF(x.value_or(0.0), y.value_or(0.0));
    if (width.has_value() != height.has_value()) {
        return fail("file.missing-key", path,
                    tr("the key \"%1\" is missing; width and height go together")
                        .arg(width ? QStringLiteral("height") : QStringLiteral("width")));
    }
    if (width)
        component.size = QSizeF(*width, *height);
    return true;
}

bool DesignReader::readLayer(const json &object, const QString &path)
{
    std::vector<Layer> &layers = m_loaded.design.header.layers;
    Layer layer;
    if (!accept(model::readLayer(object, path, layers, layer)))
        return false;
    keepUnknown(object, path, {"name", "hidden", "locked"}, layer.kept);
    layers.push_back(std::move(layer));
    return true;
}

bool DesignReader::readComponent(const json &object, const QString &path)
{
    Component component;
    if (!readId(object, "id", path, component.id) || !checkIdIsFree(component.id, path) ||
        !readText(object, "kind", path, true, component.kind) ||
        !readText(object, "name", path, false, component.name) ||
        !readPlace(object, path, component))
        return false;
    if (object.contains("parent") && !readId(object, "parent", path, component.parent))
        return false;
    const ComponentKind *kind = m_kinds.component(component.kind);
    if (!kind) {
        warn("file.unknown-kind", path + QStringLiteral(".kind"),
             tr("unknown kind \"%1\" is kept, but has no effect").arg(component.kind));
    }
    const auto properties = object.find("properties");
    if (properties != object.end() &&
        !readProperties(*properties, path + QStringLiteral(".properties"),
                        kind ? &kind->properties : nullptr, component.properties))
        return false;
    if (!accept(readAppearance(object, path, component.appearance)))
        return false;
    const QString &layer = component.appearance.layer;
    if (!layer.isEmpty() && !findLayer(m_loaded.design, layer)) {
        warn("file.unknown-layer", path + QStringLiteral(".layer"),
             tr("there is no layer \"%1\" in the list \"layers\"; the name is kept, but has no "
                "effect")
                 .arg(layer));
    }
    keepUnknown(object, path,
                {"id", "kind", "name", "parent", "x", "y", "width", "height", "properties", "order",
                 "locked", "hidden", "collapsed", "pinned", "layer"},
                component.kept);
    const ElementId id = component.id;
    m_loaded.design.components.emplace(id, std::move(component));
    return true;
}

bool DesignReader::checkParents()
{
    const Design &design = m_loaded.design;
    // Those whose parents, up to the top, are known to hold no loop.
    std::set<ElementId> sound;
    for (const auto &[id, component] : design.components) {
        if (component.parent.isEmpty())
            continue;
        const QString where = m_pathOf.at(id) + QStringLiteral(".parent");
        const Component *parent = design.component(component.parent);
        if (!parent)
            return fail("file.unknown-reference", where,
                        tr("there is no component \"%1\"").arg(component.parent.text()));
        const ComponentKind *kind = m_kinds.component(parent->kind);
        const bool isContainer = kind && kind->isContainer;
        if (!isContainer) {
            return fail("file.parent-not-container", where,
                        tr("\"%1\" is of kind %2; a parent is a zone, region, site, "
                           "kubernetesCluster, batchQueue or frame")
                            .arg(parent->id.text(), parent->kind));
        }
        std::set<ElementId> above;
        for (const Component *at = &component; at && !sound.count(at->id);
             at = design.component(at->parent)) {
            if (!above.insert(at->id).second)
                return fail("file.parent-loop", where,
                            tr("\"%1\" lies inside itself").arg(id.text()));
        }
        sound.merge(above);
    }
    return true;
}

bool DesignReader::checkEnds(const Connection &connection, const QString &path)
{
    const std::array ends{std::pair(&connection.from, QStringLiteral(".from")),
                          std::pair(&connection.to, QStringLiteral(".to"))};
    for (const auto &[id, key] : ends) {
        if (!m_loaded.design.component(*id))
            return fail("file.unknown-reference", path + key,
                        tr("there is no component \"%1\"").arg(id->text()));
    }
    const Component &from = *m_loaded.design.component(connection.from);
    const Component &to = *m_loaded.design.component(connection.to);
    const ConnectionKind *kind = m_kinds.connection(connection.kind);
    const bool areKindsKnown = kind && m_kinds.component(from.kind) && m_kinds.component(to.kind);
    if (areKindsKnown && !kind->allows(from.kind, to.kind)) {
        return fail(
            "file.wrong-ends", path,
            tr("a %1 connection cannot go from %2 \"%3\" to %4 \"%5\": %6")
                .arg(kind->id, from.kind, from.id.text(), to.kind, to.id.text(), kind->rule));
    }
    return true;
}

bool DesignReader::readWaypoints(const json &object, const QString &path, Connection &connection)
{
    const auto waypoints = object.find("waypoints");
    if (waypoints == object.end())
        return true;
    const QString where = path + QStringLiteral(".waypoints");
    if (!waypoints->is_array() || waypoints->size() > kMaximumWaypoints)
        return fail("file.wrong-type", where,
                    tr("found %1, but a list of at most %2 points is allowed")
                        .arg(quotedJson(*waypoints))
                        .arg(kMaximumWaypoints));
    for (size_t i = 0; i < waypoints->size(); ++i) {
        const json &point = (*waypoints)[i];
        const QString at = QStringLiteral("%1[%2]").arg(where).arg(i);
        if (!point.is_array() || point.size() != 2 || !point[0].is_number() ||
            !point[1].is_number())
            return fail(
                "file.wrong-type", at,
                tr("found %1, but a point is a list of two numbers").arg(quotedJson(point)));
        const QPointF position(point[0].get<double>(), point[1].get<double>());
        if (!(std::abs(position.x()) <= kMaximumCoordinate &&
              std::abs(position.y()) <= kMaximumCoordinate))
            return fail("file.out-of-range", at,
                        tr("a point lies at most %1 from the origin")
                            .arg(base::formatNumber(kMaximumCoordinate)));
        connection.waypoints.push_back(position);
    }
    return true;
}

bool DesignReader::readConnection(const json &object, const QString &path)
{
    Connection connection;
    if (!readId(object, "id", path, connection.id) || !checkIdIsFree(connection.id, path) ||
        !readText(object, "kind", path, true, connection.kind) ||
        !readId(object, "from", path, connection.from) ||
        !readId(object, "to", path, connection.to) || !checkEnds(connection, path) ||
        !readWaypoints(object, path, connection) || !accept(readLabel(object, path, connection)))
        return false;
    const ConnectionKind *kind = m_kinds.connection(connection.kind);
    if (!kind) {
        warn("file.unknown-kind", path + QStringLiteral(".kind"),
             tr("unknown kind \"%1\" is kept, but has no effect").arg(connection.kind));
    }
    const auto properties = object.find("properties");
    if (properties != object.end() &&
        !readProperties(*properties, path + QStringLiteral(".properties"),
                        kind ? &kind->properties : nullptr, connection.properties))
        return false;
    keepUnknown(object, path,
                {"id", "kind", "from", "to", "waypoints", "properties", "name", "label"},
                connection.kept);
    if (connection.label)
        keepUnknown(object.at("label"), path + QStringLiteral(".label"), {"at", "dx", "dy"},
                    connection.label->kept);
    const ElementId id = connection.id;
    m_loaded.design.connections.emplace(id, std::move(connection));
    return true;
}

bool DesignReader::checkTarget(const ScenarioEvent &event, const ActionKind *kind,
                               const QString &path)
{
    const QString where = path + QStringLiteral(".target");
    const Design &design = m_loaded.design;
    if (!design.hasElement(event.target))
        return fail("file.unknown-reference", where,
                    tr("there is no component or connection \"%1\"").arg(event.target.text()));
    if (!kind)
        return true;
    const Component *component = design.component(event.target);
    const QString targetKind = component ? component->kind : design.connection(event.target)->kind;
    const ComponentKind *componentKind = m_kinds.component(targetKind);
    if (!componentKind && !m_kinds.connection(targetKind))
        return true;
    const bool fits = kind->targets.isEmpty() ? componentKind && componentKind->canFail
                                              : kind->targets.contains(targetKind);
    if (fits)
        return true;
    const QString allowed = kind->targets.isEmpty() ? tr("a component that can fail")
                                                    : kind->targets.join(QStringLiteral(", "));
    return fail("file.wrong-target", where,
                tr("%1 cannot act on \"%2\" of kind %3; allowed is %4")
                    .arg(kind->id, event.target.text(), targetKind, allowed));
}

bool DesignReader::readEvent(const json &object, const QString &path)
{
    ScenarioEvent event;
    std::optional<double> at;
    if (!readNumber(object, "at", path, 0.0, kMaximumTime, at) ||
        !readText(object, "action", path, true, event.action))
        return false;
    if (!at)
        return fail("file.missing-key", path,
                    tr("the key \"at\" is missing; a time in seconds is required"));
    event.at = *at;
    const ActionKind *kind = m_kinds.action(event.action);
    if (!kind) {
        warn("file.unknown-action", path + QStringLiteral(".action"),
             tr("unknown action \"%1\" is kept, but has no effect").arg(event.action));
    }
    const bool needsTarget = kind && !kind->isTargetOptional;
    if ((object.contains("target") || needsTarget) &&
        (!readId(object, "target", path, event.target) || !checkTarget(event, kind, path)))
        return false;
    for (const auto &item : object.items()) {
        const QString key = QString::fromStdString(item.key());
        const PropertySpec *spec = kind ? findSpec(kind->arguments, key) : nullptr;
        if (spec && !readValue(item.value(), path + u'.' + key, *spec, event.arguments[key]))
            return false;
    }
    for (const QString &key : kind ? kind->required : QStringList()) {
        if (!event.arguments.count(key)) {
            const PropertySpec *spec = findSpec(kind->arguments, key);
            return fail("file.missing-key", path,
                        tr("the key \"%1\" is missing; %2 is required").arg(key, spec->allowed()));
        }
    }
    std::set<std::string> known{"at", "action", "target"};
    for (const auto &[key, value] : event.arguments)
        known.insert(key.toStdString());
    keepUnknown(object, path, known, event.kept);
    m_loaded.design.scenario.push_back(std::move(event));
    return true;
}

bool DesignReader::readList(const json &root, const char *key,
                            bool (DesignReader::*readOne)(const json &, const QString &))
{
    const auto list = root.find(key);
    if (list == root.end())
        return true;
    const QString name = QString::fromLatin1(key);
    if (!list->is_array())
        return fail("file.wrong-type", name,
                    tr("found %1, but a list is allowed").arg(quotedJson(*list)));
    for (size_t i = 0; i < list->size(); ++i) {
        const QString path = QStringLiteral("%1[%2]").arg(name).arg(i);
        const json &object = (*list)[i];
        if (!object.is_object())
            return fail("file.wrong-type", path,
                        tr("found %1, but an object is allowed").arg(quotedJson(object)));
        if (!(this->*readOne)(object, path))
            return false;
    }
    return true;
}

bool DesignReader::readHeader(const json &root)
{
    DesignHeader &header = m_loaded.design.header;
    if (!readText(root, "name", {}, false, header.name) ||
        !readText(root, "notes", {}, false, header.notes))
        return false;
    const auto objective = root.find("objective");
    if (objective != root.end() && !readProperties(*objective, QStringLiteral("objective"),
                                                   &m_kinds.objective(), header.objective))
        return false;
    keepUnknown(root, {},
                {"loadstar", "name", "notes", "objective", "components", "connections", "scenario",
                 "layers"},
                header.kept);
    return true;
}

bool DesignReader::read(const json &root)
{
    const bool isRead = readHeader(root) && readList(root, "layers", &DesignReader::readLayer) &&
                        readList(root, "components", &DesignReader::readComponent) &&
                        checkParents() &&
                        readList(root, "connections", &DesignReader::readConnection) &&
                        readList(root, "scenario", &DesignReader::readEvent);
    if (isRead)
        sortScenario(m_loaded.design.scenario);
    return isRead;
}

} // namespace

base::Result<void> migrateDesign(json &root)
{
    const auto fail = [](const char *code, const QString &where, const QString &message) {
        return base::Error{QString::fromLatin1(code), message, where};
    };
    if (!root.is_object())
        return fail("file.wrong-type", {},
                    tr("found %1, but a design is a JSON object").arg(quotedJson(root)));
    const auto version = root.find("loadstar");
    if (version == root.end())
        return fail("file.missing-key", {},
                    tr("the key \"loadstar\" is missing; this is not a Loadstar design"));
    const QString where = QStringLiteral("loadstar");
    if (!version->is_number_integer() || version->get<double>() < 0.0)
        return fail("file.wrong-type", where,
                    tr("found %1, but a whole number from 0 to %2 is allowed")
                        .arg(quotedJson(*version))
                        .arg(kDesignFileVersion));
    if (version->get<double>() > kDesignFileVersion) {
        return fail("file.wrong-version", where,
                    tr("the file is of version %1; this program reads up to version %2: use a "
                       "newer Loadstar")
                        .arg(quotedJson(*version))
                        .arg(kDesignFileVersion));
    }
    // Entry i brings version i to i + 1. Version 0, from before the format was fixed, has the same
    // layout.
    using Migration = void (*)(json &);
    static constexpr std::array<Migration, kDesignFileVersion> kMigrations{[](json &) {}};
    for (size_t from = version->get<size_t>(); from < kMigrations.size(); ++from)
        kMigrations[from](root);
    root["loadstar"] = kDesignFileVersion;
    return {};
}

base::Result<LoadedDesign> readDesign(const json &root, const KindRegistry &kinds)
{
    DesignReader reader(kinds);
    if (!reader.read(root))
        return reader.error();
    return reader.takeLoaded();
}

} // namespace loadstar::model
