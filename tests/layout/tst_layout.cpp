// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/layout/layoutrules.h"

#include <QTest>

using namespace spillway::layout;

/// The rules of the house, applied to this checkout. A failure lists every line that breaks the rule.
class TstLayout : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const QString root = qEnvironmentVariable("SPILLWAY_SOURCE_DIR");
        QVERIFY2(!root.isEmpty(), "SPILLWAY_SOURCE_DIR names the checkout; ctest sets it");
        m_files = filesBelow(root);
        QVERIFY2(m_files.size() > 50, "that is not the whole checkout");
    }

    void roomsOnlyIncludeWhatTheArrowAllows() { expectNone(spillway::layout::roomsOnlyIncludeWhatTheArrowAllows); }
    void onlyKafkaAndSandboxTouchLibrdkafka() { expectNone(spillway::layout::onlyKafkaAndSandboxTouchLibrdkafka); }
    void coreAndCliKnowNoGui() { expectNone(spillway::layout::coreAndCliKnowNoGui); }
    void onlyResultNamesExpected() { expectNone(spillway::layout::onlyResultNamesExpected); }
    void everySourceCarriesItsLicence() { expectNone(spillway::layout::everySourceCarriesItsLicence); }
    void headersUsePragmaOnce() { expectNone(spillway::layout::headersUsePragmaOnce); }
    void filesStayShort() { expectNone(spillway::layout::filesStayShort); }
    void coreShowsNoMessageBox() { expectNone(spillway::layout::coreShowsNoMessageBox); }
    void nothingIsASingleton() { expectNone(spillway::layout::nothingIsASingleton); }
    void nobodyProcessesEvents() { expectNone(spillway::layout::nobodyProcessesEvents); }
    void testsDoNotSleep() { expectNone(spillway::layout::testsDoNotSleep); }
    void changesGoThroughTheGate() { expectNone(spillway::layout::changesGoThroughTheGate); }
    void coloursComeFromTokens() { expectNone(spillway::layout::coloursComeFromTokens); }
    void mainsStayThin() { expectNone(spillway::layout::mainsStayThin); }
    void architectureStaysShort() { expectNone(spillway::layout::architectureStaysShort); }
    void architectureNamesEveryRoom() { expectNone(spillway::layout::architectureNamesEveryRoom); }
    void architectureNamesTestsThatExist() { expectNone(spillway::layout::architectureNamesTestsThatExist); }
    void everyRequirementNamesTestsThatExist() { expectNone(spillway::layout::everyRequirementNamesTestsThatExist); }
    void everySourceIsBuilt() { expectNone(spillway::layout::everySourceIsBuilt); }
    void nothingOfOneMachineIsWrittenDown() { expectNone(spillway::layout::nothingOfOneMachineIsWrittenDown); }

private:
    void expectNone(Findings (*rule)(const Files&))
    {
        QStringList lines;
        const Findings findings = rule(m_files);
        for (const Finding& finding : findings)
            lines.append(QStringLiteral("%1:%2: %3").arg(finding.path).arg(finding.line).arg(finding.what));
        QVERIFY2(lines.isEmpty(), qPrintable(u'\n' + lines.join(u'\n')));
    }

    Files m_files;
};

QTEST_GUILESS_MAIN(TstLayout)
#include "tst_layout.moc"
