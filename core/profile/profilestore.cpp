// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/profilestore.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>
#include <QSet>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>

namespace spillway {

namespace {

constexpr int Version = 1;
constexpr qint64 LargestFile = 4 << 20; // bytes
constexpr size_t MostProfiles = 1000;
constexpr int LockPatienceMs = 500;

bool sameName(const QString& a, const QString& b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

Failure cannotSave(const QString& path, const QString& why)
{
    return Failure(Error{ .code = ErrorCode::Failed,
        .message = QStringLiteral("The profiles cannot be saved in %1: %2").arg(path, why),
        .hint = QStringLiteral("everything else works; make the file and its folder writable to save changes") });
}

Failure noSuchProfile(const QString& id)
{
    return Failure(Error{ .code = ErrorCode::NotFound,
        .message = QStringLiteral("There is no profile with the id %1").arg(id),
        .hint = QStringLiteral("another Spillway may have deleted it") });
}

} // namespace

ProfileStore::ProfileStore(QString path)
    : m_path(std::move(path))
{
}

QString ProfileStore::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/spillway/profiles.json");
}

Failure ProfileStore::keepAside(const QString& why, bool copy)
{
    const QString aside = QStringLiteral("%1.%2-%3")
                              .arg(m_path, copy ? QStringLiteral("before") : QStringLiteral("corrupt"),
                                  QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz")));
    const bool kept = copy ? QFile::copy(m_path, aside) : QFile::rename(m_path, aside);
    if (kept)
        QFile::setPermissions(aside, QFile::ReadOwner | QFile::WriteOwner);
    m_frozen = !kept;
    m_trouble = Error{ .code = ErrorCode::InvalidConfiguration,
        .message = QStringLiteral("The profiles in %1 cannot be used: %2").arg(m_path, why),
        .hint = kept ? QStringLiteral("the file as it was is kept as %1").arg(aside)
                     : QStringLiteral("the file is left as it is and nothing can be saved; correct or remove it") };
    return Failure(*m_trouble);
}

Result<bool> ProfileStore::reload()
{
    m_frozen = false;
    m_trouble.reset();
    const auto before = std::move(m_profiles);
    m_profiles.clear();
    QFile file(m_path);
    if (!file.exists())
        return !before.empty();
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly)) {
        m_frozen = true;
        m_trouble = Error{ .code = ErrorCode::InvalidConfiguration,
            .message = QStringLiteral("The profiles in %1 cannot be read: %2").arg(m_path, file.errorString()),
            .hint = QStringLiteral("nothing can be saved until it can") };
        return Failure(*m_trouble);
    }
    if (file.size() > LargestFile)
        return keepAside(QStringLiteral("it has %1 bytes, at most %2").arg(file.size()).arg(LargestFile), false);
    QJsonParseError parsed{};
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parsed);
    file.close();
    const QJsonObject root = document.object();
    if (parsed.error != QJsonParseError::NoError)
        return keepAside(QStringLiteral("%1 at byte %2").arg(parsed.errorString()).arg(parsed.offset), false);
    const int version = root[QStringLiteral("version")].toInt();
    if (version > Version) {
        m_frozen = true;
        m_trouble = Error{ .code = ErrorCode::Unsupported,
            .message = QStringLiteral("The profiles in %1 were written by a newer Spillway").arg(m_path),
            .hint = QStringLiteral("use that one; this one leaves the file alone") };
        return Failure(*m_trouble);
    }
    if (version < 1 || !root[QStringLiteral("profiles")].isArray())
        return keepAside(QStringLiteral("it is not a list of profiles"), false);

    QStringList wrong;
    QSet<QString> ids;
    const QJsonArray array = root[QStringLiteral("profiles")].toArray();
    for (const QJsonValue& value : array) {
        auto profile = profileFromJson(value.toObject());
        if (!profile)
            wrong << profile.error().message;
        else if (byName(profile->name) || ids.contains(profile->id) || m_profiles.size() >= MostProfiles)
            wrong << QStringLiteral("Profile \"%1\" is there twice, or one too many").arg(profile->name);
        else {
            ids.insert(profile->id);
            m_profiles.push_back(std::move(*profile));
        }
    }
    std::ranges::sort(m_profiles, [](const ConnectionProfile& a, const ConnectionProfile& b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    if (!wrong.isEmpty()) {
        // written at once without them, or every start would keep another copy
        static_cast<void>(keepAside(wrong.join(QLatin1Char('\n')), true));
        if (!m_frozen)
            static_cast<void>(write());
    }
    return m_profiles != before;
}

std::optional<ConnectionProfile> ProfileStore::byId(const QString& id) const
{
    const auto at = std::ranges::find(m_profiles, id, &ConnectionProfile::id);
    return at == m_profiles.end() ? std::nullopt : std::optional(*at);
}

std::optional<ConnectionProfile> ProfileStore::byName(const QString& name) const
{
    const auto at = std::ranges::find_if(
        m_profiles, [&](const ConnectionProfile& profile) { return sameName(profile.name, name); });
    return at == m_profiles.end() ? std::nullopt : std::optional(*at);
}

QString ProfileStore::freeName(const QString& wanted) const
{
    QString name = wanted;
    for (int i = 2; byName(name); ++i)
        name = QStringLiteral("%1 %2").arg(wanted).arg(i);
    return name;
}

Result<> ProfileStore::checkName(const ConnectionProfile& profile) const
{
    const auto same = byName(profile.name);
    if (!same || same->id == profile.id)
        return {};
    return Failure(Error{ .code = ErrorCode::AlreadyExists,
        .message = QStringLiteral("There is already a profile named \"%1\"").arg(same->name),
        .hint = QStringLiteral("choose another name") });
}

template <class Change> Result<> ProfileStore::change(Change&& apply)
{
    const QDir folder = QFileInfo(m_path).dir();
    if (!folder.exists() && !QDir().mkpath(folder.path()))
        return cannotSave(m_path, QStringLiteral("its folder cannot be made"));
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (!lock.tryLock(LockPatienceMs))
        return cannotSave(m_path,
            lock.error() == QLockFile::LockFailedError ? QStringLiteral("another Spillway is saving them")
                                                       : QStringLiteral("the folder is not writable"));
    if (auto read = reload(); !read && m_frozen)
        return Failure(read.error());
    if (m_frozen)
        return Failure(*m_trouble);
    const auto before = m_profiles;
    if (Result<> applied = apply(); !applied) {
        m_profiles = before;
        return applied;
    }
    std::ranges::sort(m_profiles, [](const ConnectionProfile& a, const ConnectionProfile& b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    Result<> written = write();
    if (!written)
        m_profiles = before;
    return written;
}

Result<> ProfileStore::write()
{
    if (m_profiles.size() > MostProfiles)
        return cannotSave(m_path, QStringLiteral("there are more than %1").arg(MostProfiles));
    QJsonArray array;
    for (const ConnectionProfile& profile : m_profiles)
        array.append(toJson(profile));
    const QJsonObject root{ { QStringLiteral("version"), Version }, { QStringLiteral("profiles"), array } };
    const QByteArray bytes = QJsonDocument(root).toJson();
    if (bytes.size() > LargestFile)
        return cannotSave(m_path, QStringLiteral("they take more than %1 bytes").arg(LargestFile));
    // A read-only file is somebody's wish, even in a folder where it could be replaced.
    if (const QFileInfo there(m_path); there.exists() && !(there.permissions() & QFile::WriteOwner))
        return cannotSave(m_path, QStringLiteral("the file is read-only"));
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.commit())
        return cannotSave(m_path, file.errorString());
    return {};
}

Result<ConnectionProfile> ProfileStore::create(ConnectionProfile profile)
{
    profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    profile.revision = 1;
    profile.secretNames.sort();
    if (auto valid = validate(profile); !valid)
        return Failure(valid.error());
    auto done = change([&]() -> Result<> {
        if (auto named = checkName(profile); !named)
            return named;
        m_profiles.push_back(profile);
        return {};
    });
    return done ? Result<ConnectionProfile>(profile) : Failure(done.error());
}

Result<ConnectionProfile> ProfileStore::update(ConnectionProfile profile)
{
    profile.secretNames.sort();
    if (auto valid = validate(profile); !valid)
        return Failure(valid.error());
    auto done = change([&]() -> Result<> {
        const auto at = std::ranges::find(m_profiles, profile.id, &ConnectionProfile::id);
        if (at == m_profiles.end())
            return noSuchProfile(profile.id);
        if (at->revision != profile.revision)
            return Failure(Error{ .code = ErrorCode::Failed,
                .message = QStringLiteral("\"%1\" was changed elsewhere in the meantime").arg(at->name),
                .hint = QStringLiteral("open it again and repeat the change") });
        if (auto named = checkName(profile); !named)
            return named;
        ++profile.revision;
        *at = profile;
        return {};
    });
    return done ? Result<ConnectionProfile>(profile) : Failure(done.error());
}

Result<ConnectionProfile> ProfileStore::duplicate(const QString& id, const QString& name)
{
    auto profile = byId(id);
    if (!profile)
        return noSuchProfile(id);
    profile->name = name;
    return create(std::move(*profile));
}

Result<ConnectionProfile> ProfileStore::rename(const QString& id, const QString& name)
{
    auto profile = byId(id);
    if (!profile)
        return noSuchProfile(id);
    profile->name = name;
    return update(std::move(*profile));
}

Result<> ProfileStore::remove(const QString& id)
{
    return change([&]() -> Result<> {
        if (std::erase_if(m_profiles, [&](const ConnectionProfile& profile) { return profile.id == id; }) == 0)
            return noSuchProfile(id);
        return {};
    });
}

} // namespace spillway
