// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/deadletter/replayjournal.h"

#include "core/deadletter/headervalue.h"
#include "core/serde/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace spillway::deadletter {

namespace {

constexpr size_t KeptEntries = 10'000; // for audit; states are kept of all
constexpr qsizetype LongestLine = 1 << 20;

struct Word {
    JournalEntry::What what;
    const char* word;
};
constexpr std::array Words{
    Word{ JournalEntry::What::Begun, "begun" },
    Word{ JournalEntry::What::Sent, "sent" },
    Word{ JournalEntry::What::Failed, "failed" },
    Word{ JournalEntry::What::Discarded, "discarded" },
    Word{ JournalEntry::What::Reopened, "reopened" },
};

QByteArray lineOf(const JournalEntry& entry)
{
    // Whole numbers up to 2^53 only survive QJson as doubles; offsets are text therefore.
    QJsonObject line{
        { QStringLiteral("what"), journalWord(entry.what) },
        { QStringLiteral("topic"), entry.letter.topic },
        { QStringLiteral("partition"), entry.letter.partition.value },
        { QStringLiteral("offset"), QString::number(entry.letter.offset.value) },
        { QStringLiteral("ts"), QString::number(entry.timestampMs) },
        { QStringLiteral("at"), QString::number(entry.atMs) },
        { QStringLiteral("actor"), entry.actor },
    };
    const auto text = [&](const char* name, const QString& value) {
        if (!value.isEmpty())
            line[QLatin1String(name)] = value;
    };
    text("job", entry.job);
    text("target", entry.target);
    text("reason", entry.reason);
    if (entry.toPartition)
        line[QStringLiteral("to_partition")] = entry.toPartition->value;
    if (entry.toOffset)
        line[QStringLiteral("to_offset")] = QString::number(entry.toOffset->value);
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<JournalEntry> entryOf(const QByteArray& bytes)
{
    const QJsonObject line = QJsonDocument::fromJson(bytes).object();
    JournalEntry entry;
    const QString word = line[QStringLiteral("what")].toString();
    const auto at = std::ranges::find_if(Words, [&](const Word& w) { return word == QLatin1String(w.word); });
    const auto number = [&](const char* name) -> std::optional<qint64> {
        bool ok = false;
        const qint64 value = line[QLatin1String(name)].toString().toLongLong(&ok);
        return ok ? std::optional(value) : std::nullopt;
    };
    const auto offset = number("offset");
    const int partition = line[QStringLiteral("partition")].toInt(-1);
    entry.letter.topic = line[QStringLiteral("topic")].toString();
    if (at == Words.end() || !offset || partition < 0 || entry.letter.topic.isEmpty())
        return std::nullopt;
    entry.what = at->what;
    entry.letter.partition = Partition{ partition };
    entry.letter.offset = Offset{ *offset };
    entry.timestampMs = number("ts").value_or(-1);
    entry.atMs = number("at").value_or(0);
    entry.job = line[QStringLiteral("job")].toString();
    entry.target = line[QStringLiteral("target")].toString();
    entry.reason = line[QStringLiteral("reason")].toString();
    entry.actor = line[QStringLiteral("actor")].toString();
    if (const int to = line[QStringLiteral("to_partition")].toInt(-1); to >= 0)
        entry.toPartition = Partition{ to };
    if (const auto to = number("to_offset"))
        entry.toOffset = Offset{ *to };
    return entry;
}

Failure journalFailure(const QString& path, const QString& doing, int reason)
{
    return Failure(Error{ .code = ErrorCode::Refused,
        .message = QStringLiteral("The replay journal %1 cannot be %2: %3").arg(path, doing, qt_error_string(reason)),
        .hint = QStringLiteral("free space or mend the permissions of that file; nothing is replayed without it") });
}

/// What is known of one letter.
struct Marks {
    qint64 timestampMs = -1;
    std::map<QString, JournalEntry> byTarget; ///< newest replay line per target
    std::optional<JournalEntry> discarded;
};

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_fd; }

private:
    int m_fd;
};

} // namespace

ReplayJournal::Lock::~Lock()
{
    ::close(m_descriptor);
}

