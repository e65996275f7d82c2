#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bzip2's own tests with libbz2's functions on the host: its samples, every bit
# of a compressed file inverted (unzcrash), and files that are read and written
# by BZ2_bzopen() (dlltest).
#
# The library assigns log, out and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

samples=$work/samples
dlltest=$(runfile "$DLLTEST") unzcrash=$(runfile "$UNZCRASH")
read -r -a names <<<"$SAMPLES"
copy_runfiles "$samples" "${names[@]}"
# unzcrash needs a time for each bit.
head -c 80 "$samples/sample1.ref" >"$work/small"

# As `make test` has it: sample 3 is unpacked with little memory.
# shellcheck disable=SC2317  # called by compare
samples() {
    local number options
    for number in 1 2 3; do
        run bzip2 -c "-$number" "$samples/sample$number.ref"
        cmp "$samples/sample$number.bz2" "$out" || fail "sample $number packed"
        options=-dc
        [[ $number != 3 ]] || options=-dsc
        run bzip2 "$options" "$samples/sample$number.bz2"
        cmp "$samples/sample$number.ref" "$out" || fail "sample $number unpacked"
    done
}
compare samples
size=$(cat "$samples"/*.ref | wc -c)
expect_host_calls BZ2_bzCompress bytes_in "$size"
expect_host_calls BZ2_bzDecompress bytes_out "$size"

# shellcheck disable=SC2317  # called by compare
crash() {
    run_file "$unzcrash" "$work/small"
    expect_line "$log" 'all ok'
    cp "$log" said
}
compare crash
bits=$(grep -c '^bit ' "$TEST_TMPDIR/offloaded/said")
((bits > 500)) || fail "unzcrash has tried $bits bits"
expect_host_calls BZ2_bzDecompressInit calls "$bits"

# shellcheck disable=SC2317  # called by compare
files() {
    local level
    # To dlltest, a path that begins with a slash is an option.
    cp "$samples/sample2.ref" .
    for level in 1 9; do
        run_file "$dlltest" "-$level" sample2.ref "packed$level"
        run_file "$dlltest" -d "packed$level" "unpacked$level"
        cmp "unpacked$level" sample2.ref ||
            fail "dlltest: another file came back"
    done
}
compare files
size=$(size_of "$samples/sample2.ref")
expect_host_calls BZ2_bzCompress bytes_in $((2 * size))
expect_host_calls BZ2_bzDecompress bytes_out $((2 * size))
