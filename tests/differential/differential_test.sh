#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Thousands of calls of operations 1 to 3, good ones and bad ones, have the
# status, the length and the bytes of the same zlib linked into a program of the
# host.
#
# The library assigns out and log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

seed=1
guest=$(runfile "$GUEST")
reference=$(runfile "$REFERENCE")
expected=$TEST_TMPDIR/expected
# Each case is one call or two.  An emulator in an emulator is slow.
cases=12000
[[ -z ${HOST_EMULATOR:-} ]] || cases=1000
"$reference" "$seed" "$cases" >"$expected"

# Each kind of result is there in numbers: what the two agree on is not nothing.
for result in ' bound ' ': status 0, ' ': status -2, ' ': status -3, ' \
    ': status -5, '; do
    count=$(grep -cF -- "$result" "$expected" || true)
    ((count >= cases / 100)) || fail "just $count times '$result' of $cases"
done

offload "$guest" "$seed" "$cases"
expect_status 0
# Not cmp alone: the lines tell which call it was.
diff "$expected" "$out" >"$TEST_TMPDIR/difference" ||
    fail "seed $seed, zlib's lines and hostlib's:"$'\n'"$(head -n 20 \
        "$TEST_TMPDIR/difference")"

# The host did it: the plugin says so, of each call that succeeded.
served=$(grep -cE '^syscall_filter_zlib: (un)?compressed ' "$log" || true)
successes=$(grep -cF ': status 0, ' "$expected")
[[ $served == "$successes" ]] ||
    fail "$served calls served, $successes succeeded"
