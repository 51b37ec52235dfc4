// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/monitor/clustermonitor.h"
#include "tests/support/fakecluster.h"
#include "ui/desktopnotifications.h"
#include "ui/notifier.h"
#include "ui/troublewatch.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace spillway;
using namespace spillway::ui;

namespace {

class FakeTransport : public NotificationTransport {
public:
    explicit FakeTransport(std::vector<Notification>& shown)
        : m_shown(shown)
    {
    }
    void show(const Notification& notification) override { m_shown.push_back(notification); }

private:
    std::vector<Notification>& m_shown;
};

QStringList g_logged; ///< what the message handler saw

void keepLog(QtMsgType, const QMessageLogContext& context, const QString& text)
{
    if (qstrcmp(context.category, "ui.notifications") == 0)
        g_logged << text;
}

} // namespace

class TestNotifier : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_shown.clear();
        m_inFront = false;
        m_nowMs = 1'000'000;
        auto transport = std::make_unique<FakeTransport>(m_shown);
        m_transport = transport.get();
        m_notifier = std::make_unique<Notifier>(
            std::move(transport), Notifier::Surroundings{ [this] { return m_inFront; }, [this] { return m_nowMs; } });
    }
    void cleanup() { m_notifier.reset(); }

    void allOfItIsNotedAlsoWhatIsNotShown()
    {
        QStringList noted;
        connect(m_notifier.get(), &Notifier::noted, this, [&](const Notification& told) { noted << told.title; });
        m_inFront = true;
        m_notifier->notify({ QStringLiteral("in front"), {}, Notification::Urgency::Normal });
        m_inFront = false;
        m_notifier->setEnabled(false);
        m_notifier->notify({ QStringLiteral("switched off"), {}, Notification::Urgency::Normal });
        QCOMPARE(noted, QStringList({ QStringLiteral("in front"), QStringLiteral("switched off") }));
        QVERIFY(m_shown.empty());
    }

    void theFirstIsShownAtOnce()
    {
        m_notifier->notify({ QStringLiteral("Replay ended"), QStringLiteral("12 of 12 sent.") });
        QCOMPARE(m_shown.size(), 1u);
        QCOMPARE(m_shown[0].title, QStringLiteral("Replay ended"));
        QCOMPARE(m_shown[0].text, QStringLiteral("12 of 12 sent."));
    }

    void nothingWhileTheWindowIsInFrontOrSwitchedOff()
    {
        m_inFront = true;
        say("seen in the window");
        m_inFront = false;
        m_notifier->setEnabled(false);
        say("switched off");
        QVERIFY(m_shown.empty());
        m_notifier->setEnabled(true);
        say("on");
        QCOMPARE(m_shown.size(), 1u); // what was refused does not count for the rate
    }

    void whatComesTooFastIsToldTogether()
    {
        say("a");
        for (const char* title : { "b", "c", "d", "e", "f" })
            say(title);
        m_notifier->notify({ QStringLiteral("g"), {}, Notification::Urgency::Critical });
        QCOMPARE(m_shown.size(), 1u);
        QCOMPARE(m_notifier->waiting(), 6);
        m_nowMs += Notifier::restMs - 1;
        m_notifier->tellWaiting();
        QCOMPARE(m_shown.size(), 1u);
        m_nowMs += 1;
        m_notifier->tellWaiting();
        QCOMPARE(m_shown.size(), 2u);
        QCOMPARE(m_shown[1].title, QStringLiteral("6 things happened"));
        QCOMPARE(m_shown[1].text, QStringLiteral("b\nc\nd\nand 3 more"));
        QCOMPARE(m_shown[1].urgency, Notification::Urgency::Critical); // also of one told as "more"
        QCOMPARE(m_notifier->waiting(), 0);
        say("h");
        QCOMPARE(m_shown.size(), 2u); // the rest begins anew with what was told together
        m_nowMs += Notifier::restMs;
        m_notifier->tellWaiting();
        QCOMPARE(m_shown.size(), 3u);
        QCOMPARE(m_shown[2].title, QStringLiteral("h")); // one alone is told as it is
    }

    void aStormIsBounded()
    {
        say("first");
        for (int i = 0; i < 100'000; ++i)
            say("again");
        QCOMPARE(m_notifier->waiting(), 100'000);
        m_nowMs += Notifier::restMs;
        m_notifier->tellWaiting();
        QCOMPARE(m_shown.size(), 2u);
        QVERIFY(m_shown[1].text.endsWith(QStringLiteral("and 99997 more")));
    }

    void whatWaitsIsDroppedWhenTheWindowComesToTheFront()
    {
        say("a");
        say("b");
        m_inFront = true;
        m_nowMs += Notifier::restMs;
        m_notifier->tellWaiting();
        m_inFront = false;
        m_notifier->tellWaiting();
        QCOMPARE(m_shown.size(), 1u);
    }

    void hostileTextIsVisibleAndCut()
    {
        m_notifier->notify({ QStringLiteral("a\u202Eb\nc"), QString(100'000, QChar(u'\u0007')) });
        QCOMPARE(m_shown[0].title, QStringLiteral("a\\u{202E}b\\nc"));
        QVERIFY(m_shown[0].text.size() <= Notifier::mostText);
        QVERIFY(!m_shown[0].text.contains(QChar(u'\u0007')));
        QVERIFY(m_shown[0].text.endsWith(QChar(u'…')));
        m_nowMs += Notifier::restMs;
        m_notifier->notify({ QString::fromUcs4(U"\U0001F600").repeated(200), {} });
        QVERIFY(m_shown[1].title.size() <= Notifier::mostTitle);
        QVERIFY(!m_shown[1].title.chopped(1).back().isHighSurrogate());
    }

    void markupIsEscapedWhereTheServerReadsMarkup()
    {
        const QString text = QStringLiteral("<b>x</b> & <img src=\"file:///etc/passwd\">");
        const QStringList plain{ QStringLiteral("body") };
        const QStringList markup{ QStringLiteral("body"), QStringLiteral("body-markup") };
        QCOMPARE(desktopnotification::body(text, plain), text);
        QCOMPARE(desktopnotification::body(text, markup),
            QStringLiteral("&lt;b&gt;x&lt;/b&gt; &amp; &lt;img src=&quot;file:///etc/passwd&quot;&gt;"));
        const QVariantList arguments
            = desktopnotification::arguments({ QStringLiteral("t"), text, Notification::Urgency::Critical }, markup);
        // susssasa{sv}i, as the specification has it
        QCOMPARE(arguments.size(), 8);
        QCOMPARE(arguments[1].typeId(), QMetaType::UInt);
        QCOMPARE(arguments[4].toString(), desktopnotification::body(text, markup));
        QVERIFY(arguments[5].toStringList().isEmpty()); // the server has no actions
        QCOMPARE(arguments[6].toMap().value(QStringLiteral("urgency")).typeId(), QMetaType::UChar);
        QCOMPARE(arguments[6].toMap().value(QStringLiteral("urgency")).toInt(), 2);
        QCOMPARE(arguments[7].typeId(), QMetaType::Int);
    }

    void withoutDBusThereIsOneLineInTheLog_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("nobody there") << QByteArray("unix:path=/nonexistent/bus");
    }
    void withoutDBusThereIsOneLineInTheLog()
    {
        QFETCH(QByteArray, address);
        if (address.isEmpty())
            qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        else
            qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        g_logged.clear();
        const auto before = qInstallMessageHandler(keepLog);
        QElapsedTimer clock;
        clock.start();
        DesktopNotifications desktop;
        for (int i = 0; i < 3; ++i)
            desktop.show({ QStringLiteral("t"), {} });
        qInstallMessageHandler(before);
        QVERIFY(clock.elapsed() < 2000);
        QCOMPARE(g_logged, QStringList{ QStringLiteral("no desktop notifications: there is no D-Bus session") });
    }

    void aClickIsHandedOn()
    {
        QSignalSpy activated(m_notifier.get(), &Notifier::activated);
        emit m_transport->activated();
        QCOMPARE(activated.count(), 1);
    }

    void troubleIsTheConnectionGroupsThatStandStillAndLeaders()
    {
        using Kind = ClusterEvent::Kind;
        const auto title
            = [](Kind kind, GroupStatus is = GroupStatus::Unknown, GroupStatus was = GroupStatus::Unknown) {
                  ClusterEvent event;
                  event.kind = kind;
                  event.subject = QStringLiteral("<i>g</i>");
                  event.status = is;
                  event.formerStatus = was;
                  event.amount = 2000;
                  const auto notification = troubleOf(event, QStringLiteral("prod"));
                  return notification ? notification->title : QString();
              };
        QCOMPARE(title(Kind::ConnectionLost), QStringLiteral("Connection lost: <i>g</i>"));
        QVERIFY(title(Kind::ConnectionBack).startsWith(QStringLiteral("Connected again after")));
        QVERIFY(!title(Kind::Leaderless).isEmpty());
        QVERIFY(!title(Kind::LeadersBack).isEmpty());
        QVERIFY(title(Kind::GroupStatusChanged, GroupStatus::Stopped, GroupStatus::Ok).contains(u"stopped"));
        QVERIFY(title(Kind::GroupStatusChanged, GroupStatus::Stalled, GroupStatus::FallingBehind).contains(u"stalled"));
        QVERIFY(title(Kind::GroupStatusChanged, GroupStatus::Ok, GroupStatus::Stopped).contains(u"OK again"));
        QVERIFY(title(Kind::GroupStatusChanged, GroupStatus::FallingBehind, GroupStatus::Ok).isEmpty());
        QVERIFY(title(Kind::GroupAppeared).isEmpty());
        QVERIFY(title(Kind::TopicCreated).isEmpty());
    }

    void aLostConnectionIsToldAndItsEnd()
    {
        auto cluster = std::make_shared<test::FakeCluster>();
        cluster->addBroker(1);
        cluster->addTopic(QStringLiteral("orders"), 1);
        ClusterMonitor monitor(std::make_unique<test::FakeSource>(cluster),
            { .minIntervalMs = 10, .restFactor = 0, .backoffMinMs = 10, .backoffMaxMs = 10 });
        const TroubleWatch watch(monitor, *m_notifier, QStringLiteral("prod"));
        QTRY_VERIFY(monitor.snapshot());
        QVERIFY(m_shown.empty());
        cluster->fail(Error{ .code = ErrorCode::Unreachable, .message = QStringLiteral("nobody answers"), .hint = {} });
        QTRY_COMPARE(m_shown.size(), 1u);
        QCOMPARE(m_shown[0].title, QStringLiteral("Connection lost: nobody answers"));
        QCOMPARE(m_shown[0].text, QStringLiteral("prod"));
        QCOMPARE(m_shown[0].urgency, Notification::Urgency::Critical);
        m_nowMs += Notifier::restMs;
        cluster->fail({});
        QTRY_COMPARE(m_shown.size(), 2u);
        QVERIFY(m_shown[1].title.startsWith(QStringLiteral("Connected again")));
    }

private:
    void say(const char* title) { m_notifier->notify({ QLatin1String(title), {} }); }

    std::vector<Notification> m_shown;
    bool m_inFront = false;
    qint64 m_nowMs = 0;
    FakeTransport* m_transport = nullptr;
    std::unique_ptr<Notifier> m_notifier;
};

QTEST_MAIN(TestNotifier)
#include "tst_notifier.moc"
