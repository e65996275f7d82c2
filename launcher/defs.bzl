# SPDX-License-Identifier: GPL-2.0-or-later
"""What the launcher knows of libraries."""

load("//tools/text:defs.bzl", "text_file")

_TABLE = """\
#include "launcher/libraries.h"

const Library libraries[] = {{
{entries}
    {{.option = NULL}},
}};
"""

def _entry(library):
    members = [
        '.option = "%s"' % library.option,
        '.soname = "%s"' % library.sonames[0],
    ]
    if library.alternative:
        members.append('.alternative = "%s"' % library.alternative)
    return "    {%s}," % ", ".join(members)

def library_table(name, libraries):
    """Writes <name>.c, which defines the table of libraries.h.

    Args:
      name: its name.
      libraries: as in //libraries:libraries.bzl.
    """
    text_file(
        name = name,
        content = _TABLE.format(
            entries = "\n".join([
                _entry(library)
                for library in libraries.values()
            ]),
        ),
        path = name + ".c",
    )
