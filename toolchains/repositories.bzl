# SPDX-License-Identifier: GPL-2.0-or-later
"""All external repositories, for WORKSPACE and MODULE.bazel alike."""

load("//qemu:repositories.bzl", "qemu_repositories")
load("//toolchains:guest_trees.bzl", "guest_trees")
load("//toolchains/debian:python.bzl", "foreign_modules")
load("//toolchains/debian:source.bzl", "source_archive")
load("//toolchains/debian:tree.bzl", "locked_tree")
load("//toolchains/platforms:defs.bzl", "GUEST_CPUS")

_LLVM = "usr/lib/llvm-19"

# The tools of LLVM that actions run.
_LLVM_TOOLS = [
    "clang",
    "clang-format",
    "clang-tidy",
    "llvm-ar",
    "llvm-cov",
    "llvm-dwp",
    "llvm-nm",
    "llvm-objcopy",
    "llvm-objdump",
    "llvm-profdata",
    "llvm-readelf",
    "llvm-strip",
    "llvm-symbolizer",
]

# clang would else take the loader for itself and look for its headers there.
# A -cc1 that it starts takes no flags of the driver's.
_CLANG_SETUP = """\
case $1 in
-cc1*) ;;
*)
    set -- --no-default-config -no-canonical-prefixes \\
        -resource-dir "$root/%s/lib/clang/19" \\
        --start-no-unused-arguments --ld-path="${0%%/*}/ld.lld" \\
        --end-no-unused-arguments "$@"
    ;;
esac
""" % _LLVM

def _toolchain_repositories():
    locked_tree(
        name = "llvm",
        build_file = "//toolchains/cc:llvm.BUILD.bazel",
        prune = [
            "usr/share",
            "usr/lib/x86_64-linux-gnu/gconv",
            _LLVM + "/include",
            _LLVM + "/share",
        ],
        tool_args = {
            # As for clang; it would take the headers of the machine's.
            "clang-tidy": "--extra-arg-before=-resource-dir=$root/%s/lib/clang/19 " % _LLVM,
            "ld.lld": "-flavor gnu ",
        },
        tool_setup = {"clang": _CLANG_SETUP},
        tools = dict(
            {tool: "%s/bin/%s" % (_LLVM, tool) for tool in _LLVM_TOOLS},
            **{"ld.lld": _LLVM + "/bin/lld"}
        ),
    )
    for cpu in GUEST_CPUS:
        locked_tree(
            name = "sysroot_" + cpu,
            build_file = "//toolchains/cc:sysroot.BUILD.bazel",
            # The others are laid out as Debian 12's packages are.
            merge_usr = cpu == "riscv64",
            prune = [
                "usr/bin",
                "usr/sbin",
                "usr/share/doc",
                "usr/share/locale",
                "usr/share/man",
            ],
        )

def _tool_repositories():
    locked_tree(
        name = "build_tools",
        build_file = "//third_party:build_tools.BUILD.bazel",
        prune = [
            "usr/share",
            # A link to /etc of the machine.
            "usr/lib/python3.11/sitecustomize.py",
        ] + foreign_modules("3.11", "x86_64"),
        tool_setup = {
            "python3": """\
export PYTHONHOME="$root/usr" PYTHONDONTWRITEBYTECODE=1
""",
        },
        tools = {
            "ninja": "usr/bin/ninja",
            "pkgconf": "usr/bin/pkgconf",
            "python3": "usr/bin/python3.11",
        },
    )
    locked_tree(
        name = "meson",
        build_file = "//third_party:meson.BUILD.bazel",
    )
    locked_tree(
        name = "shellcheck",
        build_file = "//third_party:shellcheck.BUILD.bazel",
        prune = ["usr/share"],
        tools = {"shellcheck": "usr/bin/shellcheck"},
    )
    locked_tree(
        name = "mandoc",
        build_file = "//third_party:mandoc.BUILD.bazel",
        prune = ["usr/share"],
        tools = {"mandoc": "usr/bin/mandoc"},
    )
    locked_tree(
        name = "licenses",
        build_file = "//third_party:licenses.BUILD.bazel",
        # Nothing but the texts.
        prune = [
            "lib",
            "usr/lib",
        ],
    )
    locked_tree(
        name = "googletest",
        build_file = "//third_party:googletest.BUILD.bazel",
    )

