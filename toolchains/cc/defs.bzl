# SPDX-License-Identifier: GPL-2.0-or-later
"""The C and C++ toolchain of one platform, called in the repository of LLVM."""

load(
    "@bazel_tools//tools/cpp:unix_cc_toolchain_config.bzl",
    "cc_toolchain_config",
)

# Where Debian puts GCC's run time and, below it, libstdc++'s headers.
_GCC = {
    "aarch64": "usr/lib/gcc/aarch64-linux-gnu/12",
    "riscv64": "usr/lib/gcc/riscv64-linux-gnu/14",
    "x86_64": "usr/lib/gcc/x86_64-linux-gnu/12",
}

# The same output from any directory at any time.
_REPRODUCIBLE = [
    "-ffile-compilation-dir=.",
    "-Wno-builtin-macro-redefined",
    "-D__DATE__=\"redacted\"",
    "-D__TIME__=\"redacted\"",
    "-D__TIMESTAMP__=\"redacted\"",
]

def clang_toolchain(name, sysroot):
    """Declares the toolchain that builds for linux on the CPU of that name.

    Args:
      name: the CPU as @platforms//cpu names it; also the toolchain's name.
      sysroot: label of the sysroot's files.
    """
    llvm = native.package_relative_label(":all").workspace_root
    root = native.package_relative_label(sysroot).workspace_root
    target = [
        "--target=%s-linux-gnu" % name,
        "--gcc-install-dir=%s/%s" % (root, _GCC[name]),
    ]
    cc_toolchain_config(
        name = name + "_config",
        abi_libc_version = "glibc_2.36",
        abi_version = "gcc",
        builtin_sysroot = root,
        compile_flags = target + [
            "-Wall",
            "-fstack-protector-strong",
            "-fno-omit-frame-pointer",
        ],
        compiler = "clang",
        coverage_compile_flags = ["--coverage"],
        coverage_link_flags = ["--coverage"],
        cpu = name,
        cxx_builtin_include_directories = [
            "%workspace%/" + llvm + "/usr/lib/llvm-19/lib/clang/19",
            "%workspace%/" + root + "/usr",
        ],
        cxx_flags = ["-std=c++17"],
        dbg_compile_flags = ["-g"],
        host_system_name = "x86_64-linux-gnu",
        link_flags = target + [
            "-Wl,--hash-style=gnu",
            "-Wl,-z,relro,-z,now",
            "-Wl,--build-id=sha1",
            "-Wl,--as-needed",
        ],
        link_libs = [
            "-lstdc++",
            "-lm",
        ],
        opt_compile_flags = [
            "-O2",
            "-DNDEBUG",
            "-ffunction-sections",
            "-fdata-sections",
            "-D_FORTIFY_SOURCE=2",
        ],
        opt_link_flags = ["-Wl,--gc-sections"],
        supports_start_end_lib = True,
        target_libc = "glibc_2.36",
        target_system_name = name + "-linux-gnu",
        tool_paths = {
            "ar": "bin/llvm-ar",
            "cpp": "bin/clang",
            "dwp": "bin/llvm-dwp",
            "gcc": "bin/clang",
            "gcov": "bin/llvm-cov",
            "ld": "bin/ld.lld",
            "llvm-cov": "bin/llvm-cov",
            "llvm-profdata": "bin/llvm-profdata",
            "nm": "bin/llvm-nm",
            "objcopy": "bin/llvm-objcopy",
            "objdump": "bin/llvm-objdump",
            "strip": "bin/llvm-strip",
        },
        toolchain_identifier = "clang_linux_" + name,
        unfiltered_compile_flags = _REPRODUCIBLE,
    )
    native.filegroup(
        name = name + "_files",
        srcs = [
            ":all",
            sysroot,
        ],
    )
    native.cc_toolchain(
        name = name,
        all_files = name + "_files",
        ar_files = name + "_files",
        as_files = name + "_files",
        compiler_files = name + "_files",
        dwp_files = name + "_files",
        linker_files = name + "_files",
        objcopy_files = name + "_files",
        strip_files = name + "_files",
        supports_param_files = True,
        toolchain_config = name + "_config",
    )
