#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Calls that succeed, fail and fault, and opens, leave nothing behind in the
# emulator.  How many may be given as argument.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$MANY_CALLS")
count=20000
# ASan's allocator takes longer to have all the memory it works with.
[[ ${SANITIZER:-} != asan ]] || count=200000
count=${1:-$count}

mkdir "$TEST_TMPDIR/with" "$TEST_TMPDIR/without"
offload "$guest" "$count" "$TEST_TMPDIR/with"
expect_status 0
cat "$out"
rounds=$(sed -n 's/^\([0-9]*\) rounds, .*/\1/p' "$out")
((rounds > 0)) || fail "no rounds"
# What the host did in each round.
for done in "2 compressed" "1 uncompressed" "1 redirected"; do
    read -r times verb <<<"$done"
    lines=$(grep -c "^syscall_filter_zlib: $verb " "$log" || true)
    ((lines == rounds * times)) || fail "$rounds rounds, $lines lines: $verb"
done

# Without the plugin the first call is noticed.
emulate "$guest" "$count" "$TEST_TMPDIR/without"
expect_status 1
