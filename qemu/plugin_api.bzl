# SPDX-License-Identifier: GPL-2.0-or-later
"""Building for another version of QEMU's plugin API than the build's."""

def _transition_impl(_settings, attr):
    return {"//qemu:plugin_api": attr.api}

plugin_api_transition = transition(
    implementation = _transition_impl,
    inputs = [],
    outputs = ["//qemu:plugin_api"],
)

def _impl(ctx):
    return [DefaultInfo(files = depset(ctx.files.srcs))]

with_plugin_api = rule(
    implementation = _impl,
    doc = "Files of targets that are built with another header of QEMU.",
    attrs = {
        "api": attr.label(
            doc = "A library with the header qemu-plugin.h.",
            mandatory = True,
        ),
        "srcs": attr.label_list(
            cfg = plugin_api_transition,
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
