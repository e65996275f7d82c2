/* SPDX-License-Identifier: GPL-2.0-or-later */
CALL(uint32_t, rle_checksum, VALUE(uint32_t, so_far),
     IN(const uint8_t *, bytes, count), VALUE(size_t, count))
CALL(size_t, rle_pack, OUT(uint8_t *, to, room), VALUE(size_t, room),
     IN(const uint8_t *, from, count), VALUE(size_t, count))
OPEN(int, rle_open, STREAM(RleStream, stream))
CALL(int, rle_feed, STREAM(RleStream, stream), VALUE(int, is_last))
CLOSE(int, rle_close, STREAM(RleStream, stream))
