#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The host's library is the system's, whatever LD_LIBRARY_PATH and the working
# directory have: these are for the guest.
#
# The library assigns log.
# shellcheck disable=SC2154
set -euo pipefail
source tests/emulator/emulator_lib.sh

demo=$(runfile "$DEMO")
bundle=$TEST_TMPDIR/bundle
export TRACE=$TEST_TMPDIR/trace
mkdir "$bundle"
cp -L "$(runfile "$LIBRARY")" "$bundle/libz.so.1"
cd "$bundle"

# Runs the demo with the plugin's options $1. Only the emulator gets the path, so
# that nothing in the bundle can be loaded by the guest.
run() {
    LD_LIBRARY_PATH=$bundle emulate -U LD_LIBRARY_PATH -plugin "$plugin$1" \
        -d plugin "$demo"
}

run ''
[[ ! -e $TRACE ]] || fail "the bundle's library was loaded: $(cat "$log")"
expect_status 0
expect_match "$log" '^syscall_filter_zlib: host zlib .*: /'
expect_no_match "$log" "host zlib .*$bundle"

# A name is no path.
run ,backend=libz.so.1
[[ ! -e $TRACE ]] || fail "the bundle's library was loaded: $(cat "$log")"
[[ $status != 0 ]] || fail "'backend=libz.so.1' was taken"
expect_match "$log" "^syscall_filter_zlib: backend=libz.so.1 .*; give "

# The twins: the user's choice, by a relative path, too.
for file in "$bundle/libz.so.1" ./libz.so.1; do
    run ",backend=$file"
    [[ -e $TRACE ]] || fail "'$file' was not loaded: $(cat "$log")"
    expect_match "$log" "no host zlib in '$bundle/libz.so.1': "
    rm "$TRACE"
done
