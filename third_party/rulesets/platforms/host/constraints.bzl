# SPDX-License-Identifier: GPL-2.0-or-later
"""The execution platform; //toolchains/platforms names it again."""

HOST_CONSTRAINTS = [
    "@platforms//cpu:x86_64",
    "@platforms//os:linux",
]
