# SPDX-License-Identifier: GPL-2.0-or-later
"""Libraries that the host serves, from their declarations."""

load("//guest:copts.bzl", "GUEST_COPTS")
load("//plugin:copts.bzl", "PLUGIN_COPTS")
load("//toolchains:defs.bzl", "guest_files")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")
load("//tools/embed:defs.bzl", "embed_files")

# Thunks are appended to a library of the guest's: no C library, no relocations.
_BLOB_COPTS = GUEST_COPTS + [
    "-std=c11",
    "-D_DEFAULT_SOURCE",
    "-DHOST_CALL_IN_BLOB",
    "-fPIC",
    "-ffreestanding",
    "-fvisibility=hidden",
] + select({
    # Loaders protect all code of a library alike.
    "@platforms//cpu:aarch64": ["-mbranch-protection=bti"],
    "//conditions:default": [],
})

_BLOB_LINKOPTS = [
    "-nostdlib",
    "-Wl,--no-rosegment",
    "-Wl,-z,norelro",
    # A call of another thunk stays in the blob.
    "-Wl,-Bsymbolic",
]

def declared_library(name, headers):
    """Builds a library's service from calls.h, guest.c and host.c.

    Makes <name>, a cc_library that defines <name>_service, and blob_<cpu>, the
    thunks for each architecture of guests.

    Args:
      name: the library's short name, which is its folder's.
      headers: label of its own headers.
    """
    native.cc_binary(
        name = "plain/blob.so",
        srcs = [
            "calls.h",
            "guest.c",
            "//guest:blob_sources",
        ],
        copts = _BLOB_COPTS,
        linkopts = _BLOB_LINKOPTS,
        linkshared = True,
        deps = [
            headers,
            "//guest:host_call_header",
            "//libraries:declare_guest",
        ],
    )
    guest_files(
        name = "blob",
        srcs = [":plain/blob.so"],
    )
    embed_files(
        name = "blobs",
        array = name + "_blobs",
        files = {
            ":blob_" + cpu: cpu
            for cpu in GUEST_CPUS
        },
    )
    native.cc_library(
        name = name,
        srcs = [
            "calls.h",
            "host.c",
            ":blobs",
        ],
        hdrs = ["host.h"],
        copts = PLUGIN_COPTS,
        visibility = [
            "//plugin:__pkg__",
            "//tests/fuzz:__pkg__",
        ],
        deps = [
            headers,
            "//libraries:declare_host",
            "//plugin/core:service",
            "//qemu:glib",
        ],
    )
