#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib's infcover.c, which counts memory, runs out of it and looks at zlib's
# insides, sees without a host no difference to Debian's zlib.
set -euo pipefail
source tests/libz/libz_lib.sh

reference=$(runfile "$REFERENCE")
unserved=$(runfile "$UNSERVED")
cd "$TEST_TMPDIR"

"$reference" >expected 2>&1
"$unserved" >found 2>&1 || fail "it ends after: $(tail -n 5 found)"
diff expected found || fail "the drop-in differs from Debian's zlib"
