# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured, part by part. Each function returns its part's rows."""

import os
import subprocess

from measure import NATIVE, Command, Row, Way

KB = 1024
MB = 1024 * 1024


class Context:
    """Inputs, and how much there is to do."""

    def __init__(self, machine, python_work, python_zlib, quick):
        self.machine = machine
        self.python_work = python_work
        self.python_zlib = python_zlib
        self.quick = quick
        self.milliseconds = 2 if quick else 20
        self.text = self._make_text(2 * MB if quick else 16 * MB)

    def rounds(self, count):
        return 1 if self.quick else count

    def path(self, name):
        return os.path.join(self.machine.work, name)

    def in_ways(self, command, kinds=("emulated", "offloaded"), native=True,
                guests=None):
        """Returns the command by Way: natively, and by guest in all kinds."""
        ways = [NATIVE] if native else []
        ways += [Way(kind, guest)
                 for guest in self.machine.guests
                 if guests is None or guest in guests
                 for kind in kinds]
        return dict.fromkeys(ways, command)

    @staticmethod
    def own(name, *args, **options):
        return Command("own", name, args, **options)

    @staticmethod
    def debian(name, *args, **options):
        return Command("programs", name, args, **options)

    def zlib_calls(self, function, level, size, chunk=0, threads=0, ms=None):
        return self.own(
            "zlib_calls", function, level, size, chunk, threads, self.text,
            self.milliseconds if ms is None else ms)

    def _make_text(self, size):
        path = self.path("text")
        self.write_output(self.own("make_text", size), path)
        return path

    def write_output(self, command, path):
        """Runs the command natively; its output goes to the file."""
        argv, env = self.machine.argv_and_env(NATIVE, command)
        with open(path, "wb") as out, \
                open(command.stdin or os.devnull, "rb") as stdin:
            subprocess.run(argv, env=env, stdin=stdin, stdout=out, check=True)

    def beginning(self, size):
        """A file with the first bytes of the text."""
        path = self.path("text-%d" % size)
        if not os.path.exists(path):
            with open(self.text, "rb") as source, open(path, "wb") as out:
                out.write(source.read(size))
        return path


def crossing(context):
    def row(name, way, function=None):
        command = context.own("crossing", way, context.milliseconds)
        # Without the plugin there is no host to call.
        ways = context.in_ways(command) if function is None \
            else context.in_ways(command, ["offloaded"], native=False)
        return Row("crossing", name, None, ways, context.rounds(9),
                   baseline=context.own("crossing", "loop",
                                        context.milliseconds),
                   probe=context.own("crossing", way, 0),
                   function=function)

    return [
        row("a function call in the guest", "function"),
        row("a system call of Linux, getppid()", "getppid"),
        # One way to cross, one line.
        row("compressBound() by registers, system call", "registers",
            "compressBound"),
        row("crc32() of 0 bytes by frame, system call", "frame", "crc32_z"),
        row("compressBound() by the doorbell", "doorbell", "compressBound"),
        row("crc32() of 0 bytes by the doorbell", "doorbell-memory",
            "crc32_z"),
    ]


# The function of the host's zlib that does the work.
HOST_FUNCTIONS = {
    "adler32": "adler32_z",
    "compress2": "deflate",
    "crc32": "crc32_z",
    "deflate": "deflate",
    "inflate": "inflate",
    "uncompress": "inflate",
}

# How long to call a checksum, in milliseconds, until the host must have done it:
# the first small ones are not offloaded, because the doorbell is not heard yet.
PROBE_OF_SUM = 1

ONE_SHOT = [
    ("compress2 level 1", "compress2", 1),
    ("compress2 level 6", "compress2", 6),
    ("compress2 level 9", "compress2", 9),
    ("uncompress", "uncompress", 6),
    ("crc32", "crc32", 0),
    ("adler32", "adler32", 0),
]


