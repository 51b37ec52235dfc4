// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/profile/connectionprofile.h"

#include <QByteArray>

#include <vector>

namespace spillway {

/// Whose file it is. Auto looks at the names: sasl.jaas.config, ssl.truststore.… and the like are Java's.
enum class ImportFormat { Auto, JavaProperties, Librdkafka };

/// What became of one line of an imported file.
struct ImportedProperty {
    enum class Outcome {
        Accepted, ///< taken as it is
        Translated, ///< taken under another name or value; `reason` says how
        SecretFound, ///< its value goes to the keyring, is in ImportPreview::secrets and shown nowhere
        Ignored, ///< has no meaning here; `reason` says why
        Refused, ///< cannot be taken; `reason` says why and what to do
        Dangerous, ///< would run code or a command: the file as a whole is refused
    };
    QString source; ///< name as the file has it
    int line = 0; ///< where its line begins, from 1
    Outcome outcome = Outcome::Ignored;
    QString name; ///< librdkafka's name (or a field of the profile), where it is taken
    QString value; ///< what is taken; never a secret
    QString reason;

    friend bool operator==(const ImportedProperty&, const ImportedProperty&) = default;
};
/// "accepted", "translated", "secret", "ignored", "refused", "dangerous".
QString outcomeName(ImportedProperty::Outcome outcome);

/// What importing a file would make; nothing has been set or stored.
struct ImportPreview {
    ImportFormat format = ImportFormat::JavaProperties;
    std::vector<ImportedProperty> properties; ///< in the order of the file
    ConnectionProfile profile; ///< read-only, as every imported one; without id; named after the file
    std::map<QString, Secret> secrets; ///< for the SecretStore once the profile is stored

    /// Fails when a line is Dangerous, or no broker is named: then nothing of it may be stored.
    Result<> acceptable() const;
    int count(ImportedProperty::Outcome outcome) const;
};

/// Reads a Java client.properties (java.util.Properties escapes and continuations; sasl.jaas.config of PLAIN and SCRAM)
/// or a librdkafka or kcat.conf file. Only a regular file of at most 1 MiB without NUL bytes and at most 2000
/// properties. Looks at the first bytes of a keystore it names, to tell PEM from PKCS#12 from JKS; changes nothing.
Result<ImportPreview> previewImport(const QString& path, ImportFormat format = ImportFormat::Auto);
/// Same of text; `name` becomes the profile's.
Result<ImportPreview> previewImport(
    const QByteArray& text, const QString& name, ImportFormat format = ImportFormat::Auto);

} // namespace spillway
