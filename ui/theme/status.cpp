// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/theme/status.h"

#include <QCoreApplication>

namespace spillway::ui {

QString statusWord(Status status)
{
    const auto word = [](const char* text) { return QCoreApplication::translate("Status", text); };
    switch (status) {
    case Status::None:
        return {};
    case Status::Ok:
        return word("OK");
    case Status::CatchingUp:
        return word("Catching up");
    case Status::Note:
        return word("Note");
    case Status::New:
        return word("New");
    case Status::Waiting:
        return word("Waiting");
    case Status::Rewound:
        return word("Rewound");
    case Status::Warning:
        return word("Warning");
    case Status::Behind:
        return word("Falling behind");
    case Status::Stalled:
        return word("Stalled");
    case Status::Stopped:
        return word("Stopped");
    case Status::Error:
        return word("Error");
    case Status::Unknown:
        return word("Unknown");
    }
    return {};
}

QString statusIconName(Status status)
{
    switch (status) {
    case Status::None:
        return {};
    case Status::Ok:
    case Status::CatchingUp:
        return QStringLiteral("status-ok");
    case Status::Note:
        return QStringLiteral("status-info");
    case Status::New:
        return QStringLiteral("status-new");
    case Status::Waiting:
        return QStringLiteral("status-wait");
    case Status::Rewound:
        return QStringLiteral("status-rew");
    case Status::Warning:
    case Status::Behind:
        return QStringLiteral("status-warn");
    case Status::Stalled:
        return QStringLiteral("status-stall");
    case Status::Stopped:
        return QStringLiteral("status-stop");
    case Status::Error:
        return QStringLiteral("status-err");
    case Status::Unknown:
        return QStringLiteral("status-unk");
    }
    return {};
}

Token statusToken(Status status)
{
    switch (status) {
    case Status::Ok:
    case Status::CatchingUp:
        return &Tokens::ok;
    case Status::Note:
    case Status::New:
        return &Tokens::info;
    case Status::Rewound:
    case Status::Warning:
    case Status::Behind:
        return &Tokens::warn;
    case Status::Stalled:
    case Status::Stopped:
    case Status::Error:
        return &Tokens::error;
    case Status::None:
    case Status::Waiting:
    case Status::Unknown:
        break;
    }
    return &Tokens::muted;
}

Token statusSoftToken(Status status)
{
    const Token color = statusToken(status);
    if (color == &Tokens::ok)
        return &Tokens::okSoft;
    if (color == &Tokens::info)
        return &Tokens::infoSoft;
    if (color == &Tokens::warn)
        return &Tokens::warnSoft;
    if (color == &Tokens::error)
        return &Tokens::errorSoft;
    return &Tokens::raised;
}

int statusRank(Status status)
{
    return status == Status::Unknown ? -1 : static_cast<int>(status);
}

} // namespace spillway::ui
