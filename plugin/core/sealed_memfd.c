/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/sealed_memfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Linux 6.3; a host whose vm.memfd_noexec is 2 demands it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

int sealed_memfd_create(const char *name, unsigned int flags)
{
    const int fd =
        memfd_create(name, flags | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);

    /* A kernel before 6.3 does not know the last flag. */
    return fd >= 0 || errno != EINVAL
               ? fd
               : memfd_create(name, flags | MFD_ALLOW_SEALING);
}

bool sealed_memfd_seal(int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0 &&
           fcntl(fd, F_ADD_SEALS,
                 F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0;
}
