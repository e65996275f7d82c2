#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The doorbell is heard wherever QEMU translates code anew: almost every call of
# the guest's is served by it, and right.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$DOORBELL")

# Fails unless the last run said $1 times that it was heard, each time at least
# $2 of 20000.
expect_heard() {
    local heard lines=0
    expect_status 0
    while read -r heard; do
        ((heard >= $2)) || fail "not heard: $(cat "$out")"
        lines=$((lines + 1))
    done < <(sed -n 's/^[a-z ]*: \([0-9]*\) of 20000$/\1/p' "$out")
    ((lines == $1)) || fail "it said: $(cat "$out")"
}

# It is armed with the 33rd call; the first child and the first thread need it
# armed again at most.
almost_all=19800

for base in 0 0x10000000 0x110000000000; do
    offload -B "$base" "$guest" calls
    expect_heard 1 $almost_all
done
# How many of the guest's calls were system calls: none that it counts.
offload -d plugin,strace "$guest" calls
expect_heard 1 $almost_all
crossings=$(grep -c 'Unknown syscall 4096' "$log" || true)
((crossings > 0 && crossings < 20)) || fail "$crossings system calls"

offload "$guest" fork
expect_heard 3 $almost_all
if [[ -z ${HOST_EMULATOR:-} ]]; then
    # Threads of an emulated emulator are the outer one's business.
    offload "$guest" threads
    expect_heard 6 $almost_all
fi

offload -one-insn-per-tb "$guest" calls
expect_heard 1 $almost_all

# QEMU's buffer is full again and again, and each time it is let lie for longer.
offload -tb-size 1 "$guest" code
expect_heard 1 5000

# Without the plugin nobody hears.
emulate "$guest" calls
expect_status 0
expect_line "$out" 'calls: 0 of 20000'
