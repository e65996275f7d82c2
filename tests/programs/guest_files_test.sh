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
root_options=("${root_options[0]}" "allow=$work" "${root_options[2]}")
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
# The tree's, though the machine has one.
expect_noticed cat /etc/passwd
expect_noticed cat /dev/null /proc/self/maps "$here/guest_files_test.sh"
expect_noticed pigz -c "$here/guest_files_test.sh"

expected=$machine/file
expect_noticed cat "$machine/file"
expect_noticed cat ../machine/file
expect_noticed cat link
expect_noticed cp link copied
choose_way offloaded
make_command "$work/cat" cat
expect_noticed env ./cat "$machine/file"

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
