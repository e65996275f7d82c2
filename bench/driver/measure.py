# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one program several ways, in turns, and takes its CPU time."""

import os
import subprocess
import sys
import tempfile
from typing import NamedTuple, Optional


class BenchError(Exception):
    """An error that is reported in one line."""


class Place(NamedTuple):
    """Where the files of one architecture are."""

    own: str  # the folder of the programs of bench/guest
    sysroot: str  # the C library and zlib, for the bench's own programs
    programs: str  # Debian's programs, with their libraries
    qemu: str
    stock: str  # the same QEMU without the project's patches


class Way(NamedTuple):
    """How a program is run.

    native     on this machine, with the tree's own loader and libraries
    stock      in the emulator without the project's patches
    emulated   in the emulator
    plugin     the same with the plugin, whose libz is off
    offloaded  the same with libz on
    guest      emulated; see "host"
    host       offloaded; the program itself sees that the host is called
    spied      offloaded, with a zlib on the host that prints what is called
    """

    kind: str
    guest: Optional[str] = None  # the architecture; None for "native"

    def __str__(self):
        return " ".join(filter(None, [self.guest, self.kind]))


NATIVE = Way("native")


class Command:
    """A program of the bench ("own") or one of Debian's ("programs").

    In the values of @env, "{root}" stands for the tree that the program's
    libraries come from.
    """

    def __init__(self, kind, name, args, env=None, stdin=None,
                 is_static=False):
        self.kind = kind
        self.name = name
        self.args = [str(arg) for arg in args]
        self.env = env or {}
        self.stdin = stdin
        self.is_static = is_static

    def root(self, place):
        return place.sysroot if self.kind == "own" else place.programs

    def path(self, place):
        if self.kind == "own":
            return os.path.join(place.own, self.name)
        return os.path.join(place.programs, "usr/bin", self.name)

    def environment(self, place):
        return {name: value.format(root=self.root(place))
                for name, value in self.env.items()}


