#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A program that prints date, time and file says the same wherever it is built.
set -euo pipefail
source tools/testing/test_lib.sh

said=$(tests/toolchain/hello)
expected='hello redacted redacted tests/toolchain/hello.c'
[[ $said == "$expected" ]] || fail "said '$said', not '$expected'"