def one_shot(context):
    sizes = [1, 256] if context.quick else [16 ** n for n in range(6)]
    rows = []
    for name, function, level in ONE_SHOT:
        for size in sizes:
            is_sum = function in ("crc32", "adler32")
            rows.append(Row(
                "one-shot", name, size,
                context.in_ways(context.zlib_calls(function, level, size)),
                # Small differences of small sums are of interest.
                context.rounds(9 if is_sum else 5),
                probe=context.zlib_calls(function, level, size,
                                         ms=PROBE_OF_SUM if is_sum else 0),
                function=HOST_FUNCTIONS[function]))
    return rows


def streaming(context):
    chunks = [1, 16, 256, 4 * KB, 16 * KB, 64 * KB]
    if context.quick:
        chunks = [1, 4 * KB]
    rows = []
    for name, function, level in [
        ("deflate level 1", "deflate", 1),
        ("deflate level 6", "deflate", 6),
        ("deflate level 9", "deflate", 9),
        ("inflate", "inflate", 6),
    ]:
        for chunk in chunks:
            size = 64 * KB if context.quick or chunk == 1 else 256 * KB
            command = context.zlib_calls(function, level, size, chunk)
            rows.append(Row(
                "streaming", name, chunk, context.in_ways(command),
                context.rounds(5),
                probe=context.zlib_calls(function, level, size, chunk, ms=0),
                function=HOST_FUNCTIONS[function]))
    return rows


BREAK_EVEN = [
    # And the constant of thresholds.h, where there is one.
    ("crc32", "CRC32_SYSTEM_CALL"),
    ("adler32", "ADLER32_SYSTEM_CALL"),
    ("crc32 by the doorbell", None),
    ("adler32 by the doorbell", None),
    ("compress2", None),
    ("uncompress", None),
    ("deflate", None),
    ("inflate", None),
]


def break_even(context):
    sizes = [4 ** n for n in range(8)]
    if context.quick:
        sizes = [1, 4 * KB]
    rows = []
    for name, _ in BREAK_EVEN:
        function, _, way = name.partition(" by the ")

        def command(side, milliseconds):
            return context.own("break_even", side, function, size,
                               context.text, milliseconds)

        for size in sizes:
            ways = {}
            for kind, side in [("guest", "guest"), ("host", way or "host")]:
                ways |= context.in_ways(command(side, context.milliseconds),
                                        [kind], native=False)
            rows.append(Row(
                "break-even", name, size, ways, context.rounds(5),
                probe=command(way or "host", 0),
                function=HOST_FUNCTIONS[function]))
    return rows


def threads(context):
    size = 16 * KB if context.quick else 256 * KB
    return [
        Row("threads", "threads that compress", count,
            context.in_ways(context.zlib_calls(
                "compress2", 6, size, threads=count)),
            context.rounds(5),
            probe=context.zlib_calls("compress2", 6, size, threads=count, ms=0),
            function="deflate")
        for count in ([2] if context.quick else [1, 2, 4, 8])
    ]


def start_up(context):
    return [
        Row("start-up", name, None,
            context.in_ways(context.own(program, is_static=is_static),
                            ["emulated", "plugin", "offloaded"]),
            context.rounds(25), whole=True)
        for name, program, is_static in [
            ("static", "nothing_static", True),
            ("dynamic, without libz.so.1", "nothing", False),
            ("dynamic, with libz.so.1", "nothing_with_zlib", False),
        ]
    ]


PYTHON_ENVIRONMENT = {
    "PYTHONHOME": "{root}/usr",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}


def python(context, work, size, milliseconds):
    return context.debian(
        "python3.11", "-S", context.python_zlib, work,
        context.beginning(size), milliseconds, env=PYTHON_ENVIRONMENT)


def tax(context):
    milliseconds = 2 if context.quick else 200
    commands = [
        ("a loop that waits for memory",
         context.own("foreign", "memory", milliseconds)),
        ("a loop of libm's functions",
         context.own("foreign", "libm", milliseconds)),
        ("python3, a loop", python(context, "loop", MB, milliseconds)),
    ]
    return [
        Row("tax", name, None,
            context.in_ways(command, ["emulated", "plugin", "offloaded"],
                            native=False),
            context.rounds(9))
        for name, command in commands
    ]


