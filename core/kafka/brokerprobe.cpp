// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/brokerprobe.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslKey>
#include <QSslSocket>
#include <QtEndian>

#include <algorithm>
#include <sys/socket.h>

namespace spillway::kafka {

namespace {

constexpr qint64 LargestFile = 16 << 20; // bytes; a bundle of CAs has less than one
constexpr qint32 LargestAnswer = 1 << 20; // bytes
constexpr qint16 ApiVersionsKey = 18;
constexpr qint16 SaslHandshakeKey = 17;
constexpr qint16 UnsupportedSaslMechanism = 33;
constexpr qint16 IllegalSaslState = 34;

Failure wrong(const QString& message, const QString& hint)
{
    return Failure(Error{ .code = ErrorCode::InvalidConfiguration, .message = message, .hint = hint });
}

QString valueOf(const ConnectionSettings& settings, const char* name)
{
    const auto at = settings.properties.find(QLatin1String(name));
    return at == settings.properties.end() ? QString() : at->second;
}

QByteArray secretOf(const ConnectionSettings& settings, const char* name)
{
    const auto at = settings.secrets.find(QLatin1String(name));
    return at == settings.secrets.end() ? QByteArray() : at->second.reveal();
}

Result<QByteArray> fileOf(const char* property, const QString& path)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || file.size() > LargestFile || !file.open(QIODevice::ReadOnly))
        return wrong(QStringLiteral("%1: the file %2 cannot be read: %3")
                         .arg(QLatin1String(property), path,
                             QFileInfo::exists(path) ? file.errorString() : QStringLiteral("there is none")),
            QStringLiteral("correct the path or the file's permissions"));
    return file.readAll();
}

/// Certificates of a file, or of all files of a folder as OpenSSL's c_rehash makes it.
Result<QList<QSslCertificate>> authorities(const ConnectionSettings& settings)
{
    const QString path = valueOf(settings, "ssl.ca.location");
    QByteArray pem = valueOf(settings, "ssl.ca.pem").toUtf8();
    if (path.isEmpty() && pem.isEmpty())
        return QSslConfiguration::systemCaCertificates();
    QList<QSslCertificate> found;
    if (!path.isEmpty() && QFileInfo(path).isDir()) {
        const auto entries = QDir(path).entryInfoList(QDir::Files);
        for (const QFileInfo& entry : entries) {
            if (entry.size() <= LargestFile)
                found += QSslCertificate::fromPath(entry.filePath());
        }
    } else if (!path.isEmpty() && path != QLatin1String("probe")) { // "probe": librdkafka looks for the system's
        auto read = fileOf("ssl.ca.location", path);
        if (!read)
            return Failure(read.error());
        pem = *read;
    } else if (!path.isEmpty()) {
        return QSslConfiguration::systemCaCertificates();
    }
    found += QSslCertificate::fromData(pem);
    if (found.isEmpty())
        return wrong(
            QStringLiteral("%1 holds no certificate in PEM").arg(path.isEmpty() ? QStringLiteral("ssl.ca.pem") : path),
            QStringLiteral("give the CA certificate as PEM, \"-----BEGIN CERTIFICATE-----\"; a JKS or PKCS#12 store is "
                           "converted by keytool or openssl"));
    return found;
}

Result<> addKeystore(QSslConfiguration& configuration, const ConnectionSettings& settings, const QString& path)
{
    auto bytes = fileOf("ssl.keystore.location", path);
    if (!bytes)
        return Failure(bytes.error());
    QFile file(path);
    QSslKey key;
    QSslCertificate certificate;
    QList<QSslCertificate> chain;
    if (!file.open(QIODevice::ReadOnly)
        || !QSslCertificate::importPkcs12(
            &file, &key, &certificate, &chain, secretOf(settings, "ssl.keystore.password")))
        return wrong(QStringLiteral("ssl.keystore.location: %1 cannot be opened: it is no PKCS#12 keystore or its "
                                    "password is wrong")
                         .arg(path),
            QStringLiteral(
                "check ssl.keystore.password; a JKS is converted by keytool -importkeystore … -deststoretype "
                "PKCS12"));
    configuration.setLocalCertificateChain(QList<QSslCertificate>{ certificate } + chain);
    configuration.setPrivateKey(key);
    return {};
}

