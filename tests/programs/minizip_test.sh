#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# minizip's archives, and what miniunzip makes of them.
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# shellcheck disable=SC2317  # called by compare
pack_and_unpack() {
    cp -p "$work/text" text
    run minizip -9 packed.zip text
    mkdir unpacked
    run miniunzip packed.zip -d unpacked
    cmp unpacked/text text || fail "another text came back"
}
compare pack_and_unpack
expect_host_calls deflate bytes_in "$(size_of "$work/text")"
expect_host_calls inflate bytes_out "$(size_of "$work/text")"
