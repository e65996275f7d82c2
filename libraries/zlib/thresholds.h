/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which calls are worth a crossing, and which go by the doorbell: in bytes.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_THRESHOLDS_H
#define HOSTLIB_LIBRARIES_ZLIB_THRESHOLDS_H

enum {
    /* From here on a checksum is worth a system call. By the doorbell it is
     * worth a call whatever it is of. */
    CRC32_SYSTEM_CALL = 256,
    ADLER32_SYSTEM_CALL = 512,

    /*
     * Up to here a call takes the host no longer than about 100 microseconds:
     * for checksums and what is as fast; for input of deflate(), whatever the
     * level; for output of inflate(), or input that has no more than that much
     * output.
     */
    CHECKSUM_SHORT = 65536,
    DEFLATE_SHORT = 256,
    INFLATE_SHORT_OUTPUT = 16384,
    INFLATE_SHORT_INPUT = 16,
};

#endif
