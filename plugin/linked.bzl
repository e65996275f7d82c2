# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin and the host's libraries as parts of an emulator."""

load("//toolchains:defs.bzl", "plain_transition")
load("//tools/actions:defs.bzl", "python_attrs", "run_python")

# What the emulator knows of the plugin.
_ENTRY = "qemu_plugin_builtin"

def _llvm_tool(name):
    return attr.label(
        allow_single_file = True,
        cfg = "exec",
        default = "@llvm//:bin/" + name,
    )

def _archive_table_impl(ctx):
    output = ctx.actions.declare_file(ctx.label.name + ".c")
    arguments = [output.path]
    inputs = []
    for target, soname in ctx.attr.archives.items():
        file = target[DefaultInfo].files.to_list()[0]
        arguments.append("%s=%s" % (soname, file.path))
        inputs.append(file)
    run_python(ctx, inputs, [output], arguments, "ArchiveTable")
    return [DefaultInfo(files = depset([output]))]

archive_table = rule(
    implementation = _archive_table_impl,
    doc = "Writes a C source with the table of //plugin/core:host_library_linked.",
    attrs = {
        "archives": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "By label of a static library: the soname of the shared one.",
            mandatory = True,
        ),
    } | python_attrs("//plugin:archive_table.py"),
)

def _objects(target, without):
    """The object files of a target and of all that it needs."""
    return [
        file
        for group in target[CcInfo].linking_context.linker_inputs.to_list()
        if group.owner not in without
        for library in group.libraries
        for file in library.pic_objects or library.objects
    ]

def _builtin_plugin_impl(ctx):
    joined = ctx.actions.declare_file(ctx.label.name + "_joined.o")
    output = ctx.actions.declare_file(ctx.label.name + ".o")
    without = [target.label for target in ctx.attr.without]
    objects = {
        file: True
        for target in ctx.attr.deps
        for file in _objects(target, without)
    }.keys()
    inputs = objects + ctx.files.archives
    ctx.actions.run(
        executable = ctx.file._linker,
        arguments = ["-r", "--strip-debug", "-o", joined.path] +
                    [file.path for file in inputs],
        inputs = inputs,
        tools = ctx.files._llvm,
        outputs = [joined],
        mnemonic = "JoinPlugin",
    )
    ctx.actions.run(
        executable = ctx.file._objcopy,
        arguments = ["--keep-global-symbol=" + _ENTRY, joined.path, output.path],
        inputs = [joined],
        tools = ctx.files._llvm,
        outputs = [output],
        mnemonic = "HidePluginSymbols",
    )
    return [DefaultInfo(files = depset([output]))]

builtin_plugin = rule(
    implementation = _builtin_plugin_impl,
    doc = """Makes one object file of a plugin and the host's libraries.

    It defines nothing but what the emulator knows of the plugin: both have
    functions of the same names, zlib's crc32() for example, and each is to call
    its own.
    """,
    attrs = {
        "archives": attr.label_list(
            allow_files = [".a"],
            doc = "The host's libraries.",
        ),
        # A static emulator has no sanitizer's run time.
        "deps": attr.label_list(
            cfg = plain_transition,
            doc = "The plugin.",
            mandatory = True,
            providers = [CcInfo],
        ),
        "without": attr.label_list(
            doc = "What the plugin needs and deps have in another implementation.",
            providers = [CcInfo],
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        # Not the C++ toolchain's files: the sysroot is among them as a folder, and
        # archives that lie in it are inputs by themselves.
        "_linker": _llvm_tool("ld.lld"),
        "_llvm": attr.label(
            cfg = "exec",
            default = "@llvm//:all",
        ),
        "_objcopy": _llvm_tool("llvm-objcopy"),
    },
)

def hostlib_builtin_plugin(name, services, archives, **kwargs):
    """Makes <name>.o, the plugin for static emulators.

    Args:
      name: its name.
      services: label of what service_list() has made.
      archives: label of each static library, by the soname of the shared one.
      **kwargs: further attributes of the object file.
    """
    archive_table(
        name = name + "_table",
        archives = {archive: soname for soname, archive in archives.items()},
    )
    native.cc_library(
        name = name + "_libraries",
        srcs = [":%s_table" % name],
        deps = ["//plugin/core:host_library_linked"],
    )
    builtin_plugin(
        name = name,
        archives = archives.values(),
        without = ["//plugin/core:host_library"],
        deps = [
            services,
            ":%s_libraries" % name,
            "//plugin",
            "//plugin:builtin",
        ],
        **kwargs
    )
