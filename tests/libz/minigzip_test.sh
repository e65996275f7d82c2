#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib's minigzip.c writes with the drop-in the bytes that it writes with
# Debian's zlib, and reads them.
set -euo pipefail
source tests/libz/libz_lib.sh

dropin=$(runfile "$DROPIN")
offloaded=$(runfile "$OFFLOADED")
reference=$(runfile "$REFERENCE")
cd "$TEST_TMPDIR"

# Something of the build's that is neither all text nor noise.
cat "$libz" "$reference" >plain

expect_dropin "$dropin"
for level in 1 6 9; do
    "$reference" "-$level" <plain >expected.gz
    with_dropin "$dropin" "-$level" <plain >dropin.gz
    cmp expected.gz dropin.gz
    "$offloaded" "-$level" <plain >offloaded.gz
    cmp expected.gz offloaded.gz
done
with_dropin "$dropin" -d <expected.gz | cmp - plain
"$offloaded" -d <expected.gz | cmp - plain

# Cut off: what is there comes out, and the status tells.
head -c 10000 expected.gz >cut.gz
! "$reference" -d <cut.gz >expected 2>expected_log || fail "cut off, and read"
! with_dropin "$dropin" -d <cut.gz >found 2>log || fail "cut off, and read"
cmp expected found
! "$offloaded" -d <cut.gz >found 2>log || fail "cut off, and read"
cmp expected found
