/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call of the guest's into the host, while it is served.
 *
 * A guest can pass any address, and a second thread of it can unmap a buffer
 * that has just been checked. So nothing is checked: a service borrows the
 * guest memory that it is going to touch and touches it. If the kernel raises
 * SIGSEGV or SIGBUS for an address that was borrowed, the call is suspended at
 * that very instruction, and the guest is asked to touch the address itself: it
 * gets the signal that it would get natively, or QEMU makes the page
 * accessible, as it does where the page holds code that it has translated.
 * Then the call goes on, or is given up and leaves nothing behind. Every other
 * fault is a bug of the emulator or of the plugin and goes, untouched, to the
 * handlers that QEMU has installed.
 */
#ifndef HOSTLIB_PLUGIN_CORE_HOST_CALL_H
#define HOSTLIB_PLUGIN_CORE_HOST_CALL_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/core/call_stack.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/statistics.h"

G_BEGIN_DECLS

typedef enum GuestAccess {
    GUEST_READ,
    GUEST_WRITE, /* or both */
} GuestAccess;

/* Gives back @resource. */
typedef void HostCallRelease(void *resource);

/*
 * What follows up to the functions is here so that they can be inline: for
 * short calls that halves what surviving faults costs.
 */

enum {
    HOST_CALL_RANGES = 8,
    HOST_CALL_RESOURCES = 4,
    /*
     * More than a library copies at once: it may begin with the end of what it
     * copies, and that must be inaccessible, too.
     */
    HOST_CALL_TRAP_SIZE = 256 * 1024,
};

/* Guest memory that a call has borrowed. */
typedef struct HostCallRange {
    uintptr_t start;
    uint64_t length; /* as asked for, whatever can be memory */
    uint64_t guest_address;
    GuestAccess access;
} HostCallRange;

/* Where a call is suspended. */
typedef struct HostFault {
    uint64_t address; /* the guest's, inside of a borrowed range */
    bool is_write;    /* whether it was borrowed for writing */
} HostFault;

/* For statistics, while they are on. */
typedef struct HostCallUsage {
    uint64_t bytes_in;
    uint64_t bytes_out;
    uint64_t suspended_at;  /* by statistics_now() */
    uint64_t suspended_for; /* nanoseconds */
} HostCallUsage;

typedef struct HostCall {
    CallStack stack;
    size_t range_count;
    HostCallRange ranges[HOST_CALL_RANGES]; /* first the frame, or nothing */
    size_t resource_count;
    struct {
        HostCallRelease *release;
        void *resource;
    } resources[HOST_CALL_RESOURCES];
    HostFault fault;
    unsigned int fault_repetitions; /* of the same fault before that one */
    bool is_suspended;
    bool is_refused; /* by host_call_refuse(), until the guest is told */
    HostCallUsage usage;
} HostCall;

/*
 * The call that this thread is in, if it is in one.
 *
 * Read by a signal handler that runs on every fault of the guest, so it must
 * not take the way by __tls_get_addr(), which may allocate on a thread's first
 * access. A plugin may take a few bytes of the static TLS block: glibc keeps
 * some in reserve for libraries that are loaded late.
 */
extern __thread HostCall *host_call_running
    __attribute__((tls_model("initial-exec")));

/*
 * Returns HOST_CALL_TRAP_SIZE bytes that nobody can access: they stand for an
 * address at which the guest can have no memory.
 */
void *host_call_trap(size_t index);

/*
 * As host_call_borrow(). Sets @reach to what host_call_reach() returns, which
 * is known by the way.
 */
static inline void *host_call_borrow_reach(HostCall *call, size_t number,
                                           uint64_t address, uint64_t length,
                                           GuestAccess access, uint64_t *reach)
{
    void *host_address = NULL;
    uint64_t there = guest_address_translate(address, &host_address);

    if (G_UNLIKELY(there == 0)) {
        host_address = host_call_trap(number);
        there = HOST_CALL_TRAP_SIZE;
    }
    *reach = MIN(length, there);
    call->ranges[number] = (HostCallRange){
        .start = (uintptr_t)host_address,
        .length = length,
        .guest_address = address,
        .access = access,
    };
    call->range_count = number + 1;
    /* The signal handler has to find it before the memory is touched. */
    __atomic_signal_fence(__ATOMIC_RELEASE);
    return host_address;
}

/*
 * For services: to be called from the function that serves @call, and by no
 * other thread.
 */

