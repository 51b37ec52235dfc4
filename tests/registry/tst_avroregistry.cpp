// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/serde/avroserializer.h"
#include "core/serde/eventjson.h"
#include "core/serde/wireformat.h"
#include "tests/support/eventsamples.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <QUuid>

#include <algorithm>

using namespace spillway;

namespace {

/// The outside party: Apache Avro's Python library with the registry, nothing of ours.
class PythonClient {
public:
    explicit PythonClient(const QStringList& arguments)
    {
        const QString script
            = qEnvironmentVariable("SPILLWAY_SOURCE_DIR") + QStringLiteral("/tests/support/registry/avroclient.py");
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        // Debian's, which has python3-avro; another first in PATH need not
        m_process.start(QStringLiteral("/usr/bin/python3"), QStringList{ script } + arguments);
    }
    ~PythonClient()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(5000);
    }
    QByteArray ask(const QByteArray& line)
    {
        m_process.write(line + '\n');
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(60'000))
                return {};
        }
        return m_process.readLine().trimmed();
    }

private:
    QProcess m_process;
};

/// Times as the client has them: {"micros": n}.
EventValue withMicros(EventValue event)
{
    event.set(QStringLiteral("occurred_at"),
        EventValue::object(
            { { QStringLiteral("micros"), event[u"occurred_at"].toTime()->time_since_epoch().count() } }));
    return event;
}

std::string_view view(const QByteArray& bytes)
{
    return { bytes.constData(), size_t(bytes.size()) };
}

} // namespace

/// Against the real registry that ./dev test starts.
class AvroRegistryTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_url = qEnvironmentVariable("SPILLWAY_TEST_REGISTRY");
        QVERIFY2(!m_url.isEmpty(), "SPILLWAY_TEST_REGISTRY names the schema registry; ./dev test sets it");
        m_registry = std::make_shared<SchemaRegistry>(settings());
        m_prefix = QStringLiteral("t-") + QUuid::createUuid().toString(QUuid::Id128).left(8) + u'.';
    }

    void aPythonClientReadsOursAndWeReadItsOwn_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char* suffix :
            { "debate-events", "decision-events", "evolution-events", "webhook-events", "metrics-events" })
            QTest::newRow(suffix) << QString::fromUtf8(suffix);
    }
    void aPythonClientReadsOursAndWeReadItsOwn()
    {
        QFETCH(QString, suffix);
        const QString subject = m_prefix + suffix + QStringLiteral("-value");
        const AvroEventSerializer serializer(*eventSchema(suffix), m_registry, subject);
        // One after the other: Apicurio refuses one of two clients that register a new subject at the same moment, and
        // the Python client takes that for an answer.
        const auto samples = eventSamples();
        const auto first = std::find_if(
            samples.begin(), samples.end(), [&](const EventSample& sample) { return sample.topicSuffix == suffix; });
        QVERIFY(first != samples.end());
        const auto registered = serializer.serialize(first->event);
        QVERIFY2(registered, registered ? "" : qPrintable(registered.error().message));
        PythonClient reader({ QStringLiteral("read"), m_url });
        PythonClient writer({ QStringLiteral("write"), m_url, subject,
            qEnvironmentVariable("SPILLWAY_SOURCE_DIR") + QStringLiteral("/resources/avro/") + suffix
                + QStringLiteral(".avsc") });
        int events = 0;
        for (const EventSample& sample : eventSamples()) {
            if (sample.topicSuffix != suffix)
                continue;
            ++events;
            const auto ours = serializer.serialize(sample.event);
            QVERIFY2(ours, ours ? "" : qPrintable(ours.error().message));
            const EventValue asJson = withMicros(sample.event);
            const QByteArray read = reader.ask(ours->toHex());
            const auto readValue = parseJson(view(read));
            QVERIFY2(readValue, read.constData());
            QCOMPARE(*readValue, asJson);

            const QByteArray theirs = QByteArray::fromHex(writer.ask(*writeJson(asJson)));
            // the same schema of the same subject has the same id
            QCOMPARE(theirs.left(5).toHex(), ours->left(5).toHex());
            const auto event = serializer.deserialize({ theirs.constData(), size_t(theirs.size()) });
            QVERIFY2(event, event ? "" : qPrintable(event.error().message));
            QVERIFY2(*event == sample.event, writeJson(*event)->constData());
        }
        QVERIFY(events > 0);
    }

    void whatIsRegisteredIsFound()
    {
        const QString subject = m_prefix + QStringLiteral("a/b c");
        const QByteArray schema = R"({"type":"record","name":"R","fields":[{"name":"n","type":"long"}]})";
        QCOMPARE(m_registry->lookUp(subject, schema).error().code, ErrorCode::NotFound);
        const auto id = m_registry->registerSchema(subject, schema);
        QVERIFY2(id, id ? "" : qPrintable(id.error().message));
        QCOMPARE(m_registry->registerSchema(subject, schema), id);
        QCOMPARE(m_registry->lookUp(subject, schema), id);
        const auto latest = m_registry->latest(subject);
        QVERIFY2(latest, latest ? "" : qPrintable(latest.error().message));
        QCOMPARE((*latest)->id, *id);
        SchemaRegistry fresh(settings());
        QCOMPARE((*fresh.schema(*id))->avro.text(), schema);
        const auto refused = m_registry->registerSchema(subject, "{");
        QVERIFY(!refused);
        QCOMPARE(errorCodeName(refused.error().code), errorCodeName(ErrorCode::InvalidArgument));
    }

    void referencesAreFollowed()
    {
        const QString shared = m_prefix + QStringLiteral("shared");
        QVERIFY(
            m_registry->registerSchema(shared, R"({"type":"enum","name":"lib.Suit","symbols":["HEARTS","CLUBS"]})"));
        const auto id = m_registry->registerSchema(m_prefix + QStringLiteral("uses"),
            R"({"type":"array","items":"lib.Suit"})", { { QStringLiteral("lib.Suit"), shared, 1 } });
        QVERIFY2(id, id ? "" : qPrintable(id.error().message));
        SchemaRegistry fresh(settings());
        const auto schema = fresh.schema(*id);
        QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
        QCOMPARE(*decodeAvro((*schema)->avro, std::string_view("\x02\x02\x00", 3)),
            EventValue(EventValue::Array{ "CLUBS" }));
    }

    void anIdThatNobodyGaveIsNotFound()
    {
        const auto answer = m_registry->schema(2'000'000'000);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::NotFound);
        const auto missing = m_registry->latest(m_prefix + QStringLiteral("never"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }

private:
    RegistrySettings settings() const
    {
        RegistrySettings made = *registrySettings(m_url);
        made.timeout = std::chrono::seconds(30); // a loaded machine
        return made;
    }

    QString m_url;
    QString m_prefix;
    std::shared_ptr<SchemaRegistry> m_registry;
};

QTEST_GUILESS_MAIN(AvroRegistryTest)
#include "tst_avroregistry.moc"
