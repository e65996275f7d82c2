#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib's example.c says with the drop-in what it says with Debian's zlib.
set -euo pipefail
source tests/libz/libz_lib.sh

dropin=$(runfile "$DROPIN")
offloaded=$(runfile "$OFFLOADED")
reference=$(runfile "$REFERENCE")
cd "$TEST_TMPDIR"

"$reference" reference.gz >expected
expect_line expected 'inflate with dictionary: hello, hello!'

expect_dropin "$dropin"
with_dropin "$dropin" dropin.gz >found
diff expected found || fail "the drop-in differs from Debian's zlib"
cmp reference.gz dropin.gz

"$offloaded" offloaded.gz >found
diff expected found || fail "the host's side differs from Debian's zlib"
cmp reference.gz offloaded.gz
