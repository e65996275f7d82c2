#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the plugin does not take: one line that names it, and no guest runs.
set -euo pipefail
source tests/emulator/emulator_lib.sh

demo=$(runfile "$DEMO")

# $1: what comes after the plugin's path; $2: what the line must be like.
refused() {
    emulate -plugin "$plugin$1" "$demo"
    [[ $status != 0 ]] || fail "'$1' was taken"
    expect_match "$log" "^syscall_filter_zlib: $2"
    [[ $(grep -c '^syscall_filter_zlib: ' "$log") == 1 ]] ||
        fail "more than one line: $(cat "$log")"
    [[ ! -s $out ]] || fail "the guest ran: $(cat "$out")"
}

refused ,colour=blue ".*colour"
refused ,backend= ".*backend="

# A host library that is not there, or is none: the plugin offers nothing, so
# this guest finds no library.
refused ",backend=$TEST_TMPDIR/nowhere.so" ".*$TEST_TMPDIR/nowhere.so"
refused ",backend=$demo" ".*$demo"
expect_match "$log" 'libdemo-zlib\.so: cannot open shared object file'

# The twin: the same command with what the plugin does take.
offload "$demo"
expect_status 0
