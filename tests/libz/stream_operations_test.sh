#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Random operations on streams, three ways: natively, under plain emulation, and
# with the host's zlib.  All that a program can see is the same.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
zlib=$(dirname "$(runfile "$ZLIB")")
seeds=(1 2) count=60000
# An emulator in an emulator is slow.
[[ -z ${HOST_EMULATOR:-} ]] || seeds=(3) count=8000

for seed in "${seeds[@]}"; do
    "$(runfile "$REFERENCE")" "$seed" "$count" >"$TEST_TMPDIR/expected"
    for way in emulate offload; do
        "$way" -E LD_LIBRARY_PATH="$zlib" "$guest" "$seed" "$count"
        expect_status 0
        cmp "$TEST_TMPDIR/expected" "$out" || {
            diff "$TEST_TMPDIR/expected" "$out" >"$TEST_TMPDIR/diff" || true
            fail "$way, seed $seed: $(head -n 20 "$TEST_TMPDIR/diff")"
        }
    done
    # The host had the streams: as many as were begun and ended on either side.
    for kind in deflate inflate; do
        ended=$(grep -c " ${kind}End: " "$out" || true)
        served=$(grep -c "^syscall_filter_zlib: $kind stream: " "$log" || true)
        ((served >= ended)) ||
            fail "seed $seed: $ended ${kind}End(), $served of them the host's"
    done
done
