// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/kafka/connectiontest.h"

#include "core/kafka/background.h"
#include "core/kafka/brokerprobe.h"
#include "core/kafka/client.h"
#include "core/kafka/errors.h"

#include <QSslCertificate>
#include <QSslSocket>

#include <algorithm>
#include <mutex>
#include <unistd.h>

namespace spillway::kafka {

namespace {

constexpr size_t MostBrokersTried = 20;
/// A topic and a group that do not exist, to ask whether one may ask.
constexpr const char* ProbeName = "spillway-connection-test";
constexpr int PieceMs = 200; ///< how long one blocking call may hold up whoever cancels

QString valueOf(const ConnectionSettings& settings, const char* name)
{
    const auto at = settings.properties.find(QLatin1String(name));
    return at == settings.properties.end() ? QString() : at->second;
}

Error trouble(ErrorCode code, const QString& message, const QString& hint)
{
    return { .code = code, .message = message, .hint = hint };
}

Error withHint(Error error, const QString& hint)
{
    error.hint = hint;
    return error;
}

/// What is wrong with a certificate, in the order it matters; nullopt for what the settings say to overlook.
std::optional<Error> certificateTrouble(
    const BrokerProbe::Tls& tls, const HostPort& address, const ConnectionSettings& settings)
{
    if (valueOf(settings, "enable.ssl.certificate.verification") == QLatin1String("false"))
        return std::nullopt;
    const QString words = certificateWords(tls.certificate);
    const bool anyName = valueOf(settings, "ssl.endpoint.identification.algorithm") == QLatin1String("none");
    const auto has = [&](std::initializer_list<QSslError::SslError> kinds) {
        return std::ranges::any_of(
            tls.errors, [&](const QSslError& error) { return std::ranges::find(kinds, error.error()) != kinds.end(); });
    };
    if (has({ QSslError::CertificateExpired }))
        return trouble(ErrorCode::Unreachable,
            QStringLiteral("The broker's certificate has expired on %1 (%2)")
                .arg(tls.certificate.expiryDate().toUTC().toString(Qt::ISODate), words),
            QStringLiteral("the broker needs a new certificate; also check this machine's clock"));
    if (has({ QSslError::CertificateNotYetValid }))
        return trouble(ErrorCode::Unreachable,
            QStringLiteral("The broker's certificate is not valid before %1 (%2)")
                .arg(tls.certificate.effectiveDate().toUTC().toString(Qt::ISODate), words),
            QStringLiteral("check this machine's clock"));
    if (has({ QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
            QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToGetIssuerCertificate,
            QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted,
            QSslError::CertificateSignatureFailed, QSslError::InvalidCaCertificate }))
        return trouble(ErrorCode::Unreachable,
            QStringLiteral("The broker's certificate comes from a CA that is not trusted here: %1 (%2)")
                .arg(tls.certificate.issuerDisplayName().left(100), words),
            QStringLiteral("set ssl.ca.location (KAFKA_SSL_CAFILE) to the PEM file of the CA that signed it"));
    if (has({ QSslError::HostNameMismatch }) && !anyName)
        return trouble(ErrorCode::Unreachable,
            QStringLiteral("The broker's certificate is not for the host name %1 (%2)").arg(address.host, words),
            QStringLiteral("connect by a name the certificate has, or let the broker have one for this name; "
                           "ssl.endpoint.identification.algorithm=none switches the check off"));
    for (const QSslError& error : tls.errors) {
        if (error.error() != QSslError::HostNameMismatch)
            return trouble(ErrorCode::Unreachable,
                QStringLiteral("The broker's certificate was refused: %1 (%2)").arg(error.errorString(), words),
                QStringLiteral("look at the certificate with: openssl s_client -connect %1:%2")
                    .arg(address.host)
                    .arg(address.port));
    }
    return std::nullopt;
}

/// The names a certificate is for, as one may connect by them; the newer field has precedence (RFC 6125, 6.4.4).
QStringList hostNamesOf(const QSslCertificate& certificate)
{
    constexpr qsizetype most = 10;
    constexpr qsizetype longest = 253; // RFC 1035
    QStringList names;
    const auto take = [&names](const QString& name) {
        if (!name.isEmpty() && name.size() <= longest && !name.contains(u'*') && !name.contains(u' ')
            && bootstrapProblem(name + QStringLiteral(":1")).isEmpty() && names.size() < most)
            names << name;
    };
    const auto alternative = certificate.subjectAlternativeNames();
    for (auto at = alternative.begin(); at != alternative.end(); ++at)
        if (at.key() == QSsl::DnsEntry)
            take(at.value());
    if (alternative.isEmpty())
        for (const QString& name : certificate.subjectInfo(QSslCertificate::CommonName))
            take(name);
    names.removeDuplicates();
    return names;
}

class Tester {
public:
    Tester(const ConnectionSettings& settings, Milliseconds patience, const std::stop_token& stop,
        const std::function<void(const ConnectionStepResult&)>& streamed)
        : m_settings(settings)
        , m_patience(patience)
        , m_stop(stop)
        , m_streamed(streamed)
    {
        const QString protocol = valueOf(settings, "security.protocol").toLower();
        m_tls = protocol.endsWith(QLatin1String("ssl"));
        m_sasl = protocol.startsWith(QLatin1String("sasl"));
        m_mechanism = valueOf(settings, "sasl.mechanism");
        if (m_sasl && m_mechanism.isEmpty())
            m_mechanism = QStringLiteral("GSSAPI"); // librdkafka's default
    }

