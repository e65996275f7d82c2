/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libbz2: see libraries/declare.h for the words, bzlib.h for the functions. All
 * versions of 1.0 produce the same bytes.
 */
OPEN(int, BZ2_bzCompressInit, STREAM(bz_stream, strm),
     VALUE(int, blockSize100k), VALUE(int, verbosity), VALUE(int, workFactor))
CALL(int, BZ2_bzCompress, STREAM(bz_stream, strm), VALUE(int, action))
CLOSE(int, BZ2_bzCompressEnd, STREAM(bz_stream, strm))
OPEN(int, BZ2_bzDecompressInit, STREAM(bz_stream, strm), VALUE(int, verbosity),
     VALUE(int, small))
CALL(int, BZ2_bzDecompress, STREAM(bz_stream, strm))
CLOSE(int, BZ2_bzDecompressEnd, STREAM(bz_stream, strm))
