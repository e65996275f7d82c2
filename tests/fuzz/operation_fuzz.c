/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzzes the operations: any registers, any frames, any memory of the guest's.
 *
 * Expects one of the results that docs/protocol.md has, a line of the log for
 * each success, that nothing but the destination, its length and the frame is
 * written, and that no call is suspended for memory that the guest can access.
 */
#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "libraries/zlib/one_shot_service.h"
#include "plugin/core/dispatch.h"
#include "plugin/core/doorbell.h"
#include "plugin/core/log.h"
#include "plugin/core/statistics.h"
#include "plugin/core/testing/fake_qemu_api.h"
#include "tests/fuzz/fuzz_guest.h"
#include "tests/fuzz/fuzz_target.h"

/* A call's registers, by their place. */
enum {
    OPERATION,
    SOURCE,
    SOURCE_LENGTH,
    DESTINATION,
    LENGTH_ADDRESS,
    LEVEL,
    ARGUMENTS,
};

static bool started;
static OperationTable table;

/* Not before libFuzzer has its signal handlers: ours go in front. */
static void start(void)
{
    log_init("fuzz");
    fuzz_guest_start();
    doorbell_install(0, &table);
    fuzz_expect(one_shot_service.start(), "there is a zlib");
    fuzz_expect(operation_table_add(&table, one_shot_service.operations,
                                    one_shot_service.operation_count),
                "the operations have numbers of their own");
    started = true;
}

static uint64_t take_operation(FuzzInput *input)
{
    static const uint32_t others[] = {
        HOSTLIB_OP_DOORBELL,
        HOSTLIB_OP_WANTS_NOTES,
        HOSTLIB_OP_NOTE,
        HOSTLIB_OP_NOTE + 1,
    };
    const unsigned int choice = fuzz_choose(input, 8);

    switch (choice) {
    case 0:
        return fuzz_take(input, 8);
    case 7:
        return others[fuzz_choose(input, G_N_ELEMENTS(others))];
    default:
        return choice;
    }
}

static void take_note(FuzzInput *input, uint64_t *arguments)
{
    const bool is_good = fuzz_choose(input, 2) == 0;

    arguments[1] =
        is_good ? fuzz_choose(input, HOSTLIB_OP_END) : fuzz_take(input, 8);
    arguments[2] =
        is_good ? fuzz_choose(input, HOSTLIB_REASON_END) : fuzz_take(input, 8);
    arguments[3] = fuzz_take(input, 8);
    arguments[4] = fuzz_take(input, 8);
}

static void take_call(FuzzInput *input, uint64_t *arguments)
{
    arguments[OPERATION] = take_operation(input);
    if ((uint32_t)arguments[OPERATION] == HOSTLIB_OP_NOTE) {
        take_note(input, arguments);
        return;
    }
    if (arguments[OPERATION] == HOSTLIB_OP_COMPRESS_BOUND) {
        arguments[1] = fuzz_take(input, 8);
        return;
    }
    arguments[SOURCE] = fuzz_take_address(input);
    arguments[SOURCE_LENGTH] = fuzz_take_length(input, arguments[SOURCE]);
    arguments[DESTINATION] = fuzz_take_address(input);
    arguments[LENGTH_ADDRESS] = fuzz_take_address(input);
    /* Half of all levels are some. */
    arguments[LEVEL] = fuzz_choose(input, 2) == 0 ? fuzz_choose(input, 11) - 1u
                                                  : fuzz_take(input, 8);
}

/* Returns the room at the destination, or 0 where that cannot be told. */
static uint64_t room_of(const uint64_t *arguments)
{
    uint64_t room = 0;

    if (fuzz_guest_has(arguments[LENGTH_ADDRESS], sizeof(room))) {
        memcpy(&room, fuzz_guest_at(arguments[LENGTH_ADDRESS]), sizeof(room));
    }
    return room;
}

/* Whether @address is one of @length bytes at @start. */
static bool is_among(uint64_t address, uint64_t start, uint64_t length)
{
    return address >= start && address - start < length;
}

/* @frame: an address, or 0. */
static void check_memory(const uint8_t *before, const uint64_t *arguments,
                         uint64_t room, uint64_t frame)
{
    const uint8_t *after = fuzz_guest_memory();

    if (memcmp(before, after, FUZZ_GUEST_MEMORY_SIZE) == 0) {
        return;
    }
    for (size_t i = 0; i < FUZZ_GUEST_MEMORY_SIZE; i++) {
        const uint64_t address = FUZZ_GUEST_MEMORY + i;

        fuzz_expect(
            before[i] == after[i] ||
                is_among(address, arguments[DESTINATION], room) ||
                is_among(address, arguments[LENGTH_ADDRESS],
                         sizeof(HostlibLength)) ||
                (frame != 0 && is_among(address, frame, sizeof(HostlibFrame))),
            "only the destination, its length and the frame are "
            "written");
    }
}

