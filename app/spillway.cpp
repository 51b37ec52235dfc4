// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/display.h"
#include "app/leave.h"
#include "app/options.h"
#include "app/program.h"

#include <QApplication>

#include <cstdio>
#include <memory>
#include <optional>

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
    auto program = std::make_unique<app::Program>(*options, theme);
    if (const auto begun = program->begin(); !begun) {
        std::fprintf(stderr, "spillway: %s\n", qPrintable(toText(begun.error())));
        return 2;
    }
    const int code = QApplication::exec();
    const app::LeaveInTime leave(code);
    program.reset();
    return code;
}
