// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/kafka/operation.h"
#include "core/types/result.h"

#include <functional>
#include <mutex>

namespace spillway::kafka {

/// Whether somebody said yes to exactly this operation (--yes, a dialog), beyond having asked for it.
enum class Confirmation { NotGiven, Given };

/// Where changes are written down: `journalPath` is a file of one JSON object per line, `actor` who asks (program and
/// user), `cluster` the bootstrap addresses.
struct GateSettings {
    bool readOnly = false;
    QString journalPath;
    QString actor;
    QString cluster;
};

/// The one way to change a cluster. Refuses what read-only mode or a missing confirmation forbids, and writes each
/// operation to the audit journal before it runs and after: two lines with one id, "requested" and then "done" or
/// "failed"; a refusal is one line, "refused". An operation that cannot be written down is refused. Lines are appended
/// whole and flushed to the disk, the file is readable by its owner only. Callable from any thread.
class Gate {
public:
    explicit Gate(GateSettings settings);

    bool readOnly() const { return m_settings.readOnly; }
    /// The decision alone, without running or writing anything; ErrorCode::Refused with the reason.
    Result<> permit(const Operation& operation, Confirmation confirmation) const;

    /// Runs `action`, a callable that returns Result<T>, if the operation is permitted.
    template <class Action>
    auto execute(const Operation& operation, Confirmation confirmation, Action&& action) -> std::invoke_result_t<Action>
    {
        const Result<QString> id = begin(operation, confirmation);
        if (!id)
            return Failure(id.error());
        auto result = std::invoke(std::forward<Action>(action));
        end(*id, operation, result ? nullptr : &result.error());
        return result;
    }

private:
    Result<QString> begin(const Operation& operation, Confirmation confirmation);
    void end(const QString& id, const Operation& operation, const Error* error);
    Result<> write(const QString& id, const char* phase, const Operation& operation, const Error* error);

    const GateSettings m_settings;
    std::mutex m_mutex; ///< one line at a time
};

/// Journal of this user, shared by the desktop and the command line: …/spillway/audit.ndjson in the data folder.
QString defaultJournalPath();
/// "program:user" for GateSettings::actor.
QString currentActor(const QString& program);

} // namespace spillway::kafka
