# SPDX-License-Identifier: GPL-2.0-or-later
"""Line charts as SVG, readable on light and on dark."""

import math
import os
from xml.sax.saxutils import escape

from measure import Way
from report import amount, ratio_of

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 215, 40, 48

# By Okabe and Ito, for the colour-blind, too; readable on light and on dark.
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

STYLE = """\
text { font: 12px sans-serif; fill: #24292f; }
.title { font-size: 14px; font-weight: bold; }
.grid { stroke: #d0d7de; }
.one { stroke: #57606a; }
.line { fill: none; stroke-width: 2; }
.dashed { stroke-dasharray: 5 4; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #30363d; }
  .one { stroke: #9198a1; }
}
"""


class Axis:
    """A logarithmic scale from @low to @high, on the pixels given."""

    def __init__(self, values, start, end):
        self.low, self.high = min(values), max(values)
        if self.low == self.high:
            self.high = self.low * 2
        self.start, self.end = start, end

    def at(self, value):
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)


def _marks(axis, base):
    """Powers of the base between the ends."""
    first = math.ceil(math.log(axis.low, base) - 1e-9)
    last = math.floor(math.log(axis.high, base) + 1e-9)
    step = max(1, (last - first) // 8)
    return [base ** n for n in range(first, last + 1, step)]


def _frame(title, x_title, x_axis, y_axis, y_label):
    yield '<text class="title" x="%d" y="22">%s</text>' % (LEFT, escape(title))
    yield '<text x="%d" y="%d" text-anchor="middle">%s</text>' % (
        (LEFT + WIDTH - RIGHT) // 2, HEIGHT - 10, escape(x_title))
    for value in _marks(x_axis, 4):
        x = x_axis.at(value)
        yield '<path class="grid" d="M%.1f %d V%d"/>' % (
            x, TOP, HEIGHT - BOTTOM)
        yield '<text x="%.1f" y="%d" text-anchor="middle">%s</text>' % (
            x, HEIGHT - BOTTOM + 18, amount(value))
    for value in _marks(y_axis, 10 if y_axis.high / y_axis.low > 50 else 2):
        y = y_axis.at(value)
        yield '<path class="%s" d="M%d %.1f H%d"/>' % (
            "one" if value == 1 else "grid", LEFT, y, WIDTH - RIGHT)
        yield '<text x="%d" y="%.1f" text-anchor="end">%s</text>' % (
            LEFT - 6, y + 4, y_label(value))


def chart(title, x_title, series, y_label):
    """Returns the lines of one chart.

    series: (name, colour's number, dashed?, [(x, y), ...]), ...
    """
    points = [point for line in series for point in line[3]]
    x_axis = Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    # Always show 1: it is what ratios are compared with.
    y_axis = Axis([y for _, y in points] + [1], HEIGHT - BOTTOM, TOP)
    lines = list(_frame(title, x_title, x_axis, y_axis, y_label))
    for number, (name, colour, is_dashed, line) in enumerate(series):
        stroke = 'class="line%s" stroke="%s"' % (
            " dashed" if is_dashed else "", COLOURS[colour % len(COLOURS)])
        path = " L".join(
            "%.1f %.1f" % (x_axis.at(x), y_axis.at(y)) for x, y in line)
        lines.append('<path %s d="M%s"/>' % (stroke, path))
        y = TOP + 8 + number * 18
        lines.append('<path %s d="M%d %d h24"/>' % (
            stroke, WIDTH - RIGHT + 10, y))
        lines.append('<text x="%d" y="%d">%s</text>' % (
            WIDTH - RIGHT + 40, y + 4, escape(name)))
    return lines


def document(title, charts):
    """Returns an SVG file with the charts below one another."""
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" '
        'role="img">' % (WIDTH, HEIGHT * len(charts)),
        "<!-- SPDX-License-Identifier: GPL-2.0-or-later; "
        "made by bazel run //bench -->",
        "<title>%s</title>" % escape(title),
        "<style>\n%s</style>" % STYLE,
    ]
    for number, chart_lines in enumerate(charts):
        lines.append('<g transform="translate(0 %d)">' % (HEIGHT * number))
        lines += chart_lines + ["</g>"]
    return "\n".join(lines + ["</svg>", ""])


def _by_name(rows, part, names, value):
    """By name, the points of one part that a logarithm can show."""
    found = {}
    for row in rows:
        if row.part == part and row.name in names:
            y = value(row)
            if y is not None and y > 0:
                found.setdefault(row.name, []).append((row.x, y))
    return found


def _ratio_series(rows, part, names, guest):
    series = []
    for kind, is_dashed in [("offloaded", False), ("emulated", True)]:
        found = _by_name(rows, part, names,
                         lambda r: ratio_of(r, (kind, "native"), guest))
        series += [
            ("%s%s" % (name, ", emulated" if is_dashed else ""),
             names.index(name), is_dashed, points)
            for name, points in found.items()
        ]
    return series


def _time_series(rows, part, names, guest):
    series = []
    for side, is_dashed in [("host", False), ("guest", True)]:
        found = _by_name(rows, part, names,
                         lambda r: r.time(Way(side, guest)))
        series += [
            (name if " by the " in name else "%s, in the %s" % (name, side),
             names.index(name), is_dashed, points)
            for name, points in found.items()
            # The guest's side is the same as without the doorbell.
            if not (is_dashed and " by the " in name)
        ]
    return series


def _time_label(value):
    return "%g ns" % value if value < 1000 else "%g µs" % (value / 1000)


PLOTS = [
    ("one-shot", "One-shot calls: CPU time, native = 1", "bytes",
     ["compress2 level 6", "uncompress", "crc32", "adler32"], _ratio_series),
    ("streaming", "Streams: CPU time, native = 1", "bytes in a chunk",
     ["deflate level 1", "deflate level 6", "deflate level 9", "inflate"],
     _ratio_series),
    ("break-even", "Checksums: CPU time of one call", "bytes",
     ["crc32", "adler32", "crc32 by the doorbell",
      "adler32 by the doorbell"], _time_series),
]


def write_plots(rows, guests, folder):
    parts = {row.part for row in rows}
    for part, title, x_title, names, make_series in PLOTS:
        if part not in parts:
            continue
        label = _time_label if make_series is _time_series \
            else (lambda value: "%g" % value)
        charts = [
            chart("%s, guest %s" % (title, guest), x_title,
                  make_series(rows, part, names, guest), label)
            for guest in guests
        ]
        path = os.path.join(folder, "performance-%s.svg" % part)
        with open(path, "w", encoding="utf-8") as file:
            file.write(document(title, charts))
