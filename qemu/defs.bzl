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

def _build_qemu(ctx, kind, suffix):
    """Runs build_qemu.sh. Returns its outputs by the guests' CPUs."""
    host = find_cpp_toolchain(ctx)
    build = ctx.attr._build_cc_toolchain[cc_common.CcToolchainInfo]

    # The CPU's folder keeps emulators for two hosts apart among the runfiles of
    # one test.
    files = {
        guest: ctx.actions.declare_file("%s/qemu-%s%s" % (host.cpu, guest, suffix))
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
            "KIND": kind,
            "LLVM": host.compiler_executable.rpartition("/")[0],
            "MESON": ctx.file._meson.path + "/lib/python3/dist-packages",
            "OUT": files.values()[0].dirname,
            "SOURCE": ctx.file.source_root.dirname,
            "TOOLS": ctx.file._python.dirname,
            "VERSION_NOTE": ctx.attr.version_note,
        },
        inputs = depset(
            ctx.files.source + ctx.files._tools +
            [ctx.file._meson, ctx.file._script],
            transitive = [host.all_files, build.all_files],
        ),
        outputs = files.values(),
        mnemonic = "QemuEmulators",
        progress_message = "Building QEMU's %s for %s" % (kind, host.cpu),
        resource_set = _whole_machine,
    )
    return [
        DefaultInfo(files = depset(files.values())),
        OutputGroupInfo(**{
            guest: depset([file])
            for guest, file in files.items()
        }),
    ]

def _qemu_emulators_impl(ctx):
    return _build_qemu(ctx, "emulators", "")

def _qemu_objects_impl(ctx):
    return _build_qemu(ctx, "objects", ".o")

_QEMU_ATTRS = {
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
}

qemu_emulators = rule(
    implementation = _qemu_emulators_impl,
    doc = """Builds user-mode emulators that load plugins.

    They are <cpu>/qemu-<guest>, and each is the output group <guest>. They run
    on the platform that the build is for. One action builds them all, because
    most of their code is the same. They are stripped: the symbols that plugins
    use are dynamic.
    """,
    attrs = _QEMU_ATTRS,
    toolchains = use_cpp_toolchain(),
)

qemu_objects = rule(
    implementation = _qemu_objects_impl,
    doc = """Builds what static emulators are linked from, by static_emulator().

    They are <cpu>/qemu-<guest>.o, and each is the output group <guest>: all of
    QEMU's own code that the emulator needs. Who changes the plugin does not have
    to build QEMU anew.
    """,
    attrs = _QEMU_ATTRS,
    toolchains = use_cpp_toolchain(),
)

# What QEMU and the plugin need of the sysroot.
_STATIC_LIBRARIES = [
    "-lglib-2.0",
    "-lpcre2-8",
    "-lz",
    "-lm",
    "-pthread",
]

def _static_emulator_impl(ctx):
    cc = find_cpp_toolchain(ctx)
    output = ctx.actions.declare_file(ctx.attr.path)
    objects = [ctx.file.emulator] + ctx.files.plugin
    ctx.actions.run(
        executable = cc.compiler_executable,
        arguments = [
            "--target=" + cc.target_gnu_system_name,
            "--sysroot=" + cc.sysroot,
            "--gcc-install-dir=%s/usr/lib/gcc/%s/12" %
            (cc.sysroot, cc.target_gnu_system_name),
            "-static-pie",
            "-Wl,--build-id=none,--gc-sections,--strip-all,-z,relro,-z,now",
            "-o",
            output.path,
        ] + [file.path for file in objects] + _STATIC_LIBRARIES,
        inputs = depset(objects, transitive = [cc.all_files]),
        outputs = [output],
        mnemonic = "StaticEmulator",
    )
    return [DefaultInfo(
        executable = output,
        runfiles = ctx.runfiles([output]),
    )]

static_emulator = rule(
    implementation = _static_emulator_impl,
    doc = """Links an emulator that needs no file and opens no plugin.

    static-pie: a program of a fixed address for 64-bit guests would have its
    place taken by an emulator of a fixed address.
    """,
    attrs = {
        "emulator": attr.label(
            allow_single_file = True,
            doc = "An object file of qemu_objects().",
            mandatory = True,
        ),
        "path": attr.string(
            doc = "Its path in the package.",
            mandatory = True,
        ),
        "plugin": attr.label(
            allow_single_file = True,
            doc = "An object file of hostlib_builtin_plugin(); none leaves it out.",
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
