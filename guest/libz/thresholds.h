/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From how many bytes on a call of the host is worth the crossing. First
 * guesses; a benchmark will set them.
 */
#ifndef HOSTLIB_GUEST_LIBZ_THRESHOLDS_H
#define HOSTLIB_GUEST_LIBZ_THRESHOLDS_H

enum {
    CRC32_THRESHOLD = 4096,
    ADLER32_THRESHOLD = 16384,
};

#endif
