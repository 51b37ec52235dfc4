// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

namespace spillway::layout {

/// One file of the checkout; `path` is relative to its root, with '/'.
struct SourceFile {
    QString path;
    QString text;

    bool isCpp() const;
    bool isUnder(QStringView folder) const; ///< "core/kafka" is, of "core/kafka/admin.h"
    QString fileName() const;
    QString folder() const;
};

/// Every text file below `root` except what is built (build/), hidden tool folders and pictures.
QList<SourceFile> filesBelow(const QString& root);

/// C++ text with comments blanked, and with them, unless asked to keep them, the insides of string and character
/// literals. Line breaks stay, so that positions name the same lines.
enum class Literals { Blanked, Kept };
QString codeOnly(const QString& text, Literals literals);

/// 1-based.
int lineOf(const QString& text, qsizetype position);

} // namespace spillway::layout
