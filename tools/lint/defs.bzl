# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint of a whole package."""

load(":clang_tidy.bzl", "clang_tidy_test")

_CC_RULES = ["cc_binary", "cc_library", "cc_test"]
_CC_FILES = [".c", ".cc", ".h"]

def _sources(rules, extensions):
    """The package's own files that its targets are made of."""
    found = {}
    for rule in rules:
        for attribute in ["srcs", "hdrs", "textual_hdrs"]:
            for label in rule.get(attribute) or []:
                if label.startswith(":") and "." + label.rpartition(".")[2] in extensions:
                    found[label] = True
    return found.keys()

def lint_tests(scripts = []):
    """Checks the format and the lint of all that the package builds.

    Called last in a BUILD file: what comes after it is not seen.

    Args:
      scripts: shell scripts that no target of the package has as source.
    """
    rules = native.existing_rules().values()
    code = _sources(rules, _CC_FILES)
    shell = {
        ":" + script.removeprefix(":"): True
        for script in _sources(rules, [".sh"]) + scripts
    }.keys()
    compiled = [
        ":" + rule["name"]
        for rule in rules
        if rule["kind"] in _CC_RULES and _sources([rule], [".c"])
    ]
    if code:
        native.sh_test(
            name = "clang_format_test",
            size = "small",
            srcs = ["//tools/lint:clang_format_test.sh"],
            args = ["$(rootpath %s)" % label for label in code],
            data = code + [
                "//:.clang-format",
                "@llvm//:all",
                "@llvm//:bin/clang-format",
            ],
            env = {"CLANG_FORMAT": "$(rlocationpath @llvm//:bin/clang-format)"},
            deps = ["//tools/testing:test_lib"],
        )
    if compiled:
        clang_tidy_test(
            name = "clang_tidy_test",
            size = "small",
            targets = compiled,
        )
    if shell:
        native.sh_test(
            name = "shellcheck_test",
            size = "small",
            srcs = ["//tools/lint:shellcheck_test.sh"],
            args = ["$(rootpath %s)" % label for label in shell],
            data = shell + [
                "@shellcheck//:all",
                "@shellcheck//:bin/shellcheck",
            ],
            env = {"SHELLCHECK": "$(rlocationpath @shellcheck//:bin/shellcheck)"},
            deps = ["//tools/testing:test_lib"],
        )
