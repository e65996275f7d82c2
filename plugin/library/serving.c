/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/serving.h"

#include <errno.h>
#include <string.h>

#include "plugin/core/thread_calls.h"

/* Structs of the guest are used as they lie there. */
G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

/* Borrow what there is of @length bytes; sets @reach to how many these are. */
static void *borrow(Serving *serving, uint64_t address, uint64_t length,
                    GuestAccess access, uint64_t *reach)
{
    const size_t number = ++serving->borrowed;

    *reach = 0;
    if (address == 0 && length == 0) {
        serving->borrowed--;
        return NULL;
    }
    if (number >= HOST_CALL_RANGES) {
        serving->error = E2BIG;
        return NULL;
    }
    return host_call_borrow_reach(serving->call, number, address, length,
                                  access, reach);
}

void *serving_borrow(Serving *serving, uint64_t address, uint64_t length,
                     GuestAccess access)
{
    uint64_t reach = 0;
    void *memory = borrow(serving, address, length, access, &reach);

    if (reach < length) {
        serving->error = serving->error != 0 ? serving->error : EFAULT;
        return NULL;
    }
    return memory;
}

void *serving_borrow_or_null(Serving *serving, uint64_t address,
                             uint64_t length, GuestAccess access)
{
    return address == 0 ? NULL
                        : serving_borrow(serving, address, length, access);
}

int64_t serving_refuse(const Serving *serving, int error)
{
    return host_call_refuse(serving->call,
                            serving->error != 0 ? serving->error : error);
}

/*
 * A number of @size bytes, 4 or 8. With constants, so that no memcpy() is
 * called: this is done for each field of a stream in each call.
 */
static inline uint64_t read_number(const uint8_t *memory, size_t size)
{
    uint64_t number = 0;
    uint32_t half = 0;

    if (size == sizeof(half)) {
        memcpy(&half, memory, sizeof(half));
        return half;
    }
    memcpy(&number, memory, sizeof(number));
    return number;
}

static inline void write_number(uint8_t *memory, size_t size, uint64_t number)
{
    const uint32_t half = (uint32_t)number;

    if (size == sizeof(half)) {
        memcpy(memory, &half, sizeof(half));
    } else {
        memcpy(memory, &number, sizeof(number));
    }
}

static void write_pointer(uint8_t *memory, const uint8_t *pointer)
{
    memcpy(memory, &pointer, sizeof(pointer));
}

static uint8_t *read_pointer(const uint8_t *memory)
{
    uint8_t *pointer = NULL;

    memcpy(&pointer, memory, sizeof(pointer));
    return pointer;
}

/*
 * Borrow a buffer. If it extends beyond the end of user memory, the library
 * gets what there is before: a call that has used it up returns, and the next
 * one faults where the guest's own would.
 */
static void take_buffer(Serving *serving, StreamUse *use, size_t index,
                        uint8_t *structure)
{
    const StreamField *field = &use->type->fields[index];
    const uint64_t length =
        read_number(use->guest + field->length_offset, field->length_size);
    uint64_t reach = length;

    use->lengths[index] = length;
    use->buffers[index] = NULL;
    if (use->before[index] != 0 || !use->type->checks_null) {
        use->buffers[index] =
            borrow(serving, use->before[index], length,
                   field->kind == STREAM_FIELD_INPUT ? GUEST_READ : GUEST_WRITE,
                   &reach);
    }
    write_pointer(structure + field->offset, use->buffers[index]);
    write_number(structure + field->length_offset, field->length_size, reach);
}

/* What a message is before a call: another one has been set by the library. */
static uint8_t untouched_message[] = "";

/* Copy a field to the host's @structure. */
static void take_field(Serving *serving, StreamUse *use, size_t index,
                       uint8_t *structure)
{
    const StreamField *field = &use->type->fields[index];

    use->before[index] = read_number(use->guest + field->offset, field->size);
    switch (field->kind) {
    case STREAM_FIELD_VALUE:
        write_number(structure + field->offset, field->size,
                     use->before[index]);
        break;
    case STREAM_FIELD_MESSAGE:
        write_pointer(structure + field->offset, untouched_message);
        break;
    default:
        take_buffer(serving, use, index, structure);
        break;
    }
}

