# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the table of host_library_linked.h: see linked.bzl.

    archive_table.py OUTPUT [SONAME=ARCHIVE ...]

The names are those of an archive's own symbol table, as ar(5) describes it for
System V: a count, as many offsets of members, and as many names, each with a
NUL.
"""

import struct
import sys

_MAGIC = b"!<arch>\n"
_HEADER_SIZE = 60


def read_names(path):
    with open(path, "rb") as file:
        content = file.read()
    header = content[len(_MAGIC):len(_MAGIC) + _HEADER_SIZE]
    if content[:len(_MAGIC)] != _MAGIC or header[:16].strip() != b"/":
        sys.exit("%s: no archive with a symbol table" % path)
    start = len(_MAGIC) + _HEADER_SIZE
    table = content[start:start + int(header[48:58])]
    count = struct.unpack_from(">I", table)[0]
    names = table[4 + 4 * count:].split(b"\0")[:count]
    return sorted({name.decode("ascii") for name in names})


def main():
    path, libraries = sys.argv[1], [
        argument.split("=", 1) for argument in sys.argv[2:]
    ]
    names = [read_names(archive) for _, archive in libraries]
    with open(path, "w", encoding="ascii") as output:
        output.write('#include "plugin/core/host_library_linked.h"\n')
        for index, own in enumerate(names):
            # Names that mean something to the compiler stay out of C.
            for place, name in enumerate(own):
                output.write('extern const char s%d_%d[] __asm__("%s");\n'
                             % (index, place, name))
            output.write("static const LinkedSymbol symbols_%d[] = {\n" % index)
            for place, name in enumerate(own):
                output.write('{"%s", s%d_%d},\n' % (name, index, place))
            output.write("};\n")
        output.write("const LinkedLibrary host_linked_libraries[] = {\n")
        for index, (soname, _) in enumerate(libraries):
            output.write('{"%s", symbols_%d, %d},\n'
                         % (soname, index, len(names[index])))
        output.write("{0, 0, 0},\n};\n")


main()
