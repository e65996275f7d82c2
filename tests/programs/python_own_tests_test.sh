#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Python's own tests of zlib, gzip and zipfile: with the host's zlib the same
# ones pass as with Python's.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

program_options=("${python_options[@]}")

# Not of zlib: other ways to compress; Python's compiler, which would write to
# where Python is; what starts another Python, which the machine would run.  And
# what is slow: archives of very many names.
ignored=()
for name in '*.Bzip2*' '*.Lzma*' '*.PyZipFileTests.*' '*.*CommandLine*.*' \
    '*.TestExecutablePrependedZip.*' '*.test_encoding_warnings' \
    '*_performance' '*_constant_time'; do
    ignored+=(-i "$name")
done

# shellcheck disable=SC2317  # called by compare
run_tests() {
    run "$python" -m test -v "${ignored[@]}" \
        test_gzip test_zipfile test_zlib
    expect_match "$out" '^All 3 tests OK'
    # How long they took differs.
    cat "$out" "$log" | grep -aE ' \.\.\. |^Ran ' |
        sed 's/^\(Ran .*\) in .*/\1/' >results
}
compare run_tests
expect_host deflate 10000000
expect_host inflate 10000000
passed=$(grep -c ' ok$' "$TEST_TMPDIR/offloaded/results")
((passed > 250)) || fail "only $passed tests have run"
