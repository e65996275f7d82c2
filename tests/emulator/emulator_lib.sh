# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs guests in the emulator.  Sourced by the tests that emulator_test() makes,
# which gives QEMU, PLUGIN, GUEST_ROOT, HOST_SYSROOT and, where the emulator
# is itself emulated, HOST_EMULATOR; where the plugin is sanitized, SANITIZER,
# SANITIZER_RUNTIME and SYMBOLIZER.
source tools/testing/test_lib.sh

# What a run leaves: the guest's output, what else was said, the exit status.
# shellcheck disable=SC2034  # for the tests
out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log status=0

# Trees are known by their folder usr.
guest_root=$(runfile "$GUEST_ROOT")
guest_root=${guest_root%/usr}
host_sysroot=$(runfile "$HOST_SYSROOT")
host_sysroot=${host_sysroot%/usr}
plugin=$(runfile "$PLUGIN")
host_zlib=$(echo "$host_sysroot"/lib/*-linux-gnu/libz.so.1)
[[ -e $host_zlib ]] || fail "no zlib in $host_sysroot"
# The host's libraries are those of the sysroot, not whichever the machine has.
host_libraries=$(dirname "$host_zlib")

emulator=("$(runfile "$QEMU")" -L "$guest_root")
if [[ -n ${HOST_EMULATOR:-} ]]; then
    emulator=("$(runfile "$HOST_EMULATOR")" -L "$host_sysroot" "${emulator[@]}")
fi

# The sanitizer's run time has to be in the emulator's process before the plugin
# is; the guest does not get it.  Faults stay with the plugin and QEMU.
if [[ -n ${SANITIZER:-} ]]; then
    options=log_path=$TEST_TMPDIR/sanitizer
    options+=:external_symbolizer_path=$(runfile "$SYMBOLIZER")
    options+=:handle_segv=0:handle_sigbus=0:use_sigaltstack=0
    case $SANITIZER in
    asan)
        # QEMU leaves much behind, and freed memory that is kept would be taken
        # for a leak by the tests of those.
        options+=:detect_leaks=0:quarantine_size_mb=1
        # It would have to know the stacks of calls.
        options+=:detect_stack_use_after_return=0
        options+=:suppressions=$PWD/tests/emulator/asan_suppressions.txt
        # Above ASan's shadow: whatever address a guest names has one.
        emulator+=(-B 0x110000000000)
        ;;
    ubsan) options+=:print_stacktrace=1 ;;
    esac
    # By its path: guests start the emulator, too.
    emulator=("$(type -P env)" LD_PRELOAD="$(runfile "$SANITIZER_RUNTIME")"
        "${SANITIZER^^}_OPTIONS=$options" "${emulator[@]}" -U LD_PRELOAD)
fi

# Runs the emulator with the arguments given; leaves $out, $log and $status.
emulate() {
    local reports
    status=0
    "${emulator[@]}" "$@" >"$out" 2>"$log" </dev/null || status=$?
    # Whatever became of the guest, and of those it has started.
    reports=("$TEST_TMPDIR"/sanitizer.*)
    [[ ! -e ${reports[0]} ]] || fail "$SANITIZER: $(cat "${reports[@]}")"
}

# The same with the plugin and further options of its, $1, each after a comma.
offload_with() {
    local options=$1
    shift
    emulate -plugin \
        "$plugin,libraries=$host_libraries,backend=$host_zlib$options" \
        -d plugin "$@"
}

# The same without further options.
offload() {
    offload_with '' "$@"
}

# Fails unless the last run ended with status $1.
expect_status() {
    [[ $status == "$1" ]] ||
        fail "exit status $status, not $1; it said:"$'\n'"$(cat "$out" "$log")"
}

# Fails if the last run's log has lines but those that every run begins with and
# the plugin's that the extended expression $1 matches, if it is not empty.
expect_no_lines_but() {
    if grep -vE "^syscall_filter_zlib: (plugin API|(no )?host [^ ]+${1:+|$1}) " \
        "$log"; then
        fail "it said the lines above"
    fi
}
