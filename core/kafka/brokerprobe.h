// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/reach.h"
#include "core/profile/connectionsettings.h"

#include <QSslConfiguration>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

class QSslSocket;

namespace spillway::kafka {

/// What settings say about TLS, read and checked: the CA certificates, our own certificate and key. An error names the
/// file and what is the matter with it, a wrong password of a key or keystore among them.
Result<QSslConfiguration> tlsConfiguration(const ConnectionSettings& settings);

/// "CN=localhost, valid for localhost, 127.0.0.1, until 2036-11-21", of hostile bytes as plain text.
QString certificateWords(const QSslCertificate& certificate);

/// What a broker says to SaslHandshake (KIP-43).
struct SaslOffer {
    enum class Kind { Agreed, OtherMechanisms, NoSasl } kind = Kind::NoSasl;
    QStringList mechanisms;
};

/// One connection to a broker without librdkafka, to find out why librdkafka cannot: TLS handshake, ApiVersions,
/// SaslHandshake. Speaks to whatever listens; reads at most 1 MiB. Blocks, at most until the deadline; `stop` ends it
/// at once. For one thread.
class BrokerProbe {
public:
    /// Takes over a connected descriptor (openPort).
    BrokerProbe(int descriptor, HostPort address, std::chrono::milliseconds patience, const std::stop_token& stop);
    ~BrokerProbe();

    struct Tls {
        bool spoken = false; ///< the other side answered with a certificate
        QSslCertificate certificate;
        QList<QSslError> errors; ///< what is wrong with it; the handshake goes on regardless
        QString protocol; ///< "TLSv1.3, TLS_AES_256_GCM_SHA384"
        QString failure; ///< why the handshake failed; empty: it did not
    };
    Tls handshake(const QSslConfiguration& configuration);

    /// Whether ApiVersions is answered as Kafka does. Otherwise why not, e.g. the TLS alert that came instead.
    struct Answer {
        bool kafka = false;
        bool closed = false; ///< the other side closed the connection
        bool tlsAlert = false; ///< the answer to plain bytes was a TLS record
        QString failure;
    };
    Answer apiVersions();
    std::optional<SaslOffer> saslHandshake(const QString& mechanism);

private:
    std::optional<QByteArray> ask(qint16 api, qint16 version, const QByteArray& body, Answer& answer);
    int left() const;

    HostPort m_address;
    std::chrono::steady_clock::time_point m_until;
    std::unique_ptr<QSslSocket> m_socket;
    int m_descriptor;
    std::mutex m_mutex; ///< the descriptor against the thread that stops
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_stopping;
    qint32 m_correlation = 0;
};

} // namespace spillway::kafka