def _zlib_source(name, debian, sha256, strip_prefix, upstream, upstream_sha256):
    source_archive(
        name = name,
        build_file = "//third_party:zlib.BUILD.bazel",
        pool_path = "pool/main/z/zlib/zlib_%s" % debian,
        sha256 = sha256,
        strip_prefix = strip_prefix,
        upstream_sha256 = upstream_sha256,
        upstream_strip_prefix = "zlib-" + upstream,
        upstream_url = "https://zlib.net/fossils/zlib-%s.tar.gz" % upstream,
    )

def _source_repositories():
    # The version that Debian 12 has, and so the sysroots.
    _zlib_source(
        name = "zlib_src",
        debian = "1.2.13.dfsg.orig.tar.bz2",
        sha256 = "71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1",
        strip_prefix = "zlib-1.2.13.dfsg",
        upstream = "1.2.13",
        upstream_sha256 = "b3a24de97a8fdbc835b9833169501030b8977031bcb54b3b3ac13740f846ab30",
    )

    # Versions that guests have: that of Debian 11 and Ubuntu 22.04, that of
    # Debian 13, and the newest.
    _zlib_source(
        name = "zlib_1_2_11_src",
        debian = "1.2.11.dfsg.orig.tar.gz",
        sha256 = "80c481411a4fe8463aeb8270149a0e80bb9eaf7da44132b6e16f2b5af01bc899",
        strip_prefix = "zlib-1.2.11.dfsg",
        upstream = "1.2.11",
        upstream_sha256 = "c3e5e9fdd5004dcb542feda5ee4f0ff0744628baf8ed2dd5d66f8ca1197cb1a1",
    )
    _zlib_source(
        name = "zlib_1_3_1_src",
        debian = "1.3.dfsg+really1.3.1.orig.tar.gz",
        sha256 = "60dd315c07f616887caa029408308a018ace66e3d142726a97db164b3b8f69fb",
        strip_prefix = "zlib-1.3.1",
        upstream = "1.3.1",
        upstream_sha256 = "9a93b2b7dfdac77ceba5a558a580e74667dd6fede4585b91eefb60f03b72df23",
    )
    _zlib_source(
        name = "zlib_1_3_2_src",
        debian = "1.3.dfsg+really1.3.2.orig.tar.gz",
        sha256 = "7b6903eb019983987b7112eccf90f1703f1c6c0e0cede36564bf611d19ca579d",
        strip_prefix = "zlib-1.3.dfsg+really1.3.2",
        upstream = "1.3.2",
        upstream_sha256 = "bb329a0a2cd0274d05519d61c667c062e06990d72e125ee2dfa8de64f0119d16",
    )

    # What the libraries that are declared are tested with.
    source_archive(
        name = "bzip2_src",
        build_file = "//third_party:bzip2.BUILD.bazel",
        pool_path = "pool/main/b/bzip2/bzip2_1.0.8.orig.tar.gz",
        sha256 = "ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269",
        strip_prefix = "bzip2-1.0.8",
        upstream_sha256 = "ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269",
        upstream_url = "https://sourceware.org/pub/bzip2/bzip2-1.0.8.tar.gz",
    )
    source_archive(
        name = "xz_src",
        build_file = "//third_party:xz.BUILD.bazel",
        pool_path = "pool/main/x/xz-utils/xz-utils_5.4.1.orig.tar.xz",
        sha256 = "5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5",
        strip_prefix = "xz-5.4.1",
        upstream_sha256 = "5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5",
        upstream_url = "https://tukaani.org/xz/xz-5.4.1.tar.xz",
    )

def hostlib_repositories():
    """Makes every external repository; called by WORKSPACE."""
    _toolchain_repositories()
    _tool_repositories()
    guest_trees()
    _source_repositories()
    qemu_repositories()

hostlib_extension = module_extension(
    implementation = lambda _mctx: hostlib_repositories(),
    doc = "Makes every external repository; used by MODULE.bazel.",
)
