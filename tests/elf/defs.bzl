# SPDX-License-Identifier: GPL-2.0-or-later
"""What an ELF file that is built must look like."""

def elf_test(name, src, machine, **expected):
    """Checks machine, soname, search path, needed libraries and symbols.

    What is not given must not be there: a file without `soname` has none.

    Args:
      name: name of the test.
      src: label of one ELF file, or of a target with several.
      machine: as llvm-readelf names it.
      **expected: `file`, the base name of the file of `src` that is meant;
        `needed`, list of sonames; `soname`; `runpath`, what DT_RUNPATH or
        DT_RPATH holds; `exports`, all symbols that a library defines for
        others; `has_exports`, some of those of a program.
    """
    native.sh_test(
        name = name,
        size = "small",
        srcs = ["//tests/elf:elf_test.sh"],
        args = ["$(rootpaths %s)" % src],
        data = [
            src,
            "@llvm//:all",
            "@llvm//:bin/llvm-readelf",
        ],
        env = {
            "ELF_EXPORTS": " ".join(expected.pop("exports", ["-"])),
            "ELF_FILE": expected.pop("file", ""),
            "ELF_HAS_EXPORTS": " ".join(expected.pop("has_exports", [])),
            "ELF_MACHINE": machine,
            "ELF_NEEDED": " ".join(sorted(expected.pop("needed", []))),
            "ELF_RUNPATH": expected.pop("runpath", "").replace("$", "$$"),
            "ELF_SONAME": expected.pop("soname", ""),
            "READELF": "$(rlocationpath @llvm//:bin/llvm-readelf)",
        },
        deps = ["//tools/testing:test_lib"],
    )
    if expected:
        fail("elf_test does not know " + ", ".join(expected.keys()))
