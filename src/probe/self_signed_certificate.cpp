// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "probe/self_signed_certificate.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSslSocket>
#include <QStandardPaths>

namespace loadstar::probe {

using base::Error;
using base::Result;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SelfSigned", text);
}

constexpr int kOpensslTimeoutMs = 10'000;

} // namespace

Result<SelfSigned> makeSelfSigned()
{
    if (!QSslSocket::supportsSsl())
        return Error{QStringLiteral("tls.unsupported"),
                     tr("Qt was started without a TLS backend; install libssl3."),
                     {}};
    const QString program = QStandardPaths::findExecutable(QStringLiteral("openssl"));
    if (program.isEmpty())
        return Error{QStringLiteral("tls.no-openssl"),
                     tr("A certificate is made with the openssl program, which is not installed; "
                        "install the package openssl."),
                     {}};
    QProcess openssl;
    openssl.start(program,
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), QStringLiteral("-"), QStringLiteral("-days"),
                   QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                   QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1")});
    const bool isDone = openssl.waitForFinished(kOpensslTimeoutMs) &&
                        openssl.exitStatus() == QProcess::NormalExit && openssl.exitCode() == 0;
    const QByteArray pem = openssl.readAllStandardOutput();
    const SelfSigned made{QSslCertificate(pem, QSsl::Pem),
                          QSslKey(pem, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey)};
    if (!isDone || made.certificate.isNull() || made.key.isNull())
        return Error{QStringLiteral("tls.failed"),
                     tr("The openssl program could not make a certificate."),
                     {}};
    return made;
}

} // namespace loadstar::probe
