# SPDX-License-Identifier: GPL-2.0-or-later
"""The CPUs of guests and of hosts, as @platforms//cpu names them."""

# Each has a table in //arch and a header with assembly in //guest.
GUEST_CPUS = [
    "aarch64",
    "riscv64",
    "x86_64",
]

# Whose files the labels without a CPU in their names stand for.
DEFAULT_GUEST_CPU = "x86_64"

# What the emulators, the plugin and the launcher are built for.
HOST_CPUS = [
    "aarch64",
    "x86_64",
]
