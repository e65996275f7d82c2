/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the functions of declared libraries: any calls in any order, with
 * streams of any kind, any buffers and parameters, some of which are suspended
 * and left.
 *
 * Expects that a call comes to its end, is refused with an errno, or is
 * suspended for memory that the guest cannot access; and, as AddressSanitizer
 * sees it, that nothing but borrowed memory and streams is touched.
 */
#include <bzlib.h>
#include <errno.h>
#include <lzma.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "libraries/zlib/backend.h"
#include "libraries/zlib/block.h"
#include "plugin/core/host_library.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/services.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

/* Where the guest has what. */
enum {
    FRAME = FUZZ_GUEST_MEMORY,
    STREAMS = FRAME + sizeof(HostlibFrame),
    STREAM_SIZE = 192,
    STREAM_COUNT = 2,
    BLOCKS = STREAMS + STREAM_COUNT * STREAM_SIZE,
    MAX_CALLS = 40,
};

/* What of a library's struct the fuzzer knows. */
typedef struct Layout {
    size_t state;
    size_t next_in;
    size_t avail_in;
    size_t next_out;
    size_t avail_out;
    size_t length_size;
    bool has_block; /* a ZlibBlock, to which the state points */
} Layout;

#define LAYOUT(type, state_, has_block_)                                       \
    {offsetof(type, state_),                                                   \
     offsetof(type, next_in),                                                  \
     offsetof(type, avail_in),                                                 \
     offsetof(type, next_out),                                                 \
     offsetof(type, avail_out),                                                \
     sizeof(((type *)NULL)->avail_in),                                         \
     (has_block_)}

/* Of each of the services, in their order. */
static const Layout layouts[] = {
    LAYOUT(bz_stream, state, false),
    LAYOUT(lzma_stream, internal, false),
    LAYOUT(z_stream, state, true),
};

static bool started;
static OperationTable table;
/* What the guest remembers, should its memory be written over; 0 is none. */
static uint64_t handles[STREAM_COUNT];

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    const char *folder = getenv("LIBRARIES");

    g_autofree char *zlib_problem = NULL;

    log_init("fuzz");
    fuzz_guest_start();
    fuzz_expect(zlib_backend_load(NULL, &zlib_backend, &zlib_problem),
                "there is a zlib");
    fuzz_expect(folder != NULL && host_library_choose_folder(folder) == NULL,
                "LIBRARIES is the folder of the host's libraries");
    for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++) {
        const Service *service = services[i];
        g_autofree char *problem = NULL;
        g_autofree char *file = service->graft->load(&problem);

        fuzz_expect(file != NULL, "the folder has them");
        fuzz_expect(operation_table_add(&table, service->operations,
                                        service->operation_count),
                    "the operations have numbers of their own");
    }
    started = true;
}

static uint64_t stream_address(unsigned int stream)
{
    return STREAMS + (uint64_t)stream * STREAM_SIZE;
}

static void put(unsigned int stream, size_t offset, uint64_t value, size_t size)
{
    memcpy(fuzz_guest_at(stream_address(stream)) + offset, &value, size);
}

static uint64_t block_address(unsigned int stream)
{
    return BLOCKS + (uint64_t)stream * sizeof(ZlibBlock);
}

/* Where the guest has the handle of a stream. */
static uint8_t *handle_place(unsigned int stream, const Layout *layout)
{
    return layout->has_block
               ? fuzz_guest_at(block_address(stream)) +
                     offsetof(ZlibBlock, handle)
               : fuzz_guest_at(stream_address(stream)) + layout->state;
}

static void put_handle(unsigned int stream, const Layout *layout,
                       uint64_t handle)
{
    if (layout->has_block) {
        put(stream, layout->state, block_address(stream), sizeof(uint64_t));
    }
    memcpy(handle_place(stream, layout), &handle, sizeof(handle));
}

