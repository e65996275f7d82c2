# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one program several ways, in turns, and takes its CPU time."""

import os
import subprocess
import sys
import tempfile


class BenchError(Exception):
    """What is to be told in one line."""


class Command:
    """A program of one of the trees: the sysroot's, or Debian's programs'."""

    def __init__(self, root, program, args, env=None, stdin=None):
        self.root = root
        self.program = program  # a Program, or the same path for all ways
        self.args = [str(arg) for arg in args]
        self.env = env or {}
        self.stdin = stdin


class Program:
    """One of bench/guest: the same source for the host and for the guest."""

    def __init__(self, native, guest, is_static=False):
        self.native = native
        self.guest = guest
        self.is_static = is_static


class Machine:
    """How a command is run in each way.

    native     on this machine, with the tree's own loader and libraries
    emulated   in the emulator
    plugin     the same with the plugin, but without the drop-in
    offloaded  with both
    spied      the same, with a zlib of the host's that tells what is called
    """

    def __init__(self, files, work):
        self.files = files
        self.work = work
        # The spy finds the real zlib here, and nothing else.
        self.spy_libraries = os.path.join(work, "spy")
        os.mkdir(self.spy_libraries)
        os.symlink(
            files["backend"], os.path.join(self.spy_libraries, "libz.so.1")
        )

    def _native(self, command):
        program = command.program
        if isinstance(program, Program):
            if program.is_static:
                return [program.native] + command.args
            program = program.native
        folder = command.root + "/lib/x86_64-linux-gnu"
        return [
            folder + "/ld-linux-x86-64.so.2",
            "--inhibit-cache",
            "--library-path",
            "%s:%s/usr/lib/x86_64-linux-gnu" % (folder, command.root),
            program,
        ] + command.args

    def _emulated(self, command, plugin_options):
        argv = [self.files["qemu"], "-L", command.root, "-U", "LD_LIBRARY_PATH"]
        for name, value in command.env.items():
            argv += ["-E", "%s=%s" % (name, value)]
        if plugin_options is not None:
            argv += ["-plugin", self.files["plugin"] + plugin_options]
        program = command.program
        if isinstance(program, Program):
            program = program.guest
        return argv + [program] + command.args

    def argv_and_env(self, way, command):
        backend = ",backend=" + self.files["backend"]
        drop_in = ",libz=" + self.files["drop_in"]
        if way == "native":
            return self._native(command), command.env
        if way == "emulated":
            return self._emulated(command, None), {}
        if way == "plugin":
            return self._emulated(command, backend + ",libz=off"), {}
        if way == "offloaded":
            return self._emulated(command, backend + drop_in), {}
        if way == "spied":
            spy = ",backend=" + self.files["spy"]
            return (
                self._emulated(command, spy + drop_in),
                {"LD_LIBRARY_PATH": self.spy_libraries},
            )
        raise BenchError("no way '%s'" % way)

    def run(self, way, command):
        """Returns (CPU nanoseconds, what it wrote, what it said)."""
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
            said = log.read().decode(errors="replace")
            if process.returncode != 0:
                raise BenchError("%s: status %d: %s" % (
                    " ".join(argv), process.returncode, said.strip()))
            out.seek(0)
            wrote = out.read(64)
        return (usage.ru_utime + usage.ru_stime) * 1e9, wrote, said


class Row:
    """One line of a table, before and after it was measured."""

    def __init__(self, part, name, x, commands, rounds, whole=False,
                 baseline=None, probe=None, function=None):
        """
        part, name, x: where it belongs; x is a size or a count, or None.
        commands: by way.
        rounds: how often each way is run.
        whole: whether all of the process counts, or what it prints.
        baseline: commands by way whose time is subtracted.
        probe: what to run to see what the host does; the offloaded command.
        function: of the host's zlib, which does the work; None if there is
            nothing to look for.
        """
        self.part = part
        self.name = name
        self.x = x
        self.commands = commands
        self.rounds = rounds
        self.whole = whole
        self.baseline = baseline or {}
        self.probe = probe or commands.get("offloaded") or commands.get("host")
        self.function = function
        self.times = {way: [] for way in commands}
        self.host = ""

    def label(self):
        return self.name if self.x is None else "%s, %s" % (self.name, self.x)

    def time(self, way):
        return median(self.times[way])

    def ratio(self, way, to):
        """Of neighbours in time: what else the machine did hits both."""
        if not self.times.get(way) or not self.times.get(to):
            return None
        return median([
            a / b if b > 0 else float("nan")
            for a, b in zip(self.times[way], self.times[to])
        ])

    # Ways that differ by the program and not by the machine.
    _MACHINE = {"guest": "offloaded", "host": "offloaded"}

    def _time_once(self, machine, way, command):
        cpu, wrote, _ = machine.run(self._MACHINE.get(way, way), command)
        return cpu if self.whole else float(wrote)

    def measure(self, machine):
        for _ in range(self.rounds):
            for way, command in self.commands.items():
                time = self._time_once(machine, way, command)
                if way in self.baseline:
                    time -= self._time_once(machine, way, self.baseline[way])
                self.times[way].append(time)
        if self.function is not None:
            self._prove(machine)
        print("%s: %s" % (self.part, self.label()), file=sys.stderr)

    def _prove(self, machine):
        _, _, said = machine.run("spied", self.probe)
        if "host's zlib: " + self.function not in said.splitlines():
            raise BenchError("%s: %s: the host did nothing%s" % (
                self.part, self.label(), said and "; it said: " + said.strip()))
        self.host = self.function


def median(values):
    middle = sorted(values)
    return (middle[(len(middle) - 1) // 2] + middle[len(middle) // 2]) / 2
