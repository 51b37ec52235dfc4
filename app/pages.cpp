// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktop.h"
#include "ui/pages/feedpage.h"
#include "ui/pages/groupspage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/topicspage.h"

namespace spillway::app {

std::vector<ui::PageEntry> Desktop::pages()
{
    // Each page has a source of its own: cancelling one page's questions must not cancel another's.
    const auto source = [this] { return std::make_shared<KafkaRecordSource>(m_connection); };
    return {
        { QStringLiteral("overview"), QStringLiteral("Overview"), QStringLiteral("overview"), {},
            [this](QWidget* parent) { return new ui::OverviewPage(*m_monitor, m_theme, parent); } },
        { QStringLiteral("feed"), QStringLiteral("Live feed"), QStringLiteral("feed"), {},
            [this, source](QWidget* parent) { return new ui::FeedPage(*m_monitor, source(), m_theme, parent); } },
        { QStringLiteral("groups"), QStringLiteral("Consumer groups"), QStringLiteral("groups"), {},
            [this](QWidget* parent) { return new ui::GroupsPage(*m_monitor, m_theme, parent); } },
        { QStringLiteral("topics"), QStringLiteral("Topics"), QStringLiteral("topics"), QStringLiteral("Cluster"),
            [this, source](QWidget* parent) { return new ui::TopicsPage(*m_monitor, source(), m_theme, parent); } },
    };
}

} // namespace spillway::app
