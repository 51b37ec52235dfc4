// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/browse/recordsource.h"

namespace spillway {

namespace {

// A page that waits longer than this says what is wrong and tries again.
constexpr kafka::Milliseconds ResolveDeadline{ 5000 };

class KafkaReading : public Reading {
public:
    explicit KafkaReading(std::unique_ptr<kafka::RecordReader> reader)
        : m_reader(std::move(reader))
    {
    }
    void pause() override { m_reader->pause(); }
    void resume() override { m_reader->resume(); }
    void stop() override { m_reader->stop(); }

private:
    std::unique_ptr<kafka::RecordReader> m_reader;
};

} // namespace

KafkaRecordSource::KafkaRecordSource(ConnectionSettings settings)
    : m_settings(std::move(settings))
{
}

KafkaRecordSource::~KafkaRecordSource() = default;

Result<std::vector<kafka::PartitionRange>> KafkaRecordSource::resolve(const kafka::ReadRequest& request)
{
    const std::lock_guard one(m_resolving);
    std::shared_ptr<kafka::Admin> admin;
    {
        const std::lock_guard guard(m_guard);
        if (!m_admin) {
            auto created = kafka::Admin::create(m_settings);
            if (!created)
                return Failure(created.error());
            m_admin = std::move(*created);
            m_admin->setDeadline(ResolveDeadline);
        }
        admin = m_admin;
    }
    return kafka::RecordReader::resolve(*admin, request);
}

Result<std::unique_ptr<Reading>> KafkaRecordSource::start(
    const kafka::ReadRequest& request, std::vector<kafka::PartitionRange> ranges, kafka::RecordSink& sink)
{
    auto reader = kafka::RecordReader::start(m_settings, request, std::move(ranges), sink);
    if (!reader)
        return Failure(reader.error());
    return std::make_unique<KafkaReading>(std::move(*reader));
}

void KafkaRecordSource::cancel()
{
    const std::lock_guard guard(m_guard);
    // A cancelled client stays cancelled, so the next resolve() makes another; the one running keeps this one alive.
    if (m_admin)
        std::exchange(m_admin, nullptr)->cancel();
}

} // namespace spillway
