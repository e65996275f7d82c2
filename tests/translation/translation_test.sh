#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Code that changes after it has been translated and linked: GUEST, started with
# ARGUMENTS, must find nothing wrong and print the line EXPECTED. The results must
# be the same with the plugin, which sees each block that is translated, and, if
# there is a REFERENCE, by the same program built for this machine.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
read -ra arguments <<<"$ARGUMENTS"
expected=$TEST_TMPDIR/expected

emulate "$guest" "${arguments[@]}"
expect_status 0
expect_line "$out" "$EXPECTED"
cp "$out" "$expected"

offload "$guest" "${arguments[@]}"
expect_status 0
diff -u "$expected" "$out" >&2 || fail "other results with the plugin"

if [[ -n ${REFERENCE:-} ]]; then
    "$(runfile "$REFERENCE")" "${arguments[@]}" >"$out" ||
        fail "the program fails natively: $(cat "$out")"
    diff -u "$out" "$expected" >&2 || fail "other results than natively"
fi
