#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A breakpoint stops code that has been translated, and is reached by a jump from
# another page, which is not looked at then.
#
# The library assigns out and emulator.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

python=$(runfile "$PYTHON")
debugger=$(runfile "$DEBUGGER")
guest=$(runfile "$GUEST")

# The debugger makes a socket here: a path of one has to be short.
cd "$TEST_TMPDIR"
"$python" "$debugger" "$GUEST_CPU" "${emulator[@]}" -- "$guest" >"$out" ||
    fail "the guest said: $(cat "$out")"
expect_line "$out" "done"
