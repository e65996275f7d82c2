#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A graft onto Debian's zlib for the architecture CPU: readelf takes it for a
# proper library, and a guest in the emulator loads it and calls its functions.
set -euo pipefail
source tools/testing/test_lib.sh

root=$(runfile "$GUEST_ROOT")
root=${root%/usr}
readelf=$(runfile "$READELF")
graft=$TEST_TMPDIR/graft.so
zlib=$root/lib/$CPU-linux-gnu/libz.so.1

"$(runfile "$GRAFT_FILE")" "$CPU" "$zlib" "$(runfile "$BLOB")" "$graft"
! cmp -s "$graft" "$zlib" || fail "the graft is the library"

# Says what it thinks of a file on standard error, and goes on.
for file in "$zlib" "$graft"; do
    "$readelf" --all --unwind "$file" >"$TEST_TMPDIR/${file##*/}.txt" 2>&1
done
before=$TEST_TMPDIR/${zlib##*/}.txt
after=$TEST_TMPDIR/${graft##*/}.txt
diff <(grep -i warning "$before") <(grep -i warning "$after") ||
    fail "warnings that the library does not have"
expect_match "$after" 'LOAD .* RW '
diff <(grep -A30 'Version definition section' "$before") \
    <(grep -A30 'Version definition section' "$after") ||
    fail "other versions"

run() {
    "$(runfile "$QEMU")" -L "$root" "$(runfile "$CLIENT")" "$1" \
        >"$TEST_TMPDIR/out" </dev/null || fail "status $? for $1"
}

run "$zlib"
expect_line "$TEST_TMPDIR/out" 'crc32 9f597f55'
expect_line "$TEST_TMPDIR/out" 'adler32 15c103fc'
expect_line "$TEST_TMPDIR/out" 'calls 0'
sed -n '/combine/p; /exception/,$p' "$TEST_TMPDIR/out" >"$TEST_TMPDIR/same"
expect_line "$TEST_TMPDIR/same" 'exception'
expect_line "$TEST_TMPDIR/same" 'own version 1'
expect_line "$TEST_TMPDIR/same" 'other version 0'

run "$graft"
expect_line "$TEST_TMPDIR/out" 'crc32 9f597f54'
expect_line "$TEST_TMPDIR/out" 'adler32 15c103fe'
expect_line "$TEST_TMPDIR/out" 'calls 1'
diff "$TEST_TMPDIR/same" \
    <(sed -n '/combine/p; /exception/,$p' "$TEST_TMPDIR/out") ||
    fail "the library does otherwise"
