// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/random_design.h"

#include "model/kinds/builtin_kinds.h"

namespace loadstar::tests {

using namespace loadstar::model;

namespace {

PropertyValue randomValue(const PropertySpec &spec, QRandomGenerator &random)
{
    if (spec.isNullable && random.bounded(2) == 0)
        return {};
    switch (spec.type) {
    case PropertyType::Boolean:
        return random.bounded(2) == 1;
    case PropertyType::Integer:
        return static_cast<double>(std::max(spec.minimum, 0.0) + random.bounded(20));
    case PropertyType::Number:
        return std::min(spec.maximum,
                        std::max(spec.minimum, 0.0) + 0.001 + random.generateDouble() * 50.0);
    case PropertyType::Choice:
        return spec.choices.at(random.bounded(static_cast<int>(spec.choices.size())));
    case PropertyType::Text:
        if (!spec.examples.isEmpty())
            return spec.examples.at(random.bounded(static_cast<int>(spec.examples.size())));
        return hostileText(random);
    case PropertyType::ChoiceList:
    case PropertyType::Distribution:
        return spec.defaultValue;
    }
    Q_UNREACHABLE();
}

Component randomComponent(const QString &id, const QString &kind, QRandomGenerator &random)
{
    Component made;
    made.id = ElementId(id);
    made.kind = kind;
    made.name = hostileText(random);
    for (const PropertySpec &spec : builtinKinds().component(kind)->properties) {
        if (random.bounded(3) == 0)
            made.properties[spec.key] = randomValue(spec, random);
    }
    if (random.bounded(2) == 0)
        made.properties[QStringLiteral("expectStatus")] = QStringLiteral("200, 204");
    if (kind == u"node") {
        made.properties.erase(QStringLiteral("expectStatus"));
        if (random.bounded(3) > 0)
            made.properties[QStringLiteral("address")] =
                QStringLiteral("10.0.0.%1:80").arg(random.bounded(1, 250));
        if (random.bounded(3) == 0)
            made.properties[QStringLiteral("heartbeat")] = u'/' + hostileText(random);
    }
    return made;
}

void connectAll(Design &design, const QStringList &balancers, const QStringList &targets,
                QRandomGenerator &random)
{
    for (const QString &from : balancers) {
        for (const QString &to : targets) {
            if (from == to || random.bounded(3) == 0)
                continue;
            Connection made;
            made.id = ElementId(from + QStringLiteral("..") + to);
            made.kind = QStringLiteral("traffic");
            made.from = ElementId(from);
            made.to = ElementId(to);
            design.connections[made.id] = made;
        }
    }
}

} // namespace

QString hostileText(QRandomGenerator &random)
{
    static const QStringList kPieces{
        QStringLiteral("\n"),      QStringLiteral("\r\n    server evil 6.6.6.6:80\n"),
        QStringLiteral("\""),      QStringLiteral("'"),
        QStringLiteral("\\"),      QStringLiteral("#"),
        QStringLiteral("{{ x }}"), QStringLiteral("${HOME}"),
        QStringLiteral("$HOME"),   QStringLiteral("%[env(HOME)]"),
        QStringLiteral("%"),       QStringLiteral(" "),
        QStringLiteral("\t"),      QString(QChar(u'\0')),
        QString(QChar(0x1b)),      QString(QChar(0x2028)),
        QString(QChar(0x202e)),    QStringLiteral("日本語"),
        QStringLiteral("مرحبا"),   QStringLiteral("😀"),
        QStringLiteral("no"),      QStringLiteral("1e3"),
        QStringLiteral("global"),  QString(500, u'x'),
        QStringLiteral("}"),       QStringLiteral(";"),
        QStringLiteral("`id`"),    QStringLiteral(":"),
        QStringLiteral("/")};
    QString text;
    const int count = random.bounded(6);
    for (int i = 0; i < count; ++i)
        text += kPieces.at(random.bounded(static_cast<int>(kPieces.size())));
    return text;
}

Design randomDesign(QRandomGenerator &random)
{
    static const QStringList kBalancers{QStringLiteral("backend"), QStringLiteral("lb.1"),
                                        QStringLiteral("z-front")};
    static const QStringList kNodes{QStringLiteral("a"),      QStringLiteral("global"),
                                    QStringLiteral("n1"),     QStringLiteral("N1"),
                                    QStringLiteral("server"), QString(64, u'n')};
    Design design;
    design.header.name = hostileText(random);
    const QStringList balancers = kBalancers.mid(0, random.bounded(1, 4));
    const QStringList nodes = kNodes.mid(0, random.bounded(7));
    for (const QString &id : balancers)
        design.components[ElementId(id)] =
            randomComponent(id, QStringLiteral("loadBalancer"), random);
    for (const QString &id : nodes)
        design.components[ElementId(id)] = randomComponent(id, QStringLiteral("node"), random);
    Component users = randomComponent(QStringLiteral("people"), QStringLiteral("users"), random);
    design.components[users.id] = users;
    connectAll(design, {QStringLiteral("people")}, balancers, random);
    connectAll(design, balancers, balancers + nodes, random);
    return design;
}

} // namespace loadstar::tests
