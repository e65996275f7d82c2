#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Signals and cancellations during calls.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$INTERRUPTIONS")

offload "$guest"
expect_status 0
for what in timer 'directed signal' 'cancel at once' 'cancel at a point'; do
    expect_line "$out" "$what: done"
done
# Twenty of each have hit a call.
calls=$(grep -c '^syscall_filter_zlib: compressed 300000 guest bytes ' "$log" ||
    true)
((calls >= 4 * 20)) || fail "only $calls calls were served: $(cat "$log")"

# Without the plugin the first call is noticed.
emulate "$guest"
expect_status 1
