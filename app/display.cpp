// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/display.h"

#include <QApplication>
#include <QLocale>
#include <QtGlobal>

#include <cstdio>
#include <cstdlib>

namespace spillway::app {

namespace {

QtMessageHandler g_before = nullptr;

// Qt has no other way to say it than a fatal message, after warnings of its own on which plugins it tried.
void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& text)
{
    if (type == QtFatalMsg) {
        std::fprintf(stderr, "spillway: %s\n", qPrintable(noDisplayText(text.section(QLatin1Char('\n'), 0, 0))));
        std::fflush(nullptr);
        std::_Exit(1);
    }
    if (g_before)
        g_before(type, context, text);
}

} // namespace

bool displayFor(const Options& options)
{
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (!display && !options.screenshotDirectory.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    return display || !options.screenshotDirectory.isEmpty();
}

QString noDisplayText(const QString& reason)
{
    QStringList tried;
    for (const char* name : { "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM" })
        if (qEnvironmentVariableIsSet(name))
            tried << QStringLiteral("%1=%2").arg(QLatin1String(name), qEnvironmentVariable(name));
    QString text = tried.isEmpty()
        ? QStringLiteral("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.")
        : QStringLiteral("the display cannot be used (%1).").arg(tried.join(QStringLiteral(", ")));
    if (!reason.isEmpty())
        text += QStringLiteral("\nQt says: ") + reason;
    return text
        + QStringLiteral("\nStart it from a desktop session (over ssh: ssh -X), let --screenshot DIR write pictures "
                         "without a display, or use spillwayctl.");
}

std::unique_ptr<QApplication> makeApplication(int& argc, char** argv)
{
    g_before = qInstallMessageHandler(onMessage);
    auto application = std::make_unique<QApplication>(argc, argv);
    qInstallMessageHandler(g_before);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    if (QLocale().zeroDigit() != QLatin1String("0"))
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    return application;
}

} // namespace spillway::app
