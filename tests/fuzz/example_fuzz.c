/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the words of declarations by the functions of the example, librle:
 * buffers and streams anywhere, of any length, in calls some of which are
 * suspended and left.
 *
 * Expects that a call is refused with an errno, is suspended for memory that
 * the guest cannot access, or comes to its end with the function's result,
 * having read and written what the declaration says and nothing else.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "examples/rle/rle.h"
#include "plugin/core/host_library.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/services.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

/* Where the guest has what. */
enum {
    FRAME = FUZZ_GUEST_MEMORY,
    STREAM = FRAME + sizeof(HostlibFrame),
    MAX_CALLS = 40,
};

/* In the order of calls.h. */
enum {
    CHECKSUM,
    PACK,
    OPEN,
    FEED,
    CLOSE,
    FUNCTIONS,
};

static OperationTable table;
/* The numbers of the functions. */
static const Operation *operations;
/* Of the stream that is open, should its memory be written over; 0 is none. */
static uint64_t handle;

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    const char *folder = getenv("LIBRARIES");
    g_autofree char *problem = NULL;
    g_autofree char *file = NULL;

    log_init("fuzz");
    fuzz_guest_start();
    fuzz_expect(folder != NULL && host_library_choose_folder(folder) == NULL,
                "LIBRARIES is the folder of the host's librle");
    file = services[0]->graft->load(&problem);
    fuzz_expect(file != NULL, "it is there");
    operations = services[0]->operations;
    fuzz_expect(services[0]->operation_count == FUNCTIONS,
                "calls.h has these functions");
    fuzz_expect(operation_table_add(&table, operations, FUNCTIONS),
                "the operations have numbers of their own");
}

static RleStream *stream(void)
{
    return (void *)fuzz_guest_at(STREAM);
}

static void set_state(uint64_t state)
{
    memcpy(&stream()->state, &state, sizeof(state));
}

static uint64_t state(void)
{
    uint64_t value = 0;

    memcpy(&value, &stream()->state, sizeof(value));
    return value;
}

static void put_address(void *pointer, uint64_t address)
{
    memcpy(pointer, &address, sizeof(address));
}

static void take_stream(FuzzInput *input)
{
    uint64_t address = fuzz_take_address(input);

    put_address(&stream()->next_in, address);
    stream()->avail_in = fuzz_take_length(input, address);
    address = fuzz_take_address(input);
    put_address(&stream()->next_out, address);
    stream()->avail_out = fuzz_take_length(input, address);
    set_state(fuzz_choose(input, 8) == 7 ? fuzz_take(input, 8) : handle);
}

static void take_arguments(FuzzInput *input, unsigned int function,
                           uint64_t *arguments)
{
    switch (function) {
    case CHECKSUM:
        arguments[0] = fuzz_take(input, 8);
        arguments[1] = fuzz_take_address(input);
        arguments[2] = fuzz_take_length(input, arguments[1]);
        break;
    case PACK:
        arguments[0] = fuzz_take_address(input);
        arguments[1] = fuzz_take_length(input, arguments[0]);
        arguments[2] = fuzz_take_address(input);
        arguments[3] = fuzz_take_length(input, arguments[2]);
        break;
    default:
        take_stream(input);
        arguments[0] =
            fuzz_choose(input, 16) == 15 ? fuzz_take_address(input) : STREAM;
        arguments[1] = fuzz_take(input, 1);
        break;
    }
}

/* Whether the guest's @address is one of @length at @start. */
static bool is_among(uint64_t address, uint64_t start, uint64_t length)
{
    return address >= start && address - start < length;
}

static void check_written(const uint8_t *before, uint64_t start,
                          uint64_t length)
{
    const uint8_t *after = fuzz_guest_memory();

    for (size_t i = 0; i < FUZZ_GUEST_MEMORY_SIZE; i++) {
        const uint64_t address = FUZZ_GUEST_MEMORY + i;

        fuzz_expect(before[i] == after[i] || is_among(address, start, length) ||
                        is_among(address, FRAME, sizeof(HostlibFrame)),
                    "only what OUT says and the frame are written");
    }
}

/* @arguments: the call's, which is done. */
static void check_result(unsigned int function, const uint64_t *arguments,
                         int64_t result)
{
    switch (function) {
    case CHECKSUM:
        fuzz_expect(arguments[2] == 0 ||
                        fuzz_guest_can_read(arguments[1], arguments[2]),
                    "the checksum is of memory that can be read");
        fuzz_expect(result >= 0 && result <= UINT32_MAX,
                    "a checksum has 32 bits");
        break;
    case PACK:
        fuzz_expect((uint64_t)result <= arguments[1],
                    "no more is packed than there is room");
        fuzz_expect(result == 0 ||
                        fuzz_guest_can_read(arguments[2], arguments[3]),
                    "what is packed can be read");
        break;
    default:
        fuzz_expect(result >= RLE_MISUSED && result <= RLE_END,
                    "a status is one of librle's");
        break;
    }
}

/* End the stream that the guest has, whatever state it is in. */
static void end(void)
{
    HostlibFrame frame = {
        .operation = operations[CLOSE].number,
        .arguments = {STREAM},
    };

    if (handle != 0) {
        set_state(handle);
        fuzz_guest_serve(&table, FRAME, &frame);
        fuzz_expect(frame.state == HOSTLIB_FRAME_DONE ||
                        frame.state == HOSTLIB_FRAME_REFUSED,
                    "an end is not suspended");
        handle = 0;
    }
}

/* What is open now, if it is not what was. */
static void remember_stream(void)
{
    const uint64_t now = state();

    if (now >> HOSTLIB_HANDLE_SHIFT == HOSTLIB_HANDLE_MARK && now != handle) {
        end();
        handle = now;
    }
}

static void call_once(FuzzInput *input)
{
    static uint8_t before[FUZZ_GUEST_MEMORY_SIZE];
    const unsigned int function = fuzz_choose(input, FUNCTIONS);
    HostlibFrame frame = {.operation = operations[function].number};
    uint64_t arguments[HOSTLIB_OPERATION_ARGUMENTS] = {0};

    take_arguments(input, function, arguments);
    memcpy(frame.arguments, arguments, sizeof(arguments));
    memcpy(before, fuzz_guest_memory(), sizeof(before));
    fuzz_guest_serve(&table, FRAME, &frame);
    if (function == CHECKSUM || function == PACK) {
        check_written(before, arguments[0],
                      function == PACK ? arguments[1] : 0);
    }
    if (frame.state == HOSTLIB_FRAME_REFUSED) {
        fuzz_expect(frame.result < 0 && frame.result > -4096,
                    "a refusal has an errno");
    } else if (frame.state == HOSTLIB_FRAME_DONE) {
        check_result(function, arguments, frame.result);
    }
    fuzz_guest_resume(&table, FRAME, &frame);
    if (function == OPEN) {
        remember_stream();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};

    if (operations == NULL) {
        start();
    }
    fake_qemu_reset();
    fuzz_guest_fill(&input);
    for (int i = 0; i < MAX_CALLS && input.left > 0; i++) {
        call_once(&input);
    }
    end();
    return 0;
}
