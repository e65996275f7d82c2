#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# xz unpacks all its formats, and packs by the guest's own encoders, with
# liblzma's decoders on the host.
#
# The library assigns log, out, status and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# Unpacks $1, which is broken; what is written and said goes to $2.
# shellcheck disable=SC2317  # called by pack
unpack_broken() {
    emulate "${way_options[@]}" "$(program xz)" -d -c "$1"
    ((status != 0)) || fail "xz does not notice that $1 is broken"
    cp "$out" "$2"
    grep -a ': ' "$log" | grep -av '^syscall_filter_zlib' >"$2.said"
}

# shellcheck disable=SC2317  # called by compare
pack() {
    run xz -k -c -2 "$work/text"
    cp "$out" text.xz
    run xz -k -c -2 -F lzma "$work/text"
    cp "$out" text.lzma
    run xz -k -c -2 -T 2 --block-size=200000 --check=sha256 "$work/text"
    cp "$out" blocks.xz
    for file in text.xz text.lzma blocks.xz; do
        run xz -d -c "$file"
        cmp "$out" "$work/text" || fail "$file: another text came back"
    done
    run xz -d -c -T 2 blocks.xz
    cmp "$out" "$work/text" || fail "another text came back from threads"
    run xz -l blocks.xz
    cp "$out" listed
    cat text.xz blocks.xz >both.xz
    run xz -t both.xz
    head -c "$(($(size_of text.xz) / 2))" text.xz >short.xz
    unpack_broken short.xz short
    { head -c 1000 text.xz && tail -c +1002 text.xz; } >broken.xz
    unpack_broken broken.xz broken
    emulate "${way_options[@]}" "$(program xz)" -d -c -M 100KiB text.xz
    expect_status 1
}
compare pack
size=$(size_of "$work/text")
expect_host_calls lzma_code bytes_out $((4 * size))
