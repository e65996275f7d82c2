#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# zlib in all the ways that Python has.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

program_options=("${python_options[@]}")

# shellcheck disable=SC2317  # called by compare
use_zlib() {
    run "$python" "$here/python_zlib.py" 100000
    cp "$out" said
}
compare use_zlib
# 20 streams both ways, and some more.
expect_host_calls deflate bytes_in 2000000
expect_host_calls inflate bytes_out 2000000
