# SPDX-License-Identifier: GPL-2.0-or-later
"""How fast it is: see docs/performance.md. Started by //bench."""

import argparse
import filecmp
import os
import sys
import tempfile

from measure import BenchError, Machine, Place
from parts import PARTS, Context
from plots import write_plots
from report import all_tables, describe_machine, write_csv


def arguments(guests):
    parser = argparse.ArgumentParser(
        prog="//bench",
        description="Measures CPU time natively, emulated and offloaded.")
    parser.add_argument(
        "parts", nargs="*", metavar="PART",
        help="what to measure: %s; all by default" % ", ".join(PARTS))
    parser.add_argument(
        "--out", default="bench-results", metavar="DIR",
        help="where tables.md, results.csv and the plots go")
    parser.add_argument(
        "--guest", action="append", choices=guests, dest="guests",
        help="which guests to measure; may be repeated; all by default")
    parser.add_argument(
        "--quick", action="store_true",
        help="shows in about a minute that it works, not how fast it is")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            raise BenchError("no part '%s'; there are %s" % (
                part, ", ".join(PARTS)))
    return options


NATIVE_CPU = "x86_64"
LIBZ = "/lib/%s-linux-gnu/libz.so.1"


def find_place(cpu):
    """Files of one architecture, from the launcher's environment."""
    return Place(**{
        name: os.environ["BENCH_%s_%s" % (name, cpu)]
        for name in Place._fields
    })


def find_machine(guests, work):
    places = {cpu: find_place(cpu) for cpu in [NATIVE_CPU] + guests}
    for cpu, place in places.items():
        if not filecmp.cmp(place.sysroot + LIBZ % cpu,
                           place.programs + LIBZ % cpu, False):
            raise BenchError(
                "%s: the programs' zlib is not the sysroot's" % cpu)
    native = places[NATIVE_CPU]
    backend = os.path.realpath(native.sysroot + LIBZ % NATIVE_CPU)
    measured = {cpu: places[cpu] for cpu in guests}
    return Machine(native, measured, os.environ["BENCH_plugin"], backend,
                   os.environ["BENCH_spy"], work)


def measure(parts, context):
    rows = []
    for part in parts:
        for row in PARTS[part](context):
            row.measure(context.machine)
            rows.append(row)
    return rows


def bench(options, guests, work):
    """Returns the rows, and the lines of the tables."""
    machine = find_machine(guests, work)
    parts = [part for part in PARTS
             if not options.parts or part in options.parts]
    load = os.getloadavg()[0]
    context = Context(
        machine, os.environ["BENCH_python_work"],
        os.environ["BENCH_python_zlib"], options.quick)
    rows = measure(parts, context)
    emulator = machine.guests[guests[0]].qemu
    return rows, all_tables(
        rows, parts, guests, describe_machine(emulator, load))


def main():
    all_guests = os.environ["BENCH_guests"].split()
    options = arguments(all_guests)
    guests = [guest for guest in all_guests
              if not options.guests or guest in options.guests]
    # The folder that the user called Bazel in.
    out = os.path.join(
        os.environ.get("BUILD_WORKING_DIRECTORY", ""), options.out)
    os.makedirs(out, exist_ok=True)
    if not os.access(out, os.W_OK):
        # Before the work, not after it.
        raise BenchError("cannot write to %s; name another by --out" % out)
    with tempfile.TemporaryDirectory() as work:
        rows, lines = bench(options, guests, work)
    text = "\n".join(lines)
    with open(os.path.join(out, "tables.md"), "w", encoding="utf-8") as file:
        file.write(text)
    write_csv(rows, os.path.join(out, "results.csv"))
    write_plots(rows, guests, out)
    sys.stdout.write(text)
    print("written to %s" % out, file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except (BenchError, OSError) as error:
        sys.exit("bench: %s" % error)
    except KeyboardInterrupt:
        sys.exit(130)
