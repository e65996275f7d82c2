# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's source, and the choice between it and a QEMU of the user's own."""

load("//qemu:selected.bzl", "qemu_selected_repository")
load("//toolchains/debian:source.bzl", "source_archive")

_VERSION = "11.1.1"

# Without these the archive cannot be built.
_BUILD_PATCHES = [
    "//qemu/patches:0001-build-leave-out-firmware-and-tests.patch",
]

_PATCHES = _BUILD_PATCHES + [
    "//qemu/patches:0002-plugins-forget-the-parent-s-vcpus-in-a-forked-child.patch",
    "//qemu/patches:0003-plugins-keep-syscall-filters-to-the-end.patch",
    "//qemu/patches:0004-linux-user-ignore-the-environment-under-AT_SECURE.patch",
    "//qemu/patches:0005-linux-user-take-no-options-from-binfmt_misc.patch",
    "//qemu/patches:0006-accel-tcg-use-goto_tb-across-pages-in-user-mode.patch",
    "//qemu/patches:0007-target-arm-check-PROT_BTI-at-translation-in-user-mode.patch",
    "//qemu/patches:0008-tcg-do-less-for-each-op.patch",
    "//qemu/patches:0009-plugins-install-a-plugin-that-is-linked-in.patch",
]

def _qemu_source(name, patches):
    source_archive(
        name = name,
        build_file = "//qemu:qemu_src.BUILD.bazel",
        patches = patches,
        pool_path = "pool/main/q/qemu/qemu_%s+ds.orig.tar.xz" % _VERSION,
        # Nine files in ten, and nothing that an emulator of programs needs.
        prune = [
            "pc-bios",
            "roms",
            "tests",
        ],
        sha256 = "0b1376e75dbe3e2fea4e408f8669f88a723f419f36a5b7d74cc6a4cfe07e4f5e",
        strip_prefix = "qemu-" + _VERSION,
        upstream_sha256 = "079ffbff8a7111bbc89022107cbabf3bbfd614d5fc9d7cc675991196aca12482",
        upstream_url = "https://download.qemu.org/qemu-%s.tar.xz" % _VERSION,
    )

def qemu_repositories():
    """Makes @qemu_src, @qemu_stock_src and @qemu_selected."""
    _qemu_source("qemu_src", _PATCHES)
    _qemu_source("qemu_stock_src", _BUILD_PATCHES)
    qemu_selected_repository(name = "qemu_selected")