struct ReplayJournal::Private {
    QString path;
    QString actor;
    mutable std::mutex mutex;
    qint64 readTo = 0; ///< bytes of the file taken in
    std::map<TopicPartition, std::map<Offset, Marks>> letters;
    std::deque<JournalEntry> newest;
    qint64 unreadable = 0;

    void take(JournalEntry entry)
    {
        Marks& marks = letters[entry.letter.topicPartition()][entry.letter.offset];
        if (marks.timestampMs != entry.timestampMs)
            marks = Marks{ entry.timestampMs, {}, {} }; // the topic was created anew
        switch (entry.what) {
        case JournalEntry::What::Begun:
        case JournalEntry::What::Sent:
        case JournalEntry::What::Failed:
            marks.byTarget[entry.target] = entry;
            break;
        case JournalEntry::What::Discarded:
            marks.discarded = entry;
            break;
        case JournalEntry::What::Reopened:
            marks.discarded.reset();
            marks.byTarget.clear();
            break;
        }
        newest.push_back(std::move(entry));
        if (newest.size() > KeptEntries)
            newest.pop_front();
    }

    State stateOf(const Marks& marks, const QString& target) const
    {
        bool sent = false;
        bool uncertain = false;
        QString where;
        for (const auto& [topic, entry] : marks.byTarget) {
            if (!target.isEmpty() && topic != target)
                continue;
            if (entry.what == JournalEntry::What::Sent) {
                sent = true;
                where = entry.toPartition && entry.toOffset
                    ? toText(Coordinates{ topic, *entry.toPartition, *entry.toOffset })
                    : topic;
            } else if (entry.what == JournalEntry::What::Begun) {
                uncertain = true;
                where = where.isEmpty() ? topic : where;
            }
        }
        if (marks.discarded)
            return { LetterState::Discarded, marks.discarded->reason };
        if (uncertain)
            return { LetterState::Uncertain, where };
        if (sent)
            return { LetterState::Replayed, where };
        return {};
    }
};

QString journalWord(JournalEntry::What what)
{
    return QString::fromLatin1(Words[static_cast<size_t>(what)].word);
}

QString defaultJournalFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/spillway/deadletters");
}

