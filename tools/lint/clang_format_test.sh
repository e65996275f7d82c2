#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fails where clang-format would change one of the files named.
set -euo pipefail
source tools/testing/test_lib.sh

tool=$(runfile "$CLANG_FORMAT")
"$tool" --style=file:.clang-format --dry-run --Werror "$@" ||
    fail "to mend it: ./bazelw run //tools/lint:format"
