# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses zlib in all the ways that Python has; prints what comes of it."""

import gzip
import hashlib
import io
import random
import sys
import zipfile
import zlib


def show(name, data):
    print(name, len(data), hashlib.sha256(data).hexdigest())


def streams(text):
    for level in (-1, 0, 1, 6, 9):
        for wbits in (15, -15, 31, 9):
            packer = zlib.compressobj(level, zlib.DEFLATED, wbits)
            packed = b"".join(
                packer.compress(text[i : i + 7001])
                + packer.flush(zlib.Z_SYNC_FLUSH)
                for i in range(0, len(text), 7001)
            )
            packed += packer.flush()
            show(f"level {level} wbits {wbits}", packed)
            unpacker = zlib.decompressobj(wbits)
            plain = unpacker.decompress(packed[:1000], 500)
            plain += unpacker.decompress(
                unpacker.unconsumed_tail + packed[1000:]
            )
            plain += unpacker.flush()
            assert plain == text and unpacker.eof


def dictionaries(text):
    packer = zlib.compressobj(zdict=text[:3000])
    packed = packer.compress(text) + packer.copy().flush()
    show("dictionary", packed)
    unpacker = zlib.decompressobj(zdict=text[:3000])
    assert unpacker.copy().decompress(packed) == text


def files(text):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as file:
        file.write(text)
    show("gzip", buffer.getvalue())
    assert gzip.decompress(buffer.getvalue()) == text
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(20):
            info = zipfile.ZipInfo(f"file{i}")
            archive.writestr(info, text[i * 100 :], zipfile.ZIP_DEFLATED)
    show("zip", buffer.getvalue())
    with zipfile.ZipFile(buffer) as archive:
        assert archive.testzip() is None
        assert archive.read("file3") == text[300:]


def errors(text):
    packed = zlib.compress(text)
    for bad in (b"no stream", packed[:-2], packed[:500] + b"x" + packed[501:]):
        try:
            zlib.decompress(bad)
            print("decompressed")
        except zlib.error as error:
            print(error)


def main():
    random.seed(7)
    words = [bytes(random.choices(b"abcdefgh", k=5)) for _ in range(300)]
    text = b" ".join(random.choices(words, k=int(sys.argv[1]) // 6))
    streams(text)
    dictionaries(text)
    files(text)
    errors(text)
    print("crc32", zlib.crc32(text), "adler32", zlib.adler32(text))


main()
