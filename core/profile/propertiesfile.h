// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/types/result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace spillway {

/// One "name=value" of a file.
struct PropertyLine {
    QString name;
    QString value;
    int line = 0; ///< from 1

    friend bool operator==(const PropertyLine&, const PropertyLine&) = default;
};

/// The format of java.util.Properties.load (its Javadoc): '#' and '!' comments, '=', ':' or blanks after the name,
/// backslash continuations and escapes, \uXXXX. Bytes are UTF-8 where they are, else ISO 8859-1. At most 2000 lines.
Result<std::vector<PropertyLine>> parseJavaProperties(const QByteArray& text);

/// The format of librdkafka's and kcat's configuration files: "name=value", '#' comments, blanks around both trimmed,
/// no escapes.
Result<std::vector<PropertyLine>> parseLibrdkafkaProperties(const QByteArray& text);

/// One entry of Java's JAAS text: "module flag option=value …;".
struct JaasEntry {
    QString module; ///< class name
    std::vector<std::pair<QString, QString>> options;
};
/// Reads the value of sasl.jaas.config as Kafka's JaasConfig does; an error never repeats the text, it holds a
/// password.
Result<JaasEntry> parseJaas(const QString& text);

} // namespace spillway
