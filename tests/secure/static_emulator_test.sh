#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A set-user-ID guest in a static emulator, which has the plugin in it: the
# caller's environment sets nothing in the plugin either.
set -euo pipefail
source tools/testing/test_lib.sh

with_auxv=$(runfile "$WITH_AUXV")
guest=$(runfile "$GUEST")
emulator=$(runfile "$EMULATOR")
out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log made=$TEST_TMPDIR/made status=0

# Runs the guest with the variable HOSTLIB=$2. $1: how, as with_auxv takes it.
run() {
    rm -f "$made"
    status=0
    # shellcheck disable=SC2086  # a list of words
    "$(type -P env)" -i HOSTLIB="$2" "$with_auxv" $1 -- "$emulator" "$guest" \
        word >"$out" 2>"$log" </dev/null || status=$?
}

# The guest runs, and the emulator says nothing.
expect_plain_run() {
    [[ $status == 0 ]] || fail "exit status $status: $(cat "$out" "$log")"
    [[ ! -s $log ]] || fail "it said: $(cat "$log")"
    expect_line "$out" 'argument word'
}

run '' "stats=$made"
expect_plain_run
[[ -s $made ]] || fail "no statistics without AT_SECURE"
expect_line "$out" "variable HOSTLIB=stats=$made"

run secure "stats=$made"
expect_plain_run
[[ ! -e $made ]] || fail "a file was made under AT_SECURE"
expect_match "$out" '^AT_SECURE is 1$'
expect_no_match "$out" '^variable '

run '' nonsense=1
[[ $status != 0 ]] || fail "an option that there is not was taken"
run secure nonsense=1
expect_plain_run
