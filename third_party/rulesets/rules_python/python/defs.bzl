# SPDX-License-Identifier: GPL-2.0-or-later
"""Bazel 7's native Python rules under the names rules_python gives them."""

py_binary = native.py_binary
py_library = native.py_library
py_test = native.py_test
