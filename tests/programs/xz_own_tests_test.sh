#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# xz's own tests with liblzma's decoders on the host: its test programs, and its
# good, bad and unsupported files.
#
# The library assigns log, out, status, way_options and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

read -r -a names <<<"$FILES"
copy_runfiles "$work/tests/files" "${names[@]}"
tests=()
for name in $TESTS; do
    tests+=("$(runfile "$name")")
done
# Where the programs look for the files.
program_options=(-E "srcdir=$work/tests")

# shellcheck disable=SC2317  # called by compare
programs() {
    local test
    for test in "${tests[@]}"; do
        # It fails if one of its functions does.
        run_file "$test"
        cp "$out" "$(basename "$test")"
    done
}
compare programs
passed=$(cat "$TEST_TMPDIR"/offloaded/* | grep -c '^PASS: ')
((passed >= 45)) || fail "only $passed functions have passed"
expect_host_calls lzma_code calls 10

# Unpacks the files that the words stand for. Whether that succeeds is to be $1.
unpack() {
    local file found
    for file in "${@:2}"; do
        emulate "${way_options[@]}" "$(program xz)" -dc "$work/tests/files/$file"
        found=good
        ((status == 0)) || found=bad
        [[ $found == "$1" ]] || fail "$file: status $status: $(cat "$log")"
        cp "$out" "$file.unpacked"
        cp "$log" "$file.said"
    done
}

# As xz's test_files.sh has it.
# shellcheck disable=SC2317  # called by compare
files() {
    cd "$work/tests/files"
    local good=(good-*) bad=(bad-* unsupported-*)
    cd "$OLDPWD"
    unpack good "${good[@]}"
    unpack bad "${bad[@]}"
    run xz -dcqQ "$work/tests/files/unsupported-check.xz"
    emulate "${way_options[@]}" "$(program xz)" -l \
        "$work/tests/files/bad-3-index-uncomp-overflow.xz"
    expect_status 1
}
compare files
expect_host_calls lzma_code bytes_out 100000

# As xz's test_compress.sh has it, of code for two CPUs.
filters=(delta=dist=4 x86 powerpc ia64 arm armthumb sparc)
# shellcheck disable=SC2317  # called by compare
filter_code() {
    local file filter
    for file in compress_prepared_bcj_sparc compress_prepared_bcj_x86; do
        for filter in "${filters[@]}"; do
            run xz -c --check=crc64 "--$filter" \
                --lzma2=dict=64KiB,nice=32,mode=fast "$work/tests/files/$file"
            cp "$out" "$file-$filter.xz"
            run xz -dc "$file-$filter.xz"
            cmp "$out" "$work/tests/files/$file" ||
                fail "$file: another one came back, by the filter $filter"
        done
    done
}
compare filter_code
size=$(cat "$work/tests/files"/compress_prepared_* | wc -c)
expect_host_calls lzma_code bytes_out $((${#filters[@]} * size))
