# SPDX-License-Identifier: GPL-2.0-or-later
"""python_zlib.py WORK INPUT MILLISECONDS: nanoseconds of CPU time of one pass."""

import sys
import time
import zlib

ITEM = 1024


def items(data):
    """Every kilobyte for itself, as records of a store are."""
    for at in range(0, len(data), ITEM):
        item = data[at : at + ITEM]
        zlib.crc32(item)
        if zlib.decompress(zlib.compress(item)) != item:
            sys.exit("not what was compressed")


def whole(data):
    if len(zlib.decompress(zlib.compress(data))) != len(data):
        sys.exit("not what was compressed")


def loop(data):
    """Nothing that zlib has a part in."""
    total = 0
    for number in range(len(data) // 64):
        total = (total * 31 + number) & 0xFFFFFFFF
    return total


def main():
    work = {"items": items, "whole": whole, "loop": loop}[sys.argv[1]]
    with open(sys.argv[2], "rb") as file:
        data = file.read()
    enough = float(sys.argv[3]) * 1e6
    count = 0
    start = time.process_time_ns()
    while count == 0 or time.process_time_ns() - start < enough:
        work(data)
        count += 1
    print((time.process_time_ns() - start) / count)


main()
