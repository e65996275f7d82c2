# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that are linked against musl in place of glibc."""

load("//toolchains:defs.bzl", "guest_files")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

def _by_cpu(function):
    return select({"@platforms//cpu:" + cpu: function(cpu) for cpu in GUEST_CPUS})

def _folder(cpu):
    return "-L$(execpath @musl_%s//:usr)/lib/%s-linux-musl" % (cpu, cpu)

def _musl(name, file, srcs, **kwargs):
    native.cc_binary(
        name = "plain/" + file,
        srcs = srcs,
        additional_linker_inputs = _by_cpu(lambda cpu: [
            "@musl_%s//:all" % cpu,
            "@musl_%s//:usr" % cpu,
        ]),
        copts = [
            "-std=c11",
            "-D_GNU_SOURCE",
            "-nostdlibinc",
        ] + kwargs.pop("copts", []),
        deps = _by_cpu(lambda cpu: ["@musl_%s//:headers" % cpu]) +
               kwargs.pop("deps", []),
        **kwargs
    )
    guest_files(
        name = name,
        srcs = [":plain/" + file],
    )

def musl_binary(name, srcs):
    """Builds a C program for each CPU of guests: the targets <name>_<CPU>.

    Args:
      name: name of the program.
      srcs: its sources.
    """
    _musl(
        name = name,
        file = name,
        srcs = srcs,
        linkopts = _by_cpu(lambda cpu: [
            # None of glibc's files, which the toolchain would take by itself.
            "-nostdlib",
            _folder(cpu),
            "-Wl,--dynamic-linker=/lib/ld-musl-%s.so.1" % cpu,
            "-l:Scrt1.o",
            "-l:crti.o",
            "-lc",
            "-l:crtn.o",
        ]),
    )

def musl_library(name, soname, srcs, deps):
    """Builds a shared library for each CPU of guests: <name>_<CPU>.

    Args:
      name: of the targets; the library lies in a folder of this name.
      soname: its name.
      srcs: its sources, of somebody else's.
      deps: their headers.
    """
    _musl(
        name = name,
        file = "%s/%s" % (name, soname),
        srcs = srcs,
        copts = [
            "-DHAVE_UNISTD_H",
            "-w",
        ],
        linkopts = _by_cpu(lambda cpu: [
            "-nostdlib",
            _folder(cpu),
            "-Wl,-soname," + soname,
            "-lc",
        ]),
        linkshared = True,
        deps = deps,
    )