Result<std::unique_ptr<ReplayJournal>> ReplayJournal::open(
    const QString& folder, const QString& clusterId, QString actor)
{
    // A cluster's id is 22 characters of base64url; whatever else a broker says must not leave the folder.
    QString name;
    for (const QChar c : clusterId.left(100))
        name += (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'-' || c == u'_' ? c : QLatin1Char('~');
    auto p = std::make_unique<Private>();
    p->path
        = folder + QLatin1Char('/') + (name.isEmpty() ? QStringLiteral("unnamed") : name) + QStringLiteral(".ndjson");
    p->actor = std::move(actor);
    std::unique_ptr<ReplayJournal> journal(new ReplayJournal(std::move(p)));
    if (const auto read = journal->refresh(); !read)
        return Failure(read.error());
    return journal;
}

ReplayJournal::ReplayJournal(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

ReplayJournal::~ReplayJournal() = default;

QString ReplayJournal::path() const
{
    return d->path;
}

Result<> ReplayJournal::refresh()
{
    const std::lock_guard lock(d->mutex);
    QFile file(d->path);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return journalFailure(d->path, QStringLiteral("read (%1)").arg(file.errorString()), errno);
    if (file.size() < d->readTo) { // somebody cut or replaced it: what it says now is what holds
        d->letters.clear();
        d->newest.clear();
        d->readTo = 0;
    }
    file.seek(d->readTo);
    for (;;) {
        const QByteArray line = file.readLine(LongestLine);
        if (line.isEmpty() || (!line.endsWith('\n') && line.size() < LongestLine - 1))
            break; // being written: next time
        d->readTo += line.size();
        if (line == "\n")
            continue;
        if (auto entry = entryOf(line))
            d->take(std::move(*entry));
        else
            ++d->unreadable;
    }
    return {};
}

Result<> ReplayJournal::append(std::span<const JournalEntry> entries)
{
    if (entries.empty())
        return {};
    QByteArray bytes;
    for (JournalEntry entry : entries) {
        entry.actor = d->actor;
        if (entry.atMs == 0)
            entry.atMs = QDateTime::currentMSecsSinceEpoch();
        bytes += lineOf(entry);
    }
    {
        const std::lock_guard lock(d->mutex);
        const QString folder = QFileInfo(d->path).absolutePath();
        if (!QDir().mkpath(folder))
            return journalFailure(d->path, QStringLiteral("written"), errno);
        const Descriptor fd(::open(QFile::encodeName(d->path).constData(),
            O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR));
        struct stat status { };
        if (fd.number() < 0 || ::fstat(fd.number(), &status) != 0)
            return journalFailure(d->path, QStringLiteral("written"), errno);
        if (!S_ISREG(status.st_mode))
            return journalFailure(d->path, QStringLiteral("written"), EINVAL);
        char last = '\n';
        if (status.st_size > 0 && ::pread(fd.number(), &last, 1, status.st_size - 1) == 1 && last != '\n')
            bytes.prepend('\n'); // a line torn by a crash must not spoil ours
        for (qsizetype at = 0; at < bytes.size();) {
            const ssize_t written
                = ::write(fd.number(), bytes.constData() + at, static_cast<size_t>(bytes.size() - at));
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                return journalFailure(d->path, QStringLiteral("written"), written < 0 ? errno : ENOSPC);
            at += written;
        }
        if (::fsync(fd.number()) != 0)
            return journalFailure(d->path, QStringLiteral("written"), errno);
    }
    return refresh();
}

ReplayJournal::State ReplayJournal::stateOf(const Coordinates& letter, qint64 timestampMs, const QString& target) const
{
    const std::lock_guard lock(d->mutex);
    const auto partition = d->letters.find(letter.topicPartition());
    if (partition == d->letters.end())
        return {};
    const auto at = partition->second.find(letter.offset);
    if (at == partition->second.end() || at->second.timestampMs != timestampMs)
        return {};
    return d->stateOf(at->second, target);
}

qint64 ReplayJournal::handled(const TopicPartition& partition, Offset from, Offset to) const
{
    const std::lock_guard lock(d->mutex);
    const auto of = d->letters.find(partition);
    if (of == d->letters.end())
        return 0;
    qint64 count = 0;
    for (auto at = of->second.lower_bound(from); at != of->second.end() && at->first < to; ++at) {
        const LetterState state = d->stateOf(at->second, {}).state;
        count += state == LetterState::Replayed || state == LetterState::Discarded ? 1 : 0;
    }
    return count;
}

std::vector<JournalEntry> ReplayJournal::entries(size_t most) const
{
    const std::lock_guard lock(d->mutex);
    const size_t count = std::min(most, d->newest.size());
    return { d->newest.end() - static_cast<std::ptrdiff_t>(count), d->newest.end() };
}

qint64 ReplayJournal::unreadableLines() const
{
    const std::lock_guard lock(d->mutex);
    return d->unreadable;
}

Result<std::unique_ptr<ReplayJournal::Lock>> ReplayJournal::lock()
{
    const QString path = d->path + QStringLiteral(".lock");
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return journalFailure(path, QStringLiteral("written"), errno);
    const int fd
        = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return journalFailure(path, QStringLiteral("written"), errno);
    auto held = std::make_unique<Lock>(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 64> holder{};
        const ssize_t size = ::pread(fd, holder.data(), holder.size() - 1, 0);
        const QByteArray who(holder.data(), std::max<ssize_t>(0, size));
        return Failure(Error{ .code = ErrorCode::Refused,
            .message
            = QStringLiteral("Another replay on this cluster is running (%1)")
                  .arg(who.trimmed().isEmpty() ? QStringLiteral("by another program")
                                               : QStringLiteral("process ") + QString::fromLatin1(who.trimmed())),
            .hint = QStringLiteral("wait until it ends, or end that program"),
            .retriable = true });
    }
    const QByteArray pid = QByteArray::number(::getpid()) + '\n';
    static_cast<void>(!::ftruncate(fd, 0));
    static_cast<void>(!::pwrite(fd, pid.constData(), static_cast<size_t>(pid.size()), 0));
    return held;
}

} // namespace spillway::deadletter
