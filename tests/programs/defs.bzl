# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that run Debian's programs by programs_lib.sh."""

load("//tests/emulator:defs.bzl", "emulator_test")

def program_test(name, data = []):
    """Runs the script <name>_test.sh, as <name>_x86_64_test.

    Args:
      name: the program, or what the test shows.
      data: further files that the script needs, in its folder.
    """
    emulator_test(
        name = name,
        data = data + [
            ":programs_lib",
            "//guest/libz",
            "//testdata:text.txt",
            "@programs//:all",
            "@programs//:usr",
        ],
        env = {
            "LIBZ": "$(rlocationpath //guest/libz)",
            "PROGRAMS": "$(rlocationpath @programs//:usr)",
            "TEXT": "$(rlocationpath //testdata:text.txt)",
        },
        # An emulator in an emulator is slow, and these are many calls; and what
        # programs start is a script that the machine has to run.
        hosts = ["x86_64"],
        script = name + "_test.sh",
    )
