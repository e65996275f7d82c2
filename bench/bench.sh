#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Starts the bench with the build's own Python, and tells it where its files are.

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

# find_file NAME PATH: exports BENCH_NAME, the file at PATH of the runfiles.
find_file() {
    local path
    path=$(rlocation "$2")
    [[ -e $path ]] || {
        echo "bench: no file '$2'; start it by bazel run //bench" >&2
        exit 1
    }
    export "BENCH_$1=$path"
}

# find_folder NAME PATH: the same for the folder that the file is in.
find_folder() {
    local name=BENCH_$1
    find_file "$1" "$2"
    export "$name=${!name%/*}"
}

# What a Place of driver/measure.py has.
for cpu in $GUESTS; do
    own=OWN_$cpu sysroot=SYSROOT_$cpu programs=PROGRAMS_$cpu
    qemu=QEMU_$cpu stock=STOCK_$cpu
    find_folder "own_$cpu" "${!own}"
    find_folder "sysroot_$cpu" "${!sysroot}"
    find_folder "programs_$cpu" "${!programs}"
    find_file "qemu_$cpu" "${!qemu}"
    find_file "stock_$cpu" "${!stock}"
done
find_file plugin "$PLUGIN"
find_file python_work "$PYTHON_WORK"
find_file python_zlib "$PYTHON_ZLIB"
find_file spy "$SPY"
export BENCH_guests=$GUESTS

exec "$(rlocation "$PYTHON")" "$(rlocation "$MAIN")" "$@"
