# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of bzip2's and xz's sources, as guests with shared libraries."""

load("//toolchains:defs.bzl", "guest_files")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

# Programs in xz's folder tests/ that test a part of liblzma each.
XZ_TESTS = [
    "test_bcj_exact_size",
    "test_block_header",
    "test_check",
    "test_filter_flags",
    "test_hardware",
    "test_index",
    "test_index_hash",
    "test_lzip_decoder",
    "test_memlimit",
    "test_stream_flags",
    "test_vli",
]

def _by_cpu(function):
    return select({"@platforms//cpu:" + cpu: function(cpu) for cpu in GUEST_CPUS})

def upstream_guest(name, src, library, deps, copts = []):
    """Builds a program for each CPU of guests: the targets <name>_<CPU>.

    Args:
      name: name of the program.
      src: its source.
      library: file name of the library that it needs.
      deps: what it includes.
      copts: options of the compiler.
    """
    native.cc_binary(
        name = "plain/" + name,
        testonly = True,
        srcs = [src],
        additional_linker_inputs = _by_cpu(lambda cpu: [
            "@libraries_%s//:all" % cpu,
            "@libraries_%s//:usr" % cpu,
        ]),
        copts = [
            "-std=gnu11",
            # They check by assert().
            "-UNDEBUG",
            "-w",
        ] + copts,
        linkopts = _by_cpu(lambda cpu: [
            "-L$(execpath @libraries_%s//:usr)/lib/%s-linux-gnu" % (cpu, cpu),
            "-l:" + library,
        ]),
        deps = deps,
    )
    guest_files(
        name = name,
        testonly = True,
    )
