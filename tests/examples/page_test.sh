#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The page shows what is in the files.  A paragraph "`FILE`:" is followed by all
# of the file but its first line, which has the license; "In `FILE`:" by a part.
set -euo pipefail
source tools/testing/test_lib.sh

page=$(runfile "$PAGE")
blocks=$TEST_TMPDIR/blocks
mkdir "$blocks"

# Writes each block to a file of its own, and their files' names to "names".
awk -v blocks="$blocks" '
    /^(In )?`[^`]+`:$/ {
        split($0, parts, "`")
        file = blocks "/" ++count
        print (/^In / ? "part" : "whole"), parts[2] >(blocks "/names")
        next
    }
    /^    / && file { print substr($0, 5) >file; next }
    /^$/ && file { print >file; next }
    { file = "" }' "$page"

number=0
while read -r extent name; do
    number=$((number + 1))
    # Without the empty lines at the ends.
    shown=$(sed '/./,$!d' "$blocks/$number")
    [[ -n $shown ]] || fail "the page shows nothing of $name"
    if [[ $extent == whole ]]; then
        diff <(sed -n '2,$p' "$name" | sed '/./,$!d') <(echo "$shown") ||
            fail "$name (<) is not what the page shows (>)"
    else
        [[ $'\n'$(cat "$name")$'\n' == *$'\n'"$shown"$'\n'* ]] ||
            fail "$name has no such part as the page shows: $shown"
    fi
done <"$blocks/names"

diff - <(sort -u "$blocks/names") <<'END' || fail "the page has other blocks (>)"
part examples/rle/BUILD.bazel
part examples/rle/rle.h
part libraries/libraries.bzl
whole examples/rle/calls.h
whole examples/rle/guest.c
whole examples/rle/host.c
END
