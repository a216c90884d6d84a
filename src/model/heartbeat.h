// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace loadstar::model {

/// The URL that checks a node: its heartbeat as a path on its address, or the heartbeat itself when
/// it is a whole http or https URL. None when the node has no heartbeat, or has only a path and no
/// address. The URL is fully encoded, so it has no spaces, line breaks or quotes. Errors:
/// address.invalid, heartbeat.invalid.
base::Result<std::optional<QUrl>> heartbeatUrl(const QString &address, const QString &heartbeat);

} // namespace loadstar::model
