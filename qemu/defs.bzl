# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that build emulators from QEMU's source."""

load(
    "@bazel_tools//tools/cpp:toolchain_utils.bzl",
    "find_cpp_toolchain",
    "use_cpp_toolchain",
)
load("//tools/actions:defs.bzl", "all_build_tools", "build_tool")

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

def _qemu_emulators_impl(ctx):
    host = find_cpp_toolchain(ctx)
    build = ctx.attr._build_cc_toolchain[cc_common.CcToolchainInfo]

    # The CPU's folder keeps emulators for two hosts apart among the runfiles of
    # one test.
    emulators = {
        guest: ctx.actions.declare_file("%s/qemu-%s" % (host.cpu, guest))
        for guest in ctx.attr.guests
    }
    ctx.actions.run(
        executable = ctx.file._busybox,
        arguments = ["sh", ctx.file._script.path],
        env = {
            "BUILD_SYSROOT": build.sysroot,
            "BUSYBOX": ctx.file._busybox.path,
            "GUESTS": " ".join(ctx.attr.guests),
            "HOST": host.cpu,
            "HOST_SYSROOT": host.sysroot,
            "LLVM": host.compiler_executable.rpartition("/")[0],
            "MESON": ctx.file._meson.path + "/lib/python3/dist-packages",
            "OUT": emulators.values()[0].dirname,
            "SOURCE": ctx.file.source_root.dirname,
            "TOOLS": ctx.file._python.dirname,
            "VERSION_NOTE": ctx.attr.version_note,
        },
        inputs = depset(
            ctx.files.source + ctx.files._tools +
            [ctx.file._meson, ctx.file._script],
            transitive = [host.all_files, build.all_files],
        ),
        outputs = emulators.values(),
        mnemonic = "QemuEmulators",
        progress_message = "Building QEMU for " + host.cpu,
        resource_set = _whole_machine,
    )
    return [
        DefaultInfo(files = depset(emulators.values())),
        OutputGroupInfo(**{
            guest: depset([emulator])
            for guest, emulator in emulators.items()
        }),
    ]

qemu_emulators = rule(
    implementation = _qemu_emulators_impl,
    doc = """Builds user-mode emulators that load plugins.

    They are <cpu>/qemu-<guest>, and each is the output group <guest>. They run
    on the platform that the build is for. One action builds them all, because
    most of their code is the same. They are stripped: the symbols that plugins
    use are dynamic.
    """,
    attrs = {
        "guests": attr.string_list(
            doc = "CPUs of the programs to be emulated, in QEMU's terms.",
            mandatory = True,
        ),
        "source": attr.label(
            default = "@qemu_src//:all",
            doc = "QEMU's source tree.",
        ),
        "source_root": attr.label(
            allow_single_file = True,
            default = "@qemu_src//:meson.build",
            doc = "A file in the root of the source tree.",
        ),
        "version_note": attr.string(
            doc = "What -version shows in parentheses after QEMU's version.",
            mandatory = True,
        ),
        "_build_cc_toolchain": attr.label(
            cfg = "exec",
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
        "_busybox": build_tool("busybox"),
        "_meson": attr.label(
            allow_single_file = True,
            default = "@meson//:all",
        ),
        "_python": build_tool("python3"),
        "_script": attr.label(
            allow_single_file = True,
            default = "//qemu:build_qemu.sh",
        ),
        "_tools": all_build_tools(),
    },
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
        "_busybox": build_tool("busybox"),
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
