#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib's example.c says with the host's zlib what it says with its own.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
cd "$TEST_TMPDIR"

emulate "$guest" own.gz
expect_status 0
expect_line "$out" 'inflate with dictionary: hello, hello!'
cp "$out" expected

offload_with ",stats=statistics" "$guest" offloaded.gz
expect_status 0
diff expected "$out" || fail "it says something else with the host's zlib"
cmp own.gz offloaded.gz
for function in deflateSetDictionary deflateParams inflateSync inflateEnd; do
    expect_match statistics "^$function .* on the host$"
done
