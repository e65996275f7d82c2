#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A call on memory that cannot be accessed ends as it does natively: with the
# same signal, code and address, which the guest can handle, mend or die of.
set -euo pipefail
source tests/emulator/emulator_lib.sh

guest=$(runfile "$FAULTS")

"$(runfile "$REFERENCE")" >"$TEST_TMPDIR/expected"
grep -q '^taken away during a call: signal 11' "$TEST_TMPDIR/expected" ||
    fail "the reference does not get to its end"

for base in 0 0x10000000 0x110000000000; do
    offload -B "$base" "$guest"
    expect_status 0
    # QEMU gives a guest the host's address of a SIGBUS, emulated code included.
    if [[ $base != 0 ]]; then
        sed -i '/signal 7/s/ page .*//' "$TEST_TMPDIR/expected" "$out"
    fi
    diff -u "$TEST_TMPDIR/expected" "$out" ||
        fail "with -B $base some faults are not as they are natively"
    # It was the host that uncompressed, again and again.
    successes=$(grep -c ': uncompressed [0-9]* guest bytes to 65536 host' "$log")
    ((successes > 40)) || fail "the host served $successes calls only"
done

# Unhandled, the signal ends the guest as it would natively, and not QEMU. Not
# tried in an emulated emulator: QEMU, when it emulates QEMU, hangs as that
# kills itself, whatever the guest died of.
if [[ -z ${HOST_EMULATOR:-} ]]; then
    offload "$guest" die
    expect_status 139
    expect_match "$log" 'uncaught target signal 11'
    if grep -i 'internal' "$log"; then
        fail "QEMU died of the guest's fault"
    fi
fi
