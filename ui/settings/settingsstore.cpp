// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/settingsstore.h"

#include "core/serde/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace spillway::ui {

namespace {

constexpr qint64 LargestFile = 64 * 1024;
constexpr int PauseMs = 300;

/// One line of the file.
struct Field {
    QString key;
    QString expected; ///< "a number from 1 to 300"
    std::function<QString(const Settings&)> write;
    std::function<bool(Settings&, const QString&)> read; ///< false: not usable, nothing changed
};

Field number(const char* key, int Settings::*member, SettingsStore::Range range)
{
    return { QLatin1String(key), QStringLiteral("a number from %1 to %2").arg(range.least).arg(range.most),
        [member](const Settings& settings) { return QString::number(settings.*member); },
        [member, range](Settings& settings, const QString& text) {
            bool isNumber = false;
            const int value = text.toInt(&isNumber);
            if (!isNumber || value < range.least || value > range.most)
                return false;
            settings.*member = value;
            return true;
        } };
}

template <class Value>
Field choice(const char* key, Value Settings::*member, const std::vector<std::pair<QString, Value>>& words)
{
    QStringList names;
    for (const auto& [word, value] : words)
        names.append(word);
    return { QLatin1String(key), names.join(QStringLiteral(" or ")),
        [member, words](const Settings& settings) {
            return std::ranges::find(words, settings.*member, &std::pair<QString, Value>::second)->first;
        },
        [member, words](Settings& settings, const QString& text) {
            const auto at = std::ranges::find(words, text, &std::pair<QString, Value>::first);
            if (at == words.end())
                return false;
            settings.*member = at->second;
            return true;
        } };
}

const std::vector<Field>& fields()
{
    using Mode = Theme::Mode;
    using Times = Settings::Times;
    const std::vector<std::pair<QString, bool>> yesNo{ { QStringLiteral("true"), true },
        { QStringLiteral("false"), false } };
    static const std::vector<Field> all{
        choice<Mode>("look/theme", &Settings::theme,
            { { QStringLiteral("system"), Mode::System }, { QStringLiteral("light"), Mode::Light },
                { QStringLiteral("dark"), Mode::Dark } }),
        choice<Times>("look/times", &Settings::times,
            { { QStringLiteral("local"), Times::Local }, { QStringLiteral("utc"), Times::Utc } }),
        number("cluster/refreshSeconds", &Settings::refreshSeconds, SettingsStore::RefreshSeconds),
        number("feed/records", &Settings::feedRows, SettingsStore::FeedRows),
        number("feed/mebibytes", &Settings::feedMebibytes, SettingsStore::FeedMebibytes),
        { QStringLiteral("start/page"), QStringLiteral("a page's name in small letters, or empty"),
            [](const Settings& settings) { return settings.startPage; },
            [](Settings& settings, const QString& text) {
                static const QRegularExpression name(QStringLiteral("\\A[a-z]{0,40}\\z"));
                if (!name.match(text).hasMatch())
                    return false;
                settings.startPage = text;
                return true;
            } },
        choice<bool>("start/restoreSession", &Settings::restoreSession, yesNo),
        choice<bool>("desktop/notifications", &Settings::notifications, yesNo),
        number("replay/confirmAbove", &Settings::confirmAbove, SettingsStore::ConfirmAbove),
    };
    return all;
}

/// On the worker. Only what was changed is set: lines of a newer version, and values nobody could use, stay.
QString writeFile(const QString& path, const std::vector<std::pair<QString, QString>>& lines)
{
    if (!QDir().mkpath(QFileInfo(path).path()))
        return QStringLiteral("cannot make the folder %1").arg(QFileInfo(path).path());
    QSettings file(path, QSettings::IniFormat);
    if (file.value(QStringLiteral("version")).toString().toInt() < SettingsStore::SchemaVersion)
        file.setValue(QStringLiteral("version"), SettingsStore::SchemaVersion);
    for (const auto& [key, value] : lines)
        file.setValue(key, value);
    file.sync();
    return file.status() == QSettings::NoError ? QString() : QStringLiteral("cannot write %1").arg(path);
}

} // namespace

