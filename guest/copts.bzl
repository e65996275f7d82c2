# SPDX-License-Identifier: GPL-2.0-or-later
"""How code that runs in guests' programs is compiled."""

# Whatever the build mode: guests wait for this code.
#
# It must not need anything of glibc's dynamic loader by name, because a program
# of another C library has another loader: the stack protector of aarch64 and
# riscv64 reads __stack_chk_guard, and the atomic operations that aarch64's
# compilers call out of line ask __getauxval().
GUEST_COPTS = [
    "-O2",
    "-fno-stack-protector",
    "-fomit-frame-pointer",
] + select({
    "@platforms//cpu:aarch64": ["-mno-outline-atomics"],
    "//conditions:default": [],
})
