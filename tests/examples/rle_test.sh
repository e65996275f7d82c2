#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The example does what the page says: the host serves librle, the program's
# output is that of plain emulation, and where the host cannot serve it the
# guest's own library does, with the line in the log that the page shows.
#
# The library assigns out, log and plugin.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

page=$(runfile "$PAGE")
program=$(runfile "$PROGRAM")
host_folder=$(dirname "$(runfile "$HOST_LIBRARY")")
statistics=$TEST_TMPDIR/statistics.json

# Prints the block of the page that follows the line $1.
page_block() {
    sed -n "/^$1\$/,\$p" "$page" | sed '1d' |
        awk '/^    / { print substr($0, 5); seen = 1; next }
            /./ && seen { exit }' | grep . || fail "the page has no block '$1'"
}

# What $1 has but for paths and numbers that differ from run to run.
general() {
    sed -E 's@/[^ ]*/@…/@g; s/, pid [0-9]+$//; s/API [0-9].*/API/
        s/[0-9]+  on the host$/on the host/; s/ +/ /g
        /^function/s/nanoseconds //' "$1"
}

# Runs the program. The host's librle comes from folder $1, $2 is appended to
# the plugin's options, and the remaining arguments are passed to the emulator.
use_librle() {
    rm -f "$statistics"
    emulate -plugin "$plugin,libraries=$1,stats=$statistics$2" -d plugin \
        "${@:3}" "$program"
    expect_status 0
}

# Fails unless the program's output is that of plain emulation, the host has
# done nothing, and the page has a block after the line $1 that is in the log.
expect_own() {
    diff "$TEST_TMPDIR/plain" "$out" || fail "$1: not the same output"
    ! grep '"functions":\[{' "$statistics" || fail "$1: the host has calls"
    general "$log" >"$TEST_TMPDIR/said"
    expect_line "$TEST_TMPDIR/said" "$(page_block "$1" | general /dev/stdin)"
}

emulate "$program"
expect_status 0
cp "$out" "$TEST_TMPDIR/plain"
diff "$TEST_TMPDIR/plain" <(page_block 'The program prints:') ||
    fail "plain emulation (<) and the page (>) differ"
"$(runfile "$NATIVE")" | diff "$TEST_TMPDIR/plain" - ||
    fail "plain emulation (<) and a native program (>) differ"

# The command of the page. The emulator may need more than its path.
{
    printf '#!/bin/sh\nexec'
    printf ' %q' "${emulator[@]}"
    # shellcheck disable=SC2016  # the script's arguments
    printf ' "$@"\n'
} >"$TEST_TMPDIR/emulator"
chmod +x "$TEST_TMPDIR/emulator"
QEMU=$TEST_TMPDIR/emulator examples/rle/run.sh >"$out" 2>"$log" ||
    fail "run.sh: $(cat "$log")"
diff "$TEST_TMPDIR/plain" "$out" || fail "the host's bytes (>) differ"
general "$log" >"$TEST_TMPDIR/said"
page_block 'The plugin says:' >"$TEST_TMPDIR/shown"
diff "$TEST_TMPDIR/said" <(general "$TEST_TMPDIR/shown") ||
    fail "the plugin's words (<) and the page's (>) differ"

use_librle "$host_folder" ,librle=off
diff "$TEST_TMPDIR/plain" "$out" || fail "switched off: not the same output"
! grep '"functions":\[{' "$statistics" || fail "switched off, but calls"
! grep 'grafted ' "$log" || fail "switched off, but grafted"

use_librle "$TEST_TMPDIR" ''
expect_own 'The host has no such library:'

use_librle "$(dirname "$(runfile "$OTHER")")" ''
expect_own "The host's library lacks a function:"

use_librle "$host_folder" '' \
    -E "LD_LIBRARY_PATH=$(dirname "$(runfile "$NEWER")")"
expect_own "The guest's library has a function that nobody knows of:"

# What the compiler says of a declaration that does not fit the header.
expect_match "$(runfile "$COMPILER")" \
    "$(page_block 'A line does not fit the header:' | sed 's/^…//')"
