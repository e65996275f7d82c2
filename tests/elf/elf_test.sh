#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Compares one ELF file with what defs.bzl was told, given as ELF_*.
set -euo pipefail
source tools/testing/test_lib.sh

reader=$(runfile "$READELF")

file=
for candidate in "$@"; do
    if [[ -z $ELF_FILE || ${candidate##*/} == "$ELF_FILE" ]]; then
        [[ -z $file ]] || fail "which of $* is meant?"
        file=$candidate
    fi
done
[[ -f $file ]] || fail "none of $* is a file '$ELF_FILE'"

# Compares what was found, $2, with what was expected, $3; $1 says what it is.
same() {
    [[ $2 == "$3" ]] || fail "$file: $1 is '$2' and should be '$3'"
}

dynamic() {
    "$reader" --dynamic "$file" | sed -n "s/.*($1).*\[\(.*\)\]/\1/p"
}

exports() {
    "$reader" --dyn-syms "$file" |
        awk '($5 == "GLOBAL" || $5 == "WEAK") && $7 != "UND" { print $8 }' |
        sed 's/@.*//' | sort
}

words() {
    tr '\n' ' ' | sed 's/ $//'
}

same machine "$("$reader" --file-header "$file" |
    sed -n 's/ *Machine: *//p')" "$ELF_MACHINE"
same soname "$(dynamic SONAME)" "$ELF_SONAME"
same 'search path' "$(dynamic RUNPATH)$(dynamic RPATH)" "$ELF_RUNPATH"
same 'list of needed libraries' "$(dynamic NEEDED | sort | words)" "$ELF_NEEDED"
if [[ $ELF_EXPORTS != - ]]; then
    same 'list of exports' "$(exports | words)" "$ELF_EXPORTS"
fi
exported=$(exports)
for symbol in $ELF_HAS_EXPORTS; do
    grep -qx "$symbol" <<<"$exported" ||
        fail "$file: does not export $symbol"
done

# The build's own folders, on this machine and on any other.
for trace in "${TEST_SRCDIR%%/execroot/*}/" /execroot/ /_bazel_ /sandbox/; do
    ! grep -qaF -- "$trace" "$file" || fail "$file: holds a path with '$trace'"
done
