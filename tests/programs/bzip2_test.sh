#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# bzip2 packs and unpacks, also what is cut short or broken, with libbz2's
# functions on the host.
#
# The library assigns log, out, status and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# Unpacks $1, which is broken; what is written and said goes to $2.
# shellcheck disable=SC2317  # called by pack
unpack_broken() {
    emulate "${way_options[@]}" "$(program bzip2)" -d -c "$1"
    ((status != 0)) || fail "bzip2 does not notice that $1 is broken"
    cp "$out" "$2"
    grep -a '^bzip2: ' "$log" | sed "s,$work,,g" >"$2.said"
}

# shellcheck disable=SC2317  # called by compare
pack() {
    local level
    for level in 1 9; do
        run bzip2 -k -c "-$level" "$work/text"
        cp "$out" "text$level.bz2"
        run bzip2 -d -c "text$level.bz2"
        cmp "$out" "$work/text" || fail "another text came back"
    done
    run bzip2 -d -s -c text1.bz2
    cmp "$out" "$work/text" || fail "another text came back with little memory"
    head -c "$(($(size_of text1.bz2) / 2))" text1.bz2 >short.bz2
    unpack_broken short.bz2 short
    { head -c 1000 text1.bz2 && tail -c +1002 text1.bz2; } >broken.bz2
    unpack_broken broken.bz2 broken
}
compare pack
size=$(size_of "$work/text")
expect_host_calls BZ2_bzCompress bytes_in $((2 * size))
expect_host_calls BZ2_bzDecompress bytes_out $((3 * size))
