#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tools of libpng's: pngfix mends a header of zlib's, optipng looks for the best
# way to compress.
#
# The library assigns out.
# shellcheck disable=SC2154
set -euo pipefail
source tests/programs/programs_lib.sh

# The image: 400 x 200 pixels, 3 bytes each, and a byte a line.
image=$((200 * (400 * 3 + 1)))

# shellcheck disable=SC2317  # called by compare
mend_and_optimize() {
    program_options=("${python_options[@]}")
    run "$python" "$here/make_png.py" image.png
    program_options=()
    # Its status tells what was wrong.
    emulate "${way_options[@]}" "$(program pngfix)" --out=mended.png image.png
    cp "$out" pngfix
    run optipng -o2 -out optimized.png mended.png
    cp "$log" optipng
    run pngfix optimized.png
    expect_match "$out" '^IDAT OK '
}
compare mend_and_optimize
# What Python does, and optipng's trials.
expect_host_calls deflate bytes_in $((4 * image))
expect_host_calls inflate bytes_out $((3 * image))
