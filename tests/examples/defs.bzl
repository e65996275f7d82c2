# SPDX-License-Identifier: GPL-2.0-or-later
"""Sources that must not compile."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load(
    "@bazel_tools//tools/cpp:toolchain_utils.bzl",
    "find_cpp_toolchain",
    "use_cpp_toolchain",
)

def _compile_error_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    context = cc_common.merge_compilation_contexts(
        compilation_contexts = [
            dep[CcInfo].compilation_context
            for dep in ctx.attr.deps
        ],
    )
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
    )
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = ACTION_NAMES.c_compile,
        variables = cc_common.create_compile_variables(
            feature_configuration = features,
            cc_toolchain = toolchain,
            quote_include_directories = context.quote_includes,
            user_compile_flags = ctx.attr.copts,
        ),
    )
    output = ctx.actions.declare_file(ctx.label.name + ".txt")
    ctx.actions.run_shell(
        command = """
output=$1
shift
if "$@" 2>"$output"; then
    echo "it compiles" >&2
    exit 1
fi
""",
        arguments = [
            output.path,
            toolchain.compiler_executable,
        ] + flags + [
            "-fsyntax-only",
            ctx.file.src.path,
        ],
        inputs = depset(
            [ctx.file.src] + ctx.files.hdrs,
            transitive = [context.headers, toolchain.all_files],
        ),
        outputs = [output],
        mnemonic = "CompileError",
    )
    return [DefaultInfo(files = depset([output]))]

compile_error = rule(
    implementation = _compile_error_impl,
    doc = """Writes what the compiler says of a source to <name>.txt.

    The build fails if the compiler takes the source.
    """,
    attrs = {
        "copts": attr.string_list(doc = "Flags of the compiler."),
        "deps": attr.label_list(
            doc = "Libraries whose headers the source includes.",
            providers = [CcInfo],
        ),
        "hdrs": attr.label_list(
            allow_files = [".h"],
            doc = "Further headers.",
        ),
        "src": attr.label(
            allow_single_file = [".c"],
            mandatory = True,
        ),
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    },
    fragments = ["cpp"],
    toolchains = use_cpp_toolchain(),
)
