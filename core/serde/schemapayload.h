// SPDX-FileCopyrightText: 2026 The Spillway authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/serde/detect.h"

namespace spillway {

class SchemaRegistry;

/// detectPayload(), and for bytes in a registry's wire format what they say: kind stays Binary, `decoded` is set and
/// the reason is "Avro, schema id 7 by REGISTRY". Where that fails the reason says why, and the bytes are shown. Never
/// waits: a schema that is not known is asked for (SchemaRegistry::answered() tells when to detect again). For one
/// record that is looked at: more than 1 MB or 100,000 values are not decoded; at most some 50 ms. Any thread.
Detection detectPayload(BytesView bytes, SchemaRegistry& registry);

} // namespace spillway
