# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the test scripts share.  A test runs in the root of its runfiles, so it
# begins with
#
#   source tools/testing/test_lib.sh

# --- begin runfiles.bash initialization v3 ---
# Copy-pasted from the Bazel Bash runfiles library v3.
set -uo pipefail; set +e; f=bazel_tools/tools/bash/runfiles/runfiles.bash
# shellcheck disable=SC1090
source "${RUNFILES_DIR:-/dev/null}/$f" 2>/dev/null || \
  source "$(grep -sm1 "^$f " "${RUNFILES_MANIFEST_FILE:-/dev/null}" | cut -f2- -d' ')" 2>/dev/null || \
  source "$0.runfiles/$f" 2>/dev/null || \
  source "$(grep -sm1 "^$f " "$0.runfiles_manifest" | cut -f2- -d' ')" 2>/dev/null || \
  source "$(grep -sm1 "^$f " "$0.exe.runfiles_manifest" | cut -f2- -d' ')" 2>/dev/null || \
  { echo>&2 "ERROR: cannot find $f"; exit 1; }; f=; set -e
# --- end runfiles.bash initialization v3 ---

# Ends the test as failed; the words say what was seen and what was expected.
fail() {
    printf 'FAIL: %s\n' "$*" >&2
    exit 1
}

# Prints the path of a runfile; $1 as $(rlocationpath) gives it.
runfile() {
    local path
    path=$(rlocation "$1")
    [[ -e $path ]] || fail "no runfile '$1'"
    printf '%s\n' "$path"
}

# Fails unless the file $1 has a line that is the text $2.
expect_line() {
    grep -qxF -- "$2" "$1" ||
        fail "no line '$2' in $1, which has:"$'\n'"$(cat "$1")"
}

# Fails unless a line of the file $1 matches the extended expression $2.
expect_match() {
    grep -qE -- "$2" "$1" ||
        fail "no line like '$2' in $1, which has:"$'\n'"$(cat "$1")"
}

# Fails if a line of the file $1 matches the extended expression $2.
expect_no_match() {
    ! grep -E -- "$2" "$1" || fail "$1 has the lines above, like '$2'"
}
