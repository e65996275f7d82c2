#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Streams that a call has left in the middle of its work are used again as they
# are natively: after a jump out of a signal handler, and after a lack of memory.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
zlib=$(dirname "$(runfile "$ZLIB")")

"$(runfile "$REFERENCE")" >"$TEST_TMPDIR/expected"
expect_match "$TEST_TMPDIR/expected" '^inflate: left, 7 signals$'
expect_line "$TEST_TMPDIR/expected" 'inflate: 1, same: 1'

for way in emulate offload; do
    "$way" -E LD_LIBRARY_PATH="$zlib" "$guest"
    expect_status 0
    diff -u "$TEST_TMPDIR/expected" "$out" ||
        fail "$way: not as natively"
done
# The host had the streams.
[[ $(grep -c '^syscall_filter_zlib: [a-z]*flate stream: ' "$log") == 4 ]] ||
    fail "not four streams on the host: $(cat "$log")"