SettingsStore::SettingsStore(QString path, QObject* parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_writer.setMaxThreadCount(1);
    m_pause.setSingleShot(true);
    m_pause.setInterval(PauseMs);
    connect(&m_pause, &QTimer::timeout, this, &SettingsStore::write);
    if (!m_path.isEmpty())
        read();
    m_written = m_settings;
}

SettingsStore::~SettingsStore()
{
    if (m_pause.isActive())
        write();
}

QString SettingsStore::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/spillway/settings.ini");
}

void SettingsStore::read()
{
    const QFileInfo info(m_path);
    if (!info.exists())
        return;
    if (!info.isFile() || !info.isReadable()) {
        m_notes.append(tr("%1 cannot be read; the defaults are used.").arg(visibleText(QStringView(m_path))));
        return;
    }
    if (info.size() > LargestFile) {
        keepAside(tr("is larger than any settings file"));
        return;
    }
    const QSettings file(m_path, QSettings::IniFormat);
    file.allKeys(); // sections are only parsed when something of them is asked for
    if (file.status() != QSettings::NoError) {
        keepAside(tr("is no settings file"));
        return;
    }
    if (file.value(QStringLiteral("version")).toString().toInt() > SchemaVersion)
        m_notes.append(tr("The settings were written by a newer Spillway; what this one knows is used."));
    for (const Field& field : fields()) {
        if (!file.contains(field.key))
            continue;
        const QVariant value = file.value(field.key); // a list when a comma stands in it
        if (value.canConvert<QString>() && value.typeId() == QMetaType::QString
            && field.read(m_settings, value.toString()))
            continue;
        m_notes.append(
            tr("%1 is “%2” in the file, not %3; “%4” is used.")
                .arg(field.key, visibleText(QStringView(value.toStringList().join(QLatin1Char(',')).left(60))),
                    field.expected, field.write(m_settings)));
    }
}

void SettingsStore::keepAside(const QString& why)
{
    const QString aside = m_path + QStringLiteral(".unreadable");
    QFile::remove(aside);
    const bool moved = QFile::rename(m_path, aside);
    m_notes.append(moved ? tr("The file %1, so the defaults are used; it is kept as %2.").arg(why, aside)
                         : tr("The file %1, so the defaults are used.").arg(why));
}

void SettingsStore::set(const Settings& settings)
{
    Settings wanted = settings;
    const auto within = [](int value, Range range) { return std::clamp(value, range.least, range.most); };
    wanted.refreshSeconds = within(wanted.refreshSeconds, RefreshSeconds);
    wanted.feedRows = within(wanted.feedRows, FeedRows);
    wanted.feedMebibytes = within(wanted.feedMebibytes, FeedMebibytes);
    wanted.confirmAbove = within(wanted.confirmAbove, ConfirmAbove);
    if (wanted == m_settings)
        return;
    m_settings = wanted;
    if (!m_path.isEmpty())
        m_pause.start();
    emit changed(m_settings);
}

void SettingsStore::reset()
{
    m_notes.clear();
    m_rewrite = true; // also what could not be used
    m_settings = {};
    if (!m_path.isEmpty())
        m_pause.start();
    emit changed(m_settings);
}

void SettingsStore::write()
{
    m_pause.stop();
    std::vector<std::pair<QString, QString>> lines;
    for (const Field& field : fields()) {
        const QString now = field.write(m_settings);
        if (m_rewrite || now != field.write(m_written))
            lines.emplace_back(field.key, now);
    }
    m_written = m_settings;
    m_rewrite = false;
    if (lines.empty())
        return;
    // `this` outlives the worker: the pool, a member, waits for it before the QObject goes.
    m_writer.start([this, path = m_path, lines = std::move(lines)] {
        const QString error = writeFile(path, lines);
        QMetaObject::invokeMethod(
            this,
            [this, error] {
                m_writeError = error;
                emit written();
            },
            Qt::QueuedConnection);
    });
}

} // namespace spillway::ui
