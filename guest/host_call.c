/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/host_call.h"

#include <errno.h>

/* Whether the host takes call frames, once it has been greeted. */
static atomic_bool has_frames;
static atomic_bool has_greeted;

bool host_wants_notes;

atomic_bool host_call_has_threads;

static int64_t cross(uint32_t operation,
                     const uint64_t a[HOSTLIB_OPERATION_ARGUMENTS])
{
    const uint64_t arguments[6] = {operation, a[0], a[1], a[2], a[3], a[4]};

    return guest_arch_system_call(HOSTLIB_SYSCALL, arguments);
}

static int64_t cross_with(uint32_t operation, uint64_t argument)
{
    return cross(operation,
                 (const uint64_t[HOSTLIB_OPERATION_ARGUMENTS]){argument});
}

static void greet_host(void)
{
    const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {
        HOSTLIB_VERSION, GUEST_ARCH_MACHINE, sizeof(HostlibFrame)};

    has_frames = cross(HOSTLIB_OP_HELLO, arguments) == HOSTLIB_VERSION;
    has_greeted = true;
}

#ifndef HOST_CALL_IN_BLOB
/*
 * When the loader is done with this library, before anybody can call it. A blob
 * has no constructors and greets with its first call.
 */
__attribute__((constructor)) static void start(void)
{
    const uint64_t nothing[HOSTLIB_OPERATION_ARGUMENTS] = {0};

    greet_host();
    /* A program without a host pays for one system call and no more. */
    host_wants_notes =
        has_frames && cross(HOSTLIB_OP_WANTS_NOTES, nothing) == 1;
}
#endif

bool host_call_has_host(void)
{
    if (!has_greeted) {
        greet_host();
    }
    return has_frames;
}

/*
 * Do what the host could not, where it is emulated: QEMU makes the byte
 * accessible, or delivers the signal. A byte that is replaced by itself is one
 * that the compiler has to write and that no other thread's write is lost to.
 */
static void touch(const HostlibFrame *frame)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): it was a pointer once */
    volatile unsigned char *byte = (unsigned char *)frame->fault_address;
    unsigned char value = *byte;

    if (frame->state == HOSTLIB_FRAME_TOUCH_WRITE) {
        (void)__atomic_compare_exchange_n(byte, &value, value, false,
                                          __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    }
}

/*
 * Returns what the last crossing returned: 0 if @frame has the result, -ENOENT
 * if the host gave the call up because too many others were suspended.
 */
static int64_t resume_until_done(HostlibFrame *frame, int64_t error)
{
    while (error == 0 && (frame->state == HOSTLIB_FRAME_TOUCH_READ ||
                          frame->state == HOSTLIB_FRAME_TOUCH_WRITE)) {
        touch(frame);
        error = cross_with(HOSTLIB_OP_RESUME, (uintptr_t)frame);
    }
    return error;
}

/* Returns 0 if the host has written to @frame, or a negative errno. */
static int64_t call_by_frame(HostlibFrame *frame)
{
    int64_t error = 0;

    do {
        error = cross_with(HOSTLIB_OP_CALL, (uintptr_t)frame);
        error = resume_until_done(frame, error);
    } while (error == -ENOENT);
    return error;
}

static int64_t call_by_system_call(HostlibFrame *frame)
{
    int64_t error = 0;

    if (!has_frames) {
        return cross(frame->operation, frame->arguments);
    }
    error = call_by_frame(frame);
    return error != 0 ? error : frame->result;
}

bool host_call_frame(HostlibFrame *frame)
{
    return call_by_frame(frame) == 0 && frame->state == HOSTLIB_FRAME_DONE;
}

int64_t host_call_long(uint32_t operation,
                       const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS])
{
    HostlibFrame frame;

    host_call_fill(&frame, operation, arguments);
    return call_by_system_call(&frame);
}

/* The next ring is heard, unless another thread interferes. */
static void arm(uint64_t address)
{
    const int64_t result = cross_with(HOSTLIB_OP_DOORBELL, address);

    if (result >= 0) {
        atomic_store_explicit(&host_call_has_threads, result != 0,
                              memory_order_relaxed);
        doorbell_forget_translation(address);
    }
}

/*
 * Have a ring heard that was not. Returns false if @frame still waits for
 * somebody to serve it, else @result is the call's.
 */
static bool serve_otherwise(Doorbell *doorbell, HostlibFrame *frame,
                            uint64_t address, int64_t *result)
{
    int64_t error = 0;

    if (frame->state == HOSTLIB_FRAME_NEW) {
        /* For the next one; this one has been translated as it is. */
        if (has_frames && address != 0 && doorbell_is_due(doorbell)) {
            arm(address);
        }
        return false;
    }
    error = resume_until_done(frame, 0);
    *result = error == 0 ? frame->result : call_by_system_call(frame);
    return true;
}

int64_t host_call_unheard(Doorbell *doorbell, HostlibFrame *frame,
                          uint64_t address)
{
    int64_t result = 0;

    return serve_otherwise(doorbell, frame, address, &result)
               ? result
               : call_by_system_call(frame);
}

int64_t host_call_given_up(Doorbell *doorbell, HostlibFrame *frame,
                           uint64_t address)
{
    int64_t result = -EAGAIN;

    serve_otherwise(doorbell, frame, address, &result);
    return result;
}

void host_note(uint32_t operation, enum HostlibReason reason, uint64_t bytes_in,
               uint64_t bytes_out)
{
    const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {
        operation, reason, bytes_in, bytes_out};

    if (host_wants_notes) {
        (void)cross(HOSTLIB_OP_NOTE, arguments);
    }
}
