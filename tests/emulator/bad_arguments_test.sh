#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Arguments that no library should be called with: a status or an errno for
# each, and the guest lives to see the next.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$BAD_ARGUMENTS")

offload "$guest"
expect_status 0
diff -u tests/emulator/bad_arguments.expected "$out" ||
    fail "some results are not what they should be"

# The same above and below 4 GiB of address space taken by the guest's base.
for base in 0x10000000 0x110000000000; do
    offload -B "$base" "$guest"
    expect_status 0
    diff -u tests/emulator/bad_arguments.expected "$out" ||
        fail "with -B $base some results differ"
done

# Without the plugin it is a system call that nobody knows.
emulate "$guest"
expect_match "$out" '^compress, nothing wrong: ENOSYS$'
