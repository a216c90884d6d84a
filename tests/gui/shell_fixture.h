// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/kinds/builtin_kinds.h"
#include "shell/action_registry.h"
#include "shell/dialogs/dialogs.h"
#include "shell/document_controller.h"
#include "shell/main_window.h"

#include <QAction>
#include <QPrinter>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace loadstar::tests {

/// Answers as the test says and notes what it was asked.
class ScriptedDialogs : public shell::Dialogs
{
public:
    SaveAnswer saveAnswer = SaveAnswer::Cancel;
    RecoverAnswer recoverAnswer = RecoverAnswer::Later;
    bool reloads = false;
    bool overwrites = false;
    bool opensAgain = false;
    bool replacesStencil = false;
    bool deletesStencil = false;
    QString givenName;
    QString openFile;
    QString saveFile;

    int saveQuestions = 0;
    /// What was asked besides, as "reload NAME" and the like.
    QStringList questions;
    QStringList errors;
    QStringList warnings;
    QString suggestion;
    std::optional<shell::PictureChoice> picture = shell::PictureChoice{};
    shell::PictureChoice lastPicture;
    shell::PictureOffer pictureOffer;
    std::optional<shell::FilmChoice> film;
    shell::FilmChoice firstFilm;
    shell::FilmOffer filmOffer;
    bool couldChooseSelection = false;
    QStringList offeredLayers;

    void setWindow(QWidget *) override {}
    SaveAnswer askToSave(const QString &) override
    {
        ++saveQuestions;
        return saveAnswer;
    }
    RecoverAnswer askToRecover(const QString &name, const QDateTime &) override
    {
        questions += QStringLiteral("recover ") + name;
        return recoverAnswer;
    }
    bool askToReload(const QString &name, bool) override
    {
        questions += QStringLiteral("reload ") + name;
        return reloads;
    }
    bool askToOverwrite(const QString &name) override
    {
        questions += QStringLiteral("overwrite ") + name;
        return overwrites;
    }
    bool askToOpenAgain(const QString &name) override
    {
        questions += QStringLiteral("open again ") + name;
        return opensAgain;
    }
    bool askToReplaceStencil(const QString &stencil) override
    {
        questions += QStringLiteral("replace ") + stencil;
        return replacesStencil;
    }
    bool askToDeleteStencil(const QString &stencil) override
    {
        questions += QStringLiteral("delete ") + stencil;
        return deletesStencil;
    }
    QString askForName(const QString &, const QString &suggested) override
    {
        suggestion = suggested;
        return givenName;
    }
    std::optional<shell::PictureChoice> choosePicture(const shell::PictureChoice &last,
                                                      const shell::PictureOffer &offer) override
    {
        pictureOffer = offer;
        offeredLayers = offer.layers;
        lastPicture = last;
        couldChooseSelection = offer.hasSelection;
        return picture;
    }
    std::optional<shell::FilmChoice> chooseFilm(const shell::FilmChoice &first,
                                                const shell::FilmOffer &offer) override
    {
        firstFilm = first;
        filmOffer = offer;
        return film;
    }
    void previewPrint(const QString &, const std::function<void(QPrinter &)> &paint) override
    {
        QPrinter printer;
        printer.setOutputFormat(QPrinter::PdfFormat);
        printer.setOutputFileName(saveFile);
        paint(printer);
    }
    QString chooseOpenFile(const QString &) override { return openFile; }
    QString chooseSaveFile(const QString &, const QString &suggested, const QString &) override
    {
        suggestion = suggested;
        return saveFile;
    }
    void showError(const QString &what, const base::Error &error, const QString &next) override
    {
        errors += QStringList{what, error.where, error.message, next}.join(u'|');
    }
    void showWarnings(const QString &file, const std::vector<base::Diagnostic> &found) override
    {
        for (const base::Diagnostic &each : found)
            warnings += file + u'|' + each.text();
    }
};

/// The whole window on a folder of its own, with scripted dialogs.
struct WindowFixture
{
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    ScriptedDialogs dialogs;
    shell::MainWindow window{model::builtinKinds(), settings, dialogs,
                             folder.filePath(QStringLiteral("data"))};

    WindowFixture()
    {
        window.resize(1200, 800);
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window does not become active");
    }

    QString path(const char *name) const { return folder.filePath(QString::fromLatin1(name)); }
    QAction *action(const char *id) const
    {
        return window.actions().action(QString::fromLatin1(id));
    }
    /// A design with one node, and one step in its history.
    void newDesignWithNode()
    {
        window.files().newDesign();
        model::Component node;
        node.id = model::ElementId(QStringLiteral("n1"));
        node.kind = QStringLiteral("node");
        node.name = QStringLiteral("rstudio-1");
        window.document().perform(QStringLiteral("Add"), {model::PutComponent{node.id, node}});
    }
};

} // namespace loadstar::tests
