#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No address in any argument of any operation ends the emulator: addresses at
# the edges of all address spaces that CPUs have, with lengths across them.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$EDGES")

# With a guest base edges of the guest are none of the host, and the reverse.
bases=(0 0x10000000 0x110000000000)
edges=() least=100000
# An emulator in an emulator is slow.
[[ -z ${HOST_EMULATOR:-} ]] || bases=(0x10000000) edges=(47) least=10000
for base in "${bases[@]}"; do
    offload -B "$base" "$guest" "${edges[@]}"
    expect_status 0
    calls=$(sed -n 's/^\([0-9]*\) calls; alive$/\1/p' "$out")
    ((calls > least)) || fail "with -B $base it said: $(cat "$out")"
    expect_match "$log" '^syscall_filter_zlib: compressed 1000 guest bytes to '
    expect_match "$log" '^syscall_filter_zlib: deflate stream: '
done

# Without the plugin nothing can be compressed.
emulate "$guest" 47
expect_status 1
