#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Whatever a guest has the host compress or uncompress, status, length and bytes
# are those of the same zlib linked into a program of the host.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
reference=$(runfile "$REFERENCE")
expected=$TEST_TMPDIR/expected

# Does all that the arguments after the file $1 say, here and on the host.
compare() {
    local served successes
    "$reference" "$@" >"$expected"
    offload "$guest" "$@"
    expect_status 0
    cmp "$expected" "$out" || fail "$*: the guest wrote something else"
    # The host did it: the plugin says so, of each call that succeeded.
    served=$(grep -caE '^syscall_filter_zlib: (un)?compressed ' "$log" || true)
    successes=$(grep -ca ': status 0, ' "$expected" || true)
    [[ $served == "$successes" ]] ||
        fail "$*: $served calls served, $successes succeeded: $(cat "$log")"
}

for input in testdata/text.txt testdata/noise.bin testdata/empty.bin; do
    # Levels that there are not, and room that is not enough, among them.
    compare "$input" -1:100000 0:100000 1:100000 6:100000 9:100000 \
        10:100000 -2:100000 6:7 6:0
done

whole=$TEST_TMPDIR/whole
cut=$TEST_TMPDIR/cut
"$reference" testdata/text.txt 6:100000 | tail -n +2 | head -c -1 >"$whole"
head -c 500 "$whole" >"$cut"
size=$(stat -Lc %s testdata/text.txt)
for stream in "$whole" "$cut" testdata/{corrupt.z,noise.bin,empty.bin}; do
    compare "$stream" uncompress:100000 "uncompress:$size" \
        "uncompress:$((size - 1))" uncompress:0
done
grep -qa "^uncompress:$size: status 0, $size bytes" <("$reference" "$whole" \
    "uncompress:$size") || fail "the stream made for the test is none"
