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

# Where Python is started by a test, it is by the name that it has itself, and
# with little of its environment.
python=$work/usr/bin/python3.11
mkdir -p "${python%/*}"
ln -s "$programs/usr/lib" "$work/usr/lib"
program_options=(-0 "$python")
compiled=(-X "pycache_prefix=$work/compiled")

# Not of zlib: other ways to compress; Python's compiler, which would write to
# where Python is.  And what is slow: a Python started anew for each option of a
# command line, archives of so many names.
ignored=()
for name in '*.Bzip2*' '*.Lzma*' '*.PyZipFileTests.*' '*.*CommandLine*.*' \
    '*.TestExecutablePrependedZip.*' '*_performance' '*_constant_time'; do
    ignored+=(-i "$name")
done

# shellcheck disable=SC2317  # called by compare
run_tests() {
    make_command "$python" python3.11 "${compiled[@]}"
    run python3.11 "${compiled[@]}" -m test -v "${ignored[@]}" \
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
