# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured, part by part. Each function returns its part's rows."""

import os
import subprocess

from measure import Command, Program, Row

KB = 1024
MB = 1024 * 1024
ALL_WAYS = ("native", "emulated", "offloaded")


class Context:
    """Files, inputs and how much there is to do."""

    def __init__(self, machine, quick):
        self.machine = machine
        self.quick = quick
        self.sysroot = machine.files["sysroot"]
        self.programs = machine.files["programs"]
        self.milliseconds = 2 if quick else 20
        self.text = self._make_text(2 * MB if quick else 64 * MB)

    def rounds(self, count):
        return 1 if self.quick else count

    def path(self, name):
        return os.path.join(self.machine.work, name)

    def program(self, name, is_static=False):
        return Program(
            os.path.join(self.machine.files["native_guests"], name),
            os.path.join(self.machine.files["guests"], name),
            is_static,
        )

    def guest(self, name, *args):
        return Command(self.sysroot, self.program(name), args)

    def zlib_calls(self, function, level, size, chunk=0, threads=0, ms=None):
        return self.guest(
            "zlib_calls", function, level, size, chunk, threads, self.text,
            self.milliseconds if ms is None else ms)

    def debian(self, name, args, env=None):
        return Command(
            self.programs, "%s/usr/bin/%s" % (self.programs, name), args, env)

    def _make_text(self, size):
        command = self.guest("make_text", size)
        argv, env = self.machine.argv_and_env("native", command)
        path = self.path("text")
        self.write_output(argv, env, path)
        return path

    @staticmethod
    def write_output(argv, env, path, stdin=os.devnull):
        with open(path, "wb") as out, open(stdin, "rb") as source:
            subprocess.run(argv, env=env, stdin=source, stdout=out, check=True)

    def beginning(self, size):
        """A file with the first bytes of the text."""
        path = self.path("text-%d" % size)
        if not os.path.exists(path):
            with open(self.text, "rb") as source, open(path, "wb") as out:
                out.write(source.read(size))
        return path


def crossing(context):
    loop = context.guest("crossing", "loop", context.milliseconds)

    def row(name, way, ways, function=None):
        command = context.guest("crossing", way, context.milliseconds)
        return Row("crossing", name, None, dict.fromkeys(ways, command),
                   context.rounds(9), baseline=dict.fromkeys(ways, loop),
                   probe=context.guest("crossing", way, 0),
                   function=function)

    return [
        row("a function of the guest's", "function", ALL_WAYS),
        row("a system call of Linux's, getppid()", "getppid", ALL_WAYS),
        # One way to cross, one line.
        row("compressBound() by registers, system call", "registers",
            ["offloaded"], "compressBound"),
        row("crc32() of 0 bytes by frame, system call", "frame",
            ["offloaded"], "crc32_z"),
        row("compressBound() by the doorbell", "doorbell",
            ["offloaded"], "compressBound"),
        row("crc32() of 0 bytes by the doorbell", "doorbell-memory",
            ["offloaded"], "crc32_z"),
    ]


# The function of the host's that does the work.
HOST_FUNCTIONS = {
    "adler32": "adler32_z",
    "compress2": "deflate",
    "crc32": "crc32_z",
    "deflate": "deflate",
    "inflate": "inflate",
    "uncompress": "inflate",
}

