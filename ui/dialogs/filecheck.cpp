// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/filecheck.h"

#include "core/kafka/background.h"

#include <QFileInfo>

#include <mutex>

namespace spillway::ui {

namespace {

constexpr qint64 GoodForMs = 2000;

FileCheck::Answer lookAtDisk(const QString& path, bool orFolder)
{
    const QFileInfo file(path);
    if (!file.exists())
        return FileCheck::Answer::Missing;
    if (!file.isFile() && !(orFolder && file.isDir()))
        return FileCheck::Answer::NoFile;
    return file.isReadable() ? FileCheck::Answer::Good : FileCheck::Answer::Unreadable;
}

} // namespace

/// Held by the threads, too, which may outlive the check.
struct FileCheck::Door {
    std::mutex mutex;
    FileCheck* receiver = nullptr;
};

FileCheck::FileCheck(QObject* parent, Look look)
    : QObject(parent)
    , m_look(look ? std::move(look) : lookAtDisk)
    , m_door(std::make_shared<Door>())
{
    m_door->receiver = this;
    m_clock.start();
}

FileCheck::~FileCheck()
{
    const std::lock_guard lock(m_door->mutex);
    m_door->receiver = nullptr;
}

FileCheck::Answer FileCheck::of(const QString& path, bool orFolder)
{
    if (!QFileInfo(path).isAbsolute()) // of the text alone
        return Answer::NotWhole;
    const QString key = (orFolder ? QLatin1Char('d') : QLatin1Char('f')) + path;
    if (!m_known.contains(key) && m_known.size() >= MostKnown)
        m_known.clear();
    const Known known = m_known.value(key);
    if (!known.asking && (known.atMs < 0 || m_clock.elapsed() - known.atMs > GoodForMs) && m_asking < MostAsking)
        ask(key, path, orFolder);
    return known.answer;
}

void FileCheck::ask(const QString& key, const QString& path, bool orFolder)
{
    m_known[key].asking = true;
    ++m_asking;
    kafka::inBackground([door = m_door, look = m_look, key, path, orFolder] {
        const Answer answer = look(path, orFolder);
        const std::lock_guard lock(door->mutex);
        if (door->receiver)
            QMetaObject::invokeMethod(
                door->receiver, [to = door->receiver, key, answer] { to->take(key, answer); }, Qt::QueuedConnection);
    });
}

void FileCheck::take(const QString& key, Answer answer)
{
    --m_asking;
    Known& known = m_known[key];
    const bool other = known.answer != answer;
    known = { answer, false, m_clock.elapsed() };
    if (other)
        emit changed();
}

} // namespace spillway::ui
