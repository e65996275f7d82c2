/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz_guest.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin/core/dispatch.h"
#include "plugin/core/guest_address.h"
#include "plugin/core/guest_target.h"
#include "plugin/core/host_call.h"

/* The guest's addresses below it, which are all that it ever gets to. */
#define WINDOW (1ull << 30)

/*
 * The guest base, where no system has anything. The same in every run: numbers
 * that the code compares with find their way into inputs.
 */
#define BASE ((void *)0x200000000000)

/* Behind the memory: of a file that is empty. */
enum {
    BEYOND_FILE = FUZZ_GUEST_MEMORY + FUZZ_GUEST_MEMORY_SIZE,
    BEYOND_FILE_SIZE = 0x1000,
    /* Nothing that the guest does makes a call go on. */
    MAX_RESUMES = 3,
};

static uint8_t *window;

static void map(size_t address, size_t size, int protection, int flags, int fd)
{
    fuzz_expect(mmap(window + address, size, protection,
                     flags | MAP_FIXED | MAP_PRIVATE, fd, 0) != MAP_FAILED,
                "mmap() gives the guest's pages");
}

void fuzz_guest_start(void)
{
    const int file = memfd_create("empty", 0);

    window =
        mmap(BASE, WINDOW, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
             -1, 0);
    fuzz_expect(window == BASE, "mmap() gives the guest's addresses");
    map(FUZZ_GUEST_MEMORY, FUZZ_GUEST_MEMORY_SIZE, PROT_READ | PROT_WRITE,
        MAP_ANONYMOUS, -1);
    map(BEYOND_FILE, BEYOND_FILE_SIZE, PROT_READ | PROT_WRITE, 0, file);
    map(FUZZ_GUEST_CONSTANTS, FUZZ_GUEST_CONSTANTS_SIZE, PROT_READ,
        MAP_ANONYMOUS, -1);
    close(file);
    guest_target_set(guest_arch_by_name("x86_64"));
    guest_address_set_base((uintptr_t)window);
    fuzz_expect(host_call_install(), "there is memory");
}

uint8_t *fuzz_guest_memory(void)
{
    return window + FUZZ_GUEST_MEMORY;
}

uint8_t *fuzz_guest_at(uint64_t address)
{
    return fuzz_guest_memory() + (address - FUZZ_GUEST_MEMORY);
}

void fuzz_guest_fill(const FuzzInput *input)
{
    uint8_t *memory = fuzz_guest_memory();
    const size_t length = MIN(input->left, FUZZ_GUEST_MEMORY_SIZE);

    memset(memory + length, 0, FUZZ_GUEST_MEMORY_SIZE - length);
    if (length > 0) {
        memcpy(memory, input->bytes, length);
    }
}

/* Whether @length bytes at @address are among @size bytes at @start. */
static bool lies_in(uint64_t address, uint64_t length, uint64_t start,
                    uint64_t size)
{
    return address >= start && address - start <= size &&
           length <= size - (address - start);
}

bool fuzz_guest_has(uint64_t address, uint64_t length)
{
    return lies_in(address, length, FUZZ_GUEST_MEMORY, FUZZ_GUEST_MEMORY_SIZE);
}

bool fuzz_guest_can_read(uint64_t address, uint64_t length)
{
    return fuzz_guest_has(address, length) ||
           lies_in(address, length, FUZZ_GUEST_CONSTANTS,
                   FUZZ_GUEST_CONSTANTS_SIZE);
}

uint64_t fuzz_take_address(FuzzInput *input)
{
    uint64_t address = 0;

    switch (fuzz_choose(input, 8)) {
    case 0:
    case 1:
        return FUZZ_GUEST_MEMORY + fuzz_take(input, 2) % FUZZ_GUEST_MEMORY_SIZE;
    case 2:
        return BEYOND_FILE - fuzz_take(input, 1);
    case 3:
        return FUZZ_GUEST_CONSTANTS + fuzz_take(input, 2) % 0x2000;
    case 4:
        return 0;
    case 5:
        return (uint64_t)0 - fuzz_take(input, 1);
    default:
        address = fuzz_take(input, 8);
        return address < (1ull << 47) - 4096 ? address % WINDOW : address;
    }
}

uint64_t fuzz_take_length(FuzzInput *input, uint64_t address)
{
    switch (fuzz_choose(input, 4)) {
    case 0:
        return fuzz_take(input, 1);
    case 1:
        return fuzz_take(input, 2);
    case 2:
        return BEYOND_FILE - address + fuzz_take(input, 1) - 128;
    default:
        return fuzz_take(input, 8);
    }
}

int64_t fuzz_guest_cross(const OperationTable *table, uint64_t operation,
                         uint64_t argument)
{
    const uint64_t arguments[8] = {operation, argument};

    return dispatch(table, arguments);
}

void fuzz_guest_serve(const OperationTable *table, uint64_t address,
                      HostlibFrame *frame)
{
    memcpy(fuzz_guest_at(address), frame, sizeof(*frame));
    fuzz_expect(fuzz_guest_cross(table, HOSTLIB_OP_CALL, address) == 0,
                "a frame is served");
    memcpy(frame, fuzz_guest_at(address), sizeof(*frame));
}

static bool is_suspended(const HostlibFrame *frame)
{
    return frame->state == HOSTLIB_FRAME_TOUCH_READ ||
           frame->state == HOSTLIB_FRAME_TOUCH_WRITE;
}

void fuzz_guest_resume(const OperationTable *table, uint64_t address,
                       HostlibFrame *frame)
{
    fuzz_expect(is_suspended(frame) || frame->state == HOSTLIB_FRAME_DONE ||
                    frame->state == HOSTLIB_FRAME_REFUSED,
                "a frame that was served tells how it went");
    for (int i = 0; i < MAX_RESUMES && is_suspended(frame); i++) {
        fuzz_expect(frame->state == HOSTLIB_FRAME_TOUCH_READ
                        ? !fuzz_guest_can_read(frame->fault_address, 1)
                        : !fuzz_guest_has(frame->fault_address, 1),
                    "the guest cannot access what it is to touch");
        fuzz_expect(fuzz_guest_cross(table, HOSTLIB_OP_RESUME, address) == 0,
                    "a suspended call can be resumed");
        memcpy(frame, fuzz_guest_at(address), sizeof(*frame));
    }
}