/* End a stream, of whatever kind it is and whatever state it is in. */
static void end(unsigned int stream)
{
    for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++) {
        const Service *service = services[i];

        for (size_t j = 0; j < service->operation_count; j++) {
            HostlibFrame frame = {
                .operation = service->operations[j].number,
                .arguments = {stream_address(stream)},
            };

            if (g_str_has_suffix(service->operations[j].name, "nd")) {
                put_handle(stream, &layouts[i], handles[stream]);
                fuzz_guest_serve(&table, FRAME, &frame);
                fuzz_expect(frame.state == HOSTLIB_FRAME_DONE ||
                                frame.state == HOSTLIB_FRAME_REFUSED,
                            "an end is not suspended");
            }
        }
    }
    handles[stream] = 0;
}

static void take_stream(FuzzInput *input, unsigned int stream,
                        const Layout *layout)
{
    uint64_t address = fuzz_take_address(input);

    put(stream, layout->next_in, address, sizeof(address));
    put(stream, layout->avail_in, fuzz_take_length(input, address),
        layout->length_size);
    address = fuzz_take_address(input);
    put(stream, layout->next_out, address, sizeof(address));
    put(stream, layout->avail_out, fuzz_take_length(input, address),
        layout->length_size);
    put_handle(stream, layout,
               fuzz_choose(input, 8) == 7 ? fuzz_take(input, 8)
                                          : handles[stream]);
}

/*
 * Numbers near those that functions take: levels, actions, and limits of some
 * MiB, so that the fuzzer is not slow.
 */
static uint64_t take_number(FuzzInput *input)
{
    switch (fuzz_choose(input, 4)) {
    case 0:
        return fuzz_take(input, 3);
    case 1:
        return fuzz_choose(input, 256);
    default:
        return fuzz_choose(input, 5);
    }
}

/* What comes behind the stream. */
static void take_arguments(FuzzInput *input, const Layout *layout,
                           const char *name, uint64_t *arguments)
{
    for (size_t i = 1; i < HOSTLIB_OPERATION_ARGUMENTS; i++) {
        arguments[i] = layout->has_block && fuzz_choose(input, 4) == 3
                           ? fuzz_take_address(input)
                           : take_number(input);
    }
    if (g_str_has_suffix(name, "CompressInit")) {
        /* Not verbose: that goes to stderr. */
        arguments[2] = 0;
    } else if (g_str_has_suffix(name, "DecompressInit")) {
        arguments[1] = 0;
    } else if (g_str_has_suffix(name, "easy_encoder")) {
        arguments[1] &= 1;
    } else if (g_str_has_suffix(name, "Copy")) {
        arguments[1] = stream_address(fuzz_choose(input, STREAM_COUNT));
    }
}

static void call_once(FuzzInput *input)
{
    const size_t library = fuzz_choose(input, G_N_ELEMENTS(layouts));
    const Service *service = services[library];
    const Layout *layout = &layouts[library];
    const unsigned int stream = fuzz_choose(input, STREAM_COUNT);
    const Operation *operation = &service->operations[fuzz_choose(
        input, (unsigned int)service->operation_count)];
    HostlibFrame frame = {
        .operation = operation->number,
        .arguments = {fuzz_choose(input, 16) == 15 ? fuzz_take_address(input)
                                                   : stream_address(stream)},
    };
    uint64_t handle = 0;

    take_stream(input, stream, layout);
    take_arguments(input, layout, operation->name, frame.arguments);
    fuzz_guest_serve(&table, FRAME, &frame);
    if (frame.state == HOSTLIB_FRAME_REFUSED) {
        fuzz_expect(frame.result < 0 && frame.result > -4096,
                    "a refusal has an errno");
    } else {
        fuzz_guest_resume(&table, FRAME, &frame);
    }
    memcpy(&handle, handle_place(stream, layout), sizeof(handle));
    if (handle >> HOSTLIB_HANDLE_SHIFT == HOSTLIB_HANDLE_MARK &&
        handle != handles[stream]) {
        end(stream);
        handles[stream] = handle;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};

    if (!started) {
        start();
    }
    fake_qemu_reset();
    fuzz_guest_fill(&input);
    for (int i = 0; i < MAX_CALLS && input.left > 0; i++) {
        call_once(&input);
    }
    for (unsigned int stream = 0; stream < STREAM_COUNT; stream++) {
        end(stream);
    }
    return 0;
}
