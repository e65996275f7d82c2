/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checksum has 32 bits. */
CALL(uint32_t, rle_checksum, VALUE(uint64_t, so_far),
     IN(const uint8_t *, bytes, count), VALUE(size_t, count))
