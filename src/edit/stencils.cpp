// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/stencils.h"

#include "base/file_name.h"
#include "model/design_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace loadstar::edit {

namespace {

const QString kSuffix = QStringLiteral(".loadstar");

QString tr(const char *text)
{
    return QCoreApplication::translate("Stencils", text);
}

/// A path for a stencil of that name where no file is yet.
QString freePath(const QString &folder, const QString &name)
{
    const QString stem = QDir(folder).filePath(base::fileNameFor(name, QStringLiteral("stencil")));
    QString path = stem + kSuffix;
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = stem + u'-' + QString::number(number) + kSuffix;
    return path;
}

base::Error noName()
{
    return {QStringLiteral("stencil.no-name"), tr("a stencil needs a name"), {}};
}

} // namespace

const Stencil *Stencils::at(const QString &path) const
{
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Stencil &each) { return each.path == path; });
    return found == all.end() ? nullptr : &*found;
}

const Stencil *Stencils::called(const QString &name) const
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const Stencil &each) {
        return each.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == all.end() ? nullptr : &*found;
}

Stencils readStencils(const QString &folder, const model::KindRegistry &kinds)
{
    Stencils read;
    const QFileInfoList files =
        QDir(folder).entryInfoList({u'*' + kSuffix}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        base::Result<model::LoadedDesign> loaded = model::loadDesign(file.filePath(), kinds);
        if (!loaded) {
            read.unreadable.push_back({file.fileName(), loaded.error()});
            continue;
        }
        if (loaded->design.components.empty()) {
            read.unreadable.push_back({file.fileName(),
                                       {QStringLiteral("stencil.empty"),
                                        tr("there is no component in it"), file.filePath()}});
            continue;
        }
        const QString name = stencilName(loaded->design.header.name);
        read.all.push_back({file.filePath(), name.isEmpty() ? file.completeBaseName() : name,
                            std::move(loaded->design)});
    }
    std::stable_sort(read.all.begin(), read.all.end(), [](const Stencil &a, const Stencil &b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    return read;
}

QString stencilName(const QString &typed)
{
    constexpr int kLongest = 80;
    return typed.simplified().left(kLongest).trimmed();
}

base::Result<void> saveStencil(const QString &folder, const Stencils &present, const QString &name,
                               model::Design part)
{
    const QString called = stencilName(name);
    if (called.isEmpty())
        return noName();
    if (part.components.empty())
        return base::Error{
            QStringLiteral("stencil.empty"), tr("select one or more components first"), {}};
    part.header = {};
    part.header.name = called;
    for (auto &[id, component] : part.components)
        component.appearance.layer.clear();
    QDir().mkpath(folder); // where that fails the file cannot be written, which is told
    const Stencil *same = present.called(called);
    return model::saveDesign(part, same ? same->path : freePath(folder, called));
}

base::Result<void> renameStencil(const Stencils &present, const Stencil &stencil,
                                 const QString &name)
{
    const QString called = stencilName(name);
    if (called.isEmpty())
        return noName();
    const Stencil *same = present.called(called);
    if (same && same->path != stencil.path)
        return base::Error{QStringLiteral("stencil.name-taken"),
                           tr("another stencil is called \"%1\"").arg(same->name),
                           {}};
    model::Design design = stencil.design;
    design.header.name = called;
    return model::saveDesign(design, stencil.path);
}

base::Result<void> removeStencil(const Stencil &stencil)
{
    QFile file(stencil.path);
    if (file.exists() && !file.remove())
        return base::Error{QStringLiteral("stencil.stays"),
                           tr("the file cannot be removed: %1").arg(file.errorString()),
                           QFileInfo(stencil.path).fileName()};
    return {};
}

} // namespace loadstar::edit
