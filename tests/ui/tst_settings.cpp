// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/mainwindow.h"
#include "ui/pages/settingspage.h"
#include "ui/settings/settingsstore.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/railbutton.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

using namespace spillway::ui;

namespace {

Settings unlikeDefaults()
{
    Settings settings;
    settings.theme = Theme::Mode::Dark;
    settings.times = Settings::Times::Utc;
    settings.refreshSeconds = 17;
    settings.feedRows = 54'321;
    settings.feedMebibytes = 128;
    settings.startPage = QStringLiteral("feed");
    settings.restoreSession = false;
    settings.notifications = false;
    settings.confirmAbove = 25;
    return settings;
}

class PlainPage : public Page {
public:
    using Page::Page;
    QString pageName() const override { return QStringLiteral("plain"); }
    QString title() const override { return QStringLiteral("Plain"); }
};

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT

    Theme m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path() const { return m_folder->filePath(QStringLiteral("spillway/settings.ini")); }
    void put(const QByteArray& text) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(path()).path()));
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    std::unique_ptr<SettingsPage> page(SettingsStore& store)
    {
        SettingsPage::Facts facts;
        facts.pages = { { QStringLiteral("overview"), QStringLiteral("Overview") },
            { QStringLiteral("feed"), QStringLiteral("Live feed") } };
        facts.files = { { QStringLiteral("Settings"), store.path() } };
        auto made = std::make_unique<SettingsPage>(store, facts, m_theme);
        made->resize(1180, 800);
        made->show();
        return made;
    }

