#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs use_rle in the emulator with the plugin, whose further options the
# arguments are.

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

# The guest's C library comes with the build: the machine may have none for it.
root=$(rlocation "$GUEST_ROOT")
options=libraries=$(dirname "$(rlocation "$HOST_LIBRARY")"),stats=on
for option; do
    options+=,$option
done
exec "$(rlocation "$QEMU")" -L "${root%/usr}" \
    -plugin "$(rlocation "$PLUGIN"),$options" -d plugin \
    "$(rlocation "$PROGRAM")"
