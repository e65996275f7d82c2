#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Formats all C and C++ files of the checkout.
set -euo pipefail
source tools/testing/test_lib.sh

tool=$(runfile "$CLANG_FORMAT")
cd "$BUILD_WORKSPACE_DIRECTORY"
git ls-files -z '*.c' '*.cc' '*.h' |
    xargs -0 "$tool" --style=file:.clang-format -i
