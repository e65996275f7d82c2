/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/quiet_write.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, bytes, size);

        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return true;
}

bool quiet_write(int fd, const void *bytes, size_t size)
{
    const struct timespec at_once = {0};
    sigset_t signals;
    sigset_t before;
    bool is_written = false;
    int error = 0;

    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    is_written = write_all(fd, bytes, size);
    error = errno;
    if (!is_written) {
        /* Both signals are the thread's own: none is pending any more. */
        (void)sigtimedwait(&signals, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return is_written;
}
