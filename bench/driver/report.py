# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of what was measured, as Markdown and as CSV."""

import csv
import math
import os
import platform
import subprocess

from measure import NATIVE, Way
from parts import BREAK_EVEN, KB, MB

# Parts with a table for each guest: what x is, and which kinds of ways are
# compared; the second pair stands in brackets.
BY_X = {
    "one-shot": ("bytes", ("offloaded", "native"), ("emulated", "native")),
    "streaming": ("chunk", ("offloaded", "native"), ("emulated", "native")),
    "break-even": ("bytes", ("host", "guest"), None),
}

# In the other parts, the kind of way that times are compared with.
BASELINES = {
    "crossing": "native",
    "threads": "native",
    "start-up": "emulated",
    "tax": "emulated",
    "programs": "native",
    "emulator": "stock",
    "stalls": "emulated",
}

# Parts whose ratios have a mean.
MEANS = {"emulator": ("emulated", "stock")}

# What x is there.
X_NAMES = {"threads": "threads", "programs": "bytes"}

TITLES = {
    "crossing": "One crossing, net of the loop around it",
    "one-shot": "One-shot calls",
    "streaming": "Streams, by size of chunk",
    "break-even": "The same work in the guest and on the host, crossing included",
    "threads": "Threads",
    "start-up": "Start-up",
    "tax": "Code without zlib",
    "programs": "Programs, start-up subtracted",
    "emulator": "The emulator's own patches: whole programs",
    "stalls": "Stalls of a thread while another one makes calls, 999 of 1000",
}

# The parts that plots.py draws.
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


def of_kind(kind, guest):
    return NATIVE if kind == "native" else Way(kind, guest)


def ratio_of(row, kinds, guest):
    """Of the first kind of way to the second, for one guest."""
    return row.ratio(*(of_kind(kind, guest) for kind in kinds))


def list_table(part, rows):
    """A line for each row, a column for each way."""
    ways = list(dict.fromkeys(way for row in rows for way in row.times))
    baseline = BASELINES[part]
    lines = []
    for row in rows:
        line = [row.name] + ([amount(row.x)] if part in X_NAMES else [])
        for way in ways:
            text = nanoseconds(row.time(way)) if way in row.times else ""
            to = row.ratio(way, of_kind(baseline, way.guest))
            if to is not None and way.kind != baseline:
                text += " (%s)" % ratio(to)
            line.append(text)
        lines.append(line)
    head = [""] + ([X_NAMES[part]] if part in X_NAMES else [])
    return ["In brackets: to %s." % baseline, ""] + list(
        markdown(head + [str(way) for way in ways], lines))


def cell(row, pair, second, guest):
    text = ratio(ratio_of(row, pair, guest))
    if second:
        text += " (%s)" % ratio(ratio_of(row, second, guest))
    return text


def x_table(part, rows, guest):
    """A line for each x, a column for each name; ratios only."""
    x_name, pair, second = BY_X[part]
    names = list(dict.fromkeys(row.name for row in rows))
    found = {(row.x, row.name): cell(row, pair, second, guest) for row in rows}
    lines = [
        [amount(x)] + [found.get((x, name), "") for name in names]
        for x in sorted({row.x for row in rows})
    ]
    what = "Guest %s, %s / %s" % ((guest,) + pair)
    if second:
        what += ", in brackets %s / %s" % second
    return [what + ":", ""] + list(markdown([x_name] + names, lines))


def mean_line(part, rows, guests):
    """The geometric mean of the rows' ratios, for each guest."""
    means = []
    for guest in guests:
        ratios = [ratio_of(row, MEANS[part], guest) for row in rows]
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        means.append("%s %s" % (guest, ratio(mean)))
    return "Geometric mean, %s / %s: %s." % (*MEANS[part], ", ".join(means))


def part_table(part, rows, guests):
    """Lines of one part's table, or of one for each guest."""
    if part not in BY_X:
        lines = list_table(part, rows) + [""]
        if part in MEANS:
            lines += [mean_line(part, rows, guests), ""]
        return lines
    return [line for guest in guests
            for line in x_table(part, rows, guest) + [""]]


def break_even_size(rows, guest):
    """From how many bytes on the host is always cheaper; None if never."""
    size = None
    previous = None
    for row in sorted(rows, key=lambda row: row.x):
        gain = row.time(Way("guest", guest)) - row.time(Way("host", guest))
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


def thresholds_table(rows, guests):
    lines = []
    for function, constant in BREAK_EVEN:
        mine = [row for row in rows if row.name == function]
        if mine:
            sizes = [break_even_size(mine, guest) for guest in guests]
            lines.append(
                [function]
                + ["never" if size is None else str(size) for size in sizes]
                + ["`%s`" % constant if constant else "none"])
    return ["From how many bytes on the host is cheaper:", ""] + list(
        markdown([""] + guests + ["thresholds.h"], lines))


def worst(rows, guest, part, names, kinds, least=0, most=math.inf):
    """The highest ratio of all rows that are meant; None without any."""
    found = [
        ratio_of(row, kinds, guest) for row in rows
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
    ("one-shot calls of 1 MB, to native", 1.05,
     ("one-shot", "", TO_NATIVE, MB, MB)),
    ("minigzip of 16 MB without start-up, to native", 1.10,
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


def goals_table(rows, guests):
    lines = []
    for text, limit, where in GOALS:
        values = [worst(rows, guest, *where) for guest in guests]
        if None not in values:
            lines.append([text, "%.2f" % limit] + [
                ratio(value) + ("" if value <= limit else " (missed)")
                for value in values])
    return list(markdown(["the worst of", "goal"] + guests, lines))


def describe_machine(emulator, load_before):
    model = "unknown"
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    version = subprocess.run(
        [emulator, "--version"], stdout=subprocess.PIPE, check=True,
        env={},
    ).stdout.decode().splitlines()[0]
    return [
        "%s, %d cores, Linux %s; %s." % (
            model, os.cpu_count(), platform.release().split("-")[0], version),
        "Load of the machine when it began and ended: %.1f, %.1f." % (
            load_before, os.getloadavg()[0]),
    ]


def all_tables(rows, parts, guests, machine):
    """What docs/performance.md has from its heading "Measured" on."""
    lines = ["## Measured", ""] + machine + [""]
    goals = goals_table(rows, guests)
    if len(goals) > 2:
        lines += goals + [""]
    for part in parts:
        mine = [row for row in rows if row.part == part]
        lines += ["### " + TITLES[part], ""] + part_table(part, mine, guests)
        if part == "break-even":
            lines += thresholds_table(mine, guests) + [""]
        if part in PLOTTED:
            lines += ["![%s](performance-%s.svg)" % (TITLES[part], part), ""]
    return lines


def write_csv(rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["part", "name", "x", "guest", "way", "nanoseconds",
                         "least", "most", "rounds", "host"])
        for row in rows:
            for way, times in row.times.items():
                writer.writerow([
                    row.part, row.name, "" if row.x is None else row.x,
                    way.guest or "", way.kind, "%.1f" % row.time(way),
                    "%.1f" % min(times), "%.1f" % max(times), len(times),
                    row.proven.get(way, "")])
