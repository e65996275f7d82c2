/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a thunk library calls the host.
 */
#ifndef HOSTLIB_GUEST_HOST_CALL_H
#define HOSTLIB_GUEST_HOST_CALL_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "guest/doorbell.h"
#include "guest/guest_arch.h"
#include "protocol/hostlib_protocol.h"

/*
 * Make one call of @operation, an enum HostlibOperation that takes no frame,
 * with up to five arguments; what is missing is 0.
 *
 * Where the host cannot access memory that an argument names, this thread gets
 * the signal that it would get if it did the work itself. Its handler may mend
 * the mapping and return, or leave by siglongjmp(). Under a plugin without call
 * frames the result is -EFAULT.
 *
 * Returns the operation's result, -ENOSYS when there is nobody to make the
 * call. Any thread may call it; errno stays as it is.
 */
#define host_call(operation, ...)                                              \
    host_call_long((operation), HOST_CALL_ARGUMENTS(__VA_ARGS__))

/*
 * The same for a call that takes the host no longer than about 100
 * microseconds. It goes by the doorbell if that is heard, which costs a small
 * part of a system call; but as long as the host is at it other threads can
 * neither fork, nor end the process, nor make an atomic access across a cache
 * line.
 */
#define host_call_short(operation, ...)                                        \
    __extension__({                                                            \
        static Doorbell doorbell_ = DOORBELL_INIT;                             \
        host_call_ring(&doorbell_, (operation),                                \
                       HOST_CALL_ARGUMENTS(__VA_ARGS__));                      \
    })

/*
 * The same for a call that may be so short that a system call is not worth it:
 * unless @is_worthwhile the result is -EAGAIN, and no call has been made, if
 * the doorbell is not heard. By frames only.
 */
#define host_call_cheap(is_worthwhile, operation, ...)                         \
    __extension__({                                                            \
        HostlibFrame frame_;                                                   \
        host_call_fill(&frame_, (operation),                                   \
                       HOST_CALL_ARGUMENTS(__VA_ARGS__));                      \
        host_call_frame_cheap((is_worthwhile), &frame_) ? frame_.result        \
                                                        : -EAGAIN;             \
    })

/*
 * Whether the program has had a second thread, as far as the host has told:
 * it tells when a doorbell is armed, and all are dead after the first thread
 * was made. May change at any time.
 */
extern __attribute__((visibility("hidden"))) atomic_bool host_call_has_threads;

/*
 * Whether the host wants to be told by host_note(). Written before there is a
 * call and only read after that.
 */
extern __attribute__((visibility("hidden"))) bool host_wants_notes;

/*
 * Tell the host of a call that it was not asked for, if it wants to hear of it.
 *
 * @operation: an enum HostlibOperation, which the call would have been.
 * @reason: why it was not.
 * @bytes_in, @bytes_out: what the call has read and written.
 *
 * Any thread may call it; errno stays as it is.
 */
void host_note(uint32_t operation, enum HostlibReason reason, uint64_t bytes_in,
               uint64_t bytes_out);

/*
 * For thunks of declared libraries, whose calls are made by frames only.
 */

/* Returns whether there is a host that takes frames. Any thread may call. */
static inline bool host_call_has_host(void);

/*
 * Make the call in @frame, of which operation and arguments are set, by a
 * system call. Where there is no host memory is not touched.
 *
 * Returns whether the call was made: @frame's result is the function's own
 * then. If not, nothing has happened. Faults are as with host_call().
 */
bool host_call_frame(HostlibFrame *frame);

/* The same by the doorbell, as host_call_short(). */
#define host_call_frame_short(frame) host_call_frame_cheap(true, frame)

/*
 * The same for a call that may be so short that a system call is not worth it:
 * unless @is_worthwhile no call is made if the doorbell is not heard.
 */
#define host_call_frame_cheap(is_worthwhile, frame)                            \
    __extension__({                                                            \
        static Doorbell doorbell_ = DOORBELL_INIT;                             \
        host_call_ring_frame(&doorbell_, (is_worthwhile), (frame));            \
    })

/* What follows is what the macros above are made of. */

#define HOST_CALL_ARGUMENTS(...)                                               \
    ((const uint64_t[HOSTLIB_OPERATION_ARGUMENTS]){__VA_ARGS__})

int64_t host_call_long(uint32_t operation,
                       const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS]);

/*
 * To be called after a ring without a result: either no plugin handles the
 * doorbell, or the call is suspended. @address is the doorbell's. If no plugin
 * handles it, they make a system call, the second one only if @is_worthwhile.
 */
int64_t host_call_unheard(Doorbell *doorbell, HostlibFrame *frame,
                          uint64_t address);
bool host_call_frame_unheard(Doorbell *doorbell, bool is_worthwhile,
                             HostlibFrame *frame, uint64_t address);

/* What is known of the host. */
typedef enum HostCallState {
    HOST_CALL_UNKNOWN,
    HOST_CALL_NO_FRAMES,
    HOST_CALL_HAS_FRAMES,
} HostCallState;

extern __attribute__((
    visibility("hidden"))) _Atomic(HostCallState) host_call_state;

/* Greet the host, and set the state that is returned. */
HostCallState host_call_greet(void);

static inline bool host_call_has_host(void)
{
    HostCallState state =
        atomic_load_explicit(&host_call_state, memory_order_acquire);

    if (__builtin_expect(state == HOST_CALL_UNKNOWN, 0)) {
        state = host_call_greet();
    }
    return state == HOST_CALL_HAS_FRAMES;
}

/*
 * By words, as the host is going to read them: what has been stored by pieces,
 * or in larger ones, a CPU does not forward from its stores to the loads.
 */
static inline __attribute__((always_inline)) void
host_call_fill(HostlibFrame *frame, uint32_t operation,
               const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    volatile HostlibFrame *words = frame;

    _Static_assert(HOSTLIB_OPERATION_ARGUMENTS == 5, "all of them below");
    words->operation = operation;
    words->arguments[0] = arguments[0];
    words->arguments[1] = arguments[1];
    words->arguments[2] = arguments[2];
    words->arguments[3] = arguments[3];
    words->arguments[4] = arguments[4];
}

/* Inline: in emulated code a return costs more than the rest of it. */
static inline __attribute__((always_inline)) int64_t
host_call_ring(Doorbell *doorbell, uint32_t operation,
               const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    HostlibFrame frame;
    uint64_t address = 0;

    host_call_fill(&frame, operation, arguments);
    address = guest_arch_ring(&frame);
    if (__builtin_expect(frame.state == HOSTLIB_FRAME_DONE, 1)) {
        return frame.result;
    }
    return host_call_unheard(doorbell, &frame, address);
}

static inline __attribute__((always_inline)) bool
host_call_ring_frame(Doorbell *doorbell, bool is_worthwhile,
                     HostlibFrame *frame)
{
    const uint64_t address = guest_arch_ring(frame);

    if (__builtin_expect(frame->state == HOSTLIB_FRAME_DONE, 1)) {
        return true;
    }
    return host_call_frame_unheard(doorbell, is_worthwhile, frame, address);
}

#endif
