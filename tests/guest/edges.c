/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes every operation with every argument in turn an address at an edge of
 * the address space, by registers and by frames, and streams with such buffers.
 * No result is wrong; what counts is that the emulator lives. Says at the end
 * how many calls were made, and that a good one works.
 *
 *     edges [BITS...]    of address spaces of so many bits; all by default
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest/guest_arch.h"
#include "tests/guest/crossing.h"

enum {
    ARGUMENTS = HOSTLIB_OPERATION_ARGUMENTS,
    MEMORY_SIZE = 65536,
};

/* Lengths that calls are made with. */
static const uint64_t lengths[] = {
    1, 100, 70000, 1ull << 31, UINT32_MAX, 1ull << 46, UINT64_MAX,
};

/* Before and after an edge, at which alignments and page boundaries count. */
static const int64_t offsets[] = {
    -70000, -8192, -4097, -4096, -4095, -64, -16, -8, -3, -1, 0, 1, 4096,
};

/* Of the address spaces that CPUs and kernels have. */
static const unsigned int edge_bits[] = {39, 47, 48, 52, 55, 56, 63, 64};

static unsigned char memory[MEMORY_SIZE];
static HostlibStream streams[2];
static HostlibZStream z_streams[2];
static unsigned long calls;

static uint64_t address_of(const void *pointer)
{
    return (uint64_t)(uintptr_t)pointer;
}

static int64_t call_by_registers(uint32_t operation, const uint64_t *arguments)
{
    uint64_t all[ARGUMENTS + 1] = {operation};

    memcpy(all + 1, arguments, ARGUMENTS * sizeof(*arguments));
    calls++;
    return guest_arch_system_call(HOSTLIB_SYSCALL, all);
}

/* A call that is suspended is left: the next one at the same frame ends it. */
static int64_t call_by_frame(uint32_t operation, const uint64_t *arguments)
{
    static HostlibFrame frame;
    const uint64_t call[ARGUMENTS] = {address_of(&frame)};
    int64_t result = 0;

    frame = (HostlibFrame){.operation = operation};
    memcpy(frame.arguments, arguments, sizeof(frame.arguments));
    result = call_by_registers(HOSTLIB_OP_CALL, call);
    return result == 0 && frame.state == HOSTLIB_FRAME_DONE ? frame.result
                                                            : -EFAULT;
}

static bool is_stream(uint32_t operation)
{
    return operation >= HOSTLIB_OP_DEFLATE_INIT;
}

static bool is_init(uint32_t operation)
{
    return operation == HOSTLIB_OP_DEFLATE_INIT ||
           operation == HOSTLIB_OP_INFLATE_INIT;
}

static size_t kind_of(uint32_t operation)
{
    return operation < HOSTLIB_OP_INFLATE_INIT ? 0 : 1;
}

/* Have a stream for @operation whose buffers are memory. */
static void begin_stream(uint32_t operation)
{
    const size_t kind = kind_of(operation);
    const uint64_t arguments[ARGUMENTS] = {address_of(&streams[kind]),
                                           address_of(&z_streams[kind])};

    if (streams[kind].handle != 0) {
        call_by_frame(kind == 0 ? HOSTLIB_OP_DEFLATE_END
                                : HOSTLIB_OP_INFLATE_END,
                      arguments);
    }
    streams[kind] = (HostlibStream){
        .level = 6, .method = 8, .window_bits = 15, .memory_level = 8};
    z_streams[kind] = (HostlibZStream){
        .next_in = address_of(memory),
        .avail_in = sizeof(memory),
        .next_out = address_of(memory),
        .avail_out = sizeof(memory),
    };
    call_by_frame(kind == 0 ? HOSTLIB_OP_DEFLATE_INIT : HOSTLIB_OP_INFLATE_INIT,
                  arguments);
}

