/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/one_shot_calls.h"

#include <inttypes.h>
#include <string.h>

#include "libraries/zlib/backend.h"
#include "libraries/zlib/one_shot.h"
#include "plugin/core/host_call.h"
#include "plugin/core/log.h"
#include "plugin/library/arena.h"

/* A system call returns an errno as one of the last 4095 values. */
#define LARGEST_VALUE ((uint64_t)-4096)

int64_t zlib_call_compress_bound(HostCall *call, const uint64_t *arguments)
{
    const uint64_t length = arguments[0];
    const uint64_t bound = zlib_backend.compress_bound(length);

    (void)call;
    /* Older zlibs let the sum wrap around. */
    return bound < length || bound > LARGEST_VALUE ? 0 : (int64_t)bound;
}

/* What operations 2 and 3 borrow. */
enum {
    LENGTH = 1,
    SOURCE,
    DESTINATION,
};

/* NULL stays NULL: zlib does not follow it. */
static void *borrow_buffer(HostCall *call, size_t number, uint64_t address,
                           uint64_t length, GuestAccess access)
{
    void *buffer = host_call_borrow(call, number, address,
                                    address == 0 ? 0 : length, access);

    return address == 0 ? NULL : buffer;
}

static void release_arena(void *arena)
{
    arena_release(arena);
}

/* Work on guest memory. @arguments are of operation 2 or 3. */
static int64_t run(HostCall *call, const uint64_t *arguments, int level,
                   void (*function)(ZlibOneShot *shot), const char *verb)
{
    void *length = host_call_borrow(call, LENGTH, arguments[3],
                                    sizeof(HostlibLength), GUEST_WRITE);
    ZlibOneShot shot = {
        .backend = &zlib_backend,
        .source_length = arguments[1],
        .level = level,
    };

    /* Read once: another thread of the guest may be writing to it. */
    memcpy(&shot.destination_length, length, sizeof(HostlibLength));
    shot.source = borrow_buffer(call, SOURCE, arguments[0], shot.source_length,
                                GUEST_READ);
    shot.destination = borrow_buffer(call, DESTINATION, arguments[2],
                                     shot.destination_length, GUEST_WRITE);
    shot.arena = arena_acquire();
    host_call_keep(call, release_arena, shot.arena);
    function(&shot);
    memcpy(length, &shot.destination_length, sizeof(HostlibLength));
    if (shot.status == Z_OK) {
        host_call_count(call, shot.source_length, shot.destination_length);
        log_event("%s %" PRIu64 " guest bytes to %" PRIu64 " host bytes", verb,
                  shot.source_length, shot.destination_length);
    }
    return (HostlibStatus)shot.status;
}

int64_t zlib_call_compress(HostCall *call, const uint64_t *arguments)
{
    /* An int: the guest's compiler leaves the register's upper half undefined.
     */
    return run(call, arguments, (int32_t)arguments[4], zlib_one_shot_compress,
               "compressed");
}

int64_t zlib_call_uncompress(HostCall *call, const uint64_t *arguments)
{
    return run(call, arguments, 0, zlib_one_shot_uncompress, "uncompressed");
}
