# SPDX-License-Identifier: GPL-2.0-or-later
"""What Bazel's own rules_java loads; its documentation is not built here."""

def bzl_library(name, srcs = [], deps = [], visibility = None):
    native.filegroup(name = name, srcs = srcs + deps, visibility = visibility)
