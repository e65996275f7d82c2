#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The static emulators need no loader and no library, can be put at any address,
# and are small.
set -euo pipefail
source tools/testing/test_lib.sh

readelf=$(runfile "$READELF")

for emulator in $EMULATORS; do
    file=$(runfile "$emulator")
    "$readelf" -h -l -d "$file" >"$TEST_TMPDIR/elf"
    expect_match "$TEST_TMPDIR/elf" 'Type: +DYN '
    expect_match "$TEST_TMPDIR/elf" 'FLAGS_1.* PIE'
    expect_no_match "$TEST_TMPDIR/elf" 'INTERP|\(NEEDED\)'
    size=$(stat -L -c %s "$file")
    [[ $size -lt $((12 * 1024 * 1024)) ]] || fail "$emulator has $size bytes"
done
