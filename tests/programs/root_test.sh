#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A tree that guests see as their root has each library and each loader that a
# file in it asks for: an emulator would take what is missing from the machine.
set -euo pipefail
source tools/testing/test_lib.sh

root=$(runfile "$ROOT")
root=${root%/usr}
readelf=$(runfile "$READELF")

# Prints the ELF files of the tree $1.
elf_files() {
    local file magic
    find "$1/usr/" -type f | while read -r file; do
        # Bytes, whatever they are as text.
        LC_ALL=C IFS= read -r -d '' -N 4 magic <"$file" || continue
        if [[ $magic == $'\x7fELF' ]]; then
            printf '%s\n' "$file"
        fi
    done
}

# Prints what files of the tree $1 ask for and what is not in it, a line each.
missing() {
    local file kind name
    elf_files "$1" | xargs "$readelf" -d -l | sed -n "$(
    )s/^File: /file /p
        s/.*(NEEDED).*\[\(.*\)\]/needed \1/p
        s/.*program interpreter: \(.*\)\]/loader \1/p" |
        while read -r kind name; do
            case $kind in
            file) file=$name ;;
            needed) [[ -e $(echo "$1"/lib/*-linux-gnu)/$name ]] ;;
            loader) [[ -e $1$name ]] ;;
            esac || printf '%s: no %s %s\n' "${file#"$1"/usr/}" "$kind" "$name"
        done
}

[[ $(elf_files "$root" | wc -l) -gt 10 ]] || fail "hardly any ELF files"
lines=$(missing "$root")
[[ -z $lines ]] || fail "the tree lacks:
$lines"

# The same tree without a library and the loader.
copy=$TEST_TMPDIR/copy
mkdir "$copy"
cp -r "$root/usr/." "$copy/usr"
ln -s usr/lib "$copy/lib"
rm "$copy"/lib/*-linux-gnu/libm.so.6 "$copy"/usr/lib*/ld-linux-*
missing "$copy" >"$TEST_TMPDIR/missing"
expect_match "$TEST_TMPDIR/missing" ': no needed libm\.so\.6$'
expect_match "$TEST_TMPDIR/missing" ': no loader /lib.*/ld-linux-.*'
