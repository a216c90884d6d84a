// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "render/health.h"

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QString>
#include <QStringList>

#include <vector>

namespace loadstar::render {

/// Colours of one tinted container.
struct ContainerTint
{
    QColor fill;
    QColor border;
    QColor title;

    bool operator==(const ContainerTint &) const = default;
};

/// All colours and fonts of the window and of pictures: data, read from resources/themes. State
/// colours stay apart under the common colour-vision deficiencies; each state also has a glyph.
struct Theme
{
    /// "light", "dark" or "print".
    QString name;
    bool isDark = false;

    // The window around the canvas.
    QColor window;
    QColor surface;
    QColor field;
    QColor hover;
    QColor border;
    QColor text;
    QColor textMuted;
    QColor textFaint;
    QColor accent;
    QColor accentSoft;
    QColor onAccent;
    QColor bubble;
    QColor bubbleText;
    QColor bubbleMuted;
    QColor warning;

    // The diagram.
    QColor canvas;
    QColor grid;
    QColor card;
    QColor cardBorder;
    QColor cardAlert;
    QColor track;
    QColor note;
    QColor noteBorder;
    QColor noteText;
    QColor place;
    QColor placeBorder;
    QColor placeTitle;
    QColor traffic;
    QColor state;
    QColor replication;
    QColor idle;
    QColor request;
    QColor failure;

    // Health.
    QColor up;
    QColor degraded;
    QColor down;
    QColor pending;
    QColor standby;
    QColor drain;
    QColor maintenance;
    QColor hung;
    QColor onState;

    /// Containers without containers inside take these in turn.
    std::vector<ContainerTint> tints;
    /// Curves of plots, in order.
    std::vector<QColor> series;
    /// First choice first.
    QStringList fontFamilies{QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")};

    bool operator==(const Theme &) const = default;

    static const Theme &light();
    static const Theme &dark();
    /// For paper: white ground, strong lines.
    static const Theme &print();
    /// "light", "dark" or "print"; null for any other name.
    static const Theme *byName(const QString &name);
    static QStringList names();

    /// The colour of a state; that of muted text for Health::None.
    QColor healthColor(Health health) const;
    /// The colour of a utilisation in 0..1: calm, busy from 0.7, overloaded from 0.9.
    QColor utilisationColor(double utilisation) const;
    /// The theme's font in device-independent pixels.
    QFont font(int pixelSize, QFont::Weight weight = QFont::Normal) const;
};

/// Reads a theme from JSON. Errors: theme.syntax, theme.missing-color, theme.bad-color.
base::Result<Theme> parseTheme(const QByteArray &json);

} // namespace loadstar::render
