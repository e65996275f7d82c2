#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib's minigzip.c writes with the host's zlib the bytes that it writes with its
# own, and reads them.
#
# The library assigns out and status.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
cd "$TEST_TMPDIR"

# Something of the build's that is neither all text nor noise.
cat "$guest" "$(runfile "$TEXT")" >plain

# Runs it in the way $1 with the options that follow, on files.
minigzip() {
    "$1" "$guest" "${@:2}"
}

for level in 1 6 9; do
    for way in emulate offload; do
        cp plain "$way"
        minigzip "$way" "-$level" "$way"
        expect_status 0
    done
    cmp emulate.gz offload.gz || fail "level $level: other bytes"
    # Its last run was on the host.
    expect_match "$log" '^syscall_filter_zlib: deflate stream: '
done
minigzip offload -d offload.gz
expect_status 0
cmp plain offload || fail "not what was packed"
expect_match "$log" '^syscall_filter_zlib: inflate stream: '

# Cut off: what is there comes out, and the status tells.
for way in emulate offload; do
    head -c 10000 emulate.gz >"cut-$way.gz"
    minigzip "$way" -d "cut-$way.gz"
    echo "$status" >"status-$way"
done
[[ $(<status-emulate) != 0 ]] || fail "cut off, and read"
cmp status-emulate status-offload
cmp cut-emulate cut-offload
