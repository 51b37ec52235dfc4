// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/keychainsecretstore.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <sys/prctl.h>
#include <sys/resource.h>

using namespace spillway;

class SecretStoreTest : public QObject {
    Q_OBJECT

private slots:
    void aProcessThatHoldsASecretLeavesNoCore()
    {
        rlimit some{ 4096, 4096 };
        QCOMPARE(::setrlimit(RLIMIT_CORE, &some), 0);
        const Secret nothing{ QByteArray() };
        QCOMPARE(::getrlimit(RLIMIT_CORE, &some), 0);
        QCOMPARE(some.rlim_cur, rlim_t(4096));
        const Secret secret("s");
        QCOMPARE(::getrlimit(RLIMIT_CORE, &some), 0);
        QCOMPARE(some.rlim_cur, rlim_t(0));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
#endif
    }

    void memoryKeepsGivesAndForgets()
    {
        MemorySecretStore store;
        std::vector<SecretState> states;
        QByteArray found;
        const QString id = QStringLiteral("id");
        const QString name = QStringLiteral("sasl.password");
        const auto keep = [&](const SecretAnswer& answer) { states.push_back(answer.state); };
        store.read(id, name, keep);
        store.write(id, name, Secret("s"), keep);
        QVERIFY(states.empty()); // never at once
        store.read(id, name, [&](const SecretAnswer& answer) { found = answer.secret.reveal(); });
        store.remove(id, name, keep);
        store.remove(id, name, keep);
        QTRY_COMPARE(states.size(), size_t(4));
        QCOMPARE(found, QByteArray("s"));
        const std::vector<SecretState> expected{ SecretState::Missing, SecretState::Done, SecretState::Done,
            SecretState::Missing };
        QCOMPARE(states, expected);
    }

    void severalSecretsComeTogetherWithTheWorstState()
    {
        MemorySecretStore store;
        store.put(QStringLiteral("id"), QStringLiteral("a"), Secret("1"));
        std::optional<SecretAnswer> answer;
        std::map<QString, Secret> found;
        const auto take = [&](std::map<QString, Secret> secrets, SecretAnswer worst) {
            found = std::move(secrets);
            answer = std::move(worst);
        };
        readSecrets(store, QStringLiteral("id"), { QStringLiteral("a"), QStringLiteral("b") }, take);
        QTRY_VERIFY(answer);
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(answer->state, SecretState::Missing);
        answer.reset();
        store.refuse(SecretState::Locked);
        readSecrets(store, QStringLiteral("id"), { QStringLiteral("a") }, take);
        QTRY_VERIFY(answer);
        QCOMPARE(answer->state, SecretState::Locked);
        QVERIFY(!answer->detail.isEmpty());
    }

    void answersEndWithTheStore()
    {
        bool called = false;
        {
            MemorySecretStore store;
            store.read({}, {}, [&](const SecretAnswer&) { called = true; });
        }
        bool later = false;
        QMetaObject::invokeMethod(
            this, [&] { later = true; }, Qt::QueuedConnection);
        QTRY_VERIFY(later);
        QVERIFY(!called);
    }

    /// No D-Bus at all: the state is told, nothing is written anywhere.
    void withoutADesktopTheKeyringIsAbsent()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        KeychainSecretStore store(std::chrono::seconds(5));
        QElapsedTimer clock;
        clock.start();
        for (int what = 0; what < 3; ++what) {
            std::optional<SecretAnswer> got;
            const auto take = [&](const SecretAnswer& answer) { got = answer; };
            if (what == 0)
                store.read(QStringLiteral("id"), QStringLiteral("sasl.password"), take);
            else if (what == 1)
                store.write(QStringLiteral("id"), QStringLiteral("sasl.password"), Secret("s3cret"), take);
            else
                store.remove(QStringLiteral("id"), QStringLiteral("sasl.password"), take);
            QTRY_VERIFY_WITH_TIMEOUT(got, 6000);
            QVERIFY2(got->state == SecretState::Absent, qPrintable(got->detail));
            QVERIFY(!got->detail.isEmpty());
            QVERIFY(!got->detail.contains(QStringLiteral("s3cret")));
        }
        QVERIFY(clock.elapsed() < 15000);
    }
};

QTEST_GUILESS_MAIN(SecretStoreTest)
#include "tst_secretstore.moc"
