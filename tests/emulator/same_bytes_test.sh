#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whatever a guest has the host compress or uncompress, status, length and bytes
# are those of the same zlib linked into a program of the host.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
reference=$(runfile "$REFERENCE")
streams=$TEST_TMPDIR/streams
mkdir "$streams"

# Compares one call; $1 is the input, the rest what it is to be done with it.
compare() {
    local input=$1 said="$TEST_TMPDIR/said"
    shift
    "$reference" "$@" <"$input" >"$TEST_TMPDIR/expected" 2>"$said"
    status=0
    "${emulator[@]}" -plugin "$plugin,backend=$host_zlib" -d plugin \
        "$guest" "$@" <"$input" >"$out" 2>"$log" || status=$?
    expect_status 0
    expect_line "$log" "$(cat "$said")"
    cmp "$TEST_TMPDIR/expected" "$out" || fail "$input, $*: the bytes differ"
    # The host did it: the plugin says so, of a call that succeeded.
    if grep -q '^status 0,' "$said"; then
        expect_match "$log" '^syscall_filter_zlib: (un)?compressed '
    else
        expect_no_match "$log" '^syscall_filter_zlib: (un)?compressed '
    fi
}

for input in testdata/text.txt testdata/noise.bin testdata/empty.bin; do
    for level in -1 0 1 6 9; do
        compare "$input" "$level" 100000
    done
    # Levels that there are not, and room that is not enough.
    compare "$input" 10 100000
    compare "$input" -2 100000
    compare "$input" 6 7
    compare "$input" 6 0
done

"$reference" 6 100000 <testdata/text.txt >"$streams/whole" 2>/dev/null
head -c 500 "$streams/whole" >"$streams/cut"
cp testdata/corrupt.z testdata/noise.bin testdata/empty.bin "$streams"
size=$(stat -Lc %s testdata/text.txt)
for stream in "$streams"/*; do
    compare "$stream" uncompress 100000
    compare "$stream" uncompress "$size"
    compare "$stream" uncompress $((size - 1))
    compare "$stream" uncompress 0
done
