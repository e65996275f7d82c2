#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# wget takes what a server compresses; both are in the emulator.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

make_text "$work/text"

# shellcheck disable=SC2317  # called by compare
get() {
    local port
    program_options=("${python_options[@]}")
    make_command "$work/serve" "$python" "$here/serve_once.py"
    program_options=()
    # The port is the system's choice.
    exec 3< <("$work/serve" "$work/text" 2>"$work/served")
    read -r port <&3 || fail "no server: $(cat "$work/served")"
    run wget --no-config --no-hsts --no-proxy -q --compression=gzip -O got \
        "http://127.0.0.1:$port/text"
    wait "$!" || fail "the server failed: $(cat "$work/served")"
    cmp got "$work/text" || fail "wget got something else"
}
compare get
# The server's, and wget's own.
expect_host_calls deflate bytes_in "$(size_of "$work/text")"
expect_host_calls inflate bytes_out "$(size_of "$work/text")"
