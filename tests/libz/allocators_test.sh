#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A program's allocator is asked as often, and with the same effect, whoever works
# on the streams.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
zlib=$(dirname "$(runfile "$ZLIB")")

"$(runfile "$REFERENCE")" >"$TEST_TMPDIR/expected"
expect_line "$TEST_TMPDIR/expected" 'deflateCopy: 0, asked 5'

for way in emulate offload; do
    "$way" -E LD_LIBRARY_PATH="$zlib" "$guest"
    expect_status 0
    diff -u "$TEST_TMPDIR/expected" "$out" >&2 || fail "$way: not as natively"
done
# The host had the streams that were ended: two of each kind, one that ran out of
# memory, and the one of compress().
[[ $(grep -c '^syscall_filter_zlib: [a-z]*flate stream: ' "$log") == 6 ]] ||
    fail "not six streams on the host: $(cat "$log")"
