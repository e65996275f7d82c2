#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The launcher and the doctor with programs for GUEST, which is an architecture
# of guests; nothing but the programs' own headers says so.
#
# The library assigns out, log, status, host_zlib, programs and unpacked.
# shellcheck disable=SC2154
set -euo pipefail
source tests/launcher/launcher_lib.sh

text=$(runfile "$TEXT")
options=("${host_options[@]}" -L "$programs")
pigz=$programs/usr/bin/pigz

# The same bytes, by the host and by the program's own zlib.
launch run --log "${options[@]}" "$pigz" -9 -c -p 1 <"$text"
expect_status 0
expect_match "$log" " functions of $host_zlib onto .*/libz\.so\.1$"
expect_match "$log" '^syscall_filter_zlib: deflate stream: '
cp "$out" "$TEST_TMPDIR/offloaded.gz"
launch run --log --no-libz "${options[@]}" "$pigz" -9 -c -p 1 <"$text"
expect_status 0
expect_no_match "$log" 'grafted|deflate stream: '
cmp "$out" "$TEST_TMPDIR/offloaded.gz" || fail "not the bytes of plain zlib"

# The doctor looks at what this program needs, and at nothing else.
launch doctor "${options[@]}" "$pigz"
expect_status 0
expect_no_match "$out" '^(no|--) '
expect_match "$out" "^ok  QEMU: .*/qemu-$GUEST, version 1[0-9.]+"
expect_line "$out" "ok  host's libz.so.1: $host_zlib"
expect_match "$out" '^ok  libz\.so\.1: used, and the host will do its work '
[[ $(grep -c '^ok  QEMU: ' "$out") == 1 ]] || fail "of others: $(cat "$out")"
