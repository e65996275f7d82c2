# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that build emulators from QEMU's source."""

load(
    "@bazel_tools//tools/cpp:toolchain_utils.bzl",
    "find_cpp_toolchain",
    "use_cpp_toolchain",
)

# What the emulators load beside the C library. They come along so that a
# machine without GLib, or with an older one, can run them.
_LIBRARIES = [
    "libglib-2.0.so.0",
    "libgmodule-2.0.so.0",
    "libpcre2-8.so.0",
]

def _whole_machine(_os, _inputs):
    # QEMU's own build uses every core. Bazel gives an action that asks for
    # more than there is all there is, once nothing else runs.
    return {"cpu": 256}

def _qemu_emulator_impl(ctx):
    host = find_cpp_toolchain(ctx)
    build = ctx.attr._build_cc_toolchain[cc_common.CcToolchainInfo]

    # The CPU's folder keeps emulators for two hosts apart among the runfiles of
    # one test.
    emulator = ctx.actions.declare_file(
        "%s/qemu-%s" % (host.cpu, ctx.attr.guest),
    )
    ctx.actions.run(
        executable = ctx.file._busybox,
        arguments = ["sh", ctx.file._script.path],
        env = {
            "BUILD_SYSROOT": build.sysroot,
            "BUSYBOX": ctx.file._busybox.path,
            "GUEST": ctx.attr.guest,
            "HOST": host.cpu,
            "HOST_SYSROOT": host.sysroot,
            "LLVM": host.compiler_executable.rpartition("/")[0],
            "MESON": ctx.file._meson.path + "/lib/python3/dist-packages",
            "OUT": emulator.path,
            "SOURCE": ctx.file._source_root.dirname,
            "TOOLS": ctx.file._python.dirname,
        },
        inputs = depset(
            ctx.files._source + ctx.files._tools +
            [ctx.file._meson, ctx.file._script],
            transitive = [host.all_files, build.all_files],
        ),
        outputs = [emulator],
        mnemonic = "QemuEmulator",
        progress_message = "Building QEMU's %{output}",
        resource_set = _whole_machine,
    )
    return [DefaultInfo(
        executable = emulator,
        files = depset([emulator]),
        runfiles = ctx.runfiles(ctx.files.libraries),
    )]

qemu_emulator = rule(
    implementation = _qemu_emulator_impl,
    doc = """Builds qemu-<guest>, a user-mode emulator that loads plugins.

    It runs on the platform that the build is for. Stripped, because the symbols
    that plugins use are dynamic ones and debugging QEMU is not what it is for.
    """,
    attrs = {
        "guest": attr.string(
            doc = "CPU of the programs to be emulated, in QEMU's terms.",
            mandatory = True,
        ),
        "libraries": attr.label(
            doc = "A qemu_libraries of the same package.",
            mandatory = True,
        ),
        "_build_cc_toolchain": attr.label(
            cfg = "exec",
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
        "_busybox": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@build_tools//:bin/busybox",
        ),
        "_meson": attr.label(
            allow_single_file = True,
            default = "@meson//:all",
        ),
        "_python": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@build_tools//:bin/python3",
        ),
        "_script": attr.label(
            allow_single_file = True,
            default = "//qemu:build_qemu.sh",
        ),
        "_source": attr.label(default = "@qemu_src//:all"),
        "_source_root": attr.label(
            allow_single_file = True,
            default = "@qemu_src//:meson.build",
        ),
        "_tools": attr.label(
            cfg = "exec",
            default = "@build_tools//:all",
        ),
    },
    executable = True,
    toolchains = use_cpp_toolchain(),
)

def _qemu_libraries_impl(ctx):
    cc = find_cpp_toolchain(ctx)
    outputs = [
        ctx.actions.declare_file("%s/lib/%s" % (cc.cpu, name))
        for name in _LIBRARIES
    ]
    folder = "%s/usr/lib/%s" % (cc.sysroot, cc.target_gnu_system_name)
    ctx.actions.run(
        executable = ctx.file._busybox,
        arguments = ["cp", "-L"] + [
            folder + "/" + name
            for name in _LIBRARIES
        ] + [outputs[0].dirname],
        inputs = cc.all_files,
        outputs = outputs,
        mnemonic = "QemuLibraries",
    )
    return [DefaultInfo(files = depset(outputs))]

qemu_libraries = rule(
    implementation = _qemu_libraries_impl,
    doc = "Puts the libraries that emulators need into a lib/ beside them.",
    attrs = {
        "_busybox": attr.label(
            allow_single_file = True,
            cfg = "exec",
            default = "@build_tools//:bin/busybox",
        ),
    },
    toolchains = use_cpp_toolchain(),
)

def _emulator_link_impl(ctx):
    emulator = ctx.actions.declare_file(ctx.file.actual.basename)
    ctx.actions.symlink(
        output = emulator,
        target_file = ctx.file.actual,
        is_executable = True,
    )
    return [DefaultInfo(
        executable = emulator,
        runfiles = ctx.runfiles([emulator]).merge(
            ctx.attr.actual[DefaultInfo].default_runfiles,
        ),
    )]

emulator_link = rule(
    implementation = _emulator_link_impl,
    doc = """Gives an emulator a place in this package's folder.

    A link and not a copy: the emulator finds its libraries by where it is.
    """,
    attrs = {
        "actual": attr.label(
            allow_single_file = True,
            doc = "The emulator, built or installed.",
            mandatory = True,
        ),
    },
    executable = True,
)