    ~Tester() { destroyWithin(std::move(m_client), Milliseconds(0)); }
    Tester(const Tester&) = delete;
    Tester& operator=(const Tester&) = delete;

    ConnectionReport run()
    {
        if (!configuration())
            return std::move(m_report);
        // One address that works is enough to go on; the others are told about.
        bool way = false;
        for (const HostPort& address : bootstrapAddresses(m_settings.bootstrapServers))
            way = (!stopped() && tryAddress(address)) || way;
        if (way && !stopped() && metadata() && !stopped()) {
            // without a broker that can be reached the questions about rights would only run out of time
            if (reachBrokers() && !stopped())
                authorise();
        }
        return std::move(m_report);
    }

private:
    bool stopped() const { return m_stop.stop_requested(); }
    void begin(ConnectionStep step)
    {
        m_step = step;
        m_begun = std::chrono::steady_clock::now();
    }
    bool tell(ConnectionStepResult result)
    {
        result.step = m_step;
        result.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_begun);
        result.certificateNames = std::exchange(m_otherNames, {});
        if (!result.certificateNames.isEmpty())
            result.host = m_otherHost;
        const bool ok = result.ok;
        m_report.steps.push_back(std::move(result));
        if (m_streamed)
            m_streamed(m_report.steps.back());
        return ok;
    }
    bool good(const QString& detail) { return tell({ .ok = true, .detail = detail, .hint = {} }); }
    bool bad(const Error& error)
    {
        return tell({ .ok = false, .detail = error.message, .hint = error.hint, .code = error.code });
    }

    bool configuration()
    {
        begin(ConnectionStep::Configuration);
        if (const QString problem = bootstrapProblem(m_settings.bootstrapServers); !problem.isEmpty())
            return bad(trouble(ErrorCode::InvalidConfiguration, QStringLiteral("bootstrap.servers ") + problem,
                QStringLiteral("accepted: HOST:PORT[,HOST:PORT…]")));
        if (m_tls) {
            auto made = tlsConfiguration(m_settings);
            if (!made)
                return bad(made.error());
            m_tlsConfiguration = *made;
        }
        auto client = makeClient(m_settings, RD_KAFKA_CONSUMER, { { "group.id", ProbeName } });
        if (!client)
            return bad(client.error());
        m_client = std::move(*client);
        if (m_sasl && m_mechanism != QLatin1String("GSSAPI") && m_mechanism != QLatin1String("OAUTHBEARER")
            && (valueOf(m_settings, "sasl.username").isEmpty()
                || !m_settings.secrets.contains(QStringLiteral("sasl.password"))))
            return bad(trouble(ErrorCode::InvalidConfiguration,
                QStringLiteral("%1 needs a user name and a password").arg(m_mechanism),
                QStringLiteral("set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or give them in the profile")));
        return good(redacted(m_settings).trimmed().split(QLatin1Char('\n')).join(QStringLiteral(", ")));
    }

