#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The seed's demo: with the plugin the loader gets the thunk and the host does
# the work; without it the program does not start.
set -euo pipefail
source tests/emulator/emulator_lib.sh

demo=$(runfile "$DEMO")

offload "$demo"
expect_status 0
size=$(sed -n 's/^zlib demo compressed 8388608 bytes to \([0-9]*\) bytes$/\1/p' \
    "$out")
[[ -n $size ]] || fail "the demo said: $(cat "$out")"
expect_line "$out" 'zlib demo round-tripped successfully'
[[ $(wc -l <"$out") == 2 ]] || fail "more than two lines: $(cat "$out")"
expect_match "$log" "^syscall_filter_zlib: redirected .*/libdemo-zlib\.so -> \
.*/libdemo-zlib-thunk\.so \(fd=[0-9]+\)$"
expect_line "$log" \
    "syscall_filter_zlib: compressed 8388608 guest bytes to $size host bytes"
expect_line "$log" \
    "syscall_filter_zlib: uncompressed $size guest bytes to 8388608 host bytes"

# Without the plugin: the loader's own message, and nothing is run.
emulate "$demo"
expect_status 127
expect_match "$log" "error while loading shared libraries: libdemo-zlib\.so: \
cannot open shared object file"
[[ ! -s $out ]] || fail "the demo ran: $(cat "$out")"
