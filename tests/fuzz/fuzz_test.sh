#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs a fuzz target on the inputs it has in testdata/ and on some thousands
# that it makes of them, the same ones each time. What it finds, it leaves in
# the test's outputs.
set -euo pipefail
source tools/testing/test_lib.sh

target=$(runfile "$TARGET")
log=$TEST_TMPDIR/log
inputs=("$CORPUS"/*)
if [[ -n ${LIBRARIES:-} ]]; then
    LIBRARIES=$(runfile "$LIBRARIES")
    if [[ -d $LIBRARIES ]]; then
        LIBRARIES=$(echo "$LIBRARIES"/lib/*-linux-gnu)
    else
        LIBRARIES=$(dirname "$LIBRARIES")
    fi
    export LIBRARIES
fi
# Where it writes what it comes up with.
mkdir "$TEST_TMPDIR/new"
[[ -e ${inputs[0]} ]] || fail "nothing in $CORPUS"

# Numbers that the code compares are left out: some are addresses, which change.
"$target" -seed=1 -runs="$RUNS" -use_cmp=0 \
    -artifact_prefix="${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/" \
    "$TEST_TMPDIR/new" "$CORPUS" >"$log" 2>&1 ||
    fail "a bug, or a target that cannot run:"$'\n'"$(tail -n 60 "$log")"
expect_match "$log" "^Done $RUNS runs in "
expect_match "$log" "^INFO: +${#inputs[@]} files found in $CORPUS"