    /// Name, port, TLS and first words, so that the report tells a wrong name from a closed port from a wrong protocol.
    bool tryAddress(const HostPort& address)
    {
        begin(ConnectionStep::Resolve);
        const auto resolved = resolveHost(address, m_patience, m_stop);
        if (!resolved)
            return bad(resolved.error());
        good(QStringLiteral("%1 is %2").arg(address.host, numericAddresses(*resolved)));
        begin(ConnectionStep::Connect);
        auto probe = open(address, *resolved);
        if (!probe)
            return bad(probe.error());
        good(QStringLiteral("%1:%2 accepts connections").arg(address.host).arg(address.port));
        if (m_tls) {
            begin(ConnectionStep::Tls);
            if (auto spoken = tls(**probe, address, *resolved); !spoken)
                return bad(spoken.error());
            else
                good(*spoken);
        }
        begin(m_sasl ? ConnectionStep::Authenticate : m_tls ? ConnectionStep::Tls : ConnectionStep::Connect);
        const auto words = firstWords(**probe, address, *resolved);
        if (!words && !stopped())
            return bad(words.error());
        return words.has_value();
    }

    Result<std::unique_ptr<BrokerProbe>> open(const HostPort& address, const std::vector<SocketAddress>& resolved)
    {
        const auto descriptor = openPort(address, resolved, m_patience, m_stop);
        if (!descriptor)
            return Failure(descriptor.error());
        return std::make_unique<BrokerProbe>(*descriptor, address, m_patience, m_stop);
    }

    Result<QString> tls(BrokerProbe& probe, const HostPort& address, const std::vector<SocketAddress>& resolved)
    {
        if (!QSslSocket::supportsSsl())
            return Failure(trouble(ErrorCode::Unsupported, QStringLiteral("Qt finds no TLS library on this machine"),
                QStringLiteral("install libssl3 and Qt's TLS plugin")));
        const auto outcome = probe.handshake(m_tlsConfiguration);
        if (outcome.spoken) {
            if (const auto wrong = certificateTrouble(outcome, address, m_settings)) {
                if (std::ranges::all_of(outcome.errors,
                        [](const QSslError& error) { return error.error() == QSslError::HostNameMismatch; })) {
                    m_otherHost = address.host;
                    m_otherNames = hostNamesOf(outcome.certificate);
                }
                return Failure(*wrong);
            }
        }
        if (outcome.failure.isEmpty())
            return QStringLiteral("%1; %2").arg(outcome.protocol, certificateWords(outcome.certificate));
        if (stopped())
            return Failure(cancelledError(QStringLiteral("TLS")));
        // the usual reason: the port knows no TLS. Ask it the other way.
        if (auto plain = open(address, resolved); !outcome.spoken && plain && (*plain)->apiVersions().kafka)
            return Failure(trouble(ErrorCode::Unreachable,
                QStringLiteral("%1:%2 speaks Kafka without TLS").arg(address.host).arg(address.port),
                QStringLiteral("use the broker's TLS port, or security.protocol=%1")
                    .arg(m_sasl ? QStringLiteral("SASL_PLAINTEXT") : QStringLiteral("PLAINTEXT"))));
        return Failure(trouble(ErrorCode::Unreachable,
            QStringLiteral("The TLS handshake with %1:%2 failed: %3")
                .arg(address.host)
                .arg(address.port)
                .arg(outcome.failure),
            outcome.spoken ? clientCertificateHint() : QStringLiteral("check that the port is the broker's TLS port")));
    }

    QString clientCertificateHint() const
    {
        return m_tlsConfiguration.localCertificate().isNull()
            ? QStringLiteral("the broker may want a client certificate: set ssl.certificate.location and "
                             "ssl.key.location (KAFKA_SSL_CERTFILE, KAFKA_SSL_KEYFILE)")
            : QStringLiteral("the broker may not trust the CA of the client certificate");
    }

