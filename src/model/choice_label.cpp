// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/choice_label.h"

#include <QCoreApplication>

#include <array>

namespace loadstar::model {

namespace {

struct ChoiceWords
{
    const char *choice;
    const char *words;
};

/// Only what is not simply the choice with a capital and spaces.
constexpr std::array kWords{
    ChoiceWords{"fifo", QT_TRANSLATE_NOOP("Kinds", "First come, first served")},
    ChoiceWords{"ps", QT_TRANSLATE_NOOP("Kinds", "Processor sharing")},
    ChoiceWords{"dr", QT_TRANSLATE_NOOP("Kinds", "Disaster recovery")},
    ChoiceWords{"http", QT_TRANSLATE_NOOP("Kinds", "HTTP (layer 7)")},
    ChoiceWords{"tcp", QT_TRANSLATE_NOOP("Kinds", "TCP (layer 4)")},
    ChoiceWords{"round-robin", QT_TRANSLATE_NOOP("Kinds", "Round robin")},
    ChoiceWords{"power-of-two", QT_TRANSLATE_NOOP("Kinds", "Power of two choices")},
    ChoiceWords{"peak-ewma", QT_TRANSLATE_NOOP("Kinds", "Peak EWMA")},
    ChoiceWords{"first", QT_TRANSLATE_NOOP("Kinds", "First with room")},
    ChoiceWords{"source", QT_TRANSLATE_NOOP("Kinds", "Source address")},
    ChoiceWords{"source-hash", QT_TRANSLATE_NOOP("Kinds", "Source address hash")},
    ChoiceWords{"uri-hash", QT_TRANSLATE_NOOP("Kinds", "Path hash")},
    ChoiceWords{"maglev", "Maglev"},
    ChoiceWords{"haproxy", "HAProxy"},
    ChoiceWords{"nginx", "nginx"},
    ChoiceWords{"alb", "AWS ALB"},
    ChoiceWords{"aws-alb", "AWS ALB"},
    ChoiceWords{"aws-nlb", "AWS NLB"},
    ChoiceWords{"ReadWriteMany", QT_TRANSLATE_NOOP("Kinds", "Many nodes (ReadWriteMany)")},
    ChoiceWords{"ReadWriteOnce", QT_TRANSLATE_NOOP("Kinds", "One node (ReadWriteOnce)")},
};

} // namespace

QString choiceLabel(const QString &choice)
{
    for (const ChoiceWords &entry : kWords) {
        if (choice == QLatin1String(entry.choice))
            return QCoreApplication::translate("Kinds", entry.words);
    }
    QString words = choice;
    words.replace(u'-', u' ');
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

} // namespace loadstar::model
