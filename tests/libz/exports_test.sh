#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The drop-in exports what Debian's libz.so.1 does, by the same names and
# versions, and asks nothing newer of its C library.
set -euo pipefail
source tests/libz/libz_lib.sh

reader=$(runfile "$READELF")
sysroot=$(runfile "$SYSROOT_USR")
debian=$(echo "${sysroot%/usr}"/lib/*-linux-gnu/libz.so.1)
[[ -e $debian ]] || fail "no zlib in $sysroot"
cd "$TEST_TMPDIR"

# Prints type, name and version of what the library $1 defines for others. The
# names of the versions themselves are left out: only GNU ld lists them.
exports() {
    "$reader" --dyn-syms "$1" |
        awk '($5 == "GLOBAL" || $5 == "WEAK") && $7 != "UND" &&
            !/OBJECT.* ABS / { print $4, $8 }' | sort
}

# Prints the versions that the library $1 defines. lld does not say which comes
# after which, and no loader asks.
versions() {
    "$reader" --version-info "$1" |
        sed -n '/^Version definition/,/^Version needs/p' |
        sed -n 's/.*Name: \(.*\)/\1/p'
}

# Prints the versions of other libraries that the library $1 needs.
needs() {
    "$reader" --version-info "$1" | sed -n '/^Version needs/,$p' |
        sed -n 's/.*Name: \([^ ]*\).*/\1/p' | sort -u
}

exports "$debian" >expected
expect_match expected '^FUNC deflate$'
expect_match expected '^FUNC crc32_combine_op@@ZLIB_1\.2\.12$'
exports "$libz" >found
diff expected found || fail "the exports differ from those of Debian's"

versions "$debian" >expected
expect_line expected ZLIB_1.2.12
versions "$libz" >found
diff expected found || fail "the versions differ from those of Debian's"

needs "$debian" >expected
needs "$libz" >found
comm -13 expected found >new
[[ ! -s new ]] || fail "it needs $(cat new)"

"$reader" --dynamic "$libz" >dynamic
expect_match dynamic '\(SONAME\).*\[libz\.so\.1\]$'
expect_no_match dynamic 'RUNPATH|RPATH'
[[ $(grep -c '(NEEDED)' dynamic) == 1 ]] || fail "it needs: $(cat dynamic)"
