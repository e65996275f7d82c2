#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The drop-in for libz.so.1: the guest's loader gets it by whatever name it opens
# the library, and nobody else does.
set -euo pipefail
source tests/emulator/emulator_lib.sh

drop_in=$(runfile "$DROP_IN") no_zlib=$(runfile "$NO_ZLIB")
loading=$(runfile "$LOADING") needing=$(runfile "$NEEDING")
real=$(echo "$guest_root"/lib/*-linux-gnu/libz.so.1)

# What the loader is to find, and what is called like it.
lib=$TEST_TMPDIR/lib other=$TEST_TMPDIR/other text=$TEST_TMPDIR/text
mkdir "$lib" "$other" "$text"
cp -L "$real" "$lib/libz.so.1"
cp -L "$no_zlib" "$other/libz.so.1"
echo 'no library at all' >"$text/libz.so.1"

# How often the last run was redirected.
redirected() {
    grep -c '^syscall_filter_zlib: redirected .* -> .* (fd=[0-9]*)$' "$log" ||
        true
}

expect_redirects() {
    [[ $(redirected) == "$1" ]] ||
        fail "$(redirected) redirects, not $1: $(cat "$out" "$log")"
}

chosen=,libz=$drop_in

# DT_NEEDED, found below -L.
offload_with "$chosen" "$needing"
expect_status 0
expect_line "$out" 1.drop-in
expect_redirects 1
expect_match "$log" "redirected /.*/libz\.so\.1 -> $drop_in \(fd=3\)$"

# dlopen(), by each kind of name.
names=(libz.so.1 "$lib/libz.so.1" ../lib/libz.so.1)
# Loads what $2 and so on name, from a folder beside $lib.
load() {
    cd "$other"
    offload_with "$1" "$loading" load "${@:2}"
    cd "$OLDPWD"
}
load "$chosen" "${names[@]}"
expect_status 0
for name in "${names[@]}"; do
    expect_line "$out" "$name: 1.drop-in"
done
expect_redirects 3

# A folder of the user's.
offload_with "$chosen" -E LD_LIBRARY_PATH="$lib" "$needing"
expect_status 0
expect_line "$out" 1.drop-in
expect_match "$log" "redirected $lib/libz.so.1 -> "

# The program itself reads the real one.
offload_with "$chosen" "$loading" copy "$lib/libz.so.1" "$TEST_TMPDIR/copy"
expect_status 0
cmp "$TEST_TMPDIR/copy" "$real" || fail "a copy is not what was to be copied"
expect_redirects 0

# What is called like it, and is something else.
load "$chosen" "$other/libz.so.1" "$text/libz.so.1" "$lib/none/libz.so.1"
expect_status 0
expect_line "$out" "$other/libz.so.1: 1.drop-in"
expect_match "$out" "^$text/libz.so.1: .*"
expect_match "$out" "^$lib/none/libz.so.1: .*No such file"
expect_line "$log" "syscall_filter_zlib: left $other/libz.so.1 alone: $(
)it has another soname"
expect_line "$log" "syscall_filter_zlib: left $text/libz.so.1 alone: $(
)it is no library for the guest's CPU"
expect_redirects 0

# Of another time: one with versions that the drop-in lacks is left alone.
cp -fL "$(runfile "$NEWER")" "$other/libz.so.1"
cp -fL "$(runfile "$OLDER")" "$text/libz.so.1"
load "$chosen" "$other/libz.so.1" "$text/libz.so.1"
expect_status 0
expect_line "$log" "syscall_filter_zlib: left $other/libz.so.1 alone: $(
)it defines ZLIB_9.9, which the drop-in lacks"
expect_match "$log" "redirected $text/libz\.so\.1 -> $drop_in \(fd=[0-9]+\)$"
expect_redirects 1

# Switched off, for all programs or for this one; not for another.
for options in ,libz=off "$chosen,skip=cat:drop_in_needed"; do
    offload_with "$options" "$needing"
    expect_status 0
    expect_match "$out" '^1\.[0-9.]*$'
    expect_redirects 0
done
expect_match "$log" "^syscall_filter_zlib: no drop-ins for .*/drop_in_needed$"
offload_with "$chosen,skip=cat:drop_in" "$needing"
expect_line "$out" 1.drop-in

# No zlib on the host, no drop-in.
emulate -plugin "$plugin,backend=$TEST_TMPDIR/nowhere.so$chosen" -d plugin \
    "$needing"
expect_status 0
expect_match "$out" '^1\.[0-9.]*$'
expect_redirects 0

# What is shipped lies beside the plugin.
shipped=$TEST_TMPDIR/hostlib/guest/$GUEST_CPU
mkdir -p "$shipped"
cp -L "$plugin" "$TEST_TMPDIR/hostlib/plugin.so"
cp -L "$drop_in" "$shipped/libz.so.1"
plugin=$TEST_TMPDIR/hostlib/plugin.so
offload_with "" "$needing"
expect_status 0
expect_line "$out" 1.drop-in
expect_match "$log" " -> $shipped/libz.so.1 "

# Where its path does not lead to it any more. (What a chroot() does; that takes
# a privilege, which a sandbox may not give.)
offload_with "" "$loading" move "$TEST_TMPDIR/hostlib/guest" \
    "$TEST_TMPDIR/hostlib/moved" "$lib/libz.so.1"
expect_status 0
expect_line "$out" "$lib/libz.so.1: 1.drop-in"
expect_redirects 1
# The guest's descriptors have the numbers that they have natively.
expect_match "$log" "redirected $lib/libz\.so\.1 -> .* \(fd=3\)$"
mv "$TEST_TMPDIR/hostlib/moved" "$TEST_TMPDIR/hostlib/guest"

# Wrong values.
for option in libz= "libz=$TEST_TMPDIR/nowhere" "libz=$no_zlib" skip= \
    skip=/bin/cat; do
    offload_with ",$option" "$needing"
    [[ $status != 0 && ! -s $out ]] || fail "'$option' was taken"
    expect_match "$log" "^syscall_filter_zlib: $option .*; give "
done

# Without the plugin.
emulate "$needing"
expect_status 0
expect_match "$out" '^1\.[0-9.]*$'
