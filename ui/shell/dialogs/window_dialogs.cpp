// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/dialogs/window_dialogs.h"

#include "icons/symbol_icon.h"
#include "shell/dialogs/film_dialog.h"
#include "shell/dialogs/picture_dialog.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPrintPreviewDialog>
#include <QPrinter>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace loadstar::shell {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("WindowDialogs", text);
}

QPixmap dialogIcon(const QString &name)
{
    constexpr int kSide = 36;
    return icons::actionIcon(name).pixmap(QSize(kSide, kSide), qApp->devicePixelRatio());
}

constexpr int kLeastTextWidth = 380;
constexpr int kMostTextWidth = 640;
constexpr qsizetype kMostText = 1000; ///< characters; more would not fit on a screen
constexpr QSize kTextPadding{16, 4};  ///< of labels in message boxes, see the style sheet

constexpr QChar kZeroWidthSpace(0x200B);

/// The text with places to break in words that are wider than the widest box.
QString breakable(const QString &text, const QFontMetrics &metrics)
{
    QString result;
    int width = 0;
    for (const QChar each : text) {
        width = each.isSpace() ? 0 : width + metrics.horizontalAdvance(each);
        if (width > kMostTextWidth - kTextPadding.width()) {
            result += kZeroWidthSpace;
            width = metrics.horizontalAdvance(each);
        }
        result += each;
    }
    return result;
}

int widestWord(const QString &text, const QFontMetrics &metrics)
{
    static const QRegularExpression kBreak(QStringLiteral("[\\s\\x{200B}]+"));
    int widest = 0;
    const QStringList words = text.split(kBreak);
    for (const QString &word : words)
        widest = std::max(widest, metrics.horizontalAdvance(word));
    return widest;
}

/// Shows the box with all of its text: QMessageBox takes neither the padding of its labels nor long
/// words into account.
void showWhole(QMessageBox &box)
{
    box.ensurePolished();
    std::vector<QLabel *> labels;
    int width = kLeastTextWidth;
    for (const char *name : {"qt_msgbox_label", "qt_msgbox_informativelabel"}) {
        auto *label = box.findChild<QLabel *>(QString::fromLatin1(name));
        if (!label || label->text().isEmpty())
            continue;
        label->ensurePolished();
        label->setWordWrap(true);
        label->setText(breakable(label->text(), label->fontMetrics()));
        width =
            std::max(width, widestWord(label->text(), label->fontMetrics()) + kTextPadding.width());
        labels.push_back(label);
    }
    for (QLabel *label : labels) {
        const int text = label->heightForWidth(width - kTextPadding.width());
        label->setMinimumSize(width, text + kTextPadding.height());
    }
    box.exec();
}

/// Puts a text that is too long for the box into its details.
void setInformation(QMessageBox &box, const QString &text)
{
    if (text.size() <= kMostText) {
        box.setInformativeText(text);
        return;
    }
    box.setInformativeText(text.left(kMostText) + u'…');
    box.setDetailedText(text);
}

} // namespace

Dialogs::SaveAnswer WindowDialogs::askToSave(const QString &designName)
{
    QMessageBox box(QMessageBox::NoIcon, QGuiApplication::applicationDisplayName(),
                    tr("Save the changes to %1?").arg(designName), QMessageBox::NoButton, m_window);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(tr("Without saving they are lost."));
    QPushButton *save = box.addButton(tr("Save"), QMessageBox::AcceptRole);
    QPushButton *discard = box.addButton(tr("Discard"), QMessageBox::DestructiveRole);
    QPushButton *cancel = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    box.setDefaultButton(save);
    box.setEscapeButton(cancel);
    showWhole(box);
    if (box.clickedButton() == save)
        return SaveAnswer::Save;
    return box.clickedButton() == discard ? SaveAnswer::Discard : SaveAnswer::Cancel;
}

bool WindowDialogs::ask(const QString &question, const QString &information, const QString &yes,
                        const QString &no)
{
    QMessageBox box(QMessageBox::NoIcon, QGuiApplication::applicationDisplayName(), question,
                    QMessageBox::NoButton, m_window);
    box.setTextFormat(Qt::PlainText);
    setInformation(box, information);
    const QPushButton *accept = box.addButton(yes, QMessageBox::AcceptRole);
    QPushButton *reject = box.addButton(no, QMessageBox::RejectRole);
    box.setDefaultButton(reject);
    box.setEscapeButton(reject);
    showWhole(box);
    return box.clickedButton() == accept;
}

Dialogs::RecoverAnswer WindowDialogs::askToRecover(const QString &designName,
                                                   const QDateTime &writtenAt)
{
    QMessageBox box(QMessageBox::NoIcon, QGuiApplication::applicationDisplayName(),
                    tr("Recover the work on %1?").arg(designName), QMessageBox::NoButton, m_window);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(
        tr("Loadstar ended unexpectedly. The work as of %1 is still there. Recovering changes no "
           "file; you decide whether to save it.")
            .arg(QLocale().toString(writtenAt.toLocalTime(), QLocale::ShortFormat)));
    QPushButton *recover = box.addButton(tr("Recover"), QMessageBox::AcceptRole);
    const QPushButton *discard = box.addButton(tr("Discard"), QMessageBox::DestructiveRole);
    QPushButton *later = box.addButton(tr("Ask again later"), QMessageBox::RejectRole);
    box.setDefaultButton(recover);
    box.setEscapeButton(later);
    showWhole(box);
    if (box.clickedButton() == recover)
        return RecoverAnswer::Recover;
    return box.clickedButton() == discard ? RecoverAnswer::Discard : RecoverAnswer::Later;
}