static void check_status(const uint64_t *arguments, uint64_t room,
                         int64_t result)
{
    HostlibLength used = 0;

    fuzz_expect((*fake_qemu_log() != '\0') == (result == Z_OK),
                "the log has a line for a success and for nothing else");
    if (result < 0) {
        fuzz_expect(result == -EFAULT, "an errno is EFAULT");
        return;
    }
    switch ((int32_t)result) {
    case Z_OK:
    case Z_STREAM_ERROR:
    case Z_DATA_ERROR:
    case Z_MEM_ERROR:
    case Z_BUF_ERROR:
        break;
    default:
        fuzz_expect(false, "a status is one of zlib's");
    }
    fuzz_expect(result <= UINT32_MAX, "a status has 32 bits");
    fuzz_expect(
        fuzz_guest_has(arguments[LENGTH_ADDRESS], sizeof(HostlibLength)),
        "there is a status only if the length can be written");
    memcpy(&used, fuzz_guest_at(arguments[LENGTH_ADDRESS]), sizeof(used));
    fuzz_expect(used <= room, "no more is used than there is room");
    if (arguments[OPERATION] == HOSTLIB_OP_COMPRESS && result == Z_OK) {
        fuzz_expect(arguments[SOURCE_LENGTH] == 0 ||
                        fuzz_guest_can_read(arguments[SOURCE],
                                            arguments[SOURCE_LENGTH]),
                    "what cannot be read is not compressed");
    }
}

static void check_result(const uint64_t *arguments, uint64_t room,
                         int64_t result)
{
    switch (arguments[OPERATION]) {
    case HOSTLIB_OP_COMPRESS_BOUND:
        fuzz_expect(result == 0 || (uint64_t)result >= arguments[1],
                    "a bound is no less than the length");
        break;
    case HOSTLIB_OP_COMPRESS:
    case HOSTLIB_OP_UNCOMPRESS:
        check_status(arguments, room, result);
        break;
    default:
        fuzz_expect(result == -ENOSYS, "nobody serves other operations");
        break;
    }
}

/* Whether the frame at @frame shares a byte with the length at @length. */
static bool overlaps(uint64_t length, uint64_t frame)
{
    return is_among(length, frame, sizeof(HostlibFrame)) ||
           is_among(frame, length, sizeof(HostlibLength));
}

static void call_by_frame(FuzzInput *input)
{
    static uint8_t before[FUZZ_GUEST_MEMORY_SIZE];
    uint64_t arguments[ARGUMENTS] = {0};
    const uint64_t address = fuzz_take_address(input);
    HostlibFrame frame = {0};
    uint64_t room = 0;

    take_call(input, arguments);
    frame.operation = (uint32_t)arguments[OPERATION];
    arguments[OPERATION] = frame.operation;
    memcpy(frame.arguments, arguments + 1, sizeof(frame.arguments));
    fuzz_guest_fill(input);
    memcpy(before, fuzz_guest_memory(), sizeof(before));
    if (!fuzz_guest_has(address, sizeof(frame))) {
        fuzz_expect(fuzz_guest_cross(&table, HOSTLIB_OP_CALL, address) ==
                        -EFAULT,
                    "a frame has to be accessible");
        check_memory(before, arguments, 0, 0);
        return;
    }
    memcpy(fuzz_guest_at(address), &frame, sizeof(frame));
    room = room_of(arguments);
    fuzz_guest_serve(&table, address, &frame);
    check_memory(before, arguments, room, address);
    fuzz_guest_resume(&table, address, &frame);
    if (frame.state == HOSTLIB_FRAME_DONE &&
        !overlaps(arguments[LENGTH_ADDRESS], address)) {
        check_result(arguments, room, frame.result);
    }
    fuzz_expect(fuzz_guest_cross(&table, HOSTLIB_OP_RESUME, address) ==
                    (frame.state == HOSTLIB_FRAME_DONE ? -ENOENT : 0),
                "what is over cannot be resumed");
}

static void call_by_registers(FuzzInput *input)
{
    static uint8_t before[FUZZ_GUEST_MEMORY_SIZE];
    uint64_t arguments[ARGUMENTS] = {0};
    uint64_t room = 0;
    int64_t result = 0;

    take_call(input, arguments);
    fuzz_guest_fill(input);
    room = room_of(arguments);
    memcpy(before, fuzz_guest_memory(), sizeof(before));
    result = dispatch(&table, arguments);
    switch (arguments[OPERATION]) {
    case HOSTLIB_OP_HELLO:
        fuzz_expect(result == HOSTLIB_VERSION || result == -EPROTONOSUPPORT,
                    "a greeting is answered");
        break;
    case HOSTLIB_OP_CALL:
        /* Whatever is there, as a frame. */
        fuzz_expect(result == 0 || result == -EFAULT, "a frame is served");
        break;
    case HOSTLIB_OP_RESUME:
        fuzz_expect(result == 0 || result == -EFAULT || result == -ENOENT,
                    "a frame is resumed");
        break;
    case HOSTLIB_OP_DOORBELL:
        fuzz_expect(result == 0 && fake_qemu_is_watched(),
                    "a doorbell is awaited");
        break;
    case HOSTLIB_OP_WANTS_NOTES:
        fuzz_expect(result == (statistics_is_on ? 1 : -ENOSYS),
                    "notes are wanted for statistics");
        break;
    case HOSTLIB_OP_NOTE:
        fuzz_expect(statistics_is_on ? result == 0 || result == -EINVAL
                                     : result == -ENOSYS,
                    "a note is taken or refused");
        break;
    default:
        check_result(arguments, room, result);
        check_memory(before, arguments, room, 0);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};

    if (!started) {
        start();
    }
    fake_qemu_reset();
    statistics_is_on = size % 2 == 0;
    if (fuzz_choose(&input, 2) == 0) {
        call_by_registers(&input);
    } else {
        call_by_frame(&input);
    }
    return 0;
}
