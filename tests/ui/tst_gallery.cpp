// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/gallery.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/widgets/gotofield.h"
#include "ui/widgets/panelstate.h"
#include "ui/widgets/statusline.h"

#include <QDir>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace spillway::ui;

namespace {

class SamplePage : public Page {
public:
    SamplePage(const Theme& theme, QString name, QWidget* parent)
        : Page(parent)
        , m_name(std::move(name))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        QWidget* sample = makeSamplePage(theme, this);
        column->addWidget(sample);
        setFocusProxy(sample->findChild<QTableView*>());
    }
    QString pageName() const override { return m_name; }
    QString title() const override { return m_name; }

private:
    QString m_name;
};

} // namespace

/// Paints everything once in each theme. With SPILLWAY_PICTURES=DIR the pictures stay, to be looked at.
class TestGallery : public QObject {
    Q_OBJECT

private slots:
    void everyComponentPaintsInBothThemes_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyComponentPaintsInBothThemes()
    {
        QFETCH(bool, dark);
        m_theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        const QString suffix = dark ? QStringLiteral("dark.png") : QStringLiteral("light.png");
        const std::unique_ptr<QWidget> gallery(makeGallery(m_theme));
        gallery->resize(1440, 900);
        gallery->show();
        for (const PanelState* state : gallery->findChildren<PanelState*>())
            QTRY_VERIFY(state->isVisible()); // loading comes after 150 ms
        QVERIFY(gallery->grab().save(folder().filePath(QStringLiteral("components-") + suffix)));

        std::vector<PageEntry> entries;
        const auto make = [this](const QString& name) {
            return [this, name](QWidget* p) { return new SamplePage(m_theme, name, p); };
        };
        entries.push_back({ QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("overview"), {},
            make(QStringLiteral("overview")) });
        entries.push_back({ QStringLiteral("feed"), QStringLiteral("Live feed"), QStringLiteral("feed"), {},
            make(QStringLiteral("feed")) });
        entries.push_back({ QStringLiteral("groups"), QStringLiteral("Consumer groups"), QStringLiteral("groups"), {},
            make(QStringLiteral("groups")) });
        entries.push_back({ QStringLiteral("topics"), QStringLiteral("Topics"), QStringLiteral("topics"),
            QStringLiteral("Cluster"), make(QStringLiteral("topics")) });
        MainWindow window(m_theme, entries);
        window.setClusterName(QStringLiteral("kafka-1.zamaz.internal:9093"));
        window.setReadOnly(dark);
        window.setConnectionState(Status::Ok, QStringLiteral("Connected"));
        window.setCounts(QStringLiteral("groups"), QStringLiteral("4"), Status::Error, QStringLiteral("4 in trouble"));
        window.setCounts(QStringLiteral("topics"), QStringLiteral("46"));
        window.statusLine().setAddress(QStringLiteral("kafka-1.zamaz.internal:9093 · SASL_SSL as spillway-ro"));
        window.statusLine().setBrokers(QStringLiteral("3 of 3 brokers"));
        window.statusLine().setMemory(QStringLiteral("Memory 142 MiB"));
        window.statusLine().setTimeZone(QStringLiteral("Local time, UTC+1"));
        window.show();
        window.setFreshness(QStringLiteral("Updated 0.6 s ago"), false);
        QVERIFY(window.grabWindow(QSize(1440, 900), folder().filePath(QStringLiteral("window-") + suffix)));
        auto* field = window.findChild<GoToField*>();
        window.setGoToNames(QStringLiteral("Topics"), QStringLiteral("topics"),
            { QStringLiteral("debate-events"), QStringLiteral("zamaz-debate.decision-events"),
                QStringLiteral("<b>orders</b>") });
        window.setGoToNames(
            QStringLiteral("Consumer groups"), QStringLiteral("groups"), { QStringLiteral("orders-fulfilment") });
        field->setFocus(Qt::ShortcutFocusReason);
        QTest::keyClicks(field, QStringLiteral("er"));
        QVERIFY(window.grabWindow(QSize(1440, 900), folder().filePath(QStringLiteral("goto-") + suffix)));
        QTest::keyClick(field, Qt::Key_Escape);
        window.setConnectionState(Status::Error, QStringLiteral("Not connected"));
        window.setFreshness(QStringLiteral("Stale, 4 min 35 s old"), true);
        window.setBanner(Status::Error, QStringLiteral("Connection to debate-prod lost at 10:58:12."),
            QStringLiteral("Every page shows what was known then. Trying again by itself, attempt 7 in 4 s."),
            { { QStringLiteral("Try now"), {}, QStringLiteral("refresh") } });
        QVERIFY(window.grabWindow(QSize(960, 640), folder().filePath(QStringLiteral("small-") + suffix)));
    }

    void initTestCase() { m_theme.install(); }

private:
    QDir folder() const
    {
        const QString wanted = qEnvironmentVariable("SPILLWAY_PICTURES");
        return QDir(wanted.isEmpty() ? m_temporary.path() : wanted);
    }

    Theme m_theme;
    QTemporaryDir m_temporary;
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
