/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes zlib's streams: two of them, any calls in any order, with any buffers
 * and parameters, some of which are suspended and left.
 *
 * Expects a status of zlib's from each call that comes to its end, that no call
 * is suspended for memory that the guest can access, and, as
 * AddressSanitizer sees it, that nothing is left behind.
 */
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "plugin/core/dispatch.h"
#include "plugin/core/log.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "plugin/zlib/zlib_service.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

/* Where the guest has what. */
enum {
    FRAME = FUZZ_GUEST_MEMORY,
    STREAMS = FRAME + sizeof(HostlibFrame),
    Z_STREAMS = STREAMS + 2 * sizeof(HostlibStream),
    HEADER = Z_STREAMS + 2 * sizeof(HostlibZStream),
    MAX_CALLS = 40,
};

static bool started;
static OperationTable table;
/* What the guest remembers, should its memory be written over; 0 is none. */
static uint64_t handles[2];

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    log_init("fuzz");
    fuzz_guest_start();
    fuzz_expect(zlib_service.start(), "there is a zlib");
    fuzz_expect(operation_table_add(&table, zlib_service.operations,
                                    zlib_service.operation_count),
                "the operations have numbers of their own");
    started = true;
}

/* Where the guest's memory at @address is, which it has to have. */
static void *at(uint64_t address)
{
    return fuzz_guest_memory() + (address - FUZZ_GUEST_MEMORY);
}

static uint64_t stream_address(unsigned int stream)
{
    return STREAMS + stream * sizeof(HostlibStream);
}

static uint64_t z_stream_address(unsigned int stream)
{
    return Z_STREAMS + stream * sizeof(HostlibZStream);
}

static int64_t cross(uint64_t operation, uint64_t address)
{
    const uint64_t arguments[8] = {operation, address};

    return dispatch(&table, arguments);
}

/* Suspended: not without a reason. Nothing the guest does makes it go on. */
static void check_suspended(const HostlibFrame *frame)
{
    for (int i = 0; i < 2; i++) {
        fuzz_expect(frame->state == HOSTLIB_FRAME_TOUCH_READ
                        ? !fuzz_guest_can_read(frame->fault_address, 1)
                        : !fuzz_guest_has(frame->fault_address, 1),
                    "the guest cannot access what it is to touch");
        fuzz_expect(cross(HOSTLIB_OP_RESUME, FRAME) == 0,
                    "a suspended call can be resumed");
    }
}

/* Make a call by @frame, which gets what the host writes. */
static void serve(HostlibFrame *frame)
{
    memcpy(at(FRAME), frame, sizeof(*frame));
    fuzz_expect(cross(HOSTLIB_OP_CALL, FRAME) == 0, "a frame is served");
    memcpy(frame, at(FRAME), sizeof(*frame));
}

static void write_handle(unsigned int stream, uint64_t handle)
{
    memcpy(at(stream_address(stream)), &handle, sizeof(handle));
}

/* End a stream, if it is still there, whatever state it is in. */
static void end(unsigned int stream)
{
    HostlibFrame frame = {
        .operation = HOSTLIB_OP_DEFLATE_END,
        .arguments = {stream_address(stream), z_stream_address(stream)},
    };

    write_handle(stream, handles[stream]);
    serve(&frame);
    fuzz_expect(frame.state == HOSTLIB_FRAME_DONE, "an end is not suspended");
    frame.operation = HOSTLIB_OP_INFLATE_END;
    frame.arguments[0] = stream_address(stream);
    frame.arguments[1] = z_stream_address(stream);
    serve(&frame);
    fuzz_expect(frame.state == HOSTLIB_FRAME_DONE, "an end is not suspended");
    handles[stream] = 0;
}

static uint32_t take_operation(FuzzInput *input)
{
    const uint32_t deflates =
        HOSTLIB_OP_DEFLATE_SET_HEADER - HOSTLIB_OP_DEFLATE_INIT + 1;
    const uint32_t inflates =
        HOSTLIB_OP_INFLATE_GET_HEADER - HOSTLIB_OP_INFLATE_INIT + 1;
    const uint32_t choice = fuzz_choose(input, deflates + inflates);

    return choice < deflates ? HOSTLIB_OP_DEFLATE_INIT + choice
                             : HOSTLIB_OP_INFLATE_INIT + (choice - deflates);
}

/* Half of all parameters are near those that zlib takes. */
static int32_t take_parameter(FuzzInput *input, int32_t usual)
{
    return fuzz_choose(input, 2) == 0 ? usual
                                      : (int32_t)fuzz_choose(input, 80) - 20;
}

static void take_stream(FuzzInput *input, unsigned int stream)
{
    HostlibStream guest = {.handle = handles[stream]};

    if (fuzz_choose(input, 8) == 7) {
        guest.handle ^= fuzz_take(input, 4);
    }
    guest.level = take_parameter(input, 6);
    guest.method = take_parameter(input, Z_DEFLATED);
    guest.window_bits = take_parameter(input, 15);
    guest.memory_level = take_parameter(input, 8);
    guest.strategy = take_parameter(input, 0);
    memcpy(at(stream_address(stream)), &guest, sizeof(guest));
}