Result<> addOwnCertificate(QSslConfiguration& configuration, const ConnectionSettings& settings)
{
    if (const QString path = valueOf(settings, "ssl.keystore.location"); !path.isEmpty())
        return addKeystore(configuration, settings, path);
    const QString path = valueOf(settings, "ssl.certificate.location");
    QByteArray pem = valueOf(settings, "ssl.certificate.pem").toUtf8();
    const QString keyPath = valueOf(settings, "ssl.key.location");
    QByteArray keyPem = secretOf(settings, "ssl.key.pem");
    if (path.isEmpty() && pem.isEmpty() && keyPath.isEmpty() && keyPem.isEmpty())
        return {};
    if (!path.isEmpty()) {
        auto read = fileOf("ssl.certificate.location", path);
        if (!read)
            return Failure(read.error());
        pem = *read;
    }
    const QList<QSslCertificate> chain = QSslCertificate::fromData(pem);
    if (chain.isEmpty())
        return wrong(QStringLiteral("The client certificate %1 is no certificate in PEM").arg(path),
            QStringLiteral("set ssl.certificate.location to a PEM file"));
    if (!keyPath.isEmpty()) {
        auto read = fileOf("ssl.key.location", keyPath);
        if (!read)
            return Failure(read.error());
        keyPem = *read;
    }
    QSslKey key;
    for (const auto algorithm : { QSsl::Rsa, QSsl::Ec, QSsl::Dsa }) {
        if (key.isNull())
            key = QSslKey(keyPem, algorithm, QSsl::Pem, QSsl::PrivateKey, secretOf(settings, "ssl.key.password"));
    }
    if (key.isNull())
        return wrong(QStringLiteral("The private key %1 cannot be opened: it is no key in PEM or its password is wrong")
                         .arg(keyPath),
            QStringLiteral("check ssl.key.location and ssl.key.password"));
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    return {};
}

QByteArray kafkaString(const QByteArray& text)
{
    QByteArray out(2, '\0');
    qToBigEndian(qint16(text.size()), out.data());
    return out + text;
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const ConnectionSettings& settings)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    auto trusted = authorities(settings);
    if (!trusted)
        return Failure(trusted.error());
    configuration.setCaCertificates(*trusted);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (auto added = addOwnCertificate(configuration, settings); !added)
        return Failure(added.error());
    return configuration;
}

QString certificateWords(const QSslCertificate& certificate)
{
    QStringList names;
    const auto alternative = certificate.subjectAlternativeNames();
    for (const QString& name : alternative) {
        if (names.size() < 10)
            names << name.left(100);
    }
    QString words
        = QStringLiteral("CN=%1").arg(certificate.subjectInfo(QSslCertificate::CommonName).join(u' ').left(100));
    if (!names.isEmpty())
        words += QStringLiteral(", valid for %1").arg(names.join(QStringLiteral(", ")));
    return words
        + QStringLiteral(", issued by %1, until %2")
              .arg(certificate.issuerDisplayName().left(100), certificate.expiryDate().toUTC().toString(Qt::ISODate));
}

BrokerProbe::BrokerProbe(
    int descriptor, HostPort address, std::chrono::milliseconds patience, const std::stop_token& stop)
    : m_address(std::move(address))
    , m_until(std::chrono::steady_clock::now() + patience)
    , m_socket(std::make_unique<QSslSocket>())
    , m_descriptor(descriptor)
{
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setPeerVerifyName(m_address.host);
    m_socket->setSocketDescriptor(descriptor);
    // whoever stops ends what this thread waits for
    m_stopping = std::make_unique<std::stop_callback<std::function<void()>>>(stop, [this] {
        const std::lock_guard lock(m_mutex);
        if (m_descriptor >= 0)
            ::shutdown(m_descriptor, SHUT_RDWR);
    });
}

BrokerProbe::~BrokerProbe()
{
    {
        const std::lock_guard lock(m_mutex);
        m_descriptor = -1;
    }
    m_stopping.reset();
    m_socket->abort();
}

int BrokerProbe::left() const
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_until - std::chrono::steady_clock::now());
    return int(std::clamp<qint64>(left.count(), 1, 3'600'000));
}

