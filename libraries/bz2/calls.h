/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libbz2: see libraries/declare.h for the words, bzlib.h for the functions. All
 * versions of 1.0 produce the same bytes.
 *
 * CompressStream and DecompressStream are both bz_stream. libbz2 does not check
 * that a stream is of the right kind, so the host does.
 */
OPEN(int, BZ2_bzCompressInit, STREAM(CompressStream, strm),
     VALUE(int, blockSize100k), VALUE(int, verbosity), VALUE(int, workFactor))
CALL(int, BZ2_bzCompress, STREAM(CompressStream, strm), VALUE(int, action))
CLOSE(int, BZ2_bzCompressEnd, STREAM(CompressStream, strm))
OPEN(int, BZ2_bzDecompressInit, STREAM(DecompressStream, strm),
     VALUE(int, verbosity), VALUE(int, small))
CALL(int, BZ2_bzDecompress, STREAM(DecompressStream, strm))
CLOSE(int, BZ2_bzDecompressEnd, STREAM(DecompressStream, strm))
