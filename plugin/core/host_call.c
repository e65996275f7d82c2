/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/host_call.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "plugin/core/fault_signals.h"

enum {
    /* Faults come by pages; no host has smaller ones. */
    PAGE_SIZE = 4096,
    /* A trap for each range of a call: a fault in it tells which was meant. */
    TRAPS_SIZE = HOST_CALL_RANGES * HOST_CALL_TRAP_SIZE,
    /* What the kernel has of a sigset_t. */
    KERNEL_MASK_SIZE = 8,
    /*
     * A guest may mend memory that another thread of its takes away again, so
     * a few repetitions of a fault mean nothing.
     */
    MAX_FAULT_REPETITIONS = 1000,
};

__thread HostCall *host_call_running __attribute__((tls_model("initial-exec")));

static uint8_t *traps;

void *host_call_trap(size_t index)
{
    return traps + index * HOST_CALL_TRAP_SIZE;
}

void host_call_keep(HostCall *call, HostCallRelease *release, void *resource)
{
    g_return_if_fail(call->resource_count < HOST_CALL_RESOURCES);
    call->resources[call->resource_count].release = release;
    call->resources[call->resource_count].resource = resource;
    call->resource_count++;
}

static uint64_t reach_of(const HostCallRange *range)
{
    void *host_address = NULL;
    const uint64_t reach =
        guest_address_translate(range->guest_address, &host_address);

    return MIN(range->length, reach != 0 ? reach : HOST_CALL_TRAP_SIZE);
}

uint64_t host_call_reach(const HostCall *call, size_t number)
{
    return reach_of(&call->ranges[number]);
}

bool host_call_keeps(const HostCall *call, const void *resource)
{
    for (size_t i = 0; i < call->resource_count; i++) {
        if (call->resources[i].resource == resource) {
            return true;
        }
    }
    return false;
}

/*
 * The last byte of @range, which is not empty. Beyond the end of user memory
 * there is nothing but what the guest has asked for.
 */
static uintptr_t last_byte(const HostCallRange *range)
{
    const uint64_t reach = reach_of(range);
    const bool is_trap = range->start - (uintptr_t)traps < TRAPS_SIZE;
    const uint64_t length = is_trap ? reach : range->length;

    return range->start + MIN(length - 1, UINTPTR_MAX - range->start);
}

/* How far @address is from @range, which is not empty, and its nearest byte. */
static uintptr_t distance(const HostCallRange *range, uintptr_t address,
                          uintptr_t *nearest)
{
    const uintptr_t last = last_byte(range);

    *nearest = CLAMP(address, range->start, last);
    return *nearest > address ? *nearest - address : address - *nearest;
}

/*
 * Whether @address was borrowed, and if so, as what the guest knows it. The C
 * library's string functions read whole vectors, so they may fault a little
 * before or behind the bytes that they were given, though never in a page that
 * has none of them: the nearest byte then stands for the one that was meant.
 */
static bool find_fault(const HostCall *call, uintptr_t address,
                       HostFault *fault)
{
    uintptr_t least = PAGE_SIZE;

    for (size_t i = 0; i < call->range_count; i++) {
        const HostCallRange *range = &call->ranges[i];
        const bool is_write = range->access == GUEST_WRITE;
        uintptr_t nearest = 0;
        uintptr_t off = 0;

        if (range->length == 0) {
            continue;
        }
        off = distance(range, address, &nearest);
        if (nearest / PAGE_SIZE != address / PAGE_SIZE || off > least ||
            (off == least && !is_write)) {
            continue;
        }
        least = off;
        *fault = (HostFault){
            .address = range->guest_address + (nearest - range->start),
            .is_write = is_write,
        };
    }
    return least < PAGE_SIZE;
}

/*
 * Find the fault of an access beyond user memory, where x86_64's CPUs report a
 * general protection fault without an address. It belongs to memory that was
 * borrowed up to there: its first byte beyond stands for the one that was
 * meant.
 */
static bool find_fault_beyond(const HostCall *call, HostFault *fault)
{
    for (size_t i = 0; i < call->range_count; i++) {
        const HostCallRange *range = &call->ranges[i];
        const uint64_t reach = reach_of(range);

        if (reach < range->length) {
            *fault = (HostFault){
                .address = range->guest_address + reach,
                .is_write = range->access == GUEST_WRITE,
            };
            return true;
        }
    }
    return false;
}

static bool has_address(int signal_number, const siginfo_t *info)
{
    return signal_number != SIGSEGV || info->si_code != SI_KERNEL ||
           info->si_addr != NULL;
}

/* Returns whether the fault is one of @call's borrowed memory, and notes it. */
static bool note_fault(HostCall *call, int signal_number, const siginfo_t *info)
{
    const HostFault previous = call->fault;

    if (!(has_address(signal_number, info)
              ? find_fault(call, (uintptr_t)info->si_addr, &call->fault)
              : find_fault_beyond(call, &call->fault))) {
        return false;
    }
    if (call->fault.address == previous.address &&
        call->fault.is_write == previous.is_write) {
        call->fault_repetitions++;
    } else {
        call->fault_repetitions = 0;
    }
    return true;
}

static bool on_fault(int signal_number, const siginfo_t *info,
                     ucontext_t *context)
{
    HostCall *call = host_call_running;
    sigset_t mask;

    if (call == NULL || !note_fault(call, signal_number, info)) {
        return false;
    }
    host_call_running = NULL;
    call->is_suspended = true;
    if (G_UNLIKELY(statistics_is_on)) {
        call->usage.suspended_at = statistics_now();
    }
    /*
     * The guest goes on in the meantime, and this handler's mask is not to
     * stay. What is in the context is right even if QEMU has changed it, as it
     * does when a signal for the guest arrives during the call.
     */
    pthread_sigmask(SIG_SETMASK, &context->uc_sigmask, NULL);
    call_stack_suspend(&call->stack);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    memcpy(&context->uc_sigmask, &mask, KERNEL_MASK_SIZE);
    return true;
}

bool host_call_install(void)
{
    void *memory = mmap(NULL, TRAPS_SIZE, PROT_NONE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED) {
        return false;
    }
    traps = memory;
    fault_signals_install(on_fault);
    return true;
}

HostCall *host_call_new(void)
{
    HostCall *call = g_try_new0(HostCall, 1);

    if (call != NULL && !call_stack_map(&call->stack)) {
        g_free(call);
        call = NULL;
    }
    return call;
}

void host_call_free(HostCall *call)
{
    call_stack_unmap(&call->stack);
    g_free(call);
}

bool host_call_makes_progress(const HostCall *call)
{
    return call->fault_repetitions < MAX_FAULT_REPETITIONS;
}

bool host_call_resume(HostCall *call)
{
    bool has_returned = false;

    call->is_suspended = false;
    if (G_UNLIKELY(statistics_is_on)) {
        call->usage.suspended_for +=
            statistics_now() - call->usage.suspended_at;
    }
    host_call_running = call;
    has_returned = call_stack_resume(&call->stack);
    host_call_running = NULL;
    if (has_returned) {
        call->fault_repetitions = 0;
    }
    return has_returned;
}

void host_call_clean_up(HostCall *call)
{
    while (call->resource_count > 0) {
        const size_t last = --call->resource_count;

        call->resources[last].release(call->resources[last].resource);
    }
    if (call->is_suspended) {
        call->is_suspended = false;
        call->is_refused = false;
        call->fault_repetitions = 0;
        call_stack_reset(&call->stack);
    }
}
