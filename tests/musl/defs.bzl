# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that are linked against musl in place of glibc."""

load("//toolchains:defs.bzl", "guest_files")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

def _by_cpu(function):
    return select({"@platforms//cpu:" + cpu: function(cpu) for cpu in GUEST_CPUS})

def _linkopts(cpu):
    return [
        # None of glibc's files, which the toolchain would take by itself.
        "-nostdlib",
        "-L$(execpath @musl_%s//:usr)/lib/%s-linux-musl" % (cpu, cpu),
        "-Wl,--dynamic-linker=/lib/ld-musl-%s.so.1" % cpu,
        "-l:Scrt1.o",
        "-l:crti.o",
        "-lc",
        "-l:crtn.o",
    ]

def musl_binary(name, srcs):
    """Builds a C program for each CPU of guests: the targets <name>_<CPU>.

    Args:
      name: name of the program.
      srcs: its sources.
    """
    native.cc_binary(
        name = "plain/" + name,
        srcs = srcs,
        additional_linker_inputs = _by_cpu(lambda cpu: [
            "@musl_%s//:all" % cpu,
            "@musl_%s//:usr" % cpu,
        ]),
        copts = [
            "-std=c11",
            "-D_GNU_SOURCE",
            "-nostdlibinc",
        ],
        linkopts = _by_cpu(_linkopts),
        deps = _by_cpu(lambda cpu: ["@musl_%s//:headers" % cpu]),
    )
    guest_files(name = name)