/*
 * Borrow @length bytes at guest address @address, up to the end of the call.
 *
 * @number: 1 for the first of a call, 2 for the next, up to 7, and none left
 * out. (A constant of the caller's: a count would have to be read and written
 * each time.)
 * @access: what will be done with them. The only mistake is GUEST_READ for
 * memory that the call writes.
 *
 * Returns their host address, never NULL. It can be used whatever the guest
 * passed: where the guest cannot have memory, touching one of the first 256 KiB
 * suspends the call as a fault does. See host_call_reach() for more than that.
 *
 * At any access the function may be left for good, as if by longjmp(): it must
 * not hold a lock, nor own anything that host_call_keep() does not know.
 */
static inline void *host_call_borrow(HostCall *call, size_t number,
                                     uint64_t address, uint64_t length,
                                     GuestAccess access)
{
    uint64_t reach = 0;

    return host_call_borrow_reach(call, number, address, length, access,
                                  &reach);
}

/*
 * Returns how many of the bytes that were borrowed as @number can be accessed
 * at any offset: an access to one of them succeeds or suspends the call. Beyond
 * them there is memory of the host's. They are all that were asked for, unless
 * these extend beyond the end of user memory.
 */
uint64_t host_call_reach(const HostCall *call, size_t number);

/*
 * Have @release called with @resource when @call is over, however it ends, by
 * the thread that made it. At most 4 times a call; the last comes first.
 */
void host_call_keep(HostCall *call, HostCallRelease *release, void *resource);

/*
 * Tell the guest that @call was not made and that nothing has changed.
 *
 * Returns the result for the function that serves it to return: the negative of
 * @error, an errno.
 */
static inline int64_t host_call_refuse(HostCall *call, int error)
{
    call->is_refused = true;
    return -error;
}

/*
 * Say that @call has read @bytes_in bytes of the guest's buffers and written
 * @bytes_out. It adds up, and counts once the call has been served.
 */
static inline void host_call_count(HostCall *call, uint64_t bytes_in,
                                   uint64_t bytes_out)
{
    if (G_UNLIKELY(statistics_is_on)) {
        call->usage.bytes_in += bytes_in;
        call->usage.bytes_out += bytes_out;
    }
}

/*
 * For the core. A call belongs to the thread that made it.
 */

/* Borrow the frame of a call, before all else. As host_call_borrow(). */
static inline void *host_call_borrow_frame(HostCall *call, uint64_t address,
                                           uint64_t length)
{
    uint64_t reach = 0;

    return host_call_borrow_reach(call, 0, address, length, GUEST_WRITE,
                                  &reach);
}

typedef void HostCallFunction(HostCall *call, void *argument);

/*
 * Take over faults, see fault_signals_install() for when. Returns false, with
 * nothing done, when the host is out of memory.
 */
bool host_call_install(void);

/* Returns a call that is used nowhere, or NULL when there is no memory. */
HostCall *host_call_new(void);

/* Free a call that has ended. */
void host_call_free(HostCall *call);

/*
 * Run @function(@call, @argument) on the call's own stack.
 *
 * Returns true when it has returned, false when it is suspended; the signal
 * mask is then what it was at the fault. Does not nest.
 */
static inline bool host_call_run(HostCall *call, HostCallFunction *function,
                                 void *argument)
{
    bool has_returned = false;

    host_call_running = call;
    /* The assembly calls it with the arguments that it has. */
    has_returned = call_stack_run(&call->stack, (CallStackFunction *)function,
                                  call, argument);
    host_call_running = NULL;
    return has_returned;
}

/* Returns whether @resource is one that @call keeps. */
bool host_call_keeps(const HostCall *call, const void *resource);

/*
 * Returns whether the suspended @call can be resumed with some hope. It cannot
 * after the same fault a thousand times in a row: the guest does not mend it
 * then, or can access what this process cannot.
 */
bool host_call_makes_progress(const HostCall *call);

/* Go on at the instruction that faulted. Returns as host_call_run(). */
bool host_call_resume(HostCall *call);

/* The rare part of host_call_end(). */
void host_call_clean_up(HostCall *call);

/* End the call: release what it keeps, forget what it borrowed. */
static inline void host_call_end(HostCall *call)
{
    call->range_count = 0;
    call->ranges[0].length = 0;
    if (G_UNLIKELY(call->resource_count > 0 || call->is_suspended)) {
        host_call_clean_up(call);
    }
}

G_END_DECLS

#endif
