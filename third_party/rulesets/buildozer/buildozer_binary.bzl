# SPDX-License-Identifier: GPL-2.0-or-later
"""The extension that Bazel's own module asks for; nothing here uses it."""

def _repository_impl(rctx):
    rctx.file("BUILD.bazel")

_repository = repository_rule(implementation = _repository_impl)

def _impl(_mctx):
    _repository(name = "buildozer_binary")

buildozer_binary = module_extension(implementation = _impl)
