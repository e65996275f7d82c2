/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "guest/host_call.h"

#include <errno.h>

_Atomic(HostCallState) host_call_state;

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

HostCallState host_call_greet(void)
{
    const uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {
        HOSTLIB_VERSION, GUEST_ARCH_MACHINE, sizeof(HostlibFrame)};
    const uint64_t nothing[HOSTLIB_OPERATION_ARGUMENTS] = {0};
    HostCallState state = HOST_CALL_NO_FRAMES;

    /* A program without a host pays for one system call and no more. */
    if (cross(HOSTLIB_OP_HELLO, arguments) == HOSTLIB_VERSION) {
        state = HOST_CALL_HAS_FRAMES;
        host_wants_notes = cross(HOSTLIB_OP_WANTS_NOTES, nothing) == 1;
    }
    atomic_store_explicit(&host_call_state, state, memory_order_release);
    return state;
}

#ifndef HOST_CALL_IN_BLOB
/*
 * When the loader is done with this library, before anybody can call it. A blob
 * has no constructors and greets with its first call.
 */
__attribute__((constructor)) static void start(void)
{
    host_call_greet();
}
#endif

static bool has_frames(void)
{
    return atomic_load_explicit(&host_call_state, memory_order_relaxed) ==
           HOST_CALL_HAS_FRAMES;
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

    frame->state = HOSTLIB_FRAME_NEW;
    do {
        error = cross_with(HOSTLIB_OP_CALL, (uintptr_t)frame);
        error = resume_until_done(frame, error);
    } while (error == -ENOENT);
    return error;
}

static int64_t call_by_system_call(HostlibFrame *frame)
{
    int64_t error = 0;

    if (!has_frames()) {
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
    HostlibFrame frame = {.result = -ENOSYS};

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

/* A doorbell at @address was not heard: arm it when it is time to. */
static void note_unheard(Doorbell *doorbell, uint64_t address)
{
    if (has_frames() && address != 0 && doorbell_is_due(doorbell)) {
        arm(address);
    }
}

int64_t host_call_unheard(Doorbell *doorbell, HostlibFrame *frame,
                          uint64_t address)
{
    if (frame->state == HOSTLIB_FRAME_NEW) {
        /* For the next one; this one has been translated as it is. */
        note_unheard(doorbell, address);
        return call_by_system_call(frame);
    }
    return resume_until_done(frame, 0) == 0 ? frame->result
                                            : call_by_system_call(frame);
}

bool host_call_frame_unheard(Doorbell *doorbell, bool is_worthwhile,
                             HostlibFrame *frame, uint64_t address)
{
    switch (frame->state) {
    case HOSTLIB_FRAME_NEW:
        note_unheard(doorbell, address);
        return is_worthwhile && has_frames() && host_call_frame(frame);
    case HOSTLIB_FRAME_REFUSED:
        return false;
    default:
        return resume_until_done(frame, 0) == 0
                   ? frame->state == HOSTLIB_FRAME_DONE
                   : host_call_frame(frame);
    }
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