# For how many milliseconds a checksum is tried before it has to be the host's:
# a small one is once the doorbell is heard, which a single call is too early for.
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
    sizes = [4 ** n for n in range(14)]
    if context.quick:
        sizes = [1, 256, 64 * KB]
    rows = []
    for name, function, level in ONE_SHOT:
        for size in sizes:
            # A quarter of a minute for each would be too much.
            if level == 9 and size > 16 * MB:
                continue
            is_sum = function in ("crc32", "adler32")
            rows.append(Row(
                "one-shot", name, size,
                dict.fromkeys(ALL_WAYS,
                              context.zlib_calls(function, level, size)),
                # Small differences of small sums are of interest.
                context.rounds(3 if size >= MB else 9 if is_sum else 5),
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
            size = 64 * KB if context.quick or chunk == 1 else MB
            command = context.zlib_calls(function, level, size, chunk)
            rows.append(Row(
                "streaming", name, chunk, dict.fromkeys(ALL_WAYS, command),
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
    sizes = [2 ** n for n in range(15)]
    if context.quick:
        sizes = [1, 4 * KB]
    rows = []
    for name, _ in BREAK_EVEN:
        function, _, way = name.partition(" by the ")

        def command(side, milliseconds):
            return context.guest("break_even", side, function, size,
                                 context.text, milliseconds)

        for size in sizes:
            sides = {
                "guest": command("guest", context.milliseconds),
                "host": command(way or "host", context.milliseconds),
            }
            rows.append(Row(
                "break-even", name, size, sides, context.rounds(5),
                probe=command(way or "host", 0),
                function=HOST_FUNCTIONS[function]))
    return rows


def threads(context):
    size = 16 * KB if context.quick else 256 * KB
    return [
        Row("threads", "threads that compress", count,
            dict.fromkeys(ALL_WAYS, context.zlib_calls(
                "compress2", 6, size, threads=count)),
            context.rounds(5),
            probe=context.zlib_calls("compress2", 6, size, threads=count, ms=0),
            function="deflate")
        for count in ([2] if context.quick else range(1, 9))
    ]


def start_up(context):
    ways = ("native", "emulated", "plugin", "offloaded")
    return [
        Row("start-up", name, None,
            dict.fromkeys(ways, Command(
                context.sysroot, context.program(program, is_static), [])),
            context.rounds(25), whole=True)
        for name, program, is_static in [
            ("static", "nothing_static", True),
            ("dynamic, without libz.so.1", "nothing", False),
            ("dynamic, with libz.so.1", "nothing_with_zlib", False),
        ]
    ]


def python(context, work, size, milliseconds):
    return context.debian(
        "python3.11",
        ["-S", context.machine.files["python_zlib"], work,
         context.beginning(size), milliseconds],
        {
            "PYTHONHOME": context.programs + "/usr",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
        })


def tax(context):
    ways = ("emulated", "plugin", "offloaded")
    milliseconds = 2 if context.quick else 200
    commands = [
        ("a loop that waits for memory",
         context.guest("foreign", "memory", milliseconds)),
        ("a loop of libm's functions",
         context.guest("foreign", "libm", milliseconds)),
        ("python3, a loop", python(context, "loop", MB, milliseconds)),
    ]
    return [
        Row("tax", name, None, dict.fromkeys(ways, command),
            context.rounds(15))
        for name, command in commands
    ]


def programs(context):
    large, middle, small = 64 * MB, 16 * MB, MB
    if context.quick:
        large, middle, small = MB, 256 * KB, 64 * KB
    empty, packed, packed_empty = (
        context.path(name) for name in ("empty", "text.gz", "empty.gz"))
    open(empty, "wb").close()
    minigzip = context.program("minigzip")

    def run_minigzip(option, stdin):
        return Command(context.sysroot, minigzip, [option], stdin=stdin)

    for source, result in [(context.beginning(large), packed),
                           (empty, packed_empty)]:
        argv, env = context.machine.argv_and_env(
            "native", run_minigzip("-6", source))
        context.write_output(argv, env, result, source)

    def row(name, size, command, baseline=None, function="deflate"):
        return Row("programs", name, size, dict.fromkeys(ALL_WAYS, command),
                   context.rounds(3), whole=baseline is not None,
                   baseline=dict.fromkeys(ALL_WAYS, baseline)
                   if baseline else None, function=function)

    def minizip(source):
        return context.debian(
            "minizip", ["-o", "-6", context.path("text.zip"), source])

    def pigz(source):
        return context.debian("pigz", ["-k", "-c", "-p", "1", source])

    milliseconds = 0 if context.quick else 300
    return [
        row("minigzip -6", large, run_minigzip("-6", context.beginning(large)),
            run_minigzip("-6", empty)),
        row("minigzip -d", large, run_minigzip("-d", packed),
            run_minigzip("-d", packed_empty), "inflate"),
        row("minizip -6", middle, minizip(context.beginning(middle)),
            minizip(empty)),
        row("pigz -p 1", middle, pigz(context.beginning(middle)), pigz(empty)),
        row("python3, items of 1 KB", small,
            python(context, "items", small, milliseconds)),
        row("python3, all at once", middle,
            python(context, "whole", middle, milliseconds)),
    ]


def stalls(context):
    milliseconds = 20 if context.quick else 2000

    def row(name, calls, function=None):
        command = context.guest("stalls", calls, context.text, milliseconds)
        return Row("stalls", name, None,
                   dict.fromkeys(("emulated", "offloaded"), command),
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
    "stalls": stalls,
}
