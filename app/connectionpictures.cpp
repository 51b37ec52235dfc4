// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connectionpictures.h"

#include "app/clusterwindows.h"
#include "ui/dialogs/connectionsdialog.h"
#include "ui/dialogs/profileform.h"
#include "ui/dialogs/testpanel.h"

#include <QDir>
#include <QPixmap>
#include <QTimer>

#include <cstdio>

namespace spillway::app {

namespace {

constexpr int themeMs = 400;
constexpr int patienceMs = 15000;
const QSize dialogSize(912, 714);

} // namespace

ConnectionPictures::ConnectionPictures(ui::Theme& theme, const ConnectionSettings& cluster, const QString& directory)
    : m_theme(theme)
    , m_directory(directory)
    , m_store(m_folder.filePath(QStringLiteral("profiles.json")))
{
    ConnectionProfile here = profileOf(cluster);
    here.name = QStringLiteral("this cluster");
    ConnectionProfile unreachable;
    unreachable.name = QStringLiteral("nobody listens here");
    unreachable.bootstrapServers = QStringLiteral("127.0.0.1:1");
    unreachable.properties = { { QStringLiteral("security.protocol"), QStringLiteral("SASL_SSL") },
        { QStringLiteral("sasl.mechanism"), QStringLiteral("SCRAM-SHA-512") },
        { QStringLiteral("sasl.username"), QStringLiteral("spillway") } };
    unreachable.secretNames = { QStringLiteral("sasl.password") };
    ConnectionProfile production = unreachable;
    production.name = QStringLiteral("orders-prod");
    production.bootstrapServers = QStringLiteral("kafka-1.orders.example:9093");
    production.production = production.readOnly = true;
    m_store.create(here);
    m_store.create(production);
    const auto shown = m_store.create(unreachable);
    m_dialog = std::make_unique<ui::ConnectionsDialog>(m_theme, m_store, m_keyring, m_session);
    runTestsOf(*m_dialog);
    m_dialog->resize(dialogSize);
    m_dialog->show();
    if (shown) {
        m_keyring.put(shown->id, QStringLiteral("sasl.password"), Secret("example"));
        m_dialog->select(ui::ClusterChoice::profile(shown->id));
    }
    auto* look = new QTimer(this);
    connect(look, &QTimer::timeout, this, [this, look, left = patienceMs / 100]() mutable {
        auto& test = m_dialog->form().test();
        if (m_grabbing || (!test.isTested() && --left > 0))
            return;
        look->stop();
        m_grabbing = true;
        turn(false);
    });
    look->start(100);
    QTimer::singleShot(themeMs, this, [this] { emit m_dialog->form().test().testRequested(); });
}

ConnectionPictures::~ConnectionPictures() = default;

void ConnectionPictures::turn(bool dark)
{
    m_theme.setMode(dark ? ui::Theme::Mode::Dark : ui::Theme::Mode::Light);
    QTimer::singleShot(themeMs, this, [this, dark] { grab(dark); });
}

void ConnectionPictures::grab(bool dark)
{
    const QString path
        = QDir(m_directory)
              .filePath(dark ? QStringLiteral("connections-dark.png") : QStringLiteral("connections-light.png"));
    const bool saved = m_dialog->grab().save(path, "PNG");
    if (saved)
        std::printf("%s\n", qPrintable(path));
    else
        std::fprintf(stderr, "Cannot write %s\n", qPrintable(path));
    m_written = m_written && saved;
    if (!dark) {
        turn(true);
        return;
    }
    m_dialog->hide();
    emit finished(m_written);
}

} // namespace spillway::app
