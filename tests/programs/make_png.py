# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes an image whose data say a smaller window than they need."""

import struct
import sys
import zlib

WIDTH, HEIGHT = 400, 200


def chunk(kind, data):
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


def rows():
    state = 1
    for y in range(HEIGHT):
        # Lines that come again ten lines later, further back than 256 bytes.
        if y % 10 == 0:
            state = 1 + y // 40
        row = bytearray(b"\0")
        for x in range(WIDTH):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            row += bytes((state >> 16 & 255, x & 255, y % 10))
        yield bytes(row)


packed = bytearray(zlib.compress(b"".join(rows())))
# A window of 256 bytes, and a right checksum of that header.
packed[0] = 0x08
packed[1] &= 0xE0
packed[1] += 31 - (packed[0] << 8 | packed[1]) % 31
with open(sys.argv[1], "wb") as file:
    file.write(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", bytes(packed))
        + chunk(b"IEND", b"")
    )
