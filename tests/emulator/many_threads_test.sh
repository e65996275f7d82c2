#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sixty-four threads at once, and forks among them: all results are right, and
# the host made each of them.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$MANY_THREADS")

offload "$guest"
expect_status 0
trips=$(sed -n 's/^\([0-9]*\) round trips$/\1/p' "$out")
((trips >= 64 * 12)) || fail "the guest said: $(cat "$out")"
for verb in compressed uncompressed; do
    lines=$(grep -cE "^syscall_filter_zlib: $verb [0-9]+ guest bytes to [0-9]+ \
host bytes$" "$log" || true)
    [[ $lines == "$trips" ]] || fail "$trips round trips, $lines lines: $verb"
done

# Without the plugin the first call is noticed.
emulate "$guest"
expect_status 1
