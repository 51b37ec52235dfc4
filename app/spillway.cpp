// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/desktop.h"
#include "app/display.h"
#include "app/leave.h"
#include "app/measure.h"
#include "app/options.h"
#include "app/screenshots.h"

#include <QApplication>

#include <cstdio>

using namespace spillway;

int main(int argc, char** argv)
{
    app::nameTheProgram();
    const auto options = app::parseOptions(app::argumentsOf(argc, argv));
    if (!options) {
        std::fprintf(stderr, "spillway: %s\n", qPrintable(toText(options.error())));
        return 2;
    }
    if (!options->answer.isEmpty()) {
        std::fputs(qPrintable(options->answer), stdout);
        return 0;
    }
    if (!app::displayFor(*options)) {
        std::fprintf(stderr, "spillway: %s\n", qPrintable(app::noDisplayText({})));
        return 1;
    }
    const auto application = app::makeApplication(argc, argv);
    ui::Theme theme;
    if (!options->theme.isEmpty())
        theme.setMode(options->theme == QLatin1String("dark") ? ui::Theme::Mode::Dark : ui::Theme::Mode::Light);
    theme.install();
    auto desktop = app::Desktop::create(*options, theme);
    if (!desktop) {
        std::fprintf(stderr, "spillway: %s\n", qPrintable(toText(desktop.error())));
        return 2;
    }
    if (!options->page.isEmpty() && !(*desktop)->window().openPage(options->page)) {
        std::fprintf(stderr, "spillway: there is no page named %s (%s)\n", qPrintable(options->page),
            qPrintable((*desktop)->window().pageNames().join(QStringLiteral(", "))));
        return 2;
    }
    std::unique_ptr<QObject> errand;
    if (!options->screenshotDirectory.isEmpty())
        errand = std::make_unique<app::Screenshots>(**desktop, theme, *options);
    else if (!options->measure.isEmpty())
        errand = std::make_unique<app::Measure>(**desktop, *options);
    (*desktop)->window().show();
    const int code = QApplication::exec();
    const app::LeaveInTime leave(code);
    errand.reset();
    desktop->reset();
    return code;
}