bool WindowDialogs::askToReload(const QString &fileName, bool hasChanges)
{
    return ask(
        tr("Read %1 again?").arg(fileName),
        hasChanges
            ? tr("Another program changed it. Your own changes that are not saved are lost then.")
            : tr("Another program changed it. What you see is as it was before."),
        tr("Read again"), tr("Keep what is here"));
}

bool WindowDialogs::askToOverwrite(const QString &fileName)
{
    return ask(tr("Save over %1?").arg(fileName),
               tr("Another program changed it. Its changes are lost then; a copy is kept among the "
                  "backups."),
               tr("Save over it"), tr("Cancel"));
}

bool WindowDialogs::askToOpenAgain(const QString &fileName)
{
    return ask(tr("Open %1 here, too?").arg(fileName),
               tr("It is open in another window. Of changes in both those saved last stay."),
               tr("Open here, too"), tr("Cancel"));
}

bool WindowDialogs::askToReplaceStencil(const QString &name)
{
    return ask(tr("Replace the stencil %1?").arg(name),
               tr("There is one of this name. What was placed from it stays as it is."),
               tr("Replace"), tr("Cancel"));
}

bool WindowDialogs::askToDeleteStencil(const QString &name)
{
    return ask(tr("Delete the stencil %1?").arg(name),
               tr("This cannot be undone. What was placed from it stays."), tr("Delete"),
               tr("Cancel"));
}

QString WindowDialogs::askForName(const QString &title, const QString &suggestion)
{
    bool isGiven = false;
    const QString name =
        QInputDialog::getText(m_window, title, tr("Name"), QLineEdit::Normal, suggestion, &isGiven);
    return isGiven ? name : QString();
}

QString WindowDialogs::chooseOpenFile(const QString &folder)
{
    return QFileDialog::getOpenFileName(
        m_window, tr("Open a design"), folder,
        tr("Loadstar designs and pictures of them (*.loadstar *.svg *.png *.pdf);;"
           "All files (*)"));
}

QString WindowDialogs::chooseSaveFile(const QString &title, const QString &suggestion,
                                      const QString &filter)
{
    QFileDialog dialog(m_window, title, QFileInfo(suggestion).absolutePath(), filter);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setDefaultSuffix(filter.section(QStringLiteral("*."), 1, 1).section(u')', 0, 0));
    dialog.selectFile(QFileInfo(suggestion).fileName());
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, [&](const QString &chosen) {
        dialog.setDefaultSuffix(chosen.section(QStringLiteral("*."), 1, 1).section(u')', 0, 0));
    });
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

std::optional<PictureChoice> WindowDialogs::choosePicture(const PictureChoice &last,
                                                          const PictureOffer &offer)
{
    PictureDialog dialog(last, offer, m_window);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return dialog.choice();
}

std::optional<FilmChoice> WindowDialogs::chooseFilm(const FilmChoice &first, const FilmOffer &offer)
{
    FilmDialog dialog(first, offer, m_window);
    if (dialog.exec() != QDialog::Accepted)
        return std::nullopt;
    return dialog.choice();
}

void WindowDialogs::previewPrint(const QString &title, const std::function<void(QPrinter &)> &paint)
{
    QPrinter printer(QPrinter::HighResolution);
    printer.setDocName(title);
    printer.setPageOrientation(QPageLayout::Landscape);
    QPrintPreviewDialog preview(&printer, m_window);
    preview.setWindowTitle(tr("Print %1").arg(title));
    QObject::connect(&preview, &QPrintPreviewDialog::paintRequested, &preview,
                     [&paint](QPrinter *page) { paint(*page); });
    preview.exec();
}

void WindowDialogs::showError(const QString &what, const base::Error &error, const QString &next)
{
    QMessageBox box(QMessageBox::NoIcon, QGuiApplication::applicationDisplayName(), what,
                    QMessageBox::Ok, m_window);
    box.setTextFormat(Qt::PlainText);
    box.setIconPixmap(dialogIcon(QStringLiteral("warning")));
    QStringList lines;
    if (!error.where.isEmpty())
        lines += error.where;
    lines += error.message;
    if (!next.isEmpty())
        lines += QString() + u'\n' + next;
    setInformation(box, lines.join(u'\n'));
    showWhole(box);
}

void WindowDialogs::showWarnings(const QString &file, const std::vector<base::Diagnostic> &warnings)
{
    QStringList lines;
    for (const base::Diagnostic &warning : warnings)
        lines += QStringLiteral("• ") + warning.text();
    QMessageBox box(QMessageBox::NoIcon, QGuiApplication::applicationDisplayName(),
                    tr("Parts of %1 are not understood").arg(file), QMessageBox::Ok, m_window);
    box.setTextFormat(Qt::PlainText);
    box.setIconPixmap(dialogIcon(QStringLiteral("info")));
    constexpr int kShown = 6;
    QString text = tr("They are kept and written back as they are.") + QStringLiteral("\n\n") +
                   lines.mid(0, kShown).join(u'\n');
    if (lines.size() > kShown) {
        text += u'\n' + tr("… and %1 more").arg(lines.size() - kShown);
        box.setDetailedText(lines.join(u'\n'));
    }
    box.setInformativeText(text);
    showWhole(box);
}

} // namespace loadstar::shell
