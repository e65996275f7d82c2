# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's source, and the choice between it and a QEMU of the user's own."""

load("//qemu:selected.bzl", "qemu_selected_repository")
load("//toolchains/debian:source.bzl", "source_archive")

_VERSION = "10.2.2"

def qemu_repositories():
    """Makes @qemu_src and @qemu_selected."""
    source_archive(
        name = "qemu_src",
        build_file = "//qemu:qemu_src.BUILD.bazel",
        patches = [
            "//qemu/patches:0001-plugins-add-a-syscall-filter-callback.patch",
            "//qemu/patches:0002-build-leave-out-firmware-and-tests.patch",
            "//qemu/patches:0003-plugins-forget-the-parent-s-vcpus-in-a-forked-child.patch",
            "//qemu/patches:0004-plugins-keep-syscall-filters-to-the-end.patch",
        ],
        pool_path = "pool/main/q/qemu/qemu_%s+ds.orig.tar.xz" % _VERSION,
        # Nine files in ten, and nothing that an emulator of programs needs.
        prune = [
            "pc-bios",
            "roms",
            "tests",
        ],
        sha256 = "be05230fe47a6937cd29f28f562932c8125f9c93c2a82c625198f7a4aa601dfb",
        strip_prefix = "qemu-" + _VERSION,
        upstream_sha256 = "784b296ff29c1417aa72323abcb2d2ea9ab9771724f577dcd785c3b04f21e176",
        upstream_url = "https://download.qemu.org/qemu-%s.tar.xz" % _VERSION,
    )
    qemu_selected_repository(name = "qemu_selected")
