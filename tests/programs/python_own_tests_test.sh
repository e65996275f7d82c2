#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Python's own tests of what has to do with a library: with the host's the same
# ones pass as with Python's.  TESTS names the modules, SERVED what the host has
# to have done.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

read -r -a tests <<<"$TESTS"
program_options=("${python_options[@]}")

# Left out are tests of other compressions, tests that write to Python's folder,
# tests that start another Python, which the machine would run, and slow tests:
# archives of very many names.
ignored=()
for name in '*.Bzip2*' '*.Lzma*' '*.PyZipFileTests.*' '*.*CommandLine*.*' \
    '*.TestExecutablePrependedZip.*' '*.test_encoding_warnings' \
    '*_performance' '*_constant_time'; do
    ignored+=(-i "$name")
done

# shellcheck disable=SC2317  # called by compare
run_tests() {
    run "$python" -m test -v "${ignored[@]}" "${tests[@]}"
    expect_match "$out" "^(All ${#tests[@]} tests|1 test) OK"
    # How long they took differs.
    cat "$out" "$log" | grep -aE ' \.\.\. |^Ran ' |
        sed 's/^\(Ran .*\) in .*/\1/' >results
}
compare run_tests
for function in $SERVED; do
    expect_host_calls "${function%:*}" "${function#*:}" 100000
done
passed=$(grep -c ' ok$' "$TEST_TMPDIR/offloaded/results")
((passed > 50 * ${#tests[@]})) || fail "only $passed tests have run"
