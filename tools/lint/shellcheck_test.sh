#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fails where shellcheck finds something in one of the scripts named.
set -euo pipefail
source tools/testing/test_lib.sh

tool=$(runfile "$SHELLCHECK")
"$tool" --norc --exclude=SC1091 "$@" || fail "shellcheck: see above"
