# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes files as an array of a C source: see defs.bzl.

    embed.py OUTPUT HEADER ARRAY [NAME=FILE ...]
"""

import sys


def write_bytes(output, name, path):
    with open(path, "rb") as file:
        content = file.read()
    # Read in words and segments where it lies.
    output.write("static const unsigned char %s[] "
                 "__attribute__((aligned(4096))) = {\n" % name)
    for start in range(0, len(content), 16):
        output.write("".join("%d," % byte for byte in content[start:start + 16]))
        output.write("\n")
    output.write("};\n")


def main():
    path, header, array = sys.argv[1:4]
    files = [argument.split("=", 1) for argument in sys.argv[4:]]
    with open(path, "w", encoding="ascii") as output:
        output.write('#include "%s"\n' % header)
        for index, (_, file) in enumerate(files):
            write_bytes(output, "bytes_%d" % index, file)
        output.write("extern const EmbeddedFile %s[];\n" % array)
        output.write("const EmbeddedFile %s[] = {\n" % array)
        for index, (name, _) in enumerate(files):
            output.write('{"%s", bytes_%d, sizeof(bytes_%d)},\n'
                         % (name, index, index))
        output.write("{0, 0, 0},\n};\n")


main()
