/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/guest_memory.h"

#include <errno.h>
#include <string.h>

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT(sizeof(uintptr_t) == sizeof(uint64_t));

/*
 * Where user memory of an x86_64 Linux process ends: 47 bits, less a page that
 * the kernel never maps. QEMU's x86_64 target has no larger address space.
 */
#define GUEST_MEMORY_END ((1ull << 47) - 4096)

/*
 * Where user memory of this host ends at the latest. Beyond it an x86_64 raises
 * a general protection fault, which the kernel reports without an address: it
 * could not be told from a bug of QEMU's.
 */
#if defined(__x86_64__)
#define HOST_MEMORY_END ((1ull << 47) - 4096)
#else
#define HOST_MEMORY_END (1ull << 52)
#endif

static uintptr_t guest_base;
static bool guest_base_known;

void guest_memory_set_base(uintptr_t base)
{
    guest_base = base;
    guest_base_known = true;
}

bool guest_memory_has_base(void)
{
    return guest_base_known;
}

/* How many bytes the guest can have at @address; 0 beyond its memory. */
static uint64_t bytes_up_to_end(uint64_t address)
{
    uint64_t end = GUEST_MEMORY_END;

    if (!guest_base_known || guest_base > HOST_MEMORY_END) {
        return 0;
    }
    end = MIN(end, HOST_MEMORY_END - guest_base);
    return address < end ? end - address : 0;
}

int guest_memory_translate(uint64_t address, uint64_t length, FaultRange *range)
{
    const uint64_t available = bytes_up_to_end(address);
    const uintptr_t host_address = guest_base + (uintptr_t)address;

    if (available == 0 || length > available || host_address == 0) {
        return -EFAULT;
    }
    *range = (FaultRange){
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is the one place */
        .start = (const void *)host_address,
        .length = length,
    };
    return 0;
}

typedef struct CopyCall {
    void *destination;
    const void *source;
    size_t length;
} CopyCall;

static void run_copy(void *argument)
{
    const CopyCall *copy = argument;

    memcpy(copy->destination, copy->source, copy->length);
}

int guest_memory_read(uint64_t address, void *buffer, size_t length)
{
    FaultRange range;
    FaultReport report;
    CopyCall copy = {.destination = buffer, .length = length};

    if (guest_memory_translate(address, length, &range) != 0) {
        return -EFAULT;
    }
    copy.source = range.start;
    return fault_guard_run(&range, 1, run_copy, &copy, &report) ? 0 : -EFAULT;
}

int guest_memory_write(uint64_t address, const void *buffer, size_t length)
{
    FaultRange range;
    FaultReport report;
    CopyCall copy = {.source = buffer, .length = length};

    if (guest_memory_translate(address, length, &range) != 0) {
        return -EFAULT;
    }
    copy.destination = (void *)range.start;
    return fault_guard_run(&range, 1, run_copy, &copy, &report) ? 0 : -EFAULT;
}

typedef struct StringCall {
    char *destination;
    const char *source;
    size_t size;
    const char *end; /* one past the copied NUL, or NULL */
} StringCall;

static void run_string_copy(void *argument)
{
    StringCall *string = argument;

    string->end =
        memccpy(string->destination, string->source, '\0', string->size);
}

ssize_t guest_memory_read_string(uint64_t address, char *buffer, size_t size)
{
    const uint64_t available = bytes_up_to_end(address);
    const size_t room = MIN(size, available);
    FaultRange range;
    FaultReport report;
    StringCall string = {.destination = buffer, .size = room};

    if (guest_memory_translate(address, room, &range) != 0) {
        return -EFAULT;
    }
    string.source = range.start;
    if (!fault_guard_run(&range, 1, run_string_copy, &string, &report)) {
        return -EFAULT;
    }
    if (string.end == NULL) {
        return -ENAMETOOLONG;
    }
    /*
     * memccpy() may look for the NUL first and copy then, and another thread
     * may have overwritten it in between.
     */
    buffer[string.end - buffer - 1] = '\0';
    return (ssize_t)strlen(buffer);
}
