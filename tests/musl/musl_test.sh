#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A program of musl's loads the guest's libz.so.1, and the host does the work.
# The output is the same as without the plugin.
#
# The library assigns log and out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

musl=$(runfile "$MUSL")
musl=${musl%/usr}
program=$(runfile "$PROGRAM") zlib=$(runfile "$LIBZ")

emulate -L "$musl" "$program" "$zlib"
expect_status 0
expect_match "$out" '^1000000 bytes to [1-9][0-9]*, crc32 '
cp "$out" "$TEST_TMPDIR/own"

offload -L "$musl" "$program" "$zlib"
expect_status 0
cmp "$out" "$TEST_TMPDIR/own" || fail "another text than without the plugin"
expect_match "$log" '^syscall_filter_zlib: deflate stream: .* 1000000 guest bytes '
expect_match "$log" '^syscall_filter_zlib: inflate stream: .* 1000000 host bytes'
