#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs notice no difference between the host's libbz2 and liblzma and their
# own: results, signals, counts, bytes.  How the host's are called is the same
# for all declared libraries.
#
# The library assigns out, log and plugin.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$CODECS")
statistics=$TEST_TMPDIR/statistics.json
libraries=$(realpath "$(runfile "$HOST_LIBRARIES")"/lib/*-linux-gnu)
own=$(echo "$(runfile "$GUEST_LIBRARIES")"/lib/*-linux-gnu)

# Runs the guest with the plugin's options $1.
use_codecs() {
    rm -f "$statistics"
    emulate -plugin "$plugin,libraries=$libraries,stats=$statistics$1" \
        -d plugin -E "LD_LIBRARY_PATH=$own" "$guest"
    expect_status 0
}

use_codecs ,libbz2=off,liblzma=off
cp "$out" "$TEST_TMPDIR/own"
! grep '^syscall_filter_zlib: grafted ' "$log" || fail "switched off, but grafted"
! grep '"functions":\[{' "$statistics" || fail "switched off, but calls"

use_codecs ''
diff "$TEST_TMPDIR/own" "$out" || fail "the program notices a difference"
for library in libbz2 liblzma; do
    expect_match "$log" \
        "^syscall_filter_zlib: grafted [0-9]* functions of $libraries/$library"
done
for function in BZ2_bzCompress BZ2_bzDecompress lzma_code; do
    expect_match "$statistics" \
        "\"functions\":\[.*{\"name\":\"$function\",\"calls\":[1-9]"
done

# One of them alone.
use_codecs ,libbz2=off
diff "$TEST_TMPDIR/own" "$out" || fail "the program notices a difference"
! grep 'grafted .*/libbz2' "$log" || fail "switched off, but grafted"

# A folder without any.
libraries=$TEST_TMPDIR
use_codecs ''
diff "$TEST_TMPDIR/own" "$out" || fail "the program notices a difference"
expect_match "$log" '^syscall_filter_zlib: no host libbz2.so.1.0: '
! grep '"functions":\[{' "$statistics" || fail "no host, but calls"
