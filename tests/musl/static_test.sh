#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A program of musl's in a root without /proc, run by the static emulator: its
# loader is known nevertheless, and the host does the work.
set -euo pipefail
source tools/testing/test_lib.sh

emulator=$(runfile "$EMULATOR") in_root=$(runfile "$IN_ROOT")
root=$TEST_TMPDIR/root out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log

# Runs the program in the root with the variable HOSTLIB=$1.
run() {
    "$(type -P env)" -i QEMU_LOG=plugin HOSTLIB="$1" "$in_root" chroot "$root" \
        "$emulator" "${emulator##*/}" /program /libz.so.1 >"$out" 2>"$log" \
        </dev/null || fail "it ended with status $?: $(cat "$out" "$log")"
}

mkdir -p "$root/lib"
cp -L "$(runfile "$MUSL")/lib/$GUEST_CPU-linux-musl/libc.so" \
    "$root/lib/ld-musl-$GUEST_CPU.so.1"
cp -L "$(runfile "$PROGRAM")" "$root/program"
cp -L "$(runfile "$LIBZ")" "$root/libz.so.1"

run off
[[ ! -s $log ]] || fail "switched off, but it said: $(cat "$log")"
expect_match "$out" '^1000000 bytes to [1-9][0-9]*, crc32 '
cp "$out" "$TEST_TMPDIR/own"

run ''
cmp "$out" "$TEST_TMPDIR/own" || fail "another text than without hostlib"
expect_match "$log" "grafted [0-9]+ functions of the emulator's own libz\.so\.1 "
expect_match "$log" '^syscall_filter_zlib: deflate stream: .* 1000000 guest bytes '
