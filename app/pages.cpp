// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktop.h"
#include "app/desktopsettings.h"
#include "ui/pages/brokerspage.h"
#include "ui/pages/deadletterspage.h"
#include "ui/pages/feedpage.h"
#include "ui/pages/groupspage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/servicepage.h"
#include "ui/pages/topicspage.h"
#include "ui/settings/settingsstore.h"
#include "ui/widgets/recordview.h"
#include "ui/widgets/statusline.h"

namespace spillway::app {

std::vector<ui::PageEntry> Desktop::pages(Desktop* self)
{
    // Each page has a source of its own: cancelling one page's questions must not cancel another's.
    const auto source = [self] { return std::make_shared<KafkaRecordSource>(self->m_connection); };
    return {
        { QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("overview"), {},
            [self](QWidget* parent) {
                auto* page = new ui::OverviewPage(*self->m_monitor, self->m_theme, parent);
                page->setLetterBoard(*self->m_letters);
                return page;
            } },
        { QStringLiteral("feed"), QStringLiteral("Live feed"), QStringLiteral("feed"), {},
            [self, source](QWidget* parent) {
                LiveTail::Options bounds;
                bounds.buffer = feedBounds(self->m_settings.settings());
                auto* page = new ui::FeedPage(*self->m_monitor, source(), self->m_theme, parent, std::move(bounds));
                if (self->m_sandbox) // something to see at once
                    for (const char* topic : { "zamaz-debate.debate-events", "payments.orders", "inbox.unusual" })
                        page->tail().addTopic(QLatin1String(topic), { kafka::ReadFrom::Kind::End, 0 });
                return page;
            } },
        { QStringLiteral("groups"), QStringLiteral("Consumer groups"), QStringLiteral("groups"), {},
            [self](QWidget* parent) { return new ui::GroupsPage(*self->m_monitor, self->m_theme, parent); } },
        { QStringLiteral("deadletters"), QStringLiteral("Dead letters"), QStringLiteral("deadletters"), {},
            [self](QWidget* parent) {
                auto* page = new ui::DeadLettersPage(*self->m_letters,
                    { .cluster = self->m_sandbox ? QStringLiteral("the sandbox") : self->m_name,
                        .actor = kafka::currentActor(QStringLiteral("spillway")),
                        .readOnly = self->m_connection.readOnly,
                        .production = self->m_confirmTwice,
                        .typeNameAbove = [self] { return qint64(self->m_settings.settings().confirmAbove); } },
                    self->m_theme, parent);
                connect(page, &ui::DeadLettersPage::jobChanged, self,
                    [self](const QString& text) { self->m_window.statusLine().setJob(text); });
                connect(page, &ui::DeadLettersPage::replayEnded, self,
                    [self](const QString& topic, const QString& sentence) {
                        ui::Notification told;
                        told.title = QStringLiteral("Replay of %1 ended").arg(topic);
                        told.text = sentence;
                        self->m_notifier->notify(told);
                    });
                return page;
            } },
        { QStringLiteral("topics"), QStringLiteral("Topics"), QStringLiteral("topics"), QStringLiteral("Cluster"),
            [self, source](
                QWidget* parent) { return new ui::TopicsPage(*self->m_monitor, source(), self->m_theme, parent); } },
        { QStringLiteral("brokers"), QStringLiteral("Brokers"), QStringLiteral("brokers"), QStringLiteral("Cluster"),
            [self](QWidget* parent) { return new ui::BrokersPage(*self->m_monitor, self->m_theme, parent); } },
        { QStringLiteral("service"), QStringLiteral("Service"), QStringLiteral("service"), QStringLiteral("Spillway"),
            [self](QWidget* parent) {
                return new ui::ServicePage(*self->m_service,
                    { .cluster = self->m_sandbox ? QStringLiteral("the sandbox") : self->m_name,
                        .confirmTwice = self->m_confirmTwice },
                    self->m_theme, parent);
            } },
    };
}

// The views are part of their pages from the start; pages know nothing of schemas.
std::vector<ui::PageEntry> Desktop::decoding(std::vector<ui::PageEntry> pages) const
{
    if (!m_registry)
        return pages;
    for (ui::PageEntry& entry : pages) {
        entry.make = [registry = m_registry, make = std::move(entry.make)](QWidget* parent) {
            ui::Page* page = make(parent);
            const auto views = page->findChildren<ui::RecordView*>();
            for (ui::RecordView* view : views)
                view->setSchemaRegistry(registry);
            return page;
        };
    }
    return pages;
}

} // namespace spillway::app
