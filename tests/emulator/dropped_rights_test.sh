#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The option stats, of a program that could not write a line by itself any more:
# each of its processes has statistics, and what the program has made of its
# stderr gets nothing.
#
# The library assigns log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$GUEST")
jail=$TEST_TMPDIR/jail own=$TEST_TMPDIR/own json=$TEST_TMPDIR/statistics.json
mkdir -p "$jail/proc"

emulator=("$(runfile "$IN_USER_NAMESPACE")" "$jail/proc" "${emulator[@]}")

# Runs the guest with stats=$1; leaves what its stderr got in $log.
count() {
    rm -f "$json"
    touch "$json"
    emulate -plugin "$plugin,backend=$host_zlib,stats=$1" \
        "$guest" "$jail" "$json" "$own"
    chmod 600 "$json"
    expect_status 0
    [[ ! -s $own ]] || fail "the program's own file has: $(cat "$own")"
}

count "$json"
[[ ! -s $log ]] || fail "it said: $(cat "$log")"
[[ $(grep -c '"crc32_z","calls":1,"bytes_in":100000,' "$json") == 4 &&
    $(wc -l <"$json") == 4 ]] || fail "not four lines: $(cat "$json")"

count on
[[ $(grep -c '^hostlib statistics: ' "$log") == 4 &&
    $(grep -c '^crc32_z .* 100000 .* on the host$' "$log") == 4 ]] ||
    fail "not four tables: $(cat "$log")"

# The twin.
count off
[[ ! -s $log && ! -s $json ]] || fail "it said: $(cat "$log" "$json")"
