// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/types/record.h"

namespace spillway {

QString timestampTypeName(TimestampType type)
{
    switch (type) {
    case TimestampType::NotAvailable:
        return QStringLiteral("NotAvailable");
    case TimestampType::CreateTime:
        return QStringLiteral("CreateTime");
    case TimestampType::LogAppendTime:
        return QStringLiteral("LogAppendTime");
    }
    return QStringLiteral("NotAvailable");
}

} // namespace spillway
