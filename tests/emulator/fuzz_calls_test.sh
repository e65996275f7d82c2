#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Random calls, good and bad, while a thread takes their memory away: the
# emulator survives, and what can be compared with zlib is right.
#
# Arguments: how many calls, and the seeds.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$FUZZ_CALLS")
count=${1:-4000}
seeds=("${@:2}")
if ((${#seeds[@]} == 0)); then
    seeds=(1 2 3)
    # An emulator in an emulator is slow.
    [[ -z ${HOST_EMULATOR:-} ]] || seeds=(1)
fi

mkdir "$TEST_TMPDIR/folder"
for seed in "${seeds[@]}"; do
    offload "$guest" "$seed" "$count" "$TEST_TMPDIR/folder"
    expect_status 0
    echo "seed $seed: $(cat "$out")"
    read -r -a words <"$out"
    # N compared, N successes, N failures, N faults: enough of each.
    for i in 0 2 4 6; do
        ((words[i] >= count / 20)) || fail "seed $seed: ${words[i]} is too few"
    done
    successes=${words[2]}
    served=$(grep -cE '^syscall_filter_zlib: (un)?compressed ' "$log" || true)
    [[ $served == "$successes" ]] ||
        fail "seed $seed: $successes successes, $served of them the host's"
done

# Without the plugin the first call is noticed.
emulate "$guest" 1 "$count" "$TEST_TMPDIR/folder"
expect_status 1
