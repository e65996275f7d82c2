/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/graft_identity.h"

#include <fcntl.h>
#include <string.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/guest_target.h"

enum {
    /* Of any architecture's struct stat. */
    MAX_STAT_SIZE = 144,
    /* Offsets that are the same on all of them. */
    DEV = 0,
    INO = 8,
    SIZE = 48,
    BLKSIZE = 56,
    BLOCKS = 64,
    TIMES = 72,
};

typedef struct Identity {
    bool is_known;
    int fd;
    /* Of the graft. */
    dev_t device;
    ino_t inode;
    struct stat original;
} Identity;

/* See host_call_running for the model. */
static __thread Identity identity __attribute__((tls_model("initial-exec")));

void graft_identity_remember(int fd, const struct stat *original)
{
    struct stat graft;

    identity.is_known = fstat(fd, &graft) == 0;
    if (identity.is_known) {
        identity.fd = fd;
        identity.device = graft.st_dev;
        identity.inode = graft.st_ino;
        identity.original = *original;
    }
}

/* Whether the guest's @fd still is the graft. */
static bool is_graft(int fd)
{
    struct stat status;

    return fd == identity.fd && fstat(fd, &status) == 0 &&
           status.st_dev == identity.device && status.st_ino == identity.inode;
}

static void put(uint8_t *bytes, size_t offset, size_t size, uint64_t number)
{
    memcpy(bytes + offset, &number, size);
}

/* Write @status as a guest of @layout has it. */
static void make_guest_stat(const GuestArchStat *layout,
                            const struct stat *status, uint8_t *bytes)
{
    const struct timespec *const times[] = {&status->st_atim, &status->st_mtim,
                                            &status->st_ctim};

    memset(bytes, 0, layout->size);
    put(bytes, DEV, 8, status->st_dev);
    put(bytes, INO, 8, status->st_ino);
    put(bytes, layout->mode, 4, status->st_mode);
    put(bytes, layout->nlink, layout->nlink_size, status->st_nlink);
    put(bytes, layout->uid, 4, status->st_uid);
    put(bytes, layout->gid, 4, status->st_gid);
    put(bytes, layout->rdev, 8, status->st_rdev);
    put(bytes, SIZE, 8, (uint64_t)status->st_size);
    put(bytes, BLKSIZE, layout->blksize_size, (uint64_t)status->st_blksize);
    put(bytes, BLOCKS, 8, (uint64_t)status->st_blocks);
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        put(bytes, TIMES + 16 * i, 8, (uint64_t)times[i]->tv_sec);
        put(bytes, TIMES + 16 * i + 8, 8, (uint64_t)times[i]->tv_nsec);
    }
}

/* Whether newfstatat() with @arguments means the descriptor itself. */
static bool has_empty_path(const uint64_t *arguments)
{
    char path = '\0';

    return (arguments[3] & AT_EMPTY_PATH) != 0 &&
           (arguments[1] == 0 ||
            (guest_memory_read(arguments[1], &path, 1) == 0 && path == '\0'));
}

bool graft_identity_answer(int64_t number, const uint64_t *arguments,
                           int64_t *result)
{
    const GuestArchSyscalls *syscalls = &guest_target()->syscalls;
    const bool is_fstat = number == syscalls->fstat;
    uint8_t bytes[MAX_STAT_SIZE];

    if (G_LIKELY(!identity.is_known) ||
        (!is_fstat && number != syscalls->newfstatat) ||
        (int)arguments[0] != identity.fd ||
        (!is_fstat && !has_empty_path(arguments))) {
        return false;
    }
    identity.is_known = is_graft(identity.fd);
    if (!identity.is_known) {
        return false;
    }
    make_guest_stat(&guest_target()->stat, &identity.original, bytes);
    *result = guest_memory_write(arguments[is_fstat ? 1 : 2], bytes,
                                 guest_target()->stat.size);
    return true;
}
