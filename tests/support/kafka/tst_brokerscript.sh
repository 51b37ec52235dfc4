#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A cluster id of broker.sh is 22 characters of base64url and never begins with a dash, which Kafka's StorageTool takes for an option.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
# shellcheck source=tests/support/kafka/broker.sh
source "$root/tests/support/kafka/broker.sh"

failed=0
for first in 'xf8' 'xfb' 'xff' 'x00'; do
    id=$(printf %b "\\$first"'\xf7\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\xff\xff' | kafka_cluster_id)
    [[ $id =~ ^[A-Za-z0-9_][A-Za-z0-9_-]{21}$ ]] || { echo "bytes that begin with \\$first gave the cluster id '$id'"; failed=1; }
done
exit $failed
