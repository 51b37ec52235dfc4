// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/profile/profilestore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <unistd.h>

using namespace spillway;

namespace {

ConnectionProfile sample(const QString& name)
{
    ConnectionSettings settings;
    settings.bootstrapServers = QStringLiteral("a:9092,b:9093");
    settings.properties = { { QStringLiteral("security.protocol"), QStringLiteral("sasl_ssl") },
        { QStringLiteral("sasl.mechanism"), QStringLiteral("SCRAM-SHA-512") },
        { QStringLiteral("sasl.username"), QStringLiteral("admin") } };
    settings.secrets.emplace(QStringLiteral("sasl.password"), Secret("open-sesame"));
    ConnectionProfile profile = profileOf(settings);
    profile.name = name;
    profile.notes = QStringLiteral("two\nlines");
    profile.registryUrl = QStringLiteral("https://registry:8081");
    profile.deadLetterPatterns = { QStringLiteral(".*\\.failed$") };
    profile.colour = ProfileColour::Teal;
    return profile;
}

} // namespace

class ProfileStoreTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path() const { return m_folder->filePath(QStringLiteral("spillway/profiles.json")); }
    QByteArray bytes() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void put(const QByteArray& text) const
    {
        QDir().mkpath(QFileInfo(path()).path());
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QStringList others() const
    {
        return QFileInfo(path())
            .dir()
            .entryList({ QStringLiteral("profiles.json.*") }, QDir::Files)
            .filter(QRegularExpression(QStringLiteral("before|corrupt")));
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsStoredComesBackInAnotherProgram()
    {
        ProfileStore store(path());
        const auto made = store.create(sample(QStringLiteral("Prod")));
        QVERIFY2(made.has_value(), made ? "" : qPrintable(toText(made.error())));
        QVERIFY(!made->id.isEmpty());
        ProfileStore other(path());
        QVERIFY(other.reload().value());
        QCOMPARE(other.profiles().size(), size_t(1));
        QCOMPARE(other.profiles().front(), *made);
        QVERIFY(!other.reload().value());
        QCOMPARE(other.byName(QStringLiteral("PROD"))->id, made->id);
        QCOMPARE(QFileInfo(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
            QFile::Permissions());
        QCOMPARE(securitySummary(*made), QStringLiteral("SASL_SSL, SCRAM-SHA-512 as admin"));
    }

    void aSecretIsInNoFile()
    {
        ProfileStore store(path());
        ConnectionProfile profile = sample(QStringLiteral("Prod"));
        QCOMPARE(profile.secretNames, QStringList{ QStringLiteral("sasl.password") });
        QVERIFY(store.create(profile).has_value());
        QVERIFY(!bytes().contains("open-sesame"));
        QVERIFY(bytes().contains("sasl.password")); // its name
        profile.name = QStringLiteral("Second");
        profile.properties[QStringLiteral("sasl.password")] = QStringLiteral("open-sesame");
        const auto refused = store.create(profile);
        QVERIFY(!refused.has_value());
        QVERIFY(!refused.error().message.contains(QStringLiteral("open-sesame")));
        profile.properties.erase(QStringLiteral("sasl.password"));
        profile.registryUrl = QStringLiteral("http://user:open-sesame@registry:8081");
        QVERIFY(!store.create(profile).has_value());
        QVERIFY(!bytes().contains("open-sesame"));
    }

    void profilesAreChangedDuplicatedRenamedDeleted()
    {
        ProfileStore store(path());
        auto made = store.create(sample(QStringLiteral("b")));
        QVERIFY(store.create(sample(QStringLiteral("A"))).has_value());
        QCOMPARE(store.profiles().front().name, QStringLiteral("A"));
        const auto same = store.create(sample(QStringLiteral("B")));
        QCOMPARE(same.error().code, ErrorCode::AlreadyExists);
        made->notes = QStringLiteral("changed");
        const auto updated = store.update(*made);
        QCOMPARE(updated->revision, 2);
        const auto stale = store.update(*made);
        QVERIFY(stale.error().message.contains(QStringLiteral("changed elsewhere")));
        QCOMPARE(store.freeName(QStringLiteral("b")), QStringLiteral("b 2"));
        const auto copy = store.duplicate(made->id, store.freeName(QStringLiteral("b")));
        QVERIFY(copy->id != made->id);
        QCOMPARE(copy->notes, QStringLiteral("changed"));
        QCOMPARE(store.rename(copy->id, QStringLiteral("c"))->name, QStringLiteral("c"));
        QVERIFY(store.remove(made->id).has_value());
        QCOMPARE(store.remove(made->id).error().code, ErrorCode::NotFound);
        QCOMPARE(store.profiles().size(), size_t(2));
    }

    void productionIsReadOnlyAndConfirmedTwiceUnlessSaidOtherwise()
    {
        ConnectionProfile profile = sample(QStringLiteral("p"));
        profile.colour = ProfileColour::None;
        markProduction(profile, true);
        QVERIFY(profile.readOnly && profile.confirmTwice);
        QCOMPARE(profile.colour, ProfileColour::None); // the usual mark: magenta, not that of an error
        QVERIFY(settingsOf(profile).readOnly);
        profile.readOnly = false; // the user's word
        QVERIFY(validate(profile).has_value());
    }

    void twoProgramsDoNotLoseEachOthersChanges()
    {
        constexpr int Each = 15;
        std::vector<std::thread> threads;
        threads.reserve(3);
        std::atomic<int> failed{ 0 };
        for (int program = 0; program < 3; ++program) {
            threads.emplace_back([&, program] {
                ProfileStore store(path());
                for (int i = 0; i < Each;) {
                    const auto made = store.create(sample(QStringLiteral("%1-%2").arg(program).arg(i)));
                    if (made)
                        ++i;
                    else if (!made.error().message.contains(QStringLiteral("another Spillway is saving"))) {
                        ++failed;
                        return;
                    }
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(failed.load(), 0);
        ProfileStore store(path());
        QVERIFY(store.reload().has_value());
        QCOMPARE(store.profiles().size(), size_t(3 * Each));
    }

    void aStoreBeingSavedElsewhereIsWaitedForShortly()
    {
        ProfileStore store(path());
        QVERIFY(store.create(sample(QStringLiteral("a"))).has_value());
        QLockFile lock(path() + QStringLiteral(".lock"));
        QVERIFY(lock.lock());
        const auto refused = store.create(sample(QStringLiteral("b")));
        QVERIFY(refused.error().message.contains(QStringLiteral("another Spillway")));
        QCOMPARE(store.profiles().size(), size_t(1));
    }

    void aCorruptStoreIsKeptAsideAndReported_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("cut off") << QByteArray("{\"version\":1,\"profiles\":[{\"id\":\"x\",");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("binary") << QByteArray(1000, '\0');
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("no list") << QByteArray("{\"version\":1,\"profiles\":{}}");
        QTest::newRow("huge") << QByteArray(5 << 20, ' ');
        QTest::newRow("deep") << QByteArray(100000, '[');
    }
    void aCorruptStoreIsKeptAsideAndReported()
    {
        QFETCH(const QByteArray, text);
        put(text);
        ProfileStore store(path());
        QVERIFY(!store.reload().has_value());
        QVERIFY(store.trouble().has_value());
        const QStringList kept = others();
        QCOMPARE(kept.size(), 1);
        QVERIFY(store.trouble()->hint.contains(kept.front()));
        QFile file(QFileInfo(path()).dir().filePath(kept.front()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
        QVERIFY(store.create(sample(QStringLiteral("new"))).has_value());
        QCOMPARE(others().size(), 1);
    }

    void oneWrongProfileDoesNotTakeTheOthersAway_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("code") << QByteArray("sasl.mechanism") << QByteArray("plugin.library.paths");
        QTest::newRow("secret") << QByteArray("\"sasl.mechanism\"") << QByteArray("\"sasl.password\"");
        QTest::newRow("address") << QByteArray("a:9092,b:9093") << QByteArray("ssl://a");
        QTest::newRow("type") << QByteArray("\"production\": false") << QByteArray("\"production\": \"no\"");
        QTest::newRow("pattern") << QByteArray(".*\\\\.failed$") << QByteArray("((");
    }
    void oneWrongProfileDoesNotTakeTheOthersAway()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        ProfileStore writer(path());
        QVERIFY(writer.create(sample(QStringLiteral("a"))).has_value());
        ConnectionProfile good;
        good.name = QStringLiteral("good");
        QVERIFY(writer.create(good).has_value());
        QByteArray text = bytes();
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to); // of "a", the first
        put(text);
        ProfileStore store(path());
        QVERIFY(store.reload().has_value());
        QCOMPARE(store.profiles().size(), size_t(1));
        QCOMPARE(store.profiles().front().name, QStringLiteral("good"));
        QVERIFY(store.trouble().has_value());
        QCOMPARE(others().size(), 1);
        QVERIFY(store.reload().has_value()); // mended: no second copy
        QCOMPARE(others().size(), 1);
    }

    void aNewerFileIsLeftAlone()
    {
        const QByteArray text = "{\"version\":99,\"profiles\":[]}";
        put(text);
        ProfileStore store(path());
        QVERIFY(!store.reload().has_value());
        QVERIFY(!store.create(sample(QStringLiteral("x"))).has_value());
        QCOMPARE(bytes(), text);
    }

    void aStoreThatCannotBeWrittenSaysSoAndStaysReadable()
    {
        ProfileStore store(path());
        const auto made = store.create(sample(QStringLiteral("a")));
        const QByteArray before = bytes();
        QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner));
        const auto refused = store.rename(made->id, QStringLiteral("b"));
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().message.contains(path()));
        QVERIFY(refused.error().hint.contains(QStringLiteral("everything else works")));
        QCOMPARE(store.byId(made->id)->name, QStringLiteral("a"));
        QCOMPARE(bytes(), before);
        // a folder that is none
        ProfileStore nowhere(QStringLiteral("/proc/nowhere/profiles.json"));
        QVERIFY(nowhere.reload().has_value());
        QVERIFY(!nowhere.create(sample(QStringLiteral("a"))).has_value());
    }

    void aSettingsValueHoldsTheProfilesSecretsButTheRegistrys()
    {
        const ConnectionSettings settings = settingsOf(sample(QStringLiteral("a")),
            { { QStringLiteral("sasl.password"), Secret("s") }, { QLatin1String(RegistryPassword), Secret("r") } });
        QCOMPARE(settings.secrets.size(), size_t(1));
        QCOMPARE(settings.bootstrapServers, QStringLiteral("a:9092,b:9093"));
        QVERIFY(!redacted(settings).contains(QStringLiteral("=s\n")));
    }
};

QTEST_GUILESS_MAIN(ProfileStoreTest)
#include "tst_profilestore.moc"
