// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/status.h"
#include "ui/theme/tokens.h"

#include <QTest>

using namespace spillway::ui;

namespace {

struct Named {
    const char* name;
    Token token;
};

constexpr double forText = 4.5;
constexpr double forShapes = 3.0;

} // namespace

class TestTokens : public QObject {
    Q_OBJECT

private slots:
    void textIsReadableOnItsGrounds_data() { themes(); }
    void textIsReadableOnItsGrounds()
    {
        const Tokens& t = tokens();
        const Named inks[] = { { "text", &Tokens::text }, { "muted", &Tokens::muted }, { "ok", &Tokens::ok },
            { "warn", &Tokens::warn }, { "error", &Tokens::error }, { "info", &Tokens::info },
            { "accent", &Tokens::accent } };
        const Named grounds[] = { { "window", &Tokens::window }, { "surface", &Tokens::surface },
            { "raised", &Tokens::raised }, { "selection", &Tokens::selection }, { "inactive", &Tokens::inactive },
            { "highlight", &Tokens::highlight } };
        for (const Named& ink : inks) {
            for (const Named& ground : grounds)
                check(t, ink, ground, forText);
        }
        for (const Token soft : { &Tokens::okSoft, &Tokens::warnSoft, &Tokens::errorSoft, &Tokens::infoSoft }) {
            check(t, { "text", &Tokens::text }, { "soft", soft }, forText);
        }
        check(t, { "ok", &Tokens::ok }, { "okSoft", &Tokens::okSoft }, forText);
        check(t, { "warn", &Tokens::warn }, { "warnSoft", &Tokens::warnSoft }, forText);
        check(t, { "error", &Tokens::error }, { "errorSoft", &Tokens::errorSoft }, forText);
        check(t, { "info", &Tokens::info }, { "infoSoft", &Tokens::infoSoft }, forText);
        check(t, { "production", &Tokens::production }, { "productionSoft", &Tokens::productionSoft }, forText);
        check(t, { "onAccent", &Tokens::onAccent }, { "accentFill", &Tokens::accentFill }, forText);
        for (const Token code : { &Tokens::codeKey, &Tokens::codeString, &Tokens::codeNumber, &Tokens::codeLiteral }) {
            check(t, { "code", code }, { "surface", &Tokens::surface }, forText);
            check(t, { "code", code }, { "highlight", &Tokens::highlight }, forText);
        }
    }

    void outlinesAndSeriesStandOut_data() { themes(); }
    void outlinesAndSeriesStandOut()
    {
        const Tokens& t = tokens();
        check(t, { "control", &Tokens::control }, { "surface", &Tokens::surface }, forShapes);
        check(t, { "control", &Tokens::control }, { "window", &Tokens::window }, forShapes);
        check(t, { "accent", &Tokens::accent }, { "surface", &Tokens::surface }, forShapes);
        for (int i = 0; i < Tokens::seriesCount; ++i) {
            const double found = contrast(t.seriesColor(i), t.surface);
            QVERIFY2(found >= forShapes, qPrintable(QStringLiteral("series %1: %2").arg(i + 1).arg(found)));
        }
    }

    void seriesWrapAndAreToldApartByDash()
    {
        QCOMPARE(Tokens::light().seriesColor(8), Tokens::light().seriesColor(0));
        QCOMPARE(Tokens::light().seriesColor(-1), Tokens::light().seriesColor(7));
        QVERIFY(Tokens::seriesDash(3).isEmpty());
        QCOMPARE(Tokens::seriesDash(4), QList<qreal>({ 4.0, 2.0 }));
        QCOMPARE(Tokens::seriesDash(7), QList<qreal>({ 1.5, 2.0 }));
    }

    void everyStatusHasAWordAndAShape()
    {
        for (int i = static_cast<int>(Status::Ok); i <= static_cast<int>(Status::Unknown); ++i) {
            QVERIFY(!statusWord(static_cast<Status>(i)).isEmpty());
            QVERIFY(!statusIconName(static_cast<Status>(i)).isEmpty());
        }
        QVERIFY(statusRank(Status::Stopped) > statusRank(Status::Behind));
        QVERIFY(statusRank(Status::Unknown) < statusRank(Status::Ok));
    }

private:
    static void themes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    static const Tokens& tokens()
    {
        QFETCH(bool, dark);
        return dark ? Tokens::darkTokens() : Tokens::light();
    }
    static void check(const Tokens& t, Named ink, Named ground, double least)
    {
        const double found = contrast(t.*ink.token, t.*ground.token);
        const QString said = QStringLiteral("%1 on %2: %3, wanted %4")
                                 .arg(QLatin1String(ink.name), QLatin1String(ground.name))
                                 .arg(found, 0, 'f', 2)
                                 .arg(least);
        QVERIFY2(found >= least, qPrintable(said));
    }
};

QTEST_MAIN(TestTokens)
#include "tst_tokens.moc"
