// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace loadstar::base {

/// Turns the "(s)" of counted source texts ("%n core(s)") into English: "1 core", "8 cores". Each
/// program installs one; translations into other languages are installed after it and win.
class EnglishPlurals : public QTranslator
{
public:
    explicit EnglishPlurals(QObject *parent = nullptr);

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *sourceText, const char *disambiguation,
                      int n) const override;
};

} // namespace loadstar::base
