#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No program under test opens a file of the machine unnoticed, however it is
# started and whatever it calls the file: what programs_lib.sh's check sees.
#
# The library assigns programs and work.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

# Outside of what programs are given.
machine=$(realpath "$TEST_TMPDIR")/machine
mkdir "$machine"
echo text >"$machine/file"
ln -s ../machine/file "$work/link"
# All of $TEST_TMPDIR but that folder.
root_options=("${root_options[0]}" "allow=$work")
cd "$work"

# Fails unless a run of the program $1 with the arguments that follow is noticed
# to open $expected, or nothing if that is empty.
expect_noticed() {
    choose_way offloaded
    run "$@"
    expect_said "$*"
}

# Fails unless what has been noticed is $expected.
expect_said() {
    local said
    said=$(machine_files)
    said=${said#guest_files: not in the guest root: }
    [[ $said == "$expected" ]] ||
        fail "$1: noticed '$said', not '$expected'"
}

expected=
# The tree has one, whatever the machine has.
expect_noticed pigz -c /etc/passwd
expect_noticed pigz -c /proc/self/maps
expect_noticed pigz -c "$here/guest_files_test.sh"

expected=$machine/file
expect_noticed pigz -c "$machine/file"
expect_noticed pigz -c ../machine/file
expect_noticed pigz -c -f link
# By a program that another one starts.
choose_way offloaded
make_command "$work/command" pigz -c
program_options=("${python_options[@]}")
expect_noticed "$python" -c 'import os, sys; os.execv(sys.argv[1], sys.argv[1:])' \
    "$work/command" "$machine/file"

# A library that is found elsewhere, as where the tree has none.
cp -L "$programs/lib"/*-linux-gnu/libz.so.1 "$machine"
expected=$machine/libz.so.1
program_options=(-E "LD_LIBRARY_PATH=$machine")
choose_way own
run pigz -c "$here/guest_files_test.sh"
expect_said "a library outside"

# What compare() does about it.
steps=pack
! (expect_no_machine_files) 2>"$work/said" || fail "compare() lets that pass"
expect_match "$work/said" "^guest_files: not in the guest root: $expected$"
