#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A guest in a chroot stays there, and its loader gets the drop-in there, too.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST") drop_in=$(runfile "$DROP_IN")
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
    offload_with ",libz=$drop_in$options" "$guest" "$jail" "$secret" /libz.so.1
    expect_status 0
    expect_line "$out" 'no way out'
    expect_line "$out" 'zlib 1.drop-in'
    expect_match "$log" "redirected /libz\.so\.1 -> $drop_in \(fd=[0-9]+\)$"
done

# The twin: a descriptor of a folder is a way out.
exec 7<"$TEST_TMPDIR"
emulate "$guest" "$jail" "$secret" /libz.so.1
expect_line "$out" 'out by descriptor 7'
