/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/call_frame.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "plugin/core/guest_memory.h"
#include "plugin/core/operation_serve.h"
#include "plugin/core/thread_calls.h"

typedef struct FrameCall {
    const OperationTable *table;
    uint64_t address;
} FrameCall;

typedef struct Word {
    uint64_t value;
} __attribute__((packed)) Word;

typedef struct HalfWord {
    uint32_t value;
} __attribute__((packed)) HalfWord;

/*
 * Copy what the guest says, once: another thread of it may be writing to it.
 *
 * By words, as the guest has just stored them. The compiler would make wider
 * loads of a memcpy(), and those wait until the stores have left the CPU.
 */
static void read_frame(HostlibFrame *frame, const uint8_t *memory)
{
    const volatile Word *words =
        (const volatile Word *)(memory + offsetof(HostlibFrame, arguments));

    memcpy(&frame->operation, memory, sizeof(frame->operation));
    for (size_t i = 0; i < HOSTLIB_OPERATION_ARGUMENTS; i++) {
        frame->arguments[i] = words[i].value;
    }
}

/*
 * Write to the first and the last member that a call writes: a frame that is
 * only partly mapped, or not writable, is rejected before the call has effects.
 */
static void touch_frame(uint8_t *memory)
{
    volatile Word *last =
        (volatile Word *)(memory + offsetof(HostlibFrame, fault_address));
    volatile HalfWord *first =
        (volatile HalfWord *)(memory + offsetof(HostlibFrame, state));

    first->value = HOSTLIB_FRAME_NEW;
    last->value = 0;
}

/*
 * Runs on the call's stack: its variables live on while it is suspended, while
 * @argument does not.
 */
static void serve(HostCall *call, void *argument)
{
    const FrameCall *request = argument;
    const OperationTable *table = request->table;
    uint8_t *memory =
        host_call_borrow_frame(call, request->address, sizeof(HostlibFrame));
    const Operation *operation = NULL;
    uint32_t state = HOSTLIB_FRAME_DONE;
    HostlibFrame frame;
    int64_t result = -ENOSYS;

    touch_frame(memory);
    read_frame(&frame, memory);
    operation = operation_table_find(table, frame.operation);
    if (operation != NULL) {
        result = operation_serve(operation, call, frame.arguments);
        if (G_UNLIKELY(call->is_refused)) {
            call->is_refused = false;
            state = HOSTLIB_FRAME_REFUSED;
        }
    }
    memcpy(memory + offsetof(HostlibFrame, result), &result, sizeof(result));
    memcpy(memory + offsetof(HostlibFrame, state), &state, sizeof(state));
}

/* Tell the guest what to touch before it resumes the call. */
static int ask_to_touch(uint64_t address, const HostFault *fault)
{
    const uint32_t state =
        fault->is_write ? HOSTLIB_FRAME_TOUCH_WRITE : HOSTLIB_FRAME_TOUCH_READ;
    int error = 0;

    if (fault->address - address < sizeof(HostlibFrame)) {
        return -EFAULT;
    }
    error = guest_memory_write(address + offsetof(HostlibFrame, fault_address),
                               &fault->address, sizeof(fault->address));
    return error != 0
               ? error
               : guest_memory_write(address + offsetof(HostlibFrame, state),
                                    &state, sizeof(state));
}

/* Write the result of a call that does not come to its end. */
static int fail_call(uint64_t address, int64_t result)
{
    const uint32_t state = HOSTLIB_FRAME_DONE;
    const int error = guest_memory_write(
        address + offsetof(HostlibFrame, result), &result, sizeof(result));

    return error != 0
               ? error
               : guest_memory_write(address + offsetof(HostlibFrame, state),
                                    &state, sizeof(state));
}

/* A call has ended, or is suspended: park it, and tell the guest. */
static int64_t settle(HostCall *call, uint64_t address, bool has_returned)
{
    int error = 0;

    if (G_LIKELY(has_returned)) {
        thread_calls_release(call);
        return 0;
    }
    if (!host_call_makes_progress(call)) {
        thread_calls_release(call);
        return fail_call(address, -EFAULT);
    }
    if (!thread_calls_park(call, address)) {
        thread_calls_release(call);
        return -ENOMEM;
    }
    error = ask_to_touch(address, &call->fault);
    if (error != 0) {
        thread_calls_release(thread_calls_unpark(address));
    }
    return error;
}

int64_t call_frame_serve(const OperationTable *table, uint64_t address)
{
    FrameCall request = {.table = table, .address = address};
    HostCall *call = thread_calls_unpark(address);

    if (G_UNLIKELY(call != NULL)) {
        thread_calls_release(call);
    }
    call = thread_calls_acquire();
    if (call == NULL) {
        return -ENOMEM;
    }
    return settle(call, address, host_call_run(call, serve, &request));
}

int64_t call_frame_resume(uint64_t address)
{
    HostCall *call = thread_calls_unpark(address);

    if (call == NULL) {
        return -ENOENT;
    }
    return settle(call, address, host_call_resume(call));
}
