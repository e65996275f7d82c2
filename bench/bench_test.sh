#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The bench works: every part, its files, and that it does not take for offloaded
# what is not.  How fast anything is is not asked.
set -euo pipefail
source tools/testing/test_lib.sh

bench=$(runfile "$BENCH")
results=$TEST_TMPDIR/results log=$TEST_TMPDIR/log

"$bench" --quick --out "$results" >"$TEST_TMPDIR/out" 2>"$log" ||
    fail "$(cat "$log")"
cmp "$TEST_TMPDIR/out" "$results/tables.md"
expect_match "$results/tables.md" '^\| streams byte by byte, to native \| 2\.50 \| '
expect_match "$results/tables.md" '^\| crc32 \| [0-9never]+ \| .CRC32_SYSTEM_CALL.'
for part in crossing one-shot streaming break-even threads start-up tax \
    programs stalls; do
    expect_match "$results/results.csv" "^$part,"
done
for plot in one-shot streaming break-even; do
    expect_match "$results/performance-$plot.svg" '^<svg '
    expect_match "$results/performance-$plot.svg" '^<path class="line'
done

# Whatever is to be the host's work names a function of its zlib.
while IFS=, read -r line; do
    case $line in
    streaming,*,offloaded,* | break-even,*,host,* | threads,*,offloaded,*)
        expect_match <(printf '%s\n' "$line") \
            ',(deflate|inflate|crc32_z|adler32_z)$'
        ;;
    esac
done <"$results/results.csv"

# With plain zlib for a drop-in nothing is: the bench refuses to go on.
no_drop_in=${SYSROOT%/usr}/lib/x86_64-linux-gnu/libz.so.1
! LIBZ=$no_drop_in "$bench" --quick --out "$results" streaming \
    >/dev/null 2>"$log" || fail "took plain zlib for offloaded"
expect_line "$log" \
    'bench: streaming: deflate level 1, 1: the host did nothing'

! "$bench" no-such-part >/dev/null 2>"$log" || fail "knows no-such-part"
expect_match "$log" "^bench: no part 'no-such-part'; there are crossing, "
