# SPDX-License-Identifier: GPL-2.0-or-later
"""Fuzz targets: libFuzzer with AddressSanitizer and UBSan, in any build."""

# Told to the compiler of all that goes into a target. The linker needs more,
# and only for the target itself: see fuzz_test().
_COPTS = [
    # Coverage, which leads the fuzzer, and its view of comparisons.
    "-fsanitize=fuzzer-no-link",
    # Of use to a fuzzer is how many inputs a second it tries.
    "-O1",
]

def _transition_impl(settings, _attr):
    features = [
        feature
        for feature in settings["//command_line_option:features"]
        if feature not in ["asan", "tsan", "ubsan"]
    ]
    return {
        # Lines in reports; and an optimised build's _FORTIFY_SOURCE would hide
        # calls from the sanitizers.
        "//command_line_option:compilation_mode": "dbg",
        "//command_line_option:copt": _COPTS,
        "//command_line_option:features": features + ["asan", "ubsan"],
    }

_fuzz_transition = transition(
    implementation = _transition_impl,
    inputs = ["//command_line_option:features"],
    outputs = [
        "//command_line_option:compilation_mode",
        "//command_line_option:copt",
        "//command_line_option:features",
    ],
)

def _impl(ctx):
    binary = ctx.attr.binary[0][DefaultInfo]
    output = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        output = output,
        target_file = binary.files_to_run.executable,
        is_executable = True,
    )
    return [DefaultInfo(
        executable = output,
        runfiles = binary.default_runfiles.merge(ctx.runfiles([output])),
    )]

_instrumented = rule(
    implementation = _impl,
    doc = "A program with all its libraries as the fuzzer needs them.",
    attrs = {
        "binary": attr.label(
            cfg = _fuzz_transition,
            mandatory = True,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    executable = True,
)

# LLVM's run time for the fuzzer is there for x86_64.
_COMPATIBLE_WITH = [
    "@platforms//cpu:x86_64",
    "@platforms//os:linux",
]

def fuzz_test(name, src, runs, deps, libraries = None):
    """A fuzz target, and a short run of it that is the same each time.

    Makes <name>, to be run by hand, and <name>_test. Inputs to start from are
    in testdata/fuzz/<name>.

    Args:
      name: ends in _fuzz.
      src: the file with LLVMFuzzerTestOneInput().
      runs: how many inputs the test tries.
      deps: what the source includes.
      libraries: what the target loads: label of a tree's folder usr, or of a
        shared library. It finds their folder in LIBRARIES.
    """
    native.cc_binary(
        name = "plain/" + name,
        testonly = True,
        srcs = [src],
        copts = [
            "-std=c11",
            "-D_GNU_SOURCE",
        ],
        linkopts = [
            "-fsanitize=fuzzer",
            # Of C, and linked as C, but for the sanitizers' own.
            "-fsanitize-link-c++-runtime",
        ],
        # Cannot be linked without the transition.
        tags = ["manual"],
        target_compatible_with = _COMPATIBLE_WITH,
        deps = deps,
    )
    _instrumented(
        name = name,
        testonly = True,
        binary = ":plain/" + name,
        target_compatible_with = _COMPATIBLE_WITH,
    )
    native.sh_test(
        name = name + "_test",
        size = "small",
        srcs = ["fuzz_test.sh"],
        data = [
            ":" + name,
            "//testdata/fuzz:" + name,
        ] + ([libraries] if libraries else []) + (
            # All of the tree.
            [Label(libraries).same_package_label("all")] if libraries and libraries.endswith(":usr") else []
        ),
        env = {
            "CORPUS": "testdata/fuzz/" + name,
            "RUNS": str(runs),
            "TARGET": "$(rlocationpath :%s)" % name,
        } | ({
            "LIBRARIES": "$(rlocationpath %s)" % libraries,
        } if libraries else {}),
        target_compatible_with = _COMPATIBLE_WITH,
        deps = ["//tools/testing:test_lib"],
    )
