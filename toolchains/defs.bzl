# SPDX-License-Identifier: GPL-2.0-or-later
"""Files built for a platform that may not be the one of the build."""

load("//toolchains/platforms:defs.bzl", "DEFAULT_GUEST_CPU", "GUEST_CPUS")

def platform_of(cpu):
    """The label of the platform with that CPU."""
    return "//toolchains/platforms:linux_" + cpu

# Instrumented code is the host's: a guest under a sanitizer would need the
# sanitizer's run time and the shadow of its memory inside of the emulator.
_HOST_ONLY_FEATURES = [
    "asan",
    "tsan",
    "ubsan",
]

def _without_sanitizers(features):
    return [f for f in features if f not in _HOST_ONLY_FEATURES]

def _plain_transition_impl(settings, _attr):
    features = settings["//command_line_option:features"]
    return {"//command_line_option:features": _without_sanitizers(features)}

# To build without sanitizers whatever the build has.
plain_transition = transition(
    implementation = _plain_transition_impl,
    inputs = ["//command_line_option:features"],
    outputs = ["//command_line_option:features"],
)

def _platform_transition_impl(settings, attr):
    features = settings["//command_line_option:features"]
    if attr.plain:
        features = _without_sanitizers(features)
    return {
        "//command_line_option:features": features,
        "//command_line_option:platforms": str(attr.platform),
    }

_platform_transition = transition(
    implementation = _platform_transition_impl,
    inputs = ["//command_line_option:features"],
    outputs = [
        "//command_line_option:features",
        "//command_line_option:platforms",
    ],
)

def _path_in_package(label, file, strip_prefix):
    """The file's path below the folder of its target's package."""
    path = file.short_path
    for prefix in [label.package + "/", strip_prefix]:
        if path.startswith(prefix):
            path = path[len(prefix):]
    return path

def _copy(ctx, file, path):
    output = ctx.actions.declare_file(path)
    ctx.actions.run_shell(
        command = 'cp -L "$1" "$2"',
        arguments = [file.path, output.path],
        inputs = [file],
        outputs = [output],
        mnemonic = "PlatformFile",
    )
    return output

def _platform_files_impl(ctx):
    # Copies, so that files stand beside one another in this package's folder:
    # each configuration has an output folder of its own.
    outputs = [
        _copy(ctx, file, ctx.attr.prefix + _path_in_package(
            src.label,
            file,
            ctx.attr.strip_prefix,
        ))
        for src in ctx.attr.srcs
        for file in src[DefaultInfo].files.to_list()
    ]
    return [DefaultInfo(
        files = depset(outputs),
        runfiles = ctx.runfiles(outputs).merge_all([
            src[DefaultInfo].default_runfiles
            for src in ctx.attr.srcs
        ]),
    )]

platform_files = rule(
    implementation = _platform_files_impl,
    doc = "Builds targets for a platform and puts their files in this package.",
    attrs = {
        "plain": attr.bool(
            default = True,
            doc = "Whether to build without sanitizers whatever the build has.",
        ),
        "platform": attr.label(
            default = platform_of(DEFAULT_GUEST_CPU),
            doc = "What to build for; by default for guests of the default CPU.",
        ),
        "prefix": attr.string(
            doc = "Goes before the files' names; a folder ends in a slash.",
        ),
        "srcs": attr.label_list(
            cfg = _platform_transition,
            mandatory = True,
            doc = "The targets; their default outputs are copied.",
        ),
        "strip_prefix": attr.string(
            doc = "Is taken from the files' paths below their package first.",
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def guest_files(name, srcs = None, cpus = GUEST_CPUS, **kwargs):
    """Builds files of guests for each architecture.

    Makes the targets <name>_<cpu>, whose files lie in the folder <cpu>/ of the
    package.

    Args:
      name: what the names begin with.
      srcs: the targets to build; by default ":plain/<name>". A prefix "plain/" is
        taken from the files' names.
      cpus: the architectures.
      **kwargs: further attributes of platform_files().
    """
    for cpu in cpus:
        platform_files(
            name = "%s_%s" % (name, cpu),
            srcs = srcs or [":plain/" + name],
            platform = platform_of(cpu),
            prefix = cpu + "/",
            strip_prefix = "plain/",
            **kwargs
        )
