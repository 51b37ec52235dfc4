// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/dialogs/filecheck.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <mutex>

using spillway::ui::FileCheck;
using Answer = FileCheck::Answer;

class FileCheckTest : public QObject {
    Q_OBJECT

private slots:
    void whatTheDiskSaysComesLater()
    {
        QTemporaryDir directory;
        const QString there = directory.filePath(QStringLiteral("ca.pem"));
        QFile file(there);
        QVERIFY(file.open(QIODevice::WriteOnly));
        FileCheck files;
        const QString missing = directory.filePath(QStringLiteral("no.pem"));
        QCOMPARE(files.of(QStringLiteral("ca.pem"), false), Answer::NotWhole); // of the text: at once
        QCOMPARE(files.of(missing, false), Answer::Good); // not known yet
        QTRY_COMPARE(files.of(missing, false), Answer::Missing);
        QTRY_COMPARE(files.of(directory.path(), false), Answer::NoFile);
        QCOMPARE(files.of(directory.path(), true), Answer::Good); // as a folder of certificates
        QCOMPARE(files.of(there, false), Answer::Good);
    }

    void aDiskThatHangsHoldsNobodyAndOpensNoThreadsWithoutEnd()
    {
        struct Disk {
            std::mutex mutex;
            std::condition_variable released;
            bool hangs = true;
            int asked = 0;
        };
        const auto disk = std::make_shared<Disk>();
        auto files = std::make_unique<FileCheck>(nullptr, [disk](const QString&, bool) {
            std::unique_lock lock(disk->mutex);
            ++disk->asked;
            disk->released.wait(lock, [&] { return !disk->hangs; });
            return Answer::Missing;
        });
        const auto asked = [&] {
            const std::lock_guard lock(disk->mutex);
            return disk->asked;
        };
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 200; ++i)
            QCOMPARE(files->of(QStringLiteral("/net/%1").arg(i), false), Answer::Good);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE(asked(), FileCheck::MostAsking);
        QSignalSpy changed(files.get(), &FileCheck::changed);
        {
            const std::lock_guard lock(disk->mutex);
            disk->hangs = false;
            disk->released.notify_all();
        }
        QTRY_COMPARE(changed.count(), FileCheck::MostAsking);
        files.reset(); // and nothing of it is called any more
    }
};

QTEST_GUILESS_MAIN(FileCheckTest)
#include "tst_filecheck.moc"