private slots:
    void initTestCase() { m_theme.install(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void withoutAFileAllIsDefaultAndNothingIsSaid()
    {
        const SettingsStore store(path());
        QVERIFY(store.settings() == Settings());
        QVERIFY(store.notes().isEmpty());
        QVERIFY(!QFile::exists(path()));
    }

    void allSettingsComeBack()
    {
        {
            SettingsStore store(path());
            QSignalSpy changed(&store, &SettingsStore::changed);
            store.set(unlikeDefaults());
            QCOMPARE(changed.size(), 1); // at once, long before it is written
            store.set(unlikeDefaults());
            QCOMPARE(changed.size(), 1);
        }
        const SettingsStore store(path());
        QVERIFY(store.settings() == unlikeDefaults());
        QVERIFY(store.notes().isEmpty());
        QVERIFY(contents(path()).contains("version=1"));
    }

    void aChangeIsWrittenByItself()
    {
        SettingsStore store(path());
        QSignalSpy written(&store, &SettingsStore::written);
        Settings settings;
        settings.feedRows = 12'345;
        store.set(settings);
        QTRY_COMPARE(written.size(), 1);
        QVERIFY(store.writeError().isEmpty());
        QVERIFY(contents(path()).contains("records=12345"));
    }

    void whatCannotBeUsedIsTheDefaultAndNamed()
    {
        put("[General]\nversion=1\n[look]\ntheme=blue\ntimes=utc\n[cluster]\nrefreshSeconds=abc\n[feed]\nrecords=5\n"
            "mebibytes=1,2\n[start]\npage=../../etc\nrestoreSession=maybe\n[desktop]\nnotifications=false\n");
        const SettingsStore store(path());
        Settings expected;
        expected.times = Settings::Times::Utc;
        expected.notifications = false;
        QVERIFY(store.settings() == expected);
        QCOMPARE(store.notes().size(), 6);
        for (const char* key : { "look/theme", "cluster/refreshSeconds", "feed/records", "feed/mebibytes", "start/page",
                 "start/restoreSession" })
            QVERIFY2(store.notes().join(QLatin1Char('\n')).contains(QLatin1String(key)), key);
        QVERIFY(store.notes().at(1).contains(QStringLiteral("1 to 300")));
    }

    void anUnusableValueStaysUntilItIsChangedOrAllIsReset()
    {
        put("[cluster]\nrefreshSeconds=abc\n");
        {
            SettingsStore store(path());
            Settings settings = store.settings();
            settings.feedMebibytes = 99;
            store.set(settings);
        }
        QVERIFY(contents(path()).contains("refreshSeconds=abc"));
        QVERIFY(contents(path()).contains("mebibytes=99"));
        {
            SettingsStore store(path());
            store.reset();
            QVERIFY(store.notes().isEmpty());
        }
        const SettingsStore store(path());
        QVERIFY(store.settings() == Settings());
        QVERIFY(store.notes().isEmpty());
    }

    void aNewerVersionsLinesStay()
    {
        put("[General]\nversion=7\n[feed]\nrecords=20000\n[hologram]\ndepth=3\n");
        {
            SettingsStore store(path());
            QCOMPARE(store.settings().feedRows, 20'000);
            QCOMPARE(store.notes().size(), 1);
            Settings settings = store.settings();
            settings.feedRows = 30'000;
            store.set(settings);
        }
        QVERIFY(contents(path()).contains("version=7"));
        QVERIFY(contents(path()).contains("depth=3"));
        QVERIFY(contents(path()).contains("records=30000"));
    }

    void whatIsNoSettingsFileIsKeptAside()
    {
        const QByteArray noise("\x7f"
                               "ELF noise without an equals sign\n\xff\xfe\nmore\n");
        put(noise);
        SettingsStore store(path());
        QVERIFY(store.settings() == Settings());
        QCOMPARE(store.notes().size(), 1);
        QCOMPARE(contents(path() + QStringLiteral(".unreadable")), noise);
        QVERIFY(!QFile::exists(path()));
    }

    void aHugeFileIsNotRead()
    {
        put("[feed]\nrecords=20000\n" + QByteArray(100'000, '\n'));
        const SettingsStore store(path());
        QCOMPARE(store.settings().feedRows, Settings().feedRows);
        QCOMPARE(store.notes().size(), 1);
    }

    void whatCannotBeWrittenIsSaid()
    {
        QFile blocked(m_folder->filePath(QStringLiteral("spillway")));
        QVERIFY(blocked.open(QIODevice::WriteOnly)); // a file where the folder should be
        SettingsStore store(path());
        auto shown = page(store);
        QSignalSpy written(&store, &SettingsStore::written);
        store.set(unlikeDefaults());
        QTRY_COMPARE(written.size(), 1);
        QVERIFY(!store.writeError().isEmpty());
        QVERIFY(store.settings() == unlikeDefaults()); // holds all the same
        bool said = false;
        for (const QLabel* label : shown->findChildren<QLabel*>())
            said = said || label->text().contains(store.writeError());
        QVERIFY(said);
    }

    void numbersAreKeptInTheirRanges()
    {
        SettingsStore store{ QString() };
        Settings settings;
        settings.refreshSeconds = 0;
        settings.feedMebibytes = 1'000'000;
        store.set(settings);
        QCOMPARE(store.settings().refreshSeconds, 1);
        QCOMPARE(store.settings().feedMebibytes, 1024);
    }

    void thePageShowsAndChangesEverySetting()
    {
        SettingsStore store{ QString() };
        auto shown = page(store);
        QSignalSpy changed(&store, &SettingsStore::changed);
        const auto segments = shown->findChildren<SegmentedControl*>();
        QCOMPARE(segments.size(), 2);
        segments[0]->setCurrentIndex(2);
        segments[1]->setCurrentIndex(1);
        const auto numbers = shown->findChildren<QSpinBox*>();
        QCOMPARE(numbers.size(), 4);
        for (int i = 0; i < 4; ++i)
            numbers[i]->setValue(QList<int>{ 17, 54'321, 128, 25 }[i]);
        shown->findChild<QComboBox*>()->setCurrentIndex(2);
        for (QCheckBox* box : shown->findChildren<QCheckBox*>())
            box->click();
        QVERIFY(store.settings() == unlikeDefaults());
        QCOMPARE(changed.size(), 9);
        auto again = page(store); // shows what is set
        QCOMPARE(again->findChildren<QSpinBox*>()[1]->value(), 54'321);
        QCOMPARE(again->findChild<QComboBox*>()->currentText(), QStringLiteral("Live feed"));
        QVERIFY(!again->findChild<QCheckBox*>()->isChecked());
    }

    void resetCanBeUndone()
    {
        SettingsStore store{ QString() };
        store.set(unlikeDefaults());
        auto shown = page(store);
        QPushButton* reset = nullptr;
        for (QPushButton* button : shown->findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Reset to defaults"))
                reset = button;
        QVERIFY(reset && reset->isEnabled());
        reset->click();
        QVERIFY(store.settings() == Settings());
        QCOMPARE(reset->text(), QStringLiteral("Undo the reset"));
        reset->click();
        QVERIFY(store.settings() == unlikeDefaults());
    }

    void notesAndFilesAreOnThePage()
    {
        put("[look]\ntheme=<b>blue</b>\n");
        SettingsStore store(path());
        auto shown = page(store);
        const auto* banner = shown->findChild<Banner*>();
        QVERIFY(banner->isVisible());
        bool named = false;
        for (const QLabel* label : banner->findChildren<QLabel*>()) {
            QCOMPARE(label->textFormat(), Qt::PlainText);
            named = named || label->text().contains(QStringLiteral("<b>blue</b>"));
        }
        QVERIFY(named);
        bool listed = false;
        for (const QLineEdit* field : shown->findChildren<QLineEdit*>())
            listed = listed || (field->isReadOnly() && field->text() == path());
        QVERIFY(listed);
        store.reset();
        QVERIFY(!banner->isVisible());
    }

    void scrollingPastAFieldDoesNotChangeIt()
    {
        SettingsStore store{ QString() };
        auto shown = page(store);
        auto* field = shown->findChild<QSpinBox*>();
        field->clearFocus();
        QWheelEvent wheel(QPointF(5, 5), field->mapToGlobal(QPointF(5, 5)), {}, QPoint(0, 120), Qt::NoButton,
            Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(field, &wheel);
        QVERIFY(store.settings() == Settings());
    }

    void ctrlCommaOpensThePageAtTheRailsFoot()
    {
        SettingsStore store{ QString() };
        const auto plain = [](QWidget* parent) -> Page* { return new PlainPage(parent); };
        PageEntry settings{ QStringLiteral("settings"), QStringLiteral("Settings"), QStringLiteral("settings"), {},
            [&](QWidget* parent) { return new SettingsPage(store, {}, m_theme, parent); } };
        settings.atFoot = true;
        MainWindow window(m_theme,
            { { QStringLiteral("plain"), QStringLiteral("Plain"), QStringLiteral("overview"), {}, plain }, settings });
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
        QCOMPARE(window.currentPage()->pageName(), QStringLiteral("settings"));
        RailButton* foot = nullptr;
        for (RailButton* button : window.findChildren<RailButton*>())
            if (button->text() == QStringLiteral("Settings"))
                foot = button;
        QVERIFY(foot && foot->isChecked());
        QTest::keyClick(&window, Qt::Key_2, Qt::AltModifier); // the foot has no place in the row of digits
        QCOMPARE(window.currentPage()->pageName(), QStringLiteral("settings"));
        QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier);
        QCOMPARE(window.currentPage()->pageName(), QStringLiteral("plain"));
        QVERIFY(!foot->isChecked());
        foot->click();
        foot->click(); // a second click does not leave it
        QCOMPARE(window.currentPage()->pageName(), QStringLiteral("settings"));
        QVERIFY(foot->isChecked());
    }

    void theFormIsAtMost720Wide()
    {
        SettingsStore store{ QString() };
        auto shown = page(store);
        shown->resize(1800, 900);
        for (const QSpinBox* field : shown->findChildren<QSpinBox*>())
            QVERIFY(field->mapTo(shown.get(), QPoint(field->width(), 0)).x() <= 16 + 720);
    }
};

QTEST_MAIN(TestSettings)
#include "tst_settings.moc"
