# SPDX-License-Identifier: GPL-2.0-or-later
"""zlib's own programs, as guests."""

load("//toolchains:defs.bzl", "guest_files")

def zlib_program(name, library = None):
    """Builds a program from zlib's test/ for each CPU of guests.

    Args:
      name: name of the program.
      library: label of the libz.so.1 that it is linked against; by default the
        sysroot's.
    """
    native.cc_binary(
        name = "plain/" + name,
        testonly = True,
        srcs = ["@zlib_src//:test/%s.c" % name],
        additional_linker_inputs = [library] if library else [],
        copts = [
            # They check by assert().
            "-UNDEBUG",
            "-DHAVE_UNISTD_H",
            # They are written in the C of 1989.
            "-w",
        ],
        linkopts = ["$(execpath %s)" % library] if library else ["-lz"],
        deps = ["@zlib_src//:open_headers"],
    )
    guest_files(
        name = name,
        testonly = True,
    )
