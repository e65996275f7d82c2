#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Calls that succeed, fail and fault, and opens, leave nothing behind in the
# emulator.  How many may be given as argument.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$MANY_CALLS")
count=${1:-20000}

mkdir "$TEST_TMPDIR/with" "$TEST_TMPDIR/without"
offload "$guest" "$count" "$TEST_TMPDIR/with"
expect_status 0
cat "$out"
rounds=$(sed -n 's/^\([0-9]*\) rounds, .*/\1/p' "$out")
((rounds > 0)) || fail "no rounds"
# Of each round the host did one compression, one decompression, one redirect.
for verb in compressed uncompressed redirected; do
    lines=$(grep -c "^syscall_filter_zlib: $verb " "$log" || true)
    [[ $lines == "$rounds" ]] || fail "$rounds rounds, $lines lines: $verb"
done

# Without the plugin the first call is noticed.
emulate "$guest" "$count" "$TEST_TMPDIR/without"
expect_status 1
