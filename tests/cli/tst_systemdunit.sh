#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Spillway authors
# SPDX-License-Identifier: GPL-3.0-or-later
# tst_systemdunit.sh SPILLWAYCTL: systemd itself reads the unit a package installs, with the program of this build in it,
# finds nothing to complain of, and judges it as safe as docs/service.md says. No systemd need be running.
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failed=0

unit=$directory/spillway.service
sed "s|^ExecStart=/usr/bin/spillwayctl |ExecStart=$program |" "$root/packaging/systemd/spillway.service" >"$unit"
grep -qF "ExecStart=$program serve " "$unit" || { echo "the unit does not start spillwayctl serve"; failed=1; }

# what it does not understand it ignores, with a word and a good exit code
said=$(systemd-analyze verify --man=no "$unit" 2>&1) || failed=1
[[ -z $said ]] || { echo "systemd-analyze verify says: $said"; failed=1; }

claimed=$(grep -oE 'systemd-analyze security`: [0-9.]+' "$root/docs/service.md" | grep -oE '[0-9.]+$')
systemd-analyze security --offline=true --threshold="${claimed/./}" "$unit" >"$directory/report" 2>&1 ||
    { echo "less safe than the $claimed of docs/service.md:"; cat "$directory/report"; failed=1; }

# and it does complain when there is something
sed 's|^WatchdogSec=|WatchdogSecs=|' "$unit" >"$directory/wrong.service"
[[ -n $(systemd-analyze verify --man=no "$directory/wrong.service" 2>&1) ]] || { echo "a wrong unit is not seen"; failed=1; }
exit $failed
