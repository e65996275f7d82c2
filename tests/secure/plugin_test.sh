#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the plugin reads in its process on its own, it reads with QEMU's caution:
# the guest's root.
set -euo pipefail
source tools/testing/test_lib.sh

with_auxv=$(runfile "$WITH_AUXV")
find_root=$(runfile "$FIND_ROOT")

# Fails unless the plugin finds root $1 in a process started the way $2, as
# with_auxv takes it, with the arguments that follow.
finds() {
    local expected=$1 how=$2 found
    shift 2
    # shellcheck disable=SC2086  # a list of words
    found=$("$with_auxv" $how -- "$find_root" "$@")
    [[ $found == "$expected" ]] ||
        fail "'$how' $*: it finds '$found', not '$expected'"
}

unset QEMU_LD_PREFIX
finds none ''
finds /option '' -L /option program
finds /option secure -L /option program
# binfmt_misc: -L is the program's name.
finds none execfd=0 -L /option program

export QEMU_LD_PREFIX=/variable
finds /variable '' program
finds none secure program
finds /option secure -L /option program
finds /variable execfd=0 -L /option program
finds none 'secure execfd=0' -L /option program
