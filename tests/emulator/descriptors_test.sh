#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guest has the descriptors that it has without the plugin, whatever the
# plugin's options are, and can get as many more.
#
# The library assigns out and status.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
expected=$TEST_TMPDIR/expected

emulate "$guest"
expect_status 0
cp "$out" "$expected"
expect_match "$expected" '^0 /dev/null$'
expect_match "$expected" '^10[0-9][0-9] more$'

for options in ,libz=off '' ,stats=on \
    ",stats=$TEST_TMPDIR/statistics,skip=other"; do
    offload_with "$options" "$guest"
    expect_status 0
    diff "$expected" "$out" >&2 || fail "other descriptors with '$options'"
done
# They were used.
expect_match "$log" 'grafted .*/libz\.so\.1'
expect_match "$TEST_TMPDIR/statistics" '^crc32_z +1 +100000 .* on the host$'