/* Copy all fields. Returns the host's struct, or NULL after an error. */
static void *take_fields(Serving *serving, StreamUse *use)
{
    uint8_t *structure = use->object->data;

    for (size_t i = 0; i < use->type->field_count; i++) {
        take_field(serving, use, i, structure);
    }
    return serving->error == 0 ? structure : NULL;
}

/* The guest's place for the handle. */
static uint8_t *handle_place(const StreamUse *use)
{
    return use->type->block.size == 0
               ? use->guest + use->type->state_offset
               : use->block + use->type->block.handle_offset;
}

static uint64_t read_handle(const StreamUse *use)
{
    return read_number(handle_place(use), sizeof(uint64_t));
}

static void write_handle(const StreamUse *use, uint64_t handle)
{
    write_number(handle_place(use), sizeof(handle), handle);
}

/* Borrow the guest's struct and its block; if not, @serving has an error. */
static bool borrow_struct(Serving *serving, const StreamType *type,
                          uint64_t address, StreamUse *use)
{
    /* What is of fields is set with them: there is no time for more zeros. */
    use->type = type;
    use->object = NULL;
    use->block = NULL;
    use->block_address = 0;
    use->guest = serving_borrow(serving, address,
                                type->struct_size != 0 ? type->struct_size
                                                       : type->kind.size,
                                GUEST_WRITE);
    if (use->guest != NULL && type->block.size != 0) {
        use->block_address =
            read_number(use->guest + type->state_offset, sizeof(uint64_t));
        use->block = serving_borrow(serving, use->block_address,
                                    type->block.size, GUEST_WRITE);
        return use->block != NULL;
    }
    return use->guest != NULL;
}

/*
 * Find the object that the guest means. A guest that asks for all of an object
 * to be set anew may have left a call in the middle of it, by a jump out of a
 * signal handler: that call is over.
 */
static Object *find_object(const StreamType *type, uint64_t handle,
                           bool takes_broken)
{
    Object *object = object_take(handle, &type->kind, takes_broken);

    if (object == NULL && takes_broken &&
        thread_calls_end_keeper(object_place(handle))) {
        object = object_take(handle, &type->kind, takes_broken);
    }
    return object;
}

/* Take the object of the stream at @address; if not, @serving has an error. */
static bool take_object(Serving *serving, const StreamType *type,
                        uint64_t address, bool takes_broken, StreamUse *use)
{
    if (!borrow_struct(serving, type, address, use)) {
        serving->error = EFAULT;
        return false;
    }
    use->object = find_object(type, read_handle(use), takes_broken);
    if (use->object == NULL) {
        serving->error = EBADF;
        return false;
    }
    host_call_keep(serving->call, object_give_back, use->object);
    return true;
}

static void *take(Serving *serving, const StreamType *type, uint64_t address,
                  bool takes_broken, StreamUse *use)
{
    void *structure = NULL;

    if (!take_object(serving, type, address, takes_broken, use)) {
        return NULL;
    }
    structure = take_fields(serving, use);
    if (structure == NULL && !takes_broken) {
        /* The library has not been called. */
        object_settle(use->object);
    }
    return structure;
}

void *stream_take(Serving *serving, const StreamType *type, uint64_t address,
                  StreamUse *use)
{
    return take(serving, type, address, false, use);
}

void *stream_take_to_query(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use)
{
    void *structure = take(serving, type, address, false, use);

    if (structure != NULL) {
        object_settle(use->object);
    }
    return structure;
}

void *stream_take_to_copy(Serving *serving, const StreamType *type,
                          uint64_t address, StreamUse *use)
{
    if (!take_object(serving, type, address, false, use)) {
        return NULL;
    }
    object_settle(use->object);
    return use->object->data;
}

void *stream_take_to_reset(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use)
{
    return take(serving, type, address, true, use);
}

void *stream_take_to_close(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use)
{
    ObjectRemoval removal = OBJECT_REMOVED_NOTHING;

    if (!borrow_struct(serving, type, address, use)) {
        serving->error = EFAULT;
        return NULL;
    }
    removal = object_remove(read_handle(use), &type->kind, &use->object);
    if (removal == OBJECT_REMOVED_NOTHING) {
        serving->error = EBADF;
        return NULL;
    }
    if (use->object == NULL) {
        /* Another call has it and gives it back. */
        return NULL;
    }
    host_call_keep(serving->call, object_give_back, use->object);
    return removal == OBJECT_REMOVED_INTACT ? use->object->data : NULL;
}

