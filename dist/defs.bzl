# SPDX-License-Identifier: GPL-2.0-or-later
"""What is handed out, as a tarball and as a folder."""

load(
    "@bazel_tools//tools/cpp:toolchain_utils.bzl",
    "find_cpp_toolchain",
    "use_cpp_toolchain",
)
load("//tools/actions:defs.bzl", "python_attrs", "run_python")

def _entry(mode, place, file):
    """A line of the manifest; a place that ends in a slash is a folder."""
    if place.endswith("/"):
        place += file.basename
    return "\t".join([mode, place, file.path])

def _entries(mode, attribute):
    return [
        (_entry(mode, place, file), file)
        for target, place in attribute.items()
        for file in target[DefaultInfo].files.to_list()
    ]

def _emulator_entries(ctx):
    """The emulators, and the libraries that they find in lib/ beside them."""
    folder = ctx.attr.emulator_folder
    runfiles = depset(transitive = [
        emulator[DefaultInfo].default_runfiles.files
        for emulator in ctx.attr.emulators
    ])
    return [
        (_entry("0755", folder, emulator), emulator)
        for emulator in ctx.files.emulators
    ] + [
        (_entry("0644", folder + "lib/", file), file)
        for file in runfiles.to_list()
        if file.dirname.endswith("/lib")
    ]

def _hostlib_dist_impl(ctx):
    entries = (
        _entries("0755", ctx.attr.programs) +
        _entries("0644", ctx.attr.files) +
        _emulator_entries(ctx)
    )
    name = "%s-%s" % (ctx.label.name, find_cpp_toolchain(ctx).cpu)
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest")
    tarball = ctx.actions.declare_file(name + ".tar.gz")
    tree = ctx.actions.declare_directory(name)
    ctx.actions.write(manifest, "".join([line + "\n" for line, _ in entries]))
    inputs = [file for _, file in entries] + [manifest]
    run_python(ctx, inputs, [tarball], ["tar", manifest.path, tarball.path, name], "Dist")
    run_python(ctx, inputs, [tree], ["tree", manifest.path, tree.path], "Dist")
    return [
        DefaultInfo(files = depset([tarball])),
        OutputGroupInfo(tree = depset([tree])),
    ]

hostlib_dist = rule(
    implementation = _hostlib_dist_impl,
    doc = """Makes <name>-<cpu>.tar.gz and, as output group "tree", a folder.

    The tarball depends on what the files hold and on nothing else: sorted, of
    root's, and of one time.
    """,
    attrs = {
        "emulator_folder": attr.string(
            doc = "Where the emulators come; ends in a slash.",
            mandatory = True,
        ),
        "emulators": attr.label_list(
            doc = "The emulators; of their runfiles, libraries in a lib/.",
            mandatory = True,
        ),
        "files": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "By label: the path, or the folder with a slash at its end.",
        ),
        "programs": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "The same for files that are executable.",
        ),
    } | python_attrs("//dist:make_dist.py"),
    toolchains = use_cpp_toolchain(),
)
