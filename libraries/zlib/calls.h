/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zlib: see libraries/declare.h for the words, zlib.h for the functions. All
 * versions from 1.2.9 on produce the same bytes, but for what block.h says of
 * 1.2.12.
 *
 * DeflateStream and InflateStream are both z_stream.
 */
OPEN_OWN(int, deflateInit2_, STREAM(DeflateStream, strm),
         VALUE(uint64_t, parameters), VALUE(uint64_t, guestVersion))
CALL_OWN(int, deflate, STREAM(DeflateStream, strm), VALUE(int, flush))
CLOSE_OWN_THUNK(int, deflateEnd, STREAM(DeflateStream, strm))
CALL_OWN_HOST(int, deflateReset, RESET_STREAM(DeflateStream, strm))
CALL_OWN_HOST(int, deflateResetKeep, STREAM(DeflateStream, strm))
CALL_OWN_THUNK(int, deflateSetDictionary, STREAM(DeflateStream, strm),
               IN_OR_NULL(const Bytef *, dictionary, dictLength),
               VALUE(uInt, dictLength))
CALL_OWN_HOST(int, deflateGetDictionary, QUERY_STREAM(DeflateStream, strm),
              ADDRESS(Bytef *, dictionary), ADDRESS(uInt *, dictLength))
CALL_OWN(int, deflateParams, STREAM(DeflateStream, strm), VALUE(int, level),
         VALUE(int, strategy))
CALL(int, deflateTune, STREAM(DeflateStream, strm), VALUE(int, good_length),
     VALUE(int, max_lazy), VALUE(int, nice_length), VALUE(int, max_chain))
CALL_OWN_HOST(uLong, deflateBound, QUERY_STREAM(DeflateStream, strm),
              VALUE(uLong, sourceLen))
CALL(int, deflatePending, QUERY_STREAM(DeflateStream, strm),
     OUT_OR_NULL(unsigned *, pending, sizeof(unsigned)),
     OUT_OR_NULL(int *, bits, sizeof(int)))
CALL(int, deflatePrime, STREAM(DeflateStream, strm), VALUE(int, bits),
     VALUE(int, value))
CALL_OWN_HOST(int, deflateSetHeader, STREAM(DeflateStream, strm),
              ADDRESS(gz_headerp, head))
OPERATION(deflateCopy)
SYMBOL(deflateCopy)

OPEN_OWN(int, inflateInit2_, STREAM(InflateStream, strm),
         VALUE(int, windowBits))
CALL_OWN(int, inflate, STREAM(InflateStream, strm), VALUE(int, flush))
CLOSE_OWN_THUNK(int, inflateEnd, STREAM(InflateStream, strm))
CALL_OWN(int, inflateReset, RESET_STREAM(InflateStream, strm))
CALL_OWN(int, inflateReset2, RESET_STREAM(InflateStream, strm),
         VALUE(int, windowBits))
CALL_OWN(int, inflateResetKeep, STREAM(InflateStream, strm))
CALL_OWN_THUNK(int, inflateSetDictionary, STREAM(InflateStream, strm),
               IN(const Bytef *, dictionary, dictLength),
               VALUE(uInt, dictLength))
CALL_OWN(int, inflateGetDictionary, QUERY_STREAM(InflateStream, strm),
         ADDRESS(Bytef *, dictionary), ADDRESS(uInt *, dictLength))
CALL_OWN(int, inflateSync, STREAM(InflateStream, strm))
CALL(int, inflateSyncPoint, QUERY_STREAM(InflateStream, strm))
CALL(int, inflatePrime, STREAM(InflateStream, strm), VALUE(int, bits),
     VALUE(int, value))
CALL(long, inflateMark, QUERY_STREAM(InflateStream, strm))
CALL(int, inflateUndermine, STREAM(InflateStream, strm), VALUE(int, subvert))
CALL(int, inflateValidate, STREAM(InflateStream, strm), VALUE(int, check))
CALL(unsigned long, inflateCodesUsed, QUERY_STREAM(InflateStream, strm))
CALL_OWN_HOST(int, inflateGetHeader, STREAM(InflateStream, strm),
              ADDRESS(gz_headerp, head))
OPERATION(inflateCopy)
SYMBOL(inflateCopy)

CALL_OWN_THUNK(uLong, crc32_z, VALUE(uLong, crc), IN(const Bytef *, buf, len),
               VALUE(z_size_t, len))
CALL_OWN_THUNK(uLong, adler32_z, VALUE(uLong, adler),
               IN(const Bytef *, buf, len), VALUE(z_size_t, len))
