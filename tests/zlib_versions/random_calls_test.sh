#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Random operations on streams by guests with newer zlibs than the host's: what
# they see is the same as under plain emulation, but for the bound of a stream
# that is over, which 1.3.2 knows.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
seeds=(1 2) count=30000

# Prints what of the output has to be the same with the library $1.
lines_to_compare() {
    if [[ $1 == */zlib-1.3.2/* ]]; then
        grep -v '^  deflateBound ' "$out"
    else
        cat "$out"
    fi
}

for library in $LIBRARIES; do
    library=$(runfile "$library")
    for seed in "${seeds[@]}"; do
        for way in emulate offload; do
            "$way" -E LD_LIBRARY_PATH="${library%/*}" "$guest" "$seed" "$count"
            expect_status 0
            lines_to_compare "$library" >"$TEST_TMPDIR/$way"
        done
        cmp "$TEST_TMPDIR/emulate" "$TEST_TMPDIR/offload" || {
            diff "$TEST_TMPDIR/emulate" "$TEST_TMPDIR/offload" |
                head -n 20 || true
            fail "$library, seed $seed: not as emulated"
        }
        # The host had the streams: as many as were begun and ended.
        for kind in deflate inflate; do
            ended=$(grep -c " ${kind}End: " "$out" || true)
            served=$(grep -c "^syscall_filter_zlib: $kind stream: " "$log" ||
                true)
            ((ended > 100 && served >= ended)) ||
                fail "$ended ${kind}End(), $served of them the host's"
        done
    done
done
