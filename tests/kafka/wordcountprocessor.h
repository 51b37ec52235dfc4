// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/service/eventprocessor.h"

#include <map>
#include <mutex>

/// Counts the words of notes: event_data is {"text": "…"}.
class WordCountProcessor : public spillway::EventProcessor {
public:
    using EventProcessor::EventProcessor; // (client) or (client, id)
    ~WordCountProcessor() override { stop(); } // events may be on their way to this object

    QStringList eventTypes() const override { return { QStringLiteral("custom-events") }; }

    bool processEvent(const spillway::DomainEvent& event) override
    {
        const auto text = event.data()[u"text"].toText();
        if (!text)
            return false; // tried again, then dead-lettered
        const QStringList words = text->split(u' ', Qt::SkipEmptyParts);
        {
            const std::lock_guard lock(m_mutex);
            for (const QString& word : words.mid(0, 1000)) {
                if (m_counts.size() < 10'000 || m_counts.contains(word)) // state is bounded
                    ++m_counts[word];
            }
        }
        sendMetric(event, QStringLiteral("note_words"), QStringLiteral("notes"), double(words.size()),
            QStringLiteral("words"));
        return true;
    }

    qint64 count(const QString& word) const // for anybody, from any thread
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_counts.find(word);
        return found == m_counts.end() ? 0 : found->second;
    }

private:
    mutable std::mutex m_mutex;
    std::map<QString, qint64> m_counts;
};
