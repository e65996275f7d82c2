#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every way to open the library, by the three system calls: what the guest gets
# with the plugin, and that without it nothing is redirected.
set -euo pipefail
source tests/emulator/emulator_lib.sh

variants=$(runfile "$VARIANTS")

mkdir "$TEST_TMPDIR/with" "$TEST_TMPDIR/without"
offload "$variants" "$TEST_TMPDIR/with"
expect_status 0
diff -u tests/emulator/redirect_variants.expected "$out" ||
    fail "the guest got something else"
# A line of the log for each file that was had through the plugin.
redirected=$(grep -c '^syscall_filter_zlib: redirected ' "$log" || true)
thunks=$(grep -c ': \(thunk\|unreadable\)' "$out" || true)
[[ $redirected == "$thunks" ]] ||
    fail "$thunks thunks and $redirected lines: $(cat "$log")"

emulate "$variants" "$TEST_TMPDIR/without"
expect_status 0
[[ $(wc -l <"$out") == $(wc -l <tests/emulator/redirect_variants.expected) ]] ||
    fail "without the plugin not all variants were run"
expect_no_match "$out" ': thunk'
