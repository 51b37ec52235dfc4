// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/layout/sourcetext.h"

namespace spillway::layout {

/// A line that breaks a rule; line 0 stands for the file as a whole.
struct Finding {
    QString path;
    int line = 0;
    QString what; ///< what is wrong and what to do

    friend bool operator==(const Finding&, const Finding&) = default;
};
using Files = QList<SourceFile>;
using Findings = QList<Finding>;

Findings roomsOnlyIncludeWhatTheArrowAllows(const Files& files);
Findings onlyKafkaAndSandboxTouchLibrdkafka(const Files& files);
Findings coreAndCliKnowNoGui(const Files& files);
Findings onlyResultNamesExpected(const Files& files);
Findings everySourceCarriesItsLicence(const Files& files);
Findings headersUsePragmaOnce(const Files& files);
Findings filesStayShort(const Files& files);
Findings coreShowsNoMessageBox(const Files& files);
Findings nothingIsASingleton(const Files& files);
Findings nobodyProcessesEvents(const Files& files);
Findings testsDoNotSleep(const Files& files);
Findings changesGoThroughTheGate(const Files& files);
Findings coloursComeFromTokens(const Files& files);
Findings mainsStayThin(const Files& files);
Findings architectureStaysShort(const Files& files);
Findings architectureNamesEveryRoom(const Files& files);
Findings architectureNamesTestsThatExist(const Files& files);
Findings everyRequirementNamesTestsThatExist(const Files& files);
Findings everySourceIsBuilt(const Files& files);
Findings nothingOfOneMachineIsWrittenDown(const Files& files);

} // namespace spillway::layout
