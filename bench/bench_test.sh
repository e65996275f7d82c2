#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The bench works: each part measures each guest and writes its files, and what
# the host has not done is not taken for offloaded.  No time is checked.
set -euo pipefail
source tools/testing/test_lib.sh

bench=$(runfile "$BENCH")
results=$TEST_TMPDIR/results log=$TEST_TMPDIR/log

"$bench" --quick --out "$results" >"$TEST_TMPDIR/out" 2>"$log" ||
    fail "$(cat "$log")"
cmp "$TEST_TMPDIR/out" "$results/tables.md"
expect_match "$results/tables.md" '^\| streams byte by byte, to native \| 2\.50 \| '
expect_match "$results/tables.md" '^\| crc32 \|( [0-9never]+ \|)+ .CRC32_SYSTEM_CALL.'
for guest in $GUESTS; do
    for part in crossing one-shot streaming break-even threads start-up tax \
        programs emulator; do
        expect_match "$results/results.csv" "^$part,.*,$guest,"
    done
    for plot in one-shot streaming break-even; do
        expect_match "$results/performance-$plot.svg" \
            "^<text class=\"title\".*, guest $guest<"
        expect_match "$results/performance-$plot.svg" '^<path class="line'
    done
done
expect_match "$results/results.csv" "^stalls,.*,x86_64,"

# Each time that claims to be the host's names a function of the host's zlib,
# and no other time does.
while IFS=, read -r line; do
    case $line in
    crossing,*,offloaded,* | start-up,* | tax,* | stalls,*) ;;
    *,offloaded,* | *,host,*)
        expect_match <(printf '%s\n' "$line") \
            ',(deflate|inflate|crc32_z|adler32_z)$'
        ;;
    *) expect_match <(printf '%s\n' "$line") ',(host)?$' ;;
    esac
done <"$results/results.csv"

# Where the host's zlib is not seen to be called, the bench refuses.
# shellcheck disable=SC2154  # of the environment
mute=${SYSROOT_x86_64%/usr}/lib/x86_64-linux-gnu/libz.so.1
for guest in $GUESTS; do
    ! SPY=$mute "$bench" --quick --out "$results" --guest "$guest" streaming \
        >/dev/null 2>"$log" || fail "took what the host has not done for its"
    expect_line "$log" \
        "bench: streaming: deflate level 1, 1: $guest offloaded: the host did nothing"
done

! "$bench" no-such-part >/dev/null 2>"$log" || fail "knows no-such-part"
expect_match "$log" "^bench: no part 'no-such-part'; there are crossing, "
