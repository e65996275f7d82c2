# SPDX-License-Identifier: GPL-2.0-or-later
"""Libraries that the host serves, from their declarations."""

load("//guest:copts.bzl", "GUEST_COPTS")
load("//libraries:libraries.bzl", "EXAMPLES", "LIBRARIES")
load("//plugin:copts.bzl", "PLUGIN_COPTS")
load("//toolchains:defs.bzl", "guest_files")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS", "HOST_CPUS")
load("//tools/embed:defs.bzl", "embed_files")
load("//tools/text:defs.bzl", "text_file")

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

_ALL = LIBRARIES | EXAMPLES

_NAMES = """\
#include "plugin/library/declared_service.h"

const char {name}_option[] = "{option}";
const char *const {name}_sonames[] = {{{sonames}, NULL}};
"""

def declared_library(
        name,
        headers,
        archive = None,
        guest_srcs = [],
        host_srcs = [],
        host_deps = []):
    """Builds a library's service from calls.h, guest.c and host.c.

    Makes <name>, a cc_library that defines <name>_service, and blob_<cpu>, the
    thunks for each architecture of guests; and operations, a cc_library with what
    declare_operations.h needs. The library has to be in
    //libraries:libraries.bzl, where its sonames stand.

    Args:
      name: the library's short name, which is its folder's.
      headers: label of its own headers.
      archive: label of the static library that static emulators have in them,
        with "{cpu}" for the host's CPU; ":archive" is then the one for the host.
      guest_srcs: what the thunks have beside guest.c.
      host_srcs: what the service has beside host.c.
      host_deps: what it needs.
    """
    label = "//" + native.package_name()
    if label not in _ALL:
        fail("add %s to libraries/libraries.bzl" % label)
    library = _ALL[label]
    defines = ["DECLARE_LIBRARY=%d" % _ALL.keys().index(label)]

    if archive:
        native.alias(
            name = "archive",
            actual = select({
                "@platforms//cpu:" + cpu: archive.replace("{cpu}", cpu)
                for cpu in HOST_CPUS
            }),
            visibility = ["//plugin:__pkg__"],
        )

    # For guests of tests that make calls by themselves.
    native.cc_library(
        name = "operations",
        hdrs = ["calls.h"],
        defines = defines,
        visibility = [
            "//bench:__subpackages__",
            "//tests:__subpackages__",
        ],
        deps = ["//libraries:declare_guest"],
    )
    native.cc_binary(
        name = "plain/blob.so",
        srcs = [
            "calls.h",
            "guest.c",
            "//guest:blob_sources",
        ] + guest_srcs,
        copts = _BLOB_COPTS,
        linkopts = _BLOB_LINKOPTS,
        linkshared = True,
        local_defines = defines,
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
    text_file(
        name = "names",
        content = _NAMES.format(
            name = name,
            option = library.option,
            sonames = ", ".join(['"%s"' % soname for soname in library.sonames]),
        ),
        path = "names.c",
    )
    native.cc_library(
        name = name,
        srcs = [
            "calls.h",
            "host.c",
            ":blobs",
            ":names",
        ] + host_srcs,
        copts = PLUGIN_COPTS,
        local_defines = defines,
        visibility = ["//:__subpackages__"],
        deps = [
            headers,
            "//libraries:declare_host",
            "//qemu:glib",
        ] + host_deps,
    )
