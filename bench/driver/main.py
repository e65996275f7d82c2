# SPDX-License-Identifier: GPL-2.0-or-later
"""How fast it is: see docs/performance.md. Started by //bench."""

import argparse
import filecmp
import os
import sys
import tempfile

from measure import BenchError, Machine
from parts import PARTS, Context
from plots import write_plots
from report import all_tables, describe_machine, write_csv


def arguments():
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
        "--quick", action="store_true",
        help="less than a minute: shows that it works, not how fast it is")
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            raise BenchError("no part '%s'; there are %s" % (
                part, ", ".join(PARTS)))
    return options


def find_files():
    """Paths from the launcher's environment."""
    names = ["qemu", "plugin", "drop_in", "spy", "sysroot", "programs",
             "python_zlib", "guests", "native_guests"]
    files = {name: os.environ["BENCH_" + name.upper()] for name in names}
    library = "/lib/x86_64-linux-gnu/libz.so.1"
    files["backend"] = os.path.realpath(files["sysroot"] + library)
    if not filecmp.cmp(files["backend"], files["programs"] + library, False):
        raise BenchError("the programs' zlib is not the sysroot's: "
                         "what is native would be another library")
    return files


def bench(options, work):
    files = find_files()
    parts = [part for part in PARTS
             if not options.parts or part in options.parts]
    load = os.getloadavg()[0]
    context = Context(Machine(files, work), options.quick)
    rows = []
    for part in parts:
        for row in PARTS[part](context):
            row.measure(context.machine)
            rows.append(row)
    return rows, all_tables(rows, parts, describe_machine(files, load))


def main():
    options = arguments()
    # Bazel runs it elsewhere than it was started.
    out = os.path.join(
        os.environ.get("BUILD_WORKING_DIRECTORY", ""), options.out)
    os.makedirs(out, exist_ok=True)
    if not os.access(out, os.W_OK):
        # Before the work, not after it.
        raise BenchError("cannot write to %s; name another by --out" % out)
    with tempfile.TemporaryDirectory() as work:
        rows, lines = bench(options, work)
    text = "\n".join(lines)
    with open(os.path.join(out, "tables.md"), "w", encoding="utf-8") as file:
        file.write(text)
    write_csv(rows, os.path.join(out, "results.csv"))
    write_plots(rows, out)
    sys.stdout.write(text)
    print("written to %s" % out, file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except (BenchError, OSError) as error:
        sys.exit("bench: %s" % error)
    except KeyboardInterrupt:
        sys.exit(130)
