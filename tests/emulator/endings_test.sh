#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A process ends, becomes another or starts another while its threads are inside
# a call: nothing hangs, nothing crashes, and the status is the guest's.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$ENDINGS")
# What is started is a guest, too: under the same emulator with its plugin.
offloaded=("${emulator[@]}" -plugin "$plugin,backend=$host_zlib" -d plugin
    "$guest" call)

# Fails unless the last run ended well and said nothing but what was served.
expect_good_ending() {
    expect_status 42
    echo "$1"
    expect_no_lines_but '(un)?compressed'
}

for how in exit exit-elsewhere return; do
    for _ in {1..5}; do
        offload "$guest" "$how"
        expect_good_ending "$how"
    done
done

for how in exec spawn vfork; do
    offload "$guest" "$how" "${offloaded[@]}"
    expect_good_ending "$how"
    expect_match "$log" '^syscall_filter_zlib: uncompressed '
done

# Without the plugin there are no calls to be inside of.
emulate "$guest" exit
expect_status 1
