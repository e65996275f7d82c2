# SPDX-License-Identifier: GPL-2.0-or-later
"""The extension that Bazel's own module asks for; nothing here is Java."""

_REPOSITORIES = [
    "local_jdk",
    "remote_java_tools",
    "remote_java_tools_linux",
    "remote_java_tools_windows",
    "remote_java_tools_darwin_x86_64",
    "remote_java_tools_darwin_arm64",
]

def _repository_impl(rctx):
    rctx.file("BUILD.bazel")

_repository = repository_rule(implementation = _repository_impl)

def _impl(_mctx):
    for name in _REPOSITORIES:
        _repository(name = name)

toolchains = module_extension(implementation = _impl)
