/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_open.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/open_flags.h"

/* struct open_how of linux/openat2.h, in its first and so far only version. */
typedef struct GuestOpenHow {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
} GuestOpenHow;

G_STATIC_ASSERT(sizeof(GuestOpenHow) == 24);
G_STATIC_ASSERT(offsetof(GuestOpenHow, resolve) == 16);

enum {
    /* The kernel takes one of up to a page, and pages are not smaller. */
    MAX_OPEN_HOW_SIZE = 4096,
    ALL_MODE_BITS = 07777,
    /* With O_PATH, open() and openat() heed these and drop all others. */
    FLAGS_BESIDE_O_PATH = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
};

bool guest_open_is_open(int64_t number)
{
    const GuestArchSyscalls *syscalls = &guest_target()->syscalls;

    /* A call that the architecture lacks has a negative number. */
    return number >= 0 &&
           (number == syscalls->openat || number == syscalls->open ||
            number == syscalls->openat2);
}

uint64_t guest_open_path(int64_t number, const uint64_t *arguments)
{
    return number == guest_target()->syscalls.open ? arguments[0]
                                                   : arguments[1];
}

/* open() and openat() ignore what they do not know. */
static void decode_flags_and_mode(uint64_t guest_flags, uint64_t guest_mode,
                                  GuestOpen *open)
{
    uint64_t unknown = 0;

    /* An int and an umode_t: the kernel looks at no more of the registers. */
    open->flags = open_flags_to_host((uint32_t)guest_flags, &unknown);
    if (open->flags & O_PATH) {
        open->flags &= FLAGS_BESIDE_O_PATH;
    }
    open->mode = guest_mode & ALL_MODE_BITS;
}

static int read_open_how(uint64_t address, uint64_t size, GuestOpenHow *how)
{
    uint8_t bytes[MAX_OPEN_HOW_SIZE];
    int error = 0;

    if (size < sizeof(*how)) {
        return -EINVAL;
    }
    if (size > sizeof(bytes)) {
        return -E2BIG;
    }
    error = guest_memory_read(address, bytes, size);
    if (error != 0) {
        return error;
    }
    for (size_t i = sizeof(*how); i < size; i++) {
        if (bytes[i] != 0) {
            return -E2BIG;
        }
    }
    memcpy(how, bytes, sizeof(*how));
    return 0;
}

static int decode_open_how(uint64_t address, uint64_t size, GuestOpen *open)
{
    GuestOpenHow how;
    uint64_t unknown = 0;
    int error = read_open_how(address, size, &how);

    if (error != 0) {
        return error;
    }
    open->flags = open_flags_to_host(how.flags, &unknown);
    if (unknown != 0) {
        return -EINVAL;
    }
    /* Without O_CREAT the kernel wants no mode at all: it will say so. */
    if ((open->flags & O_CREAT) && (how.mode & ~(uint64_t)ALL_MODE_BITS)) {
        return -EINVAL;
    }
    open->mode = how.mode;
    open->resolve = how.resolve;
    return 0;
}

int guest_open_decode(int64_t number, const uint64_t *arguments,
                      GuestOpen *open)
{
    const GuestArchSyscalls *syscalls = &guest_target()->syscalls;
    const bool is_open = number == syscalls->open;

    *open = (GuestOpen){
        .dirfd = is_open ? AT_FDCWD : (int)arguments[0],
        .is_openat2 = number == syscalls->openat2,
    };
    /* openat() has one argument more, in front of open()'s. */
    arguments += is_open ? 1 : 2;
    if (open->is_openat2) {
        return decode_open_how(arguments[0], arguments[1], open);
    }
    decode_flags_and_mode(arguments[0], arguments[1], open);
    return 0;
}
