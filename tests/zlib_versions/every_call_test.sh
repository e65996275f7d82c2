#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# All calls of zlib, with zlibs of several versions: emulated, each does what it
# does natively, and the guest has the version that it came with.  With the
# host's zlib, whatever version that is, it has the same bytes and statuses.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST") reference=$(runfile "$REFERENCE")
read -r -a versions <<<"$VERSIONS"
file=$TEST_TMPDIR/written statistics=$TEST_TMPDIR/statistics.json

# Fails unless the host's function $1 has read (bytes_in, $2) or written
# (bytes_out) $3 bytes or more.
expect_host() {
    local bytes
    bytes=$(sed -n "s/.*\"functions\":\[[^]]*{\"name\":\"$1\",[^}]*\"$2\":$(
    )\([0-9]*\).*/\1/p" "$statistics")
    ((${bytes:-0} >= $3)) || fail "the host's $1: $2 is '$bytes', not $3"
    echo "$2 of the host's $1: $bytes"
}

for version in "${versions[@]}"; do
    expected=$TEST_TMPDIR/expected-$version
    LD_LIBRARY_PATH=${reference%/*}/zlib-$version "$reference" "$file" \
        >"$expected"
    expect_line "$expected" "zlib $version"
    emulate -E LD_LIBRARY_PATH="${guest%/*}/zlib-$version" "$guest" "$file"
    expect_status 0
    diff "$expected" "$out" || fail "zlib $version: emulated, not as natively"
done

# Prints the lines of the file $2 that have to be the same with the host's zlib as
# with zlib $1.  Left out is what the host's version answers in its own way:
#  - what only looks at a stream in a way that is new (deflateUsed);
#  - before 1.2.12, the status of deflate() without input at the beginning, of
#    deflateEnd() after that, and of deflateParams() with too little room, though
#    not the bytes that follow; and whether inflateValidate() looks at a raw
#    stream.
lines_to_compare() {
    local left='^$'
    if [[ $1 == 1.2.11 ]]; then
        left='^deflate of nothing|^deflateEnd at (once|the beginning): '
        left+='|^deflateParams [0-9]|^  deflateParams again: |^  its calls: '
        left+='|^  validated raw: '
    fi
    sed -E "/^deflate(Bound_z|Used): /{n;d}; /$left/d" "$2"
}

for version in "${versions[@]}"; do
    rm -f "$statistics"
    offload_with ",stats=$statistics" \
        -E LD_LIBRARY_PATH="${guest%/*}/zlib-$version" "$guest" "$file"
    expect_status 0
    lines_to_compare "$version" "$TEST_TMPDIR/expected-$version" >"$TEST_TMPDIR/own"
    lines_to_compare "$version" "$out" | diff "$TEST_TMPDIR/own" - ||
        fail "zlib $version: with the host's, not as natively"
    [[ $version != 1.2.13 ]] || diff "$TEST_TMPDIR/expected-$version" "$out" ||
        fail "zlib $version: with the host's, which is the same, not as natively"
    expect_host deflate bytes_in 10000000
    expect_host inflate bytes_out 5000000
done
