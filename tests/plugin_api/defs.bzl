# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests built against another version of QEMU's plugin API."""

load("//qemu:plugin_api.bzl", "plugin_api_transition")

def _impl(ctx):
    test = ctx.attr.test[0][DefaultInfo]
    ctx.actions.symlink(
        output = ctx.outputs.executable,
        target_file = test.files_to_run.executable,
        is_executable = True,
    )
    return [DefaultInfo(runfiles = test.default_runfiles)]

plugin_api_test = rule(
    implementation = _impl,
    doc = "Runs a test as it is built with another header of QEMU.",
    attrs = {
        "api": attr.label(
            doc = "A library with the header qemu-plugin.h.",
            mandatory = True,
        ),
        "test": attr.label(
            cfg = plugin_api_transition,
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    test = True,
)