int64_t stream_closed_broken(Serving *serving, const StreamUse *use)
{
    if (serving->error != 0) {
        return serving_refuse(serving, 0);
    }
    write_handle(use, 0);
    return use->type->closed_broken;
}

/* End the stream that the guest's struct has, if it has one of the host's. */
static void close_before(const StreamUse *use)
{
    Object *object = NULL;

    object_remove(read_handle(use), &use->type->kind, &object);
    if (object != NULL) {
        object_give_back(object);
    }
}

void *stream_new(Serving *serving, const StreamType *type, uint64_t address,
                 StreamUse *use)
{
    if (!borrow_struct(serving, type, address, use)) {
        serving->error = EFAULT;
        return NULL;
    }
    use->object = object_new(&type->kind);
    if (use->object == NULL) {
        serving->error = ENOMEM;
        return NULL;
    }
    host_call_keep(serving->call, object_give_back, use->object);
    type->set_allocator(use->object);
    if (take_fields(serving, use) == NULL) {
        return NULL;
    }
    if (type->reopens) {
        close_before(use);
    }
    return use->object->data;
}

/* How many bytes of the buffer the library has used. */
static uint64_t progress(const StreamUse *use, size_t index)
{
    const uint8_t *structure = use->object->data;
    const uint8_t *now =
        read_pointer(structure + use->type->fields[index].offset);

    return use->buffers[index] == NULL ? 0
                                       : (uint64_t)(now - use->buffers[index]);
}

static void give_buffer(Serving *serving, StreamUse *use, size_t index)
{
    const StreamField *field = &use->type->fields[index];
    const uint64_t bytes = progress(use, index);

    if (bytes == 0) {
        return;
    }
    write_number(use->guest + field->offset, field->size,
                 use->before[index] + bytes);
    write_number(use->guest + field->length_offset, field->length_size,
                 use->lengths[index] - bytes);
    if (field->kind == STREAM_FIELD_INPUT) {
        use->object->bytes_in += bytes;
        host_call_count(serving->call, bytes, 0);
    } else {
        use->object->bytes_out += bytes;
        host_call_count(serving->call, 0, bytes);
    }
}

/* Tell the guest of a message that the library has set. */
static void give_message(const StreamUse *use, const StreamField *field)
{
    const StreamBlock *block = &use->type->block;
    const char *message = (const char *)read_pointer(
        (uint8_t *)use->object->data + field->offset);
    uint64_t address = 0;

    if (message == (const char *)untouched_message) {
        return;
    }
    if (message != NULL) {
        g_strlcpy((char *)use->block + block->message_offset, message,
                  block->message_size);
        address = use->block_address + block->message_offset;
    }
    write_number(use->guest + field->offset, field->size, address);
}

static void give_value(const StreamUse *use, size_t index)
{
    const StreamField *field = &use->type->fields[index];
    const uint64_t now =
        read_number((uint8_t *)use->object->data + field->offset, field->size);

    if (now != use->before[index]) {
        write_number(use->guest + field->offset, field->size, now);
    }
}

static void give_fields(Serving *serving, StreamUse *use)
{
    for (size_t i = 0; i < use->type->field_count; i++) {
        switch (use->type->fields[i].kind) {
        case STREAM_FIELD_VALUE:
            give_value(use, i);
            break;
        case STREAM_FIELD_MESSAGE:
            give_message(use, &use->type->fields[i]);
            break;
        default:
            give_buffer(serving, use, i);
            break;
        }
    }
}

void stream_give(Serving *serving, StreamUse *use)
{
    use->object->calls++;
    give_fields(serving, use);
    object_settle(use->object);
}

void stream_copied(const StreamUse *use, bool is_open)
{
    /*
     * The guest gets the handle last: should one of the accesses before be the
     * end of the call, nobody knows the stream, and it is freed.
     */
    write_handle(use, is_open ? object_handle(use->object) : 0);
    if (is_open) {
        object_open(use->object);
    }
}

void stream_opened(Serving *serving, StreamUse *use, bool is_open)
{
    give_fields(serving, use);
    stream_copied(use, is_open);
}

void stream_close(const StreamUse *use)
{
    write_handle(use, 0);
}
