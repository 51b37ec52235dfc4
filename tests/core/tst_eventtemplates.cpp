// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/events/eventtemplates.h"
#include "core/events/routing.h"

#include <QTest>

using namespace spillway;

class EventTemplatesTest : public QObject {
    Q_OBJECT

private slots:
    void eachTypeOfTheRoutingTableHasOneThatFits()
    {
        const RoutingTable table = RoutingTable::standard();
        QCOMPARE(eventTemplates().size(), table.routes().size());
        for (const RoutingTable::Route& route : table.routes()) {
            const EventTemplate* type = eventTemplate(route.eventType);
            QVERIFY2(type, qPrintable(route.eventType));
            QCOMPARE(type->suffix, route.suffix);
            QVERIFY(checkEventData(type->eventType, type->data));
            const auto event = eventOf(*type, type->data, QStringLiteral("test"));
            QCOMPARE(event->eventType(), route.eventType);
            QCOMPARE(event->aggregateId(), *type->data[type->idMember].toText());
            QVERIFY(!event->aggregateId().isEmpty());
            QCOMPARE(event->data(), type->data);
        }
        QVERIFY(!eventTemplate(QStringLiteral("pull_request_requested"))); // the Decision processor's alone
    }
};

QTEST_GUILESS_MAIN(EventTemplatesTest)
#include "tst_eventtemplates.moc"
