# SPDX-License-Identifier: GPL-2.0-or-later
"""What of Debian's Python is left out of trees."""

# Modules that load libraries which a tree with Python need not have: the
# machine's would be taken.
_FOREIGN_MODULES = [
    "_bz2",
    "_crypt",
    "_ctypes",
    "_ctypes_test",
    "_curses",
    "_curses_panel",
    "_dbm",
    "_hashlib",
    "_lzma",
    "_sqlite3",
    "_ssl",
    "_uuid",
    "nis",
    "readline",
]

def foreign_modules(version, cpu, kept = []):
    """Returns the paths of the modules that a tree with Python has no use for.

    Args:
      version: Python's, such as "3.11".
      cpu: the CPU that the tree is for.
      kept: modules whose libraries the tree has.
    """
    return [
        "usr/lib/python%s/lib-dynload/%s.cpython-%s-%s-linux-gnu.so" %
        (version, module, version.replace(".", ""), cpu)
        for module in _FOREIGN_MODULES
        if module not in kept
    ]
