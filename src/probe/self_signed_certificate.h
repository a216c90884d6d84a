// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QSslCertificate>
#include <QSslKey>

namespace loadstar::probe {

/// A key and the certificate that it signed itself.
struct SelfSigned
{
    QSslCertificate certificate;
    QSslKey key;
};

/// Makes a certificate for 127.0.0.1 and localhost that is valid for two days, with the `openssl`
/// program; the key stays in memory. Blocks for some 10 ms. Errors: tls.unsupported,
/// tls.no-openssl, tls.failed.
base::Result<SelfSigned> makeSelfSigned();

} // namespace loadstar::probe
