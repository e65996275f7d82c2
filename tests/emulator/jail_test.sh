#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A guest in a chroot stays there, and its loader gets the graft there, too.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
jail=$TEST_TMPDIR/jail secret=$TEST_TMPDIR/secret
mkdir -p "$jail/proc"
cp -L "$guest_root"/lib/*-linux-gnu/libz.so.1 "$jail"
echo secret >"$secret"

emulator=("$(runfile "$IN_USER_NAMESPACE")" "$jail/proc" "${emulator[@]}")

emulate "$guest" "$jail" "$secret" /libz.so.1
expect_status 0
expect_line "$out" 'no way out'
expect_match "$out" '^zlib 1\.[0-9.]+$'

for options in '' ,stats=on ",stats=$TEST_TMPDIR/statistics"; do
    offload_with "$options" "$guest" "$jail" "$secret" /libz.so.1
    expect_status 0
    expect_line "$out" 'no way out'
    expect_match "$out" '^zlib 1\.[0-9.]+$'
    expect_match "$log" "grafted [0-9]+ functions of $(readlink -f "$host_zlib") onto /libz\.so\.1$"
done

# The twin: a descriptor of a folder is a way out.
exec 7<"$TEST_TMPDIR"
emulate "$guest" "$jail" "$secret" /libz.so.1
expect_line "$out" 'out by descriptor 7'
