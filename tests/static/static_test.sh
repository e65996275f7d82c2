#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The static emulator runs a program in a root that has nothing but the program
# and its libraries, and no /proc: the host's libraries are in the emulator.
set -euo pipefail
source tools/testing/test_lib.sh

emulator=$(runfile "$EMULATOR") in_root=$(runfile "$IN_ROOT")
root=$TEST_TMPDIR/root out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log status=0

# Makes the root: the libraries of the guest's, without links to elsewhere.
make_root() {
    local folder libraries
    mkdir "$root"
    cp -RL "$(runfile "$GUEST_ROOT")" "$root"
    chmod -R u+w "$root"
    for folder in "$root"/usr/lib*; do
        ln -s "usr/${folder##*/}" "$root"
    done
    libraries=$(runfile "$LIBRARIES")
    libraries=$(echo "${libraries%/usr}"/lib/*-linux-gnu)
    cp -L "$libraries"/libbz2.so.1.0 "$libraries"/liblzma.so.5 "$root"/lib/*-linux-gnu
    cp -L "$(runfile "$COMPRESS")" "$root/compress"
    [[ ! -e $root/proc ]] || fail "the root has a /proc"
}

# Runs the program in the root. $1: how, as in_root takes it; the rest are
# assignments to the environment. Leaves $out, $log and $status.
run() {
    local how=$1
    shift
    status=0
    "$(type -P env)" -i QEMU_LOG=plugin "$@" "$in_root" "$how" "$root" \
        "$emulator" "${emulator##*/}" /compress >"$out" 2>"$log" </dev/null ||
        status=$?
}

expect_same_bytes() {
    [[ $status == 0 ]] || fail "exit status $status; it said: $(cat "$log")"
    cmp "$out" "$TEST_TMPDIR/plain" || fail "other bytes than without hostlib"
}

# Fails unless the host has served library $1, and function $2 of it.
expect_served() {
    expect_match "$log" \
        "^syscall_filter_zlib: grafted [0-9]+ functions of the emulator's own $1 onto /"
    expect_match "$log" "^$2 .* on the host$"
}

make_root

# Plain emulation.
run chroot HOSTLIB=off
[[ $status == 0 ]] || fail "exit status $status; it said: $(cat "$log")"
[[ ! -s $log ]] || fail "switched off, but it said: $(cat "$log")"
[[ $(stat -c %s "$out") -gt 10000 ]] || fail "few bytes: $(stat -c %s "$out")"
cp "$out" "$TEST_TMPDIR/plain"

for how in chroot pivot; do
    run "$how" HOSTLIB=stats=on
    expect_same_bytes
    expect_served libz.so.1 deflate
    expect_served libbz2.so.1.0 BZ2_bzCompress
    expect_served liblzma.so.5 lzma_code
done

# Without a variable: on, and silent but for the log.
run chroot
expect_same_bytes
expect_match "$log" 'grafted .* libz\.so\.1 '

# One library alone.
run chroot HOSTLIB=libz=off,stats=on
expect_same_bytes
expect_no_match "$log" 'grafted .* libz\.so\.1 '
expect_served liblzma.so.5 lzma_code

# It has its libraries, and opens none.
run chroot HOSTLIB=libraries=/lib
[[ $status != 0 ]] || fail "it has looked for libraries in /lib"
expect_match "$log" 'libraries=/lib cannot be chosen'
run chroot HOSTLIB=nonsense=1
[[ $status != 0 ]] || fail "it has taken an option that there is not"
expect_match "$log" "unknown option 'nonsense=1'"
run chroot QEMU_PLUGIN=/lib/plugin.so
[[ $status != 0 ]] || fail "it has opened a plugin"
expect_match "$log" 'this emulator is static'
