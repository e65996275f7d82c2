#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A set-user-ID guest that binfmt_misc starts with flag C: the caller's
# environment and the caller's spelling of the program's path set nothing in the
# emulator.
set -euo pipefail
source tools/testing/test_lib.sh

with_auxv=$(runfile "$WITH_AUXV")
guest=$(runfile "$GUEST")
plugin=$(runfile "$PLUGIN")
sysroot=$(runfile "$SYSROOT")
sysroot=${sysroot%/usr}
out=$TEST_TMPDIR/out log=$TEST_TMPDIR/log made=$TEST_TMPDIR/made status=0

# Under AT_SECURE the loader ignores $ORIGIN, by which the emulator finds its
# libraries. A set-user-ID guest has them in the system's folders, or a static
# emulator.
qemu=$(readlink -f "$(runfile "$QEMU")")
libraries=$(echo "$sysroot"/lib/*-linux-gnu)
emulator=("$libraries"/ld-linux-*.so.* --library-path
    "${qemu%/*}/lib:$libraries:$sysroot/usr/lib/${libraries##*/}" "$qemu")

# Runs the emulator; leaves $out, $log and $status. $1: how, as with_auxv takes
# it; $2: an assignment to the environment. The rest: the emulator's arguments.
run() {
    local how=$1 variable=$2
    shift 2
    rm -rf "$made"
    status=0
    # shellcheck disable=SC2086  # a list of words
    (cd "$TEST_TMPDIR" && exec "$(type -P env)" -i QEMU_LOG=plugin $variable \
        "$with_auxv" $how -- "${emulator[@]}" "$@") \
        >"$out" 2>"$log" </dev/null || status=$?
}

# What a run looks like in which the variable did nothing.
expect_plain_run() {
    [[ $status == 0 ]] || fail "$1: exit status $status: $(cat "$out" "$log")"
    [[ ! -s $log ]] || fail "$1: it said: $(cat "$log")"
    [[ ! -e $made ]] || fail "$1: a file was made"
    expect_match "$out" '^AT_SECURE is 1$'
    expect_line "$out" 'argument word'
    expect_no_match "$out" '^variable '
}

# Fails unless assignment $1 does what the command after it looks for without
# AT_SECURE, and nothing with it.
ignored() {
    local variable=$1
    shift
    run '' "$variable" "$guest" word
    "$@" || fail "$variable did nothing: $(cat "$out" "$log")"
    run secure "$variable" "$guest" word
    expect_plain_run "$variable"
}

says() { grep -qE -- "$2" "$1"; }
makes_file() { [[ -s $made ]]; }
ends() { [[ $status != 0 ]]; }

ignored "QEMU_PLUGIN=$plugin" says "$log" '^syscall_filter_zlib: '
ignored "QEMU_LOG=strace QEMU_LOG_FILENAME=$made" makes_file
ignored QEMU_STRACE=1 says "$log" 'exit_group'
ignored "QEMU_TRACE=enable=guest_user_syscall,file=$made" says "$log" .
ignored QEMU_SET_ENV=CALLERS=1 says "$out" '^variable CALLERS=1$'
ignored QEMU_ARGV0=other says "$out" '^argument other$'
ignored QEMU_CPU=help ends
ignored QEMU_VERSION=1 says "$out" 'version'
ignored QEMU_GDB=1,unknown=option ends

# Whatever variables there are: the guest gets none of them.
run '' '' -h
mapfile -t names < <(grep -oE '\bQEMU_[A-Z0-9_]+ ' "$out" | sort -u)
[[ ${#names[@]} -ge 20 ]] || fail "-h names few variables: ${names[*]}"
run secure "${names[*]/% /=1}" "$guest" word
expect_plain_run 'all variables'

# binfmt_misc gives no options: a path that looks like one is the program's.
cp "$guest" "$TEST_TMPDIR/-strace"
run '' '' -strace "$guest" word
says "$log" exit_group || fail "-strace did nothing"
exec 9<"$guest"
run 'secure execfd=9' '' -strace word
expect_plain_run '-strace of binfmt_misc'
expect_line "$out" 'argument -strace'
