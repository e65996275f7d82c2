# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of what the toolchain puts on the command line."""

_ArgumentsInfo = provider(
    doc = "Command lines of the compiler and the linker.",
    fields = {"of": "dict of list of string: arguments by mnemonic."},
)

def _arguments_aspect_impl(target, ctx):
    of = {}
    for action in target.actions:
        if action.mnemonic in ["CppCompile", "CppLink"]:
            of[action.mnemonic] = action.argv
    for source in getattr(ctx.rule.attr, "srcs", []):
        if _ArgumentsInfo in source:
            of.update(source[_ArgumentsInfo].of)
    return [_ArgumentsInfo(of = of)]

_arguments_aspect = aspect(
    implementation = _arguments_aspect_impl,
    attr_aspects = ["srcs"],
)

def _problems(arguments, wanted, unwanted):
    problems = [
        "lacks '%s'" % flag
        for flag in wanted
        if not [argument for argument in arguments if flag in argument]
    ]
    problems += [
        "has '%s'" % argument
        for argument in arguments
        if [flag for flag in unwanted if flag in argument]
    ]

    # Only relative paths are the same on every machine.
    problems += [
        "has the absolute path '%s'" % argument
        for argument in arguments
        if argument.startswith("/") or "=/" in argument
    ]
    return problems

def _impl(ctx):
    of = ctx.attr.target[0][_ArgumentsInfo].of
    problems = []
    for mnemonic in ["CppCompile", "CppLink"]:
        if mnemonic not in of:
            problems.append("%s: no such action" % mnemonic)
            continue
        problems += [
            "%s: %s" % (mnemonic, problem)
            for problem in _problems(
                of[mnemonic],
                ctx.attr.wanted,
                ctx.attr.unwanted,
            )
        ]
    return [AnalysisTestResultInfo(
        success = not problems,
        message = "\n".join(problems),
    )]

def flags_test(name, target, platform, wanted, unwanted = [], features = []):
    """Checks the flags that a target is compiled and linked with.

    Args:
      name: name of the test.
      target: label of a binary, or of platform_files() of one.
      platform: label of the platform of the build, --platforms.
      wanted: strings that must be part of some argument.
      unwanted: strings that must be part of none.
      features: the build's --features.
    """
    testing.analysis_test(
        name = name,
        implementation = _impl,
        attrs = {
            "target": attr.label(
                aspects = [_arguments_aspect],
                cfg = analysis_test_transition(settings = {
                    "//command_line_option:features": features,
                    "//command_line_option:platforms": platform,
                }),
            ),
            "unwanted": attr.string_list(),
            "wanted": attr.string_list(),
        },
        attr_values = {
            "target": target,
            "unwanted": unwanted,
            "wanted": wanted,
        },
    )