    /// ApiVersions, then SaslHandshake: they are answered before anybody has logged in.
    Result<> firstWords(BrokerProbe& probe, const HostPort& address, const std::vector<SocketAddress>& resolved)
    {
        const auto answer = probe.apiVersions();
        if (!answer.kafka)
            return Failure(noKafka(answer, address, resolved));
        // on a port without SASL it is answered with "illegal state", on one with SASL with what it offers
        const auto offer = probe.saslHandshake(m_sasl ? m_mechanism : QStringLiteral("NONE"));
        if (!offer)
            return {};
        const QString offered = offer->mechanisms.join(QStringLiteral(", "));
        if (!m_sasl && offer->kind == SaslOffer::Kind::OtherMechanisms)
            return Failure(trouble(ErrorCode::AuthenticationFailed,
                QStringLiteral("%1:%2 wants SASL; it offers %3").arg(address.host).arg(address.port).arg(offered),
                QStringLiteral("set security.protocol=%1, sasl.mechanism and a user")
                    .arg(m_tls ? QStringLiteral("SASL_SSL") : QStringLiteral("SASL_PLAINTEXT"))));
        if (m_sasl && offer->kind == SaslOffer::Kind::NoSasl)
            return Failure(trouble(ErrorCode::AuthenticationFailed,
                QStringLiteral("%1:%2 does not use SASL").arg(address.host).arg(address.port),
                QStringLiteral("use the broker's SASL port, or security.protocol=%1")
                    .arg(m_tls ? QStringLiteral("SSL") : QStringLiteral("PLAINTEXT"))));
        if (m_sasl && offer->kind == SaslOffer::Kind::OtherMechanisms)
            return Failure(trouble(ErrorCode::AuthenticationFailed,
                QStringLiteral("The broker does not offer the SASL mechanism %1; it offers %2")
                    .arg(m_mechanism, offered),
                QStringLiteral("set sasl.mechanism (KAFKA_SASL_MECHANISM) to one of these")));
        return {};
    }

    Error noKafka(
        const BrokerProbe::Answer& answer, const HostPort& address, const std::vector<SocketAddress>& resolved)
    {
        const QString where = QStringLiteral("%1:%2").arg(address.host).arg(address.port);
        if (!m_tls) {
            bool speaksTls = answer.tlsAlert;
            if (auto other = open(address, resolved); !speaksTls && answer.closed && other)
                speaksTls = (*other)->handshake(QSslConfiguration::defaultConfiguration()).spoken;
            if (speaksTls)
                return trouble(ErrorCode::Unreachable,
                    where + QStringLiteral(" speaks TLS, and the settings say plain text"),
                    QStringLiteral("set security.protocol=%1 and, for a CA of your own, ssl.ca.location")
                        .arg(m_sasl ? QStringLiteral("SASL_SSL") : QStringLiteral("SSL")));
        } else if (answer.closed) {
            const bool without = m_tlsConfiguration.localCertificate().isNull();
            return trouble(ErrorCode::AuthenticationFailed,
                without
                    ? QStringLiteral("%1 requires a client certificate and got none (%2)").arg(where, answer.failure)
                    : QStringLiteral("%1 refused the client certificate (%2)").arg(where, answer.failure),
                clientCertificateHint());
        }
        return trouble(ErrorCode::Unreachable,
            QStringLiteral("%1 does not answer as a Kafka broker does: %2").arg(where, answer.failure),
            QStringLiteral("check the port; something else may listen there"));
    }

