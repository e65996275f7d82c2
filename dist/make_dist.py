# SPDX-License-Identifier: GPL-2.0-or-later
"""Puts files into a tree, or into a tarball that depends on nothing else.

    make_dist.py tree MANIFEST FOLDER
    make_dist.py tar MANIFEST FILE NAME

A line of the manifest is mode (octal), path in the tree and source, with tabs
between them. NAME is the folder that all of the tarball is in.
"""

import gzip
import os
import shutil
import sys
import tarfile

# Some programs do not believe in 1970.
TIME = 315532800  # 1980-01-01


def read_manifest(path):
    """Returns (path in the tree, mode, source) in the order of paths."""
    entries = []
    with open(path, encoding="utf-8") as manifest:
        for line in manifest:
            mode, place, source = line.rstrip("\n").split("\t")
            entries.append((place, int(mode, 8), source))
    entries.sort()
    return entries


def make_tree(entries, folder):
    for place, mode, source in entries:
        path = os.path.join(folder, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(source, path)
        os.chmod(path, mode)


def with_folders(entries, name):
    """Yields (path, mode, source): a folder, without source, before its files."""
    seen = set()
    for place, mode, source in entries:
        parts = [name] + place.split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth])
            if folder not in seen:
                seen.add(folder)
                yield folder, 0o755, None
        yield "/".join(parts), mode, source


def add(archive, path, mode, source):
    info = tarfile.TarInfo(path)
    info.mode = mode
    info.mtime = TIME
    if source is None:
        info.type = tarfile.DIRTYPE
        archive.addfile(info)
        return
    with open(source, "rb") as file:
        info.size = os.fstat(file.fileno()).st_size
        archive.addfile(info, file)


def make_tarball(entries, output, name):
    with open(output, "wb") as raw, gzip.GzipFile(
        filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0
    ) as packed, tarfile.open(
        fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT
    ) as archive:
        for path, mode, source in sorted(with_folders(entries, name)):
            add(archive, path, mode, source)


def main():
    entries = read_manifest(sys.argv[2])
    if sys.argv[1] == "tree":
        make_tree(entries, sys.argv[3])
    else:
        make_tarball(entries, sys.argv[3], sys.argv[4])


main()
