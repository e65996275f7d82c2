# SPDX-License-Identifier: GPL-2.0-or-later
"""How the plugin's C code is compiled."""

PLUGIN_COPTS = [
    "-std=c11",
    # Whatever the build mode: guests wait for it, and tests try what is used.
    "-O2",
    "-fomit-frame-pointer",
    # sigsetjmp(), ucontext, memccpy() and openat2()'s relatives
    "-D_GNU_SOURCE",
    # QEMU looks for two symbols; all others are the plugin's own business.
    "-fvisibility=hidden",
    "-Wmissing-prototypes",
    "-Wstrict-prototypes",
]
