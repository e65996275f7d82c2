# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Unpacks the tarball DIST and runs the launcher in it.  NO_GRAFTS are options
# that switch all declared libraries but zlib off, which the machine may lack.
source tools/testing/test_lib.sh

# What a run leaves.
# shellcheck disable=SC2034  # for the tests
out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log status=0

programs=$(runfile "$PROGRAMS")
programs=${programs%/usr}
guest_root=$(runfile "$GUEST_ROOT")
guest_root=${guest_root%/usr}
# Not whichever the machine has.
# shellcheck disable=SC2034  # for the tests
host_zlib=$(readlink -f "$guest_root/lib/x86_64-linux-gnu/libz.so.1")
read -ra host_options <<<"$NO_GRAFTS"
# shellcheck disable=SC2034  # for the tests
host_options+=(--backend "$host_zlib")

# What a user's folder may be called.
unpacked="$TEST_TMPDIR/a folder, b=c"
mkdir "$unpacked"
"$(runfile "$BUSYBOX")" tar xzf "$(runfile "$DIST")" -C "$unpacked"
unpacked+=/hostlib-x86_64
hostlib=$unpacked/bin/hostlib

# Runs the launcher with the arguments given; leaves $out, $log and $status.
launch() {
    status=0
    "$hostlib" "$@" >"$out" 2>"$log" || status=$?
}

# Fails unless the last run ended with status $1.
expect_status() {
    [[ $status == "$1" ]] ||
        fail "exit status $status, not $1; it said:"$'\n'"$(cat "$out" "$log")"
}
