#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Children of a process with threads make calls, start threads and exit. Needs
# the patch of QEMU that forgets the parent's vCPUs: without it the child is
# aborted, or hangs.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$FORKS")

offload "$guest"
expect_status 0
trips=$(sed -n 's/^\([0-9]*\) round trips$/\1/p' "$out")
((trips == 20)) || fail "the guest said: $(cat "$out")"
expect_no_lines_but '(un)?compressed'

# Without the plugin the first call is noticed.
emulate "$guest"
expect_status 1
