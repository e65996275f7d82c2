/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes every operation of zlib's with every argument in turn an address at an
 * edge of the address space, by registers and by frames, and streams with such
 * buffers.
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
#include <zlib.h>

#include "guest/guest_arch.h"
#include "libraries/zlib/block.h"
#include "tests/guest/crossing.h"

#define DECLARE_CALLS "libraries/zlib/calls.h"
#include "libraries/declare_operations.h"

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
static z_stream streams[2];
static ZlibBlock blocks[2];
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

/* Whether @operation is a declared one, by frames only. */
static bool is_declared(uint32_t operation)
{
    return operation >= DECLARE_FIRST_OPERATION;
}

static bool is_stream(uint32_t operation)
{
    return is_declared(operation) && operation < OPERATION_crc32_z;
}

static bool is_init(uint32_t operation)
{
    return operation == OPERATION_deflateInit2_ ||
           operation == OPERATION_inflateInit2_;
}

static size_t kind_of(uint32_t operation)
{
    return operation < OPERATION_inflateInit2_ ? 0 : 1;
}

/* Have a stream for @operation whose buffers are memory. */
static void begin_stream(uint32_t operation)
{
    const size_t kind = kind_of(operation);
    const uint64_t arguments[ARGUMENTS] = {
        address_of(&streams[kind]),
        kind == 0 ? zlib_pack_parameters(6, 15, 8, 0) : 15, ZLIB_NEW_BLOCKS};

    if (blocks[kind].handle != 0) {
        streams[kind].state = (struct internal_state *)&blocks[kind];
        call_by_frame(kind == 0 ? OPERATION_deflateEnd : OPERATION_inflateEnd,
                      arguments);
    }
    blocks[kind] = (ZlibBlock){0};
    streams[kind] = (z_stream){
        .next_in = memory,
        .avail_in = sizeof(memory),
        .next_out = memory,
        .avail_out = sizeof(memory),
        .state = (struct internal_state *)&blocks[kind],
    };
    call_by_frame(kind == 0 ? OPERATION_deflateInit2_ : OPERATION_inflateInit2_,
                  arguments);
}

static void good_arguments(uint32_t operation, uint64_t *arguments)
{
    if (is_stream(operation)) {
        begin_stream(operation);
        arguments[0] = address_of(&streams[kind_of(operation)]);
        arguments[1] = address_of(memory);
        arguments[2] = 100;
        arguments[3] = 0;
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
            if (!is_declared(operation)) {
                call_by_registers(operation, arguments);
            }
        }
    }
}

/* Call @operation with the stream as it is. */
static void call_stream(uint32_t operation)
{
    const uint64_t arguments[ARGUMENTS] = {
        address_of(&streams[kind_of(operation)]), Z_FINISH};

    call_by_frame(operation, arguments);
}

static void try_buffers(uint32_t operation, uint64_t address)
{
    static const uInt sizes[] = {70000, UINT32_MAX};
    z_stream *stream = &streams[kind_of(operation)];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        begin_stream(operation);
        stream->next_in = pointer_to(address);
        stream->avail_in = sizes[i];
        call_stream(operation);
        begin_stream(operation);
        stream->next_out = pointer_to(address);
        stream->avail_out = sizes[i];
        call_stream(operation);
    }
    begin_stream(operation);
    stream->state = pointer_to(address);
    call_stream(operation);
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
    for (uint32_t operation = HOSTLIB_OP_COMPRESS_BOUND;
         operation <= HOSTLIB_OP_UNCOMPRESS; operation++) {
        try_arguments(operation, address);
    }
    for (uint32_t operation = DECLARE_FIRST_OPERATION;
         operation < OPERATION_AFTER_LAST_; operation++) {
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