def programs(context):
    large, small = (256 * KB, 64 * KB) if context.quick else (16 * MB, MB)
    empty, packed, packed_empty = (
        context.path(name) for name in ("empty", "text.gz", "empty.gz"))
    open(empty, "wb").close()

    def minigzip(option, stdin):
        return context.own("minigzip", option, stdin=stdin)

    context.write_output(minigzip("-6", context.beginning(large)), packed)
    context.write_output(minigzip("-6", empty), packed_empty)

    def row(name, size, command, baseline=None, function="deflate"):
        return Row("programs", name, size, context.in_ways(command),
                   # Decompression is short, so that noise counts for more.
                   context.rounds(9 if function == "inflate" else 3),
                   whole=baseline is not None,
                   baseline=baseline, function=function)

    def minizip(source):
        return context.debian(
            "minizip", "-o", "-6", context.path("text.zip"), source)

    def pigz(source):
        return context.debian("pigz", "-k", "-c", "-p", "1", source)

    milliseconds = 0 if context.quick else 300
    return [
        row("minigzip -6", large, minigzip("-6", context.beginning(large)),
            minigzip("-6", empty)),
        row("minigzip -d", large, minigzip("-d", packed),
            minigzip("-d", packed_empty), "inflate"),
        row("minizip -6", large, minizip(context.beginning(large)),
            minizip(empty)),
        row("pigz -p 1", large, pigz(context.beginning(large)), pigz(empty)),
        row("python3, items of 1 KB", small,
            python(context, "items", small, milliseconds)),
        row("python3, all at once", large,
            python(context, "whole", large, milliseconds)),
    ]


COUNT_WORDS = """\
while (<>) { $count{$_}++ for grep { /^[a-m].*e/ } split }
for (sort { $count{$b} <=> $count{$a} || $a cmp $b } keys %count) {
    print "$_ $count{$_}\\n";
}
"""


def emulator(context):
    """The emulator with the project's patches, and without."""
    size = 64 * KB if context.quick else 4 * MB
    amount = 100 if context.quick else 15000
    text = context.beginning(size)
    packed = context.path("text.xz")
    context.write_output(context.debian("xz", "-6", "-c", text), packed)

    def work(name, count):
        return context.debian("python3.11", "-S", context.python_work, name,
                              count, env=PYTHON_ENVIRONMENT)

    def row(name, command, rounds=7):
        return Row("emulator", name, None,
                   context.in_ways(command, ["stock", "emulated"],
                                   native=False),
                   context.rounds(rounds), whole=True, same_output=True)

    return [
        row("python3, json", work("json", amount)),
        row("python3, objects", work("objects", 15 * amount)),
        row("perl, words", context.debian("perl", "-e", COUNT_WORDS, text)),
        row("xz -d", context.debian("xz", "-d", "-c", packed)),
        row("bzip2", context.debian("bzip2", "-c", text)),
        row("sort", context.debian("sort", text)),
        row("sha256sum", context.debian("sha256sum", text)),
        row("python3, start", work("objects", 1), 15),
        row("perl, start", context.debian("perl", "-e", "0"), 25),
        row("git --version", context.debian("git", "--version"), 25),
        row("true", context.debian("true"), 25),
    ]


def stalls(context):
    milliseconds = 20 if context.quick else 1000

    def row(name, calls, function=None):
        command = context.own("stalls", calls, context.text, milliseconds)
        # Only x86_64 has atomic accesses across a cache line.
        return Row("stalls", name, None,
                   context.in_ways(command, native=False, guests=["x86_64"]),
                   context.rounds(5), function=function)

    return [
        row("no calls", "none"),
        row("deflate() of 256 bytes, level 9", "deflate", "deflate"),
        row("inflate() of 16 KB", "inflate", "inflate"),
        row("crc32() of 64 KB", "crc32", "crc32_z"),
        row("compress2() of 1 MB, level 9, by system calls", "compress2",
            "deflate"),
    ]


PARTS = {
    "crossing": crossing,
    "one-shot": one_shot,
    "streaming": streaming,
    "break-even": break_even,
    "threads": threads,
    "start-up": start_up,
    "tax": tax,
    "programs": programs,
    "emulator": emulator,
    "stalls": stalls,
}
