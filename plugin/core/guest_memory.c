/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_memory.h"

#include <errno.h>
#include <string.h>

#include "plugin/core/thread_calls.h"

typedef struct Copy {
    uint64_t address;
    void *destination;  /* of a copy from the guest */
    const void *source; /* of a copy to the guest */
    size_t length;
    const char *end; /* of a string: one past the copied NUL, or NULL */
} Copy;

static void copy_from_guest(HostCall *call, void *argument)
{
    const Copy *copy = argument;

    memcpy(copy->destination,
           host_call_borrow(call, 1, copy->address, copy->length, GUEST_READ),
           copy->length);
}

static void copy_to_guest(HostCall *call, void *argument)
{
    const Copy *copy = argument;

    memcpy(host_call_borrow(call, 1, copy->address, copy->length, GUEST_WRITE),
           copy->source, copy->length);
}

static void copy_string_from_guest(HostCall *call, void *argument)
{
    Copy *copy = argument;

    copy->end = memccpy(
        copy->destination,
        host_call_borrow(call, 1, copy->address, copy->length, GUEST_READ),
        '\0', copy->length);
}

int guest_memory_read(uint64_t address, void *buffer, size_t length)
{
    Copy copy = {.address = address, .destination = buffer, .length = length};

    return thread_calls_run(copy_from_guest, &copy);
}

int guest_memory_write(uint64_t address, const void *buffer, size_t length)
{
    Copy copy = {.address = address, .source = buffer, .length = length};

    return thread_calls_run(copy_to_guest, &copy);
}

ssize_t guest_memory_read_string(uint64_t address, char *buffer, size_t size)
{
    Copy copy = {.address = address, .destination = buffer, .length = size};
    const int error = thread_calls_run(copy_string_from_guest, &copy);

    if (error != 0) {
        return error;
    }
    if (copy.end == NULL) {
        return -ENAMETOOLONG;
    }
    /*
     * memccpy() may look for the NUL first and copy then, and another thread
     * may have overwritten it in between.
     */
    buffer[copy.end - buffer - 1] = '\0';
    return (ssize_t)strlen(buffer);
}