static void take_z_stream(FuzzInput *input, unsigned int stream)
{
    HostlibZStream guest = {0};

    guest.next_in = fuzz_take_address(input);
    guest.avail_in = (uint32_t)fuzz_take_length(input, guest.next_in);
    guest.next_out = fuzz_take_address(input);
    guest.avail_out = (uint32_t)fuzz_take_length(input, guest.next_out);
    guest.total_in = fuzz_take(input, 2);
    guest.adler = fuzz_take(input, 4);
    memcpy(at(z_stream_address(stream)), &guest, sizeof(guest));
}

/* A header for either stream, which other calls may write over. */
static void take_header(FuzzInput *input)
{
    HostlibGzHeader header = {0};

    header.time = fuzz_take(input, 1);
    header.hcrc = (int32_t)fuzz_choose(input, 2);
    header.extra = fuzz_take_address(input);
    header.extra_len = (uint32_t)fuzz_take_length(input, header.extra);
    header.extra_max = (uint32_t)fuzz_take_length(input, header.extra);
    header.name = fuzz_take_address(input);
    header.name_max = (uint32_t)fuzz_take_length(input, header.name);
    header.comment = fuzz_take_address(input);
    header.comm_max = (uint32_t)fuzz_take_length(input, header.comment);
    memcpy(at(HEADER), &header, sizeof(header));
}

/* What follows the addresses of stream and z_stream. */
static void take_rest(FuzzInput *input, unsigned int stream,
                      HostlibFrame *frame)
{
    switch (frame->operation) {
    case HOSTLIB_OP_DEFLATE:
    case HOSTLIB_OP_INFLATE:
        frame->arguments[2] = fuzz_choose(input, 8);
        break;
    case HOSTLIB_OP_DEFLATE_COPY:
    case HOSTLIB_OP_INFLATE_COPY:
        frame->arguments[2] = stream_address(1 - stream);
        break;
    case HOSTLIB_OP_DEFLATE_SET_DICTIONARY:
    case HOSTLIB_OP_INFLATE_SET_DICTIONARY:
        frame->arguments[2] = fuzz_take_address(input);
        frame->arguments[3] = fuzz_take_length(input, frame->arguments[2]);
        break;
    case HOSTLIB_OP_DEFLATE_SET_HEADER:
    case HOSTLIB_OP_INFLATE_GET_HEADER:
        frame->arguments[2] =
            fuzz_choose(input, 4) == 3 ? fuzz_take_address(input) : HEADER;
        take_header(input);
        break;
    case HOSTLIB_OP_DEFLATE_GET_DICTIONARY:
    case HOSTLIB_OP_INFLATE_GET_DICTIONARY:
    case HOSTLIB_OP_DEFLATE_BOUND:
    case HOSTLIB_OP_DEFLATE_PENDING:
    case HOSTLIB_OP_INFLATE_MARK:
    case HOSTLIB_OP_INFLATE_CODES_USED:
        frame->arguments[2] = fuzz_take_address(input);
        frame->arguments[3] = fuzz_take_address(input);
        break;
    default:
        frame->arguments[2] = (uint64_t)(int64_t)take_parameter(input, 1);
        frame->arguments[3] = fuzz_take(input, 8);
        break;
    }
}

static void check_status(int64_t result)
{
    fuzz_expect(result >= 0 && result <= UINT32_MAX, "a status has 32 bits");
    fuzz_expect((int32_t)result >= Z_VERSION_ERROR &&
                    (int32_t)result <= Z_NEED_DICT,
                "a status is one of zlib's");
}

/* Whether the operation gives the guest a stream. */
static bool is_beginning(uint32_t operation)
{
    return operation == HOSTLIB_OP_DEFLATE_INIT ||
           operation == HOSTLIB_OP_INFLATE_INIT ||
           operation == HOSTLIB_OP_DEFLATE_COPY ||
           operation == HOSTLIB_OP_INFLATE_COPY;
}

static void call_once(FuzzInput *input)
{
    const unsigned int stream = fuzz_choose(input, 2);
    const uint32_t operation = take_operation(input);
    HostlibFrame frame = {
        .operation = operation,
        .arguments = {stream_address(stream), z_stream_address(stream)},
    };

    if (is_beginning(operation)) {
        end(stream);
        write_handle(1 - stream, handles[1 - stream]);
    }
    take_stream(input, stream);
    take_z_stream(input, stream);
    take_rest(input, stream, &frame);
    serve(&frame);
    if (frame.state != HOSTLIB_FRAME_DONE) {
        check_suspended(&frame);
        return;
    }
    check_status(frame.result);
    if (is_beginning(operation) && frame.result == Z_OK) {
        memcpy(&handles[stream], at(stream_address(stream)),
               sizeof(handles[stream]));
        fuzz_expect(handles[stream] != 0, "a stream has a handle");
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
    end(0);
    end(1);
    return 0;
}
