#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Fails where shellcheck finds something in one of the scripts named.
set -euo pipefail
source tools/testing/test_lib.sh

tool=$(runfile "$SHELLCHECK")
# SC1091: a file that is sourced is checked where it stands.
# SC2153: takes a variable of the environment for a misspelt one of the script.
"$tool" --norc --exclude=SC1091,SC2153 "$@" || fail "shellcheck: see above"
