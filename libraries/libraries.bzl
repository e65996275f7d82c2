# SPDX-License-Identifier: GPL-2.0-or-later
"""The libraries that hostlib serves: the only list of them.

The numbers of their operations, the plugin's services and options, and what the
launcher and its doctor know of libraries are made from it.
"""

def _library(sonames, alternative = None):
    """Describes a library.

    Args:
      sonames: by which guests know it; the first one is the host's, too.
      alternative: what the names of libraries for the same purpose begin with
        that are not served.

    Returns:
      The library. Its option is the beginning of its soname: "libz".
    """
    return struct(
        alternative = alternative,
        option = sonames[0].partition(".so")[0],
        sonames = sonames,
    )

# Those of the plugin that is handed out. By the label of the service, which
# declared_library() makes.
LIBRARIES = {
    "//libraries/bz2": _library(["libbz2.so.1.0", "libbz2.so.1"]),
    "//libraries/lzma": _library(["liblzma.so.5"]),
    "//libraries/zlib": _library(["libz.so.1"], alternative = "libz-ng.so."),
}

# Those of other plugins: see docs/declaring-a-library.md.
EXAMPLES = {
    "//examples/rle": _library(["librle.so.1"]),
}