static void good_arguments(uint32_t operation, uint64_t *arguments)
{
    if (is_stream(operation)) {
        begin_stream(operation);
        arguments[0] = address_of(&streams[kind_of(operation)]);
        arguments[1] = address_of(&z_streams[kind_of(operation)]);
        arguments[2] = address_of(memory);
        arguments[3] = 100;
        arguments[4] = 0;
        return;
    }
    for (size_t i = 0; i < ARGUMENTS; i++) {
        arguments[i] = address_of(memory);
    }
    /* Where operations have a length, a level or a checksum. */
    arguments[1] = sizeof(memory);
}

/* With an address in one place, and a length in another. */
static void try_arguments(uint32_t operation, uint64_t address)
{
    const size_t count = sizeof(lengths) / sizeof(*lengths);
    uint64_t arguments[ARGUMENTS];

    for (size_t place = 0; place < ARGUMENTS; place++) {
        for (size_t i = 0; i < count; i++) {
            good_arguments(operation, arguments);
            arguments[place] = address;
            if (place + 1 < ARGUMENTS && !is_stream(operation)) {
                arguments[place + 1] = lengths[i];
            }
            call_by_frame(operation, arguments);
            if (!is_stream(operation)) {
                call_by_registers(operation, arguments);
            }
        }
    }
}

static void try_buffers(uint32_t operation, uint64_t address)
{
    const size_t kind = kind_of(operation);
    uint64_t arguments[ARGUMENTS];

    for (int is_output = 0; is_output < 2; is_output++) {
        for (int is_large = 0; is_large < 2; is_large++) {
            const uint32_t size = is_large ? UINT32_MAX : 70000;

            good_arguments(operation, arguments);
            if (is_output) {
                z_streams[kind].next_out = address;
                z_streams[kind].avail_out = size;
            } else {
                z_streams[kind].next_in = address;
                z_streams[kind].avail_in = size;
            }
            arguments[2] = 4; /* Z_FINISH, where that is the flush */
            call_by_frame(operation, arguments);
        }
    }
}

static void try_frames(uint64_t address)
{
    static const uint32_t operations[] = {HOSTLIB_OP_CALL, HOSTLIB_OP_RESUME,
                                          HOSTLIB_OP_DOORBELL};
    const uint64_t arguments[ARGUMENTS] = {address};

    for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        call_by_registers(operations[i], arguments);
    }
}

static void try_address(uint64_t address)
{
    try_frames(address);
    /* Those of declared libraries borrow in one way: see codecs.c. */
    for (uint32_t operation = 0; operation < HOSTLIB_OP_DECLARED; operation++) {
        /* Those that take a frame are tried above; a note takes no address. */
        if (operation >= HOSTLIB_OP_HELLO && operation <= HOSTLIB_OP_NOTE) {
            continue;
        }
        try_arguments(operation, address);
        if (is_stream(operation) && !is_init(operation)) {
            try_buffers(operation, address);
        }
    }
}

/*
 * Map what the kernel lets a program map next to the edge, so that calls begin
 * in memory and go on beyond it.
 */
static void map_below(uint64_t edge)
{
    for (uint64_t pages = 1; pages <= 3; pages++) {
        if (mmap(pointer_to(edge - pages * 4096), 4096, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
                 0) == MAP_FAILED) {
            continue;
        }
    }
}

static void try_edge(unsigned int bits)
{
    /* 2^64 is the address 0, whose page nobody maps. */
    const uint64_t edge = bits < 64 ? 1ull << bits : 0;

    map_below(edge);
    for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
        try_address(edge + (uint64_t)offsets[i]);
    }
}

int main(int argc, char **argv)
{
    Sample sample;

    for (int i = 1; i < argc; i++) {
        try_edge((unsigned int)strtoul(argv[i], NULL, 10));
    }
    for (size_t i = 0; argc < 2 && i < sizeof(edge_bits) / sizeof(*edge_bits);
         i++) {
        try_edge(edge_bits[i]);
    }
    make_sample(&sample, 1000, 6);
    round_trip(&sample);
    printf("%lu calls; alive\n", calls);
    return 0;
}
