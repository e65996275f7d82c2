# SPDX-License-Identifier: GPL-2.0-or-later
"""zlib's own programs, with one zlib or another."""

load("//toolchains:defs.bzl", "platform_files")

_COPTS = [
    # They check by assert().
    "-UNDEBUG",
    "-DHAVE_UNISTD_H",
    # They are written in the C of 1989.
    "-w",
]

def _program(name, suffix, prefix = "", deps = [], **kwargs):
    native.cc_binary(
        name = prefix + name + suffix,
        testonly = True,
        srcs = ["@zlib_src//:test/%s.c" % name],
        deps = deps + ["@zlib_src//:headers"],
        **kwargs
    )

def zlib_program(name):
    """Builds a program from zlib's test/ with the zlibs to compare.

    Args:
      name: name of the program.
    """
    _program(
        name,
        "_dropin",
        additional_linker_inputs = ["//guest/libz:plain/libz"],
        copts = _COPTS,
        linkopts = ["$(execpath //guest/libz:plain/libz)"],
    )
    _program(
        name,
        "_offloaded",
        copts = _COPTS,
        deps = [
            "//guest/libz:wrappers",
            "//guest/libz/testing:fake_host",
        ],
    )
    zlib_reference(name)

def zlib_reference(name):
    """Builds a program from zlib's test/ with Debian's zlib in it.

    Args:
      name: name of the program.
    """
    _program(
        name,
        "_reference",
        copts = _COPTS,
        # What is compared is not their own faults.
        features = [
            "-asan",
            "-ubsan",
        ],
        linkopts = ["-l:libz.a"],
    )

def zlib_intruder(name):
    """Builds a program that knows zlib's insides, with the drop-in in it.

    Args:
      name: name of the program.
    """
    _program(
        name,
        "_unserved",
        prefix = "plain/",
        # What is not exported has another name in the drop-in.
        copts = _COPTS + ["-Dinflate_table=z_inflate_table"],
        deps = [
            "//guest:host_call",
            "//guest/libz:wrappers",
        ],
    )

    # As a guest: without sanitizers, which would stop it for what it does.
    platform_files(
        name = name + "_unserved",
        testonly = True,
        srcs = [":plain/%s_unserved" % name],
        strip_prefix = "plain/",
    )
    zlib_reference(name)
