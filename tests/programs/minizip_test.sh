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
expect_host deflate "$(size_of "$work/text")"
expect_host inflate "$(size_of "$work/text")"
