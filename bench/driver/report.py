# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of what was measured, as Markdown and as CSV."""

import csv
import math
import os
import platform
import subprocess

from parts import BREAK_EVEN, KB, MB

RATIOS = [
    ("offloaded", "native"),
    ("emulated", "native"),
    ("offloaded", "emulated"),
    ("plugin", "emulated"),
    ("host", "guest"),
]

# What the numbers of a row's last name are.
X_NAMES = {
    "one-shot": "bytes",
    "streaming": "chunk",
    "break-even": "bytes",
    "threads": "threads",
    "programs": "bytes",
}

TITLES = {
    "crossing": "One crossing, net of the loop around it",
    "one-shot": "One-shot calls",
    "streaming": "Streams, by size of chunk",
    "break-even": "The same work in the guest and on the host",
    "threads": "Threads",
    "start-up": "Start-up",
    "tax": "Code that has nothing to do with zlib",
    "programs": "Programs, start-up subtracted",
    "stalls": "How long a call holds other threads up",
}


def nanoseconds(value):
    for limit, divisor, unit in [
        (1e3, 1, "ns"), (1e6, 1e3, "µs"), (1e9, 1e6, "ms"),
    ]:
        if abs(value) < limit:
            return "%.3g %s" % (value / divisor, unit)
    return "%.3g s" % (value / 1e9)


def amount(value):
    for limit, unit in [(MB, "M"), (KB, "K")]:
        if value >= limit and value % limit == 0:
            return "%d%s" % (value // limit, unit)
    return str(value)


def ratio(value):
    if value is None or math.isnan(value):
        return ""
    return "%.3f" % value if 0.9 < value < 1.1 else "%.3g" % value


def markdown(head, lines):
    yield "| %s |" % " | ".join(head)
    yield "|%s" % ("---|" * len(head))
    for line in lines:
        yield "| %s |" % " | ".join(line)


def part_table(part, rows):
    """Lines of one part's table."""
    if not rows:
        return ["Not measured yet."]
    ways = list(dict.fromkeys(way for row in rows for way in row.times))
    ratios = [(a, b) for a, b in RATIOS if a in ways and b in ways]
    head = [""] + ([X_NAMES[part]] if part in X_NAMES else []) + ways + [
        "%s / %s" % pair for pair in ratios] + ["on the host"]
    lines = []
    for row in rows:
        line = [row.name]
        if part in X_NAMES:
            line.append(amount(row.x))
        line += [
            nanoseconds(row.time(way)) if way in row.times else ""
            for way in ways
        ]
        line += [ratio(row.ratio(*pair)) for pair in ratios]
        lines.append(line + [row.host])
    return list(markdown(head, lines))


def break_even_size(rows):
    """From how many bytes on the host is always cheaper; None if never."""
    size = None
    previous = None
    for row in sorted(rows, key=lambda row: row.x):
        gain = row.time("guest") - row.time("host")
        if gain < 0:
            size = None
        elif size is None:
            size = row.x
            if previous is not None:
                # Between two sizes: costs are about linear in the length.
                before, loss = previous
                size = math.ceil(
                    before + (row.x - before) * loss / (loss + gain))
        previous = row.x, max(-gain, 0)
    return size


def thresholds_table(rows):
    lines = []
    for function, constant in BREAK_EVEN:
        mine = [row for row in rows if row.name == function]
        if mine:
            size = break_even_size(mine)
            lines.append([
                function, "never" if size is None else str(size),
                "`%s`" % constant if constant else "none",
            ])
    return list(markdown(
        ["", "the host is cheaper from … bytes on", "thresholds.h"], lines))


def worst(rows, part, names, pair, least=0, most=math.inf):
    """The highest ratio of all rows that are meant; None without any."""
    found = [
        row.ratio(*pair) for row in rows
        if row.part == part and row.name.startswith(names)
        and least <= (row.x or 0) <= most
    ]
    return max(found) if found else None


TO_NATIVE = ("offloaded", "native")
TO_EMULATED = ("offloaded", "emulated")
CHECKSUMS = ("crc32", "adler32")

# What is wanted, where it is looked up, and the limit.
GOALS = [
    ("streams in chunks of 4 KB and more, to native", 1.05,
     ("streaming", "", TO_NATIVE, 4 * KB)),
    ("one-shot calls of 1 MB and more, to native", 1.05,
     ("one-shot", "", TO_NATIVE, MB)),
    ("minigzip of 64 MB without start-up, to native", 1.10,
     ("programs", "minigzip", TO_NATIVE)),
    ("programs without zlib, to plain emulation", 1.01,
     ("tax", "", TO_EMULATED)),
    ("streams byte by byte, to native", 2.5,
     ("streaming", "", TO_NATIVE, 1, 1)),
    ("compress2 of 256 bytes, to native", 0.1,
     ("one-shot", "compress2", TO_NATIVE, 256, 256)),
    # Equal is good enough, and nothing is ever measured as equal.
    ("crc32 and adler32 of any size, to plain emulation", 1.02,
     ("one-shot", CHECKSUMS, TO_EMULATED)),
    ("python3's zlib on 1 KB items, to plain emulation", 0.5,
     ("programs", "python3, items", TO_EMULATED)),
]


def goals_table(rows):
    lines = []
    for text, limit, where in GOALS:
        value = worst(rows, *where)
        if value is not None:
            lines.append([text, "%.2f" % limit, ratio(value),
                          "yes" if value <= limit else "no"])
    return list(markdown(["the worst of", "goal", "measured", "met"], lines))


def machine_lines(files):
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    version = subprocess.run(
        [files["qemu"], "--version"], stdout=subprocess.PIPE, check=True,
        env={},
    ).stdout.decode().splitlines()[0]
    return [
        "%s, %d cores, Linux %s; %s." % (
            model, os.cpu_count(), platform.release().split("-")[0], version),
        "Load when it began and ended: %s, %s.",
    ]


def all_tables(rows, parts):
    lines = []
    for part in parts:
        mine = [row for row in rows if row.part == part]
        lines += ["## " + TITLES[part], ""] + part_table(part, mine) + [""]
        if part == "break-even":
            lines += thresholds_table(mine) + [""]
    goals = goals_table(rows)
    if len(goals) > 2:
        lines += ["## Goals", ""] + goals + [""]
    return lines


def write_csv(rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["part", "name", "x", "way", "nanoseconds", "least",
                         "most", "rounds", "host"])
        for row in rows:
            for way, times in row.times.items():
                writer.writerow([
                    row.part, row.name, "" if row.x is None else row.x, way,
                    "%.1f" % row.time(way), "%.1f" % min(times),
                    "%.1f" % max(times), len(times), row.host])
