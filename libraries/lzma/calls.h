/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * liblzma: see libraries/declare.h for the words, lzma/container.h and base.h
 * for the functions. Encoders produce the same bytes from 5.2 on.
 */
OPEN(lzma_ret, lzma_easy_encoder, STREAM(lzma_stream, strm),
     VALUE(uint32_t, preset), VALUE(lzma_check, check))
OPEN(lzma_ret, lzma_stream_decoder, STREAM(lzma_stream, strm),
     VALUE(uint64_t, memlimit), VALUE(uint32_t, flags))
OPEN(lzma_ret, lzma_auto_decoder, STREAM(lzma_stream, strm),
     VALUE(uint64_t, memlimit), VALUE(uint32_t, flags))
OPEN(lzma_ret, lzma_alone_decoder, STREAM(lzma_stream, strm),
     VALUE(uint64_t, memlimit))
CALL(lzma_ret, lzma_code, STREAM(lzma_stream, strm), VALUE(lzma_action, action))
CALL(lzma_check, lzma_get_check, STREAM(ConstLzmaStream, strm))
CALL(uint64_t, lzma_memusage, STREAM(ConstLzmaStream, strm))
CALL(uint64_t, lzma_memlimit_get, STREAM(ConstLzmaStream, strm))
CALL(lzma_ret, lzma_memlimit_set, STREAM(lzma_stream, strm),
     VALUE(uint64_t, memlimit))
CLOSE_VOID(lzma_end, STREAM(lzma_stream, strm))
