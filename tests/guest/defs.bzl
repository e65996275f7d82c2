# SPDX-License-Identifier: GPL-2.0-or-later
"""How clients of the demo's thunk library are linked."""

load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

# Where the loader finds the thunk: as seen from the folder <cpu>/ of a package
# below tests/, in which guest_files() puts the client.
THUNK_CLIENT_LINKOPTS = select({
    "@platforms//cpu:" + cpu: ["-Wl,-rpath,$$ORIGIN/../../../guest/" + cpu]
    for cpu in GUEST_CPUS
})
