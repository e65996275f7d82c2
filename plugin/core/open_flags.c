/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/open_flags.h"

#include <fcntl.h>

#include "plugin/core/guest_target.h"

/*
 * O_LARGEFILE as the kernel has it; glibc defines it as 0 on 64-bit hosts,
 * where open() implies it. openat2() does not imply it.
 */
#if defined(__aarch64__)
#define HOST_LARGEFILE 0400000
#else
#define HOST_LARGEFILE 0100000
#endif

/* O_SYNC and O_TMPFILE are two bits each, one of which is another flag. */
#define HOST_SYNC_ONLY    (O_SYNC & ~O_DSYNC)
#define HOST_TMPFILE_ONLY (O_TMPFILE & ~O_DIRECTORY)

/* The same in every ABI: O_RDONLY, O_WRONLY, O_RDWR, and 3 for ioctl() only. */
#define ACCESS_MODE 3u

typedef struct OpenFlag {
    uint32_t guest;
    uint32_t host;
} OpenFlag;

/* The same on all guests: asm-generic/fcntl.h */
static const OpenFlag common_flags[] = {
    {0000000100, O_CREAT},           {0000000200, O_EXCL},
    {0000000400, O_NOCTTY},          {0000001000, O_TRUNC},
    {0000002000, O_APPEND},          {0000004000, O_NONBLOCK},
    {0000010000, O_DSYNC},           {0000020000, O_ASYNC},
    {0001000000, O_NOATIME},         {0002000000, O_CLOEXEC},
    {0004000000, HOST_SYNC_ONLY},    {0010000000, O_PATH},
    {0020000000, HOST_TMPFILE_ONLY},
};

/* Move the bits of @flag from *@guest_flags to *@host_flags. */
static void translate(OpenFlag flag, uint64_t *guest_flags,
                      uint64_t *host_flags)
{
    if (*guest_flags & flag.guest) {
        *host_flags |= flag.host;
        *guest_flags &= ~(uint64_t)flag.guest;
    }
}

uint64_t open_flags_to_host(uint64_t guest_flags, uint64_t *unknown)
{
    const GuestArchOpenFlags *own = &guest_target()->open_flags;
    uint64_t host_flags = guest_flags & ACCESS_MODE;
    uint64_t rest = guest_flags & ~(uint64_t)ACCESS_MODE;

    for (size_t i = 0; i < G_N_ELEMENTS(common_flags); i++) {
        translate(common_flags[i], &rest, &host_flags);
    }
    translate((OpenFlag){own->direct, O_DIRECT}, &rest, &host_flags);
    translate((OpenFlag){own->directory, O_DIRECTORY}, &rest, &host_flags);
    translate((OpenFlag){own->largefile, HOST_LARGEFILE}, &rest, &host_flags);
    translate((OpenFlag){own->nofollow, O_NOFOLLOW}, &rest, &host_flags);
    *unknown = rest;
    return host_flags;
}