BrokerProbe::Tls BrokerProbe::handshake(const QSslConfiguration& configuration)
{
    Tls outcome;
    m_socket->setSslConfiguration(configuration);
    QObject::connect(m_socket.get(), &QSslSocket::sslErrors, m_socket.get(), [&](const QList<QSslError>& errors) {
        outcome.errors += errors;
        m_socket->ignoreSslErrors(); // to learn all there is; nothing of ours is sent on such a connection
    });
    m_socket->startClientEncryption();
    const bool done = m_socket->waitForEncrypted(left());
    outcome.certificate = m_socket->peerCertificate();
    outcome.spoken = !outcome.certificate.isNull();
    if (done)
        outcome.protocol = QStringLiteral("%1, %2").arg(
            m_socket->sessionCipher().protocolString(), m_socket->sessionCipher().name());
    else
        outcome.failure = m_socket->errorString();
    QObject::disconnect(m_socket.get(), &QSslSocket::sslErrors, nullptr, nullptr);
    return outcome;
}

std::optional<QByteArray> BrokerProbe::ask(qint16 api, qint16 version, const QByteArray& body, Answer& answer)
{
    QByteArray request(8, '\0');
    qToBigEndian(api, request.data());
    qToBigEndian(version, request.data() + 2);
    qToBigEndian(++m_correlation, request.data() + 4);
    request += kafkaString("spillway") + body;
    QByteArray size(4, '\0');
    qToBigEndian(qint32(request.size()), size.data());
    m_socket->write(size + request);
    QByteArray got;
    qint32 wanted = 4;
    while (got.size() < wanted) {
        if (m_socket->bytesAvailable() == 0 && !m_socket->waitForReadyRead(left())) {
            answer.closed = m_socket->state() != QAbstractSocket::ConnectedState;
            answer.failure = answer.closed && m_socket->error() == QAbstractSocket::RemoteHostClosedError
                ? QStringLiteral("the connection was closed")
                : m_socket->errorString();
            return std::nullopt;
        }
        got += m_socket->read(wanted - got.size());
        if (got.size() == 4 && wanted == 4) {
            const auto announced = qFromBigEndian<qint32>(got.constData());
            // a TLS record: type (alert or handshake), version 3.x
            answer.tlsAlert = (got[0] == 0x15 || got[0] == 0x16) && got[1] == 0x03;
            if (answer.tlsAlert || announced < 4 || announced > LargestAnswer) {
                answer.failure = QStringLiteral("what answers is not Kafka");
                return std::nullopt;
            }
            wanted += announced;
        }
    }
    if (qFromBigEndian<qint32>(got.constData() + 4) != m_correlation) {
        answer.failure = QStringLiteral("what answers is not Kafka");
        return std::nullopt;
    }
    return got.mid(8);
}

BrokerProbe::Answer BrokerProbe::apiVersions()
{
    Answer answer;
    const auto body = ask(ApiVersionsKey, 0, {}, answer);
    answer.kafka = body && body->size() >= 6;
    if (body && !answer.kafka)
        answer.failure = QStringLiteral("what answers is not Kafka");
    return answer;
}

std::optional<SaslOffer> BrokerProbe::saslHandshake(const QString& mechanism)
{
    Answer answer;
    const auto body = ask(SaslHandshakeKey, 1, kafkaString(mechanism.toUtf8()), answer);
    if (!body || body->size() < 6)
        return std::nullopt;
    const auto error = qFromBigEndian<qint16>(body->constData());
    SaslOffer offer;
    offer.kind = error == 0                 ? SaslOffer::Kind::Agreed
        : error == UnsupportedSaslMechanism ? SaslOffer::Kind::OtherMechanisms
                                            : SaslOffer::Kind::NoSasl;
    if (error != 0 && error != UnsupportedSaslMechanism && error != IllegalSaslState)
        return std::nullopt;
    qsizetype at = 6;
    const auto count = qFromBigEndian<qint32>(body->constData() + 2);
    for (qint32 i = 0; i < count && at + 2 <= body->size() && offer.mechanisms.size() < 50; ++i) {
        const auto length = qFromBigEndian<qint16>(body->constData() + at);
        if (length < 0 || at + 2 + length > body->size())
            break;
        offer.mechanisms << QString::fromUtf8(body->mid(at + 2, length)).left(100);
        at += 2 + length;
    }
    return offer;
}

} // namespace spillway::kafka