    /// Asks again and again in short pieces until answered, refused, stopped or out of time. Only librdkafka can log
    /// in; it says why it could not in events, and would try the same password for ever: the first refusal ends it.
    template <class Ask> rd_kafka_resp_err_t untilAnswered(Ask&& ask)
    {
        const auto until = std::chrono::steady_clock::now() + m_patience;
        const QueueHandle main{ rd_kafka_queue_get_main(m_client.get()) };
        rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
        while (!stopped() && std::chrono::steady_clock::now() < until) {
            code = ask();
            if (code != RD_KAFKA_RESP_ERR__TIMED_OUT && code != RD_KAFKA_RESP_ERR__TRANSPORT
                && code != RD_KAFKA_RESP_ERR__WAIT_COORD)
                return code;
            while (const EventHandle event{ rd_kafka_queue_poll(main.get(), 0) }) {
                if (rd_kafka_event_type(event.get()) != RD_KAFKA_EVENT_ERROR)
                    continue;
                const auto said = rd_kafka_event_error(event.get());
                if (said != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
                    m_said = brokerComplaint(rd_kafka_event_error_string(event.get())).reason;
                if (said == RD_KAFKA_RESP_ERR__AUTHENTICATION)
                    return said;
            }
        }
        return code;
    }

    bool metadata()
    {
        begin(m_sasl ? ConnectionStep::Authenticate : ConnectionStep::Metadata);
        MetadataHandle got;
        const auto code = untilAnswered([&] {
            const rd_kafka_metadata_t* answer = nullptr;
            const auto asked = rd_kafka_metadata(m_client.get(), 1, nullptr, &answer, PieceMs);
            got.reset(answer);
            return asked;
        });
        if (stopped())
            return false;
        if (code != RD_KAFKA_RESP_ERR_NO_ERROR || !got) {
            if (code != RD_KAFKA_RESP_ERR__AUTHENTICATION)
                m_step = ConnectionStep::Metadata;
            return bad(makeError(code, {}, m_said));
        }
        if (m_sasl) {
            good(QStringLiteral("%1 as %2").arg(m_mechanism, valueOf(m_settings, "sasl.username")));
            begin(ConnectionStep::Metadata);
        }
        if (char* id = rd_kafka_clusterid(m_client.get(), 0)) {
            m_report.clusterId = QString::fromUtf8(id);
            rd_kafka_mem_free(m_client.get(), id);
        }
        for (int i = 0; i < got->broker_cnt; ++i)
            m_report.brokers.push_back({ BrokerId{ got->brokers[i].id }, QString::fromUtf8(got->brokers[i].host),
                static_cast<quint16>(got->brokers[i].port) });
        std::ranges::sort(m_report.brokers, {}, &Broker::id);
        return good(QStringLiteral("cluster %1 with %2 brokers; %3 topics can be seen")
                        .arg(m_report.clusterId)
                        .arg(m_report.brokers.size())
                        .arg(got->topic_cnt));
    }

    /// A right that is missing hides things without an error; asking for a name that does not exist tells.
    void authorise()
    {
        begin(ConnectionStep::Authorise);
        TopicHandle handle{ rd_kafka_topic_new(m_client.get(), ProbeName, nullptr) };
        const auto topic = untilAnswered([&] {
            const rd_kafka_metadata_t* answer = nullptr;
            auto code = rd_kafka_metadata(m_client.get(), 0, handle.get(), &answer, PieceMs);
            if (const MetadataHandle held{ answer }; held && held->topic_cnt > 0)
                code = held->topics[0].err;
            return code;
        });
        handle.reset();
        if (stopped())
            return;
        if (topic != RD_KAFKA_RESP_ERR_NO_ERROR && topic != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
            bad(withHint(makeError(topic, QStringLiteral("Describe topics")),
                QStringLiteral("the user needs ACLs for Describe (and Read, to see records) on topics; what it may not "
                               "see is not shown")));
        else
            good(QStringLiteral("Topics may be described"));

        begin(ConnectionStep::Authorise);
        const auto group = untilAnswered([&] {
            const PartitionListHandle list{ rd_kafka_topic_partition_list_new(1) };
            rd_kafka_topic_partition_list_add(list.get(), ProbeName, 0);
            const auto code = rd_kafka_committed(m_client.get(), list.get(), PieceMs);
            // a refused search for the coordinator is an error of the consumer, and the request waits on
            const MessageHandle said{ rd_kafka_consumer_poll(m_client.get(), 0) };
            return said && said->err == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ? said->err : code;
        });
        if (stopped())
            return;
        if (group == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
            bad(withHint(makeError(group, QStringLiteral("Describe consumer groups")),
                QStringLiteral("the user needs ACLs for Describe on groups, or lag is not shown")));
        else
            good(QStringLiteral("Consumer groups may be described"));
    }

    bool reachBrokers()
    {
        bool any = false;
        for (size_t i = 0; i < m_report.brokers.size() && i < MostBrokersTried && !stopped(); ++i) {
            const Broker& broker = m_report.brokers[i];
            const HostPort address{ broker.host, broker.port };
            begin(ConnectionStep::Brokers);
            const auto resolved = resolveHost(address, m_patience, m_stop);
            const auto descriptor
                = resolved ? openPort(address, *resolved, m_patience, m_stop) : Result<int>(Failure(resolved.error()));
            if (stopped())
                return false;
            if (descriptor) {
                any = true;
                ::close(*descriptor);
                good(QStringLiteral("broker %1 is reachable at %2:%3")
                         .arg(broker.id.value)
                         .arg(broker.host)
                         .arg(broker.port));
                continue;
            }
            bad(trouble(descriptor.error().code,
                QStringLiteral("Broker %1 says it is reached at %2:%3, and from here it is not: %4")
                    .arg(broker.id.value)
                    .arg(broker.host)
                    .arg(broker.port)
                    .arg(descriptor.error().message),
                QStringLiteral("the broker's advertised.listeners must hold an address clients can reach; or make the "
                               "name known to this machine")));
        }
        return any;
    }

    const ConnectionSettings& m_settings;
    Milliseconds m_patience;
    std::stop_token m_stop;
    const std::function<void(const ConnectionStepResult&)>& m_streamed;
    bool m_tls = false;
    bool m_sasl = false;
    QString m_mechanism;
    QString m_otherHost; ///< of the address whose certificate is for m_otherNames
    QStringList m_otherNames;
    QSslConfiguration m_tlsConfiguration;
    ClientHandle m_client;
    QString m_said; ///< what librdkafka said last of a broker
    ConnectionReport m_report;
    ConnectionStep m_step = ConnectionStep::Configuration;
    std::chrono::steady_clock::time_point m_begun;
};

} // namespace

QString connectionStepName(ConnectionStep step)
{
    static const char* const names[]
        = { "configuration", "resolve", "connect", "tls", "authenticate", "metadata", "brokers", "authorise" };
    return QLatin1String(names[static_cast<size_t>(step)]);
}

bool ConnectionReport::ok() const
{
    return reached() && std::ranges::all_of(steps, &ConnectionStepResult::ok);
}

ConnectionReport testConnection(const ConnectionSettings& settings, std::chrono::milliseconds patience,
    const std::stop_token& stop, const std::function<void(const ConnectionStepResult&)>& streamed)
{
    return Tester(settings, patience, stop, streamed).run();
}

/// What a running test and its owner share: the owner may go at any time.
struct ConnectionTest::Private {
    struct Shared {
        std::mutex mutex;
        ConnectionTest* owner = nullptr;
        std::stop_source stop;
    };
    std::shared_ptr<Shared> running;
};

ConnectionTest::ConnectionTest(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
}

ConnectionTest::~ConnectionTest()
{
    cancel();
}

bool ConnectionTest::isRunning() const
{
    return d->running != nullptr;
}

void ConnectionTest::cancel()
{
    if (!d->running)
        return;
    {
        const std::lock_guard lock(d->running->mutex);
        d->running->owner = nullptr;
    }
    d->running->stop.request_stop();
    d->running.reset();
}

void ConnectionTest::start(const ConnectionSettings& settings, std::chrono::milliseconds patience)
{
    cancel();
    auto shared = std::make_shared<Private::Shared>();
    shared->owner = this;
    d->running = shared;
    inBackground([shared, settings, patience] {
        // queued to the owner's thread; `running` is asked again there: another test may have begun meanwhile
        const auto post = [&shared](auto call) {
            const std::lock_guard lock(shared->mutex);
            if (auto* const owner = shared->owner)
                QMetaObject::invokeMethod(
                    owner,
                    [owner, shared, call = std::move(call)] {
                        if (owner->d->running == shared)
                            call(owner);
                    },
                    Qt::QueuedConnection);
        };
        const auto report
            = testConnection(settings, patience, shared->stop.get_token(), [&](const ConnectionStepResult& result) {
                  post([result](ConnectionTest* owner) { emit owner->stepEnded(result); });
              });
        post([report](ConnectionTest* owner) {
            owner->d->running.reset();
            emit owner->finished(report);
        });
    });
}

} // namespace spillway::kafka
