#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Starts the bench with the build's own Python, and tells it where things are.

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

find_file() {
    local path
    path=$(rlocation "$2")
    [[ -e $path ]] || {
        echo "bench: no file '$2'; start it by bazel run //bench" >&2
        exit 1
    }
    export "BENCH_$1=$path"
}

find_file QEMU "$QEMU"
find_file PLUGIN "$PLUGIN"
find_file DROP_IN "$LIBZ"
find_file SPY "$SPY"
find_file PYTHON_ZLIB "$PYTHON_ZLIB"
# Trees are known by a folder or a file in them.
find_file SYSROOT "$SYSROOT"
BENCH_SYSROOT=${BENCH_SYSROOT%/usr}
find_file PROGRAMS "$PROGRAMS"
BENCH_PROGRAMS=${BENCH_PROGRAMS%/usr}
find_file GUESTS "$GUEST"
BENCH_GUESTS=${BENCH_GUESTS%/*}
find_file NATIVE_GUESTS "$NATIVE_GUEST"
BENCH_NATIVE_GUESTS=${BENCH_NATIVE_GUESTS%/*}

exec "$(rlocation "$PYTHON")" "$(rlocation "$MAIN")" "$@"
