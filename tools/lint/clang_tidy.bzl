# SPDX-License-Identifier: GPL-2.0-or-later
"""clang-tidy over the C sources of targets, with the flags that build them.

C++ stands in tests only, and googletest's headers would cost each of them the
better part of a minute.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

_ReportsInfo = provider(
    doc = "What clang-tidy said.",
    fields = {"files": "list of File: a report a source, empty when clean."},
)

def _flags(ctx, toolchain, target):
    """The compiler's flags for the C sources of a target."""
    context = target[CcInfo].compilation_context
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    return cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = ACTION_NAMES.c_compile,
        variables = cc_common.create_compile_variables(
            feature_configuration = features,
            cc_toolchain = toolchain,
            include_directories = context.includes,
            quote_include_directories = context.quote_includes,
            system_include_directories = depset(transitive = [
                context.system_includes,
                context.external_includes,
            ]),
            preprocessor_defines = depset(transitive = [
                context.defines,
                context.local_defines,
            ]),
            user_compile_flags = ctx.rule.attr.copts,
        ),
    )

def _aspect_impl(target, ctx):
    reports = []
    toolchain = find_cpp_toolchain(ctx)
    for source in ctx.rule.files.srcs:
        if CcInfo not in target or source.extension != "c":
            continue
        report = ctx.actions.declare_file(
            "%s.%s.tidy" % (ctx.label.name, source.basename),
        )
        args = ctx.actions.args()
        args.add_all([
            ctx.file._clang_tidy,
            report,
            "--quiet",
            "--warnings-as-errors=*",
            "--config-file=" + ctx.file._config.path,
            source,
            "--",
        ])
        args.add_all(_flags(ctx, toolchain, target))
        ctx.actions.run_shell(
            # Prints only where it finds something; the count of warnings that
            # it suppressed in others' headers is not one.
            command = """
tidy=$1 report=$2
shift 2
"$tidy" "$@" >"$report" 2>"$report.err" || cat "$report.err" >>"$report"
rm "$report.err"
""",
            arguments = [args],
            inputs = depset(
                [source, ctx.file._config],
                transitive = [
                    target[CcInfo].compilation_context.headers,
                    toolchain.all_files,
                ],
            ),
            outputs = [report],
            mnemonic = "ClangTidy",
            progress_message = "clang-tidy %{label} " + source.basename,
        )
        reports.append(report)
    return [_ReportsInfo(files = reports)]

_clang_tidy_aspect = aspect(
    implementation = _aspect_impl,
    attrs = {
        "_clang_tidy": attr.label(
            allow_single_file = True,
            default = "@llvm//:bin/clang-tidy",
        ),
        "_config": attr.label(
            allow_single_file = True,
            default = "//:.clang-tidy",
        ),
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

_TEST = """\
#!/bin/sh
# Fails if one of the reports says anything, or is missing.
status=0
for report in {reports}; do
    cat "$report" || exit 1
    [ ! -s "$report" ] || status=1
done
exit $status
"""

def _test_impl(ctx):
    reports = [
        report
        for target in ctx.attr.targets
        for report in target[_ReportsInfo].files
    ]
    if not reports:
        fail("no target has C sources")
    ctx.actions.write(
        output = ctx.outputs.executable,
        content = _TEST.format(
            reports = " ".join([report.short_path for report in reports]),
        ),
        is_executable = True,
    )
    return [DefaultInfo(runfiles = ctx.runfiles(reports))]

# A test, not a rule that a test depends on: only tests may depend on tests
# without building them a second time.
clang_tidy_test = rule(
    implementation = _test_impl,
    doc = "Fails where clang-tidy finds something in the targets' C sources.",
    attrs = {
        "targets": attr.label_list(
            aspects = [_clang_tidy_aspect],
            mandatory = True,
        ),
    },
    test = True,
)
