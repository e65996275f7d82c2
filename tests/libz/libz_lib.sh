# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the tests of the drop-in share.
source tools/testing/test_lib.sh

# The drop-in, in tests that have it.
libz=${LIBZ:+$(runfile "$LIBZ")}

# Runs a program with the drop-in in place of the machine's zlib.
with_dropin() {
    LD_LIBRARY_PATH=${libz%/*} "$@"
}

# Fails unless the loader takes the drop-in for the program $1.
expect_dropin() {
    LD_TRACE_LOADED_OBJECTS=1 with_dropin "$1" >loaded
    expect_match loaded "libz\.so\.1 => ${libz%/*}/libz\.so\.1 "
}
