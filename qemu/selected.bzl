# SPDX-License-Identifier: GPL-2.0-or-later
"""@qemu_selected: the pinned QEMU or, if HOSTLIB_QEMU names one, the user's."""

_VARIABLE = "HOSTLIB_QEMU"

_PINNED = """\
# Made by //qemu:selected.bzl; {variable} is not set.
alias(
    name = "qemu-x86_64",
    actual = "{emulator}",
    visibility = ["{package}"],
)

alias(
    name = "plugin_api",
    actual = "{plugin_api}",
    visibility = ["{package}"],
)
"""

_INSTALLED = """\
# Made by //qemu:selected.bzl; {variable} is {prefix}
filegroup(
    name = "qemu-x86_64",
    srcs = ["bin/qemu-x86_64"],
    visibility = ["{package}"],
)

cc_library(
    name = "plugin_api",
    hdrs = ["include/qemu-plugin.h"],
    strip_include_prefix = "include",
    visibility = ["{package}"],
    deps = ["{glib}"],
)
"""

def _refuse(prefix, reason):
    fail(("%s=%s: %s; name the installation prefix of a QEMU 11.0 or later " +
          "built with --enable-plugins, or unset it to use the pinned QEMU.") %
         (_VARIABLE, prefix, reason))

def _link_installed(rctx, prefix):
    """Links what is needed from the prefix; fails if that cannot serve."""
    if not prefix.startswith("/"):
        _refuse(prefix, "not an absolute path")
    for path in ["bin/qemu-x86_64", "include/qemu-plugin.h"]:
        if not rctx.path(prefix + "/" + path).exists:
            _refuse(prefix, "there is no " + path + " below it")
    rctx.symlink(prefix + "/bin/qemu-x86_64", "bin/qemu-x86_64")
    header = rctx.read(prefix + "/include/qemu-plugin.h")
    rctx.file("include/qemu-plugin.h", header)
    if "qemu_plugin_register_vcpu_syscall_filter_cb" not in header:
        _refuse(prefix, "its plugin API has no syscall filter")
    usage = rctx.execute([prefix + "/bin/qemu-x86_64", "-help"])
    if "-plugin" not in usage.stdout:
        _refuse(prefix, "its qemu-x86_64 does not run or loads no plugins")

def _qemu_selected_impl(rctx):
    prefix = rctx.getenv(_VARIABLE, "")
    if prefix:
        _link_installed(rctx, prefix)
    rctx.file("BUILD.bazel", (_INSTALLED if prefix else _PINNED).format(
        emulator = Label("//qemu/pinned:qemu-x86_64"),
        glib = Label("//qemu:glib"),
        package = Label("//qemu:__pkg__"),
        plugin_api = Label("//qemu/pinned:plugin_api"),
        prefix = prefix,
        variable = _VARIABLE,
    ))

qemu_selected_repository = repository_rule(
    implementation = _qemu_selected_impl,
    doc = "Offers :qemu-x86_64 and :plugin_api, of which //qemu has aliases.",
)
