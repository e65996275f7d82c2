#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# While a process exits, the calls of its other threads still succeed. Needs the
# patch of QEMU that keeps syscall filters to the end: without it some calls
# fail, now and then.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$LAST_CALLS")

for _ in {1..30}; do
    offload "$guest"
    expect_status 42
    expect_no_lines_but ''
done

# Without the plugin the first call is noticed.
emulate "$guest"
expect_status 1
expect_match "$log" '^a call failed$'
