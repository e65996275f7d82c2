# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests that run Debian's programs by programs_lib.sh."""

load("//libraries:libraries.bzl", "LIBRARIES")
load("//tests/emulator:defs.bzl", "emulator_test")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

# CPUs for which there is a tree with all programs.
_CPUS = [
    "aarch64",
    "x86_64",
]

def program_test(name, data = [], env = {}, guests = _CPUS, script = None):
    """Runs a script as <name>_<guest>_test for each guest.

    Args:
      name: the program, or what the test shows.
      data: further files that the script needs, in its folder.
      env: further environment of the script.
      guests: CPUs of the guests.
      script: the script; by default <name>_test.sh.
    """
    emulator_test(
        name = name,
        data = data + [
            ":guest_files",
            ":programs_lib",
            "//testdata:text.txt",
            "@libraries_x86_64//:all",
            "@libraries_x86_64//:usr",
            "@programs_{guest}//:all",
            "@programs_{guest}//:usr",
        ],
        env = env | {
            "ALL_OFF": ",".join([
                library.option + "=off"
                for library in LIBRARIES.values()
            ]),
            "GUEST_FILES": "$(rlocationpath :guest_files)",
            "HOST_LIBRARIES": "$(rlocationpath @libraries_x86_64//:usr)",
            "PROGRAMS": "$(rlocationpath @programs_{guest}//:usr)",
            "TEXT": "$(rlocationpath //testdata:text.txt)",
        },
        guests = guests,
        # An emulator in an emulator is slow, and these are many calls; and what
        # programs start is a script that the machine has to run.
        nested = False,
        script = script or name + "_test.sh",
    )

def root_tests():
    """Checks that guests' trees have all that is loaded from them."""
    for tree in ["guest", "programs"]:
        for cpu in GUEST_CPUS:
            repository = "@%s_%s" % (tree, cpu)
            native.sh_test(
                name = "root_%s_%s_test" % (tree, cpu),
                size = "small",
                srcs = ["root_test.sh"],
                data = [
                    repository + "//:all",
                    repository + "//:usr",
                    "@llvm//:all",
                    "@llvm//:bin/llvm-readelf",
                ],
                env = {
                    "READELF": "$(rlocationpath @llvm//:bin/llvm-readelf)",
                    "ROOT": "$(rlocationpath %s//:usr)" % repository,
                },
                deps = ["//tools/testing:test_lib"],
            )
