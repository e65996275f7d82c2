# SPDX-License-Identifier: GPL-2.0-or-later
"""Starts breakpoints.c in an emulator, and sets a breakpoint in it as gdb does.

    debugger.py CPU EMULATOR [OPTION...] -- GUEST

The breakpoint is set after the code has run, at the target of a jump to another
page. Ends with status 0 if each call stops there and the guest then ends well.
The socket is made in the working directory: the path of one has to be short.
"""

import os
import socket
import subprocess
import sys

# breakpoints.c has the same numbers.
TARGET = 0x140000000 + 4096
CALLS = 5

SOCKET = "gdb"

# gdb's numbers of the program counters.
PROGRAM_COUNTERS = {"aarch64": 32, "riscv64": 32, "x86_64": 16}

BREAKPOINT = "T05"


class Debugger:
    """The remote protocol, as far as it is needed."""

    def __init__(self, connection):
        self.connection = connection
        self.file = connection.makefile("rb")

    def ask(self, packet):
        """Sends a packet and returns the answer to it."""
        data = packet.encode()
        self.connection.sendall(b"$%s#%02x" % (data, sum(data) % 256))
        return self._receive()

    def _receive(self):
        byte = self.file.read(1)
        while byte != b"$":
            if not byte:
                raise EOFError("the emulator has closed the connection")
            byte = self.file.read(1)
        data = b""
        byte = self.file.read(1)
        while byte not in (b"#", b""):
            data += byte
            byte = self.file.read(1)
        self.file.read(2)
        self.connection.sendall(b"+")
        return data.decode()

    def read_number(self, register):
        answer = self.ask("p%x" % register)
        return int.from_bytes(bytes.fromhex(answer), "little")


def connect(process):
    """Waits for the emulator's socket."""
    while process.poll() is None:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(SOCKET)
            return connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            os.sched_yield()
    sys.exit("the emulator ended with status %d" % process.returncode)


def expect(what, got, expected):
    if got != expected:
        sys.exit("%s: got %s, expected %s" % (what, got, expected))


def debug(debugger, cpu):
    expect("the first stop", debugger.ask("?")[:3], BREAKPOINT)
    # By its signal, which has another number in gdb's count.
    expect("the guest's signal", debugger.ask("c")[:3], "T1e")
    expect("setting a breakpoint", debugger.ask("Z0,%x,1" % TARGET), "OK")
    for call in range(CALLS):
        expect("call %d" % call, debugger.ask("c")[:3], BREAKPOINT)
        expect("program counter",
               hex(debugger.read_number(PROGRAM_COUNTERS[cpu])), hex(TARGET))
    expect("removing it", debugger.ask("z0,%x,1" % TARGET), "OK")
    expect("the end", debugger.ask("c"), "W00")


def main():
    cpu = sys.argv[1]
    split = sys.argv.index("--")
    command = sys.argv[2:split] + ["-g", SOCKET] + sys.argv[split + 1:]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        with connect(process) as connection:
            debug(Debugger(connection), cpu)
        expect("exit status", process.wait(), 0)
    finally:
        process.kill()


if __name__ == "__main__":
    main()