class Machine:
    """Runs commands in each way.

    native: the Place of this machine's architecture.
    guests: Places by architecture.
    plugin: the plugin.
    backend: the host's zlib.
    spy: the one that prints what is called.
    work: a folder for files.
    """

    def __init__(self, native, guests, plugin, backend, spy, work):
        self.native = native
        self.guests = guests
        self.plugin = plugin
        self.backend = backend
        self.spy = spy
        self.work = work
        # The spy finds the real zlib here, and nothing else.
        self.spy_libraries = os.path.join(work, "spy")
        os.makedirs(self.spy_libraries)
        os.symlink(backend, os.path.join(self.spy_libraries, "libz.so.1"))

    def _native(self, command):
        program = command.path(self.native)
        if command.is_static:
            return [program] + command.args
        root = command.root(self.native)
        folder = root + "/lib/x86_64-linux-gnu"
        return [
            folder + "/ld-linux-x86-64.so.2",
            "--inhibit-cache",
            "--library-path",
            "%s:%s/usr/lib/x86_64-linux-gnu" % (folder, root),
            program,
        ] + command.args

    def _emulated(self, guest, command, backend=None, libz="on", qemu=None):
        """With the plugin if there is a backend."""
        place = self.guests[guest]
        argv = [qemu or place.qemu, "-L", command.root(place), "-U", "LD_LIBRARY_PATH"]
        for name, value in command.environment(place).items():
            argv += ["-E", "%s=%s" % (name, value)]
        if backend is not None:
            # Nor is anything else of the machine's to count.
            argv += ["-plugin", "%s,libraries=%s,backend=%s,libz=%s" % (
                self.plugin, os.path.dirname(self.backend), backend, libz)]
        return argv + [command.path(place)] + command.args

    def argv_and_env(self, way, command):
        kind, guest = way
        if kind == "native":
            return self._native(command), command.environment(self.native)
        if kind == "stock":
            return self._emulated(
                guest, command, qemu=self.guests[guest].stock), {}
        if kind in ("emulated", "guest"):
            return self._emulated(guest, command), {}
        if kind == "plugin":
            return self._emulated(guest, command, self.backend, "off"), {}
        if kind == "spied":
            return (self._emulated(guest, command, self.spy),
                    {"LD_LIBRARY_PATH": self.spy_libraries})
        if kind in ("offloaded", "host"):
            return self._emulated(guest, command, self.backend), {}
        raise BenchError("no way '%s'" % kind)

    def run(self, way, command):
        """Returns CPU nanoseconds, standard output and standard error."""
        argv, env = self.argv_and_env(way, command)
        with tempfile.TemporaryFile(dir=self.work) as out, \
                tempfile.TemporaryFile(dir=self.work) as log, \
                open(command.stdin or os.devnull, "rb") as stdin:
            process = subprocess.Popen(
                argv, env=env, stdin=stdin, stdout=out, stderr=log,
                cwd=self.work,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            log.seek(0)
            errors = log.read().decode(errors="replace")
            if process.returncode != 0:
                raise BenchError("%s: status %d: %s" % (
                    " ".join(argv), process.returncode, errors.strip()))
            out.seek(0)
            output = out.read()
        return (usage.ru_utime + usage.ru_stime) * 1e9, output, errors


class Row:
    """One line of a table, before and after it was measured."""

    def __init__(self, part, name, x, commands, rounds, whole=False,
                 baseline=None, probe=None, function=None, same_output=False):
        """
        part, name, x: where it belongs; x is a size or a count, or None.
        commands: by Way.
        rounds: how often each way is run.
        whole: whether to take the CPU time of the process; otherwise it is the
            number that the process prints.
        baseline: a command whose time is subtracted.
        probe: what to run to see what the host does; None for the command of
            the offloaded way.
        function: the function of the host's zlib that does the work; None if
            the row does not claim that the host does any.
        same_output: whether all ways have to write the same.
        """
        self.part = part
        self.name = name
        self.x = x
        self.commands = commands
        self.rounds = rounds
        self.whole = whole
        self.baseline = baseline
        self.probe = probe
        self.function = function
        self.same_output = same_output
        self.output = None  # the first one
        self.times = {way: [] for way in commands}
        self.proven = {}  # by Way, the function that the host was seen to call

    def label(self):
        return self.name if self.x is None else "%s, %s" % (self.name, self.x)

    def time(self, way):
        return median(self.times[way])

    def ratio(self, way, to):
        """The median of the rounds' ratios; None if one was not measured.

        What else the machine does in a round affects both ways.
        """
        if not self.times.get(way) or not self.times.get(to):
            return None
        return median([
            a / b if b > 0 else float("nan")
            for a, b in zip(self.times[way], self.times[to])
        ])

    def _time_once(self, machine, way, command):
        cpu, output, _ = machine.run(way, command)
        if self.same_output:
            if self.output is None:
                self.output = output
            if self.output != output:
                raise BenchError("%s: %s: %s: other output than before" % (
                    self.part, self.label(), way))
        return cpu if self.whole else float(output)

    def measure(self, machine):
        for _ in range(self.rounds):
            for way, command in self.commands.items():
                time = self._time_once(machine, way, command)
                if self.baseline is not None:
                    time -= self._time_once(machine, way, self.baseline)
                self.times[way].append(time)
        if self.function is not None:
            self._prove(machine)
        print("%s: %s" % (self.part, self.label()), file=sys.stderr)

    def _prove(self, machine):
        """Sees that the host does the work, in each way that claims it."""
        for way, command in self.commands.items():
            if way.kind not in ("offloaded", "host"):
                continue
            _, _, errors = machine.run(
                Way("spied", way.guest), self.probe or command)
            if "host's zlib: " + self.function not in errors.splitlines():
                raise BenchError("%s: %s: %s: the host did nothing%s" % (
                    self.part, self.label(), way,
                    errors and "; standard error: " + errors.strip()))
            self.proven[way] = self.function


def median(values):
    middle = sorted(values)
    return (middle[(len(middle) - 1) // 2] + middle[len(middle) // 2]) / 2
