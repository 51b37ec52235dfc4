// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/service/recordhandler.h"

namespace spillway {

Handled::Handled(bool ok)
{
    if (!ok)
        *this = failed(QStringLiteral("the handler returned false"));
}

Handled::Handled(const Result<>& result)
{
    if (!result)
        *this = failed(toText(result.error()));
}

Handled Handled::failed(QString message, QString errorClass, QString stack)
{
    Handled made;
    made.m_kind = Kind::Failed;
    made.m_message = std::move(message);
    made.m_errorClass = std::move(errorClass);
    made.m_stack = std::move(stack);
    return made;
}

Handled Handled::poison(QString message, QString errorClass, QString stack)
{
    Handled made = failed(std::move(message), std::move(errorClass), std::move(stack));
    made.m_kind = Kind::Poison;
    return made;
}

Handled Handled::later(QString message)
{
    Handled made = failed(std::move(message));
    made.m_kind = Kind::Later;
    return made;
}

Handled Handled::notReached()
{
    Handled made;
    made.m_kind = Kind::NotReached;
    return made;
}

} // namespace spillway
