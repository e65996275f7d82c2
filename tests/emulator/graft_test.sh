#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guest's loader gets its own libz.so.1 with the thunks appended, by whatever
# name it opens the library, and nobody else does.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

loading=$(runfile "$LOADING") needing=$(runfile "$NEEDING")
real=$(echo "$guest_root"/lib/*-linux-gnu/libz.so.1)

# What the loader is to find, and what is called like it.
lib=$TEST_TMPDIR/lib other=$TEST_TMPDIR/other text=$TEST_TMPDIR/text
mkdir "$lib" "$other" "$text"
cp -L "$real" "$lib/libz.so.1"
cp -L "$(runfile "$NO_ZLIB")" "$other/libz.so.1"
echo 'no library at all' >"$text/libz.so.1"

# Of how many files the last run has got grafts.
expect_grafts() {
    local count
    count=$(grep -c '^syscall_filter_zlib: grafted [0-9]* functions of ' \
        "$log" || true)
    [[ $count == "$1" ]] || fail "$count grafts, not $1: $(cat "$out" "$log")"
}

# How many streams the host has had in the last run.
expect_streams() {
    local count
    count=$(grep -c '^syscall_filter_zlib: deflate stream: ' "$log" || true)
    [[ $count == "$1" ]] || fail "$count streams, not $1: $(cat "$log")"
}

# DT_NEEDED, found below -L. What the program sees is what it would see without.
emulate "$needing"
expect_status 0
cp "$out" "$TEST_TMPDIR/expected"
expect_match "$out" '^1\.[0-9.]*, 0, [0-9]+ bytes$'
offload "$needing"
expect_status 0
cmp "$out" "$TEST_TMPDIR/expected" || fail "it sees $(cat "$out")"
expect_grafts 1
expect_streams 1
expect_match "$log" "grafted [0-9]+ functions of $(readlink -f "$host_zlib") onto /.*/libz\.so\.1$"

# dlopen(), by each kind of name: of the file, of links to it, of copies. One
# file is one library.
ln -s libz.so.1 "$lib/libz.so"
cp "$lib/libz.so.1" "$lib/libz.so.1.2.13"
ln "$lib/libz.so.1.2.13" "$lib/libz-1a2b3c4d.so.1.2.13"
names=(libz.so.1 "$lib/libz.so.1" ../lib/libz.so "$lib/libz.so.1.2.13"
    "$lib/libz-1a2b3c4d.so.1.2.13")
# Loads what $2 and so on name, from a folder beside $lib.
load() {
    cd "$other"
    offload_with "$1" "$loading" load "${@:2}"
    cd "$OLDPWD"
}
cd "$other"
emulate "$loading" load "${names[@]}"
cd "$OLDPWD"
expect_status 0
cp "$out" "$TEST_TMPDIR/expected"
[[ $(grep -c ' again, ' "$out") -ge 2 ]] || fail "no file twice: $(cat "$out")"
load '' "${names[@]}"
expect_status 0
cmp "$out" "$TEST_TMPDIR/expected" || fail "it sees $(cat "$out")"
expect_streams "${#names[@]}"

# In namespaces of its own, and as the loader sees it from inside.
for mode in apart look; do
    emulate "$loading" "$mode" "$lib/libz.so.1"
    expect_status 0
    cp "$out" "$TEST_TMPDIR/expected"
    offload "$loading" "$mode" "$lib/libz.so.1"
    expect_status 0
    cmp "$out" "$TEST_TMPDIR/expected" || fail "$mode: it sees $(cat "$out")"
    expect_grafts 1
done
expect_line "$out" "$lib/libz.so.1, deflate, at its address: 1; in the code of $(
)$lib/libz.so.1: 1"

# Behind a function of the same name that is preloaded.
interposer=$(runfile "$INTERPOSER")
emulate -E LD_PRELOAD="$interposer" "$needing"
expect_status 0
expect_line "$out" 'deflate() goes through here'
cp "$out" "$TEST_TMPDIR/expected"
offload -E LD_PRELOAD="$interposer" "$needing"
expect_status 0
cmp "$out" "$TEST_TMPDIR/expected" || fail "it sees $(cat "$out")"
expect_streams 1

# A folder of the user's.
offload -E LD_LIBRARY_PATH="$lib" "$needing"
expect_status 0
expect_match "$log" "grafted [0-9]+ functions of .* onto $lib/libz.so.1$"
expect_streams 1

# The program itself reads the real one.
offload "$loading" copy "$lib/libz.so.1" "$TEST_TMPDIR/copy"
expect_status 0
cmp "$TEST_TMPDIR/copy" "$real" || fail "a copy is not what was to be copied"
expect_grafts 0

# What is called like it, and is something else.
load '' "$other/libz.so.1" "$text/libz.so.1" "$lib/none/libz.so.1"
expect_status 0
expect_line "$out" "$other/libz.so.1: 1.stand-in, 0 bytes"
expect_match "$out" "^$text/libz.so.1: .*"
expect_match "$out" "^$lib/none/libz.so.1: .*No such file"
expect_grafts 0

# One that has not what zlib has is left alone.
cp -fL "$(runfile "$OTHER")" "$other/libz.so.1"
load '' "$other/libz.so.1"
expect_status 0
expect_line "$out" "$other/libz.so.1: 1.stand-in, 0 bytes"
expect_match "$log" "left $other/libz.so.1 alone: its function $(
)deflateGetDictionary is not one "
expect_grafts 0

# Switched off, for all programs or for this one; not for another.
for options in ,libz=off ",skip=cat:needing_zlib"; do
    offload_with "$options" "$needing"
    expect_status 0
    expect_match "$out" '^1\.[0-9.]*, 0, [0-9]+ bytes$'
    expect_grafts 0
    expect_streams 0
done
expect_match "$log" "^syscall_filter_zlib: no grafts for .*/needing_zlib$"
offload_with ",skip=cat:loading" "$needing"
expect_grafts 1
expect_streams 1

# No zlib on the host, no graft.
emulate -plugin "$plugin,backend=$TEST_TMPDIR/nowhere.so" -d plugin "$needing"
expect_status 0
expect_match "$out" '^1\.[0-9.]*, 0, [0-9]+ bytes$'
expect_grafts 0

# The guest's descriptors have the numbers that they have natively; the file may
# be gone afterwards.
offload_with "" "$loading" load "$lib/libz.so.1" "$lib/libz.so.1"
expect_status 0
expect_match "$out" "^$lib/libz.so.1: 1\.[0-9.]* again, [1-9][0-9]* bytes$"

# Wrong values.
for option in libz= "libz=$TEST_TMPDIR/nowhere" skip= skip=/bin/cat; do
    offload_with ",$option" "$needing"
    [[ $status != 0 && ! -s $out ]] || fail "'$option' was taken"
    expect_match "$log" "^syscall_filter_zlib: $option .*; give "
done
