#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs that read a libz.so.1 as a file, or pack it, read what is there: only
# the loader gets it with thunks appended.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

tree=$work/tree lib=$work/tree/usr/lib/libz.so.1
mkdir -p "$tree/DEBIAN" "${lib%/*}"
cp -L "$programs"/lib/*-linux-gnu/libz.so.1 "$lib"
printf '%s\n' 'Package: a' 'Version: 1' 'Architecture: amd64' \
    'Maintainer: A <a@example.org>' 'Description: a' >"$tree/DEBIAN/control"
find "$tree" -exec touch -d 2020-01-01 {} +
# dpkg-deb starts tar.
mkdir "$work/commands"
export PATH=$work/commands:$PATH SOURCE_DATE_EPOCH=1577836800

expect_library() {
    cmp "$1" "$lib" || fail "$2: not the library that is there"
}

# shellcheck disable=SC2317  # called by compare
read_library() {
    make_command "$work/commands/tar" tar
    run cp "$lib" copied
    expect_library copied cp
    run cat "$lib"
    expect_library "$out" cat
    run sha256sum "$lib"
    [[ $(cat "$out") == "$(sha256sum "$lib")" ]] || fail "sha256sum: another sum"
    run tar -C "$tree" -cf packed.tar usr
    mkdir unpacked
    tar -C unpacked -xf packed.tar
    expect_library unpacked/usr/lib/libz.so.1 tar
    run dpkg-deb --root-owner-group -Zgzip -b "$tree" packed.deb
    run dpkg-deb -x packed.deb installed
    expect_library installed/usr/lib/libz.so.1 dpkg-deb
}
compare read_library
expect_host_calls deflate bytes_in "$(size_of "$lib")"
expect_host_calls inflate bytes_out "$(size_of "$lib")"
