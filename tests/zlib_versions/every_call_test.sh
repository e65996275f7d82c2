#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# All calls of zlib, with zlibs of several versions: emulated, each does what it
# does natively, and the guest has the version that it came with.  With the
# host's zlib a guest of the same version notices no difference.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST") reference=$(runfile "$REFERENCE")
read -r -a versions <<<"$VERSIONS"
# Versions that the drop-in is the same as.
served=(1.2.13)
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

for version in "${served[@]}"; do
    rm -f "$statistics"
    offload_with ",libz=$drop_in,stats=$statistics" \
        -E LD_LIBRARY_PATH="${guest%/*}/zlib-$version" "$guest" "$file"
    expect_status 0
    diff "$TEST_TMPDIR/expected-$version" "$out" ||
        fail "zlib $version: with the host's, not as natively"
    expect_host deflate bytes_in 10000000
    expect_host inflate bytes_out 5000000
done
