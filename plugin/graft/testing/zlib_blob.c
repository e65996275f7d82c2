/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A blob for zlib, as graft_blob.h describes it: thunks that call the original
 * functions and change their results, which shows that both have run.
 */
#include <stdint.h>

/*
 * The slot of @name. In .data, because it needs a place in the file; protected,
 * because other variables would be reached through relocations. volatile: the
 * compiler must not rely on the value that it sees.
 */
#define SLOT(name)                                                             \
    __attribute__((visibility("protected"),                                    \
                   section(".data"))) volatile int64_t hostlib_original_##name

/* Where the library's own function @name is. */
#define ORIGINAL(name)                                                         \
    ((char *)&hostlib_original_##name + hostlib_original_##name)

#define THUNK __attribute__((visibility("default")))

typedef unsigned long Checksum(unsigned long sum, const unsigned char *bytes,
                               unsigned int size);
typedef unsigned long Flags(void);
typedef int InflateInit(void *stream, const char *version, int size);

THUNK Checksum adler32;
THUNK Checksum crc32;
THUNK Checksum not_in_zlib;
THUNK InflateInit inflateInit_; /* NOLINT(readability-identifier-naming) */
THUNK Flags zlibCompileFlags;   /* NOLINT(readability-identifier-naming) */

SLOT(adler32);
SLOT(crc32);
SLOT(inflateInit_);
SLOT(not_in_zlib);
SLOT(zlibCompileFlags);

/* In .bss: whoever loads the graft has to make it. */
static unsigned int calls;

unsigned long adler32(unsigned long sum, const unsigned char *bytes,
                      unsigned int size)
{
    return ((Checksum *)ORIGINAL(adler32))(sum, bytes, size) ^ 2;
}

unsigned long crc32(unsigned long sum, const unsigned char *bytes,
                    unsigned int size)
{
    return ((Checksum *)ORIGINAL(crc32))(sum, bytes, size) ^ 1;
}

/* Not by a jump: unwinding from what the original calls leads through it. */
int inflateInit_(void *stream, const char *version, int size)
{
    const int status =
        ((InflateInit *)ORIGINAL(inflateInit_))(stream, version, size);

    calls++;
    return status;
}

unsigned long not_in_zlib(unsigned long sum, const unsigned char *bytes,
                          unsigned int size)
{
    return ((Checksum *)ORIGINAL(not_in_zlib))(sum, bytes, size);
}

/* The calls of this function and of inflateInit_() are in the upper half. */
unsigned long zlibCompileFlags(void)
{
    calls++;
    return ((Flags *)ORIGINAL(zlibCompileFlags))() +
           ((unsigned long)calls << 32);
}
