# SPDX-License-Identifier: GPL-2.0-or-later
"""Roots of guests: libraries, programs, another C library."""

load("//toolchains/debian:python.bzl", "foreign_modules")
load("//toolchains/debian:tree.bzl", "locked_packages", "locked_tree")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

# The version of Python in the release that a CPU's programs come from.
_PYTHON = {
    "aarch64": "3.11",
    "riscv64": "3.13",
    "x86_64": "3.11",
}

# An emulator takes the machine's files where its -L has none, and the C library
# looks for these: programs would find out what the machine has.
_FILES = {
    "etc/group": "root:x:0:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    # No cache: libraries are looked for in the loader's own folders.
    "etc/ld.so.cache": "",
    "etc/nsswitch.conf": "group: files\nhosts: files\npasswd: files\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
    # No character sets but those that are built in.
    "usr/lib/{triplet}/gconv/gconv-modules": "",
    "usr/lib/{triplet}/gconv/gconv-modules.cache": "",
    "usr/lib/{triplet}/gconv/gconv-modules.d/none.conf": "",
    "usr/lib/ssl/openssl.cnf": "",
    "usr/share/locale/locale.alias": "",
}

# What no test needs; not all trees have all.
_PRUNED = [
    "etc",
    "sbin",
    "usr/bin/git-shell",
    "usr/bin/perl5.36-{triplet}",
    "usr/bin/scalar",
    "usr/lib/git-core",
    "usr/lib/python{python}/test/decimaltestdata",
    "usr/lib/{triplet}/gconv",
    "usr/lib/{triplet}/libperl.so.5.36.0",
    "usr/lib/{triplet}/perl/5.36.0/CORE",
    "usr/lib/{triplet}/perl/5.36.0/auto/DB_File",
    "usr/lib/{triplet}/perl/5.36.0/auto/Encode",
    "usr/lib/{triplet}/perl/5.36.0/auto/GDBM_File",
    "usr/lib/{triplet}/perl/5.36.0/auto/NDBM_File",
    "usr/lib/{triplet}/perl/5.36.0/auto/ODBM_File",
    "usr/lib/{triplet}/perl/5.36.0/auto/Unicode",
    "usr/sbin",
    "usr/share",
    "var",
]

def _root_tree(name, cpu):
    """Makes a tree that is all that guests of a CPU see of a system."""
    triplet = cpu + "-linux-gnu"
    locked_tree(
        name = name,
        build_file = "//third_party:guest_tree.BUILD.bazel",
        files = {
            path.format(triplet = triplet): content
            for path, content in _FILES.items()
        },
        merge_usr = True,
        prune = [
            path.format(python = _PYTHON[cpu], triplet = triplet)
            for path in _PRUNED
        ] + foreign_modules(_PYTHON[cpu], cpu, ["_bz2", "_lzma"]),
    )

def guest_trees():
    """Makes the trees guest_CPU, programs_CPU, musl_CPU and libraries_CPU.

    The packages of guest_x86_64 are in guest_packages, too, for guests to unpack.
    """
    locked_packages(
        name = "guest_packages",
        build_file = "//third_party:guest_packages.BUILD.bazel",
        tree = "guest_x86_64",
    )
    for cpu in GUEST_CPUS:
        _root_tree("guest_" + cpu, cpu)
        _root_tree("programs_" + cpu, cpu)
        locked_tree(
            name = "libraries_" + cpu,
            build_file = "//third_party:libraries.BUILD.bazel",
            merge_usr = True,
            prune = ["usr/share"],
        )
        locked_tree(
            name = "musl_" + cpu,
            build_file = "//third_party:musl.BUILD.bazel",
            merge_usr = True,
            prune = [
                "usr/bin",
                "usr/share",
            ],
        )
