/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host's library that makes the file of the environment variable TRACE when
 * it is loaded.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* NOLINTBEGIN(readability-identifier-naming): zlib's name */
const char *zlibVersion(void);

__attribute__((constructor)) static void leave_trace(void)
{
    const char *file = getenv("TRACE");

    if (file != NULL) {
        close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
}

const char *zlibVersion(void)
{
    return "1.traced";
}
/* NOLINTEND(readability-identifier-naming) */
