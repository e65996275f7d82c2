# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs guests in the emulator.  Sourced by the tests that emulator_test() makes,
# which gives QEMU, PLUGIN, GUEST_SYSROOT, HOST_SYSROOT and, where the emulator
# is itself emulated, HOST_EMULATOR.
source tools/testing/test_lib.sh

# What a run leaves: the guest's output, what else was said, the exit status.
# shellcheck disable=SC2034  # for the tests
out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log status=0

# Sysroots are known by their folder usr.
guest_sysroot=$(runfile "$GUEST_SYSROOT")
guest_sysroot=${guest_sysroot%/usr}
host_sysroot=$(runfile "$HOST_SYSROOT")
host_sysroot=${host_sysroot%/usr}
plugin=$(runfile "$PLUGIN")
host_zlib=$(echo "$host_sysroot"/lib/*-linux-gnu/libz.so.1)
[[ -e $host_zlib ]] || fail "no zlib in $host_sysroot"

emulator=("$(runfile "$QEMU")" -L "$guest_sysroot")
if [[ -n ${HOST_EMULATOR:-} ]]; then
    emulator=("$(runfile "$HOST_EMULATOR")" -L "$host_sysroot" "${emulator[@]}")
fi

# Runs the emulator with the arguments given; leaves $out, $log and $status.
emulate() {
    status=0
    "${emulator[@]}" "$@" >"$out" 2>"$log" </dev/null || status=$?
}

# The same with the plugin, whose host library is the one of the sysroot and
# not whichever the machine has.
offload() {
    emulate -plugin "$plugin,backend=$host_zlib" -d plugin "$@"
}

# Fails unless the last run ended with status $1.
expect_status() {
    [[ $status == "$1" ]] ||
        fail "exit status $status, not $1; it said:"$'\n'"$(cat "$out" "$log")"
}
