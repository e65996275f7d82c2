#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pigz compresses in two threads, and unpacks what it has packed.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# shellcheck disable=SC2317  # called by compare
pack() {
    run pigz -k -c -p 2 -b 128 "$work/text"
    cp "$out" text.gz
    # pigz inflates by inflateBack(), which stays in the guest.
    run pigz -d -c text.gz
    cmp "$out" "$work/text" || fail "another text came back"
}
compare pack
expect_host_calls deflate bytes_in "$(size_of "$work/text")"
