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

# Parts of many sizes or counts: what x is, and what is compared with what; the
# second pair in brackets.
BY_X = {
    "one-shot": ("bytes", ("offloaded", "native"), ("emulated", "native")),
    "streaming": ("chunk", ("offloaded", "native"), ("emulated", "native")),
    "break-even": ("bytes", ("host", "guest"), None),
    "threads": ("threads", ("offloaded", "native"), ("emulated", "native")),
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
    "stalls": "Stalls of a thread while another one makes calls, 999 of 1000",
}

# Those that plots.py draws.
PLOTTED = ("one-shot", "streaming", "break-even")


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


def list_table(rows):
    """A line for each row: times, and what they are to one another."""
    ways = list(dict.fromkeys(way for row in rows for way in row.times))
    ratios = [(a, b) for a, b in RATIOS if a in ways and b in ways]
    has_x = any(row.x is not None for row in rows)
    head = [""] + ["bytes"] * has_x + ways + [
        "%s / %s" % pair for pair in ratios]
    lines = []
    for row in rows:
        line = [row.name] + ([amount(row.x)] if has_x else [])
        line += [
            nanoseconds(row.time(way)) if way in row.times else ""
            for way in ways
        ]
        lines.append(line + [ratio(row.ratio(*pair)) for pair in ratios])
    return list(markdown(head, lines))


def cell(row, pair, second):
    text = ratio(row.ratio(*pair))
    if second:
        text += " (%s)" % ratio(row.ratio(*second))
    return text


def x_table(part, rows):
    """A line for each x, a column for each name; ratios only."""
    x_name, pair, second = BY_X[part]
    names = list(dict.fromkeys(row.name for row in rows))
    found = {(row.x, row.name): cell(row, pair, second) for row in rows}
    lines = [
        [amount(x)] + [found.get((x, name), "") for name in names]
        for x in sorted({row.x for row in rows})
    ]
    what = "%s / %s" % pair
    if second:
        what += ", in brackets %s / %s" % second
    return [what + ":", ""] + list(markdown([x_name] + names, lines))


def part_table(part, rows):
    """Lines of one part's table."""
    if not rows:
        return ["Not measured yet."]
    return x_table(part, rows) if part in BY_X else list_table(rows)


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


def describe_machine(files, load_before):
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
        "Load of the machine when it began and ended: %.1f, %.1f." % (
            load_before, os.getloadavg()[0]),
    ]


def all_tables(rows, parts, machine):
    """What docs/performance.md has from its heading "Measured" on."""
    lines = ["## Measured", ""] + machine + [""]
    goals = goals_table(rows)
    if len(goals) > 2:
        lines += goals + [""]
    for part in parts:
        mine = [row for row in rows if row.part == part]
        lines += ["### " + TITLES[part], ""] + part_table(part, mine) + [""]
        if part == "break-even":
            lines += thresholds_table(mine) + [""]
        if part in PLOTTED:
            lines += ["![%s](performance-%s.svg)" % (TITLES[part], part), ""]
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
