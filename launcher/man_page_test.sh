#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The man page is well formed, and knows the options that --help knows.
set -euo pipefail
source tools/testing/test_lib.sh

hostlib=$(runfile "$HOSTLIB") mandoc=$(runfile "$MANDOC") page=$(runfile "$PAGE")
cd "$TEST_TMPDIR"

"$mandoc" -T lint -W warning "$page" >complaints ||
    fail "mandoc: $(cat complaints)"

# Prints the options in the file $1 that stand at the beginning of a line.  The
# page has one for all libraries.
options() {
    sed -nE 's/^ +(--?[A-Za-z][a-z0-9-]*)([^A-Za-z0-9-].*)?$/\1/p' "$1" |
        sed -E 's/^(--no-lib)[a-z0-9]+$/\1rary/' | sort
}

"$mandoc" -T ascii "$page" | sed 's/.\x08//g' >text
options text | sort -u >in_page
{
    "$hostlib" run --help
    "$hostlib" --help
} >help
{
    options help
    # It is no command's.
    echo --version
} | sort -u >in_help
[[ $(wc -l <in_help) -ge 11 ]] || fail "too few options: $(cat in_help)"
diff in_help in_page || fail "--help (<) and the man page (>) differ"

# One table for both commands.
options help >run
"$hostlib" doctor --help >help
options help >doctor
diff run doctor || fail "run (<) and doctor (>) have other options"

"$hostlib" --version >version
expect_match version '^hostlib [0-9.]+ \(protocol 1\)$'
