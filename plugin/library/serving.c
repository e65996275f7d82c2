/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/library/serving.h"

#include <errno.h>
#include <string.h>

/* Structs of the guest are used as they lie there. */
G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);

/* Borrow what there is of @length bytes; sets @reach to how many these are. */
static void *borrow(Serving *serving, uint64_t address, uint64_t length,
                    GuestAccess access, uint64_t *reach)
{
    const size_t number = ++serving->borrowed;
    void *memory = NULL;

    *reach = 0;
    if (address == 0 && length == 0) {
        serving->borrowed--;
        return NULL;
    }
    if (number >= HOST_CALL_RANGES) {
        serving->error = E2BIG;
        return NULL;
    }
    memory = host_call_borrow(serving->call, number, address, length, access);
    *reach = host_call_reach(serving->call, number);
    return memory;
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

int64_t serving_refuse(const Serving *serving, int error)
{
    return host_call_refuse(serving->call,
                            serving->error != 0 ? serving->error : error);
}

/* A number of @size bytes, 4 or 8. */
static uint64_t read_number(const uint8_t *memory, size_t size)
{
    uint64_t number = 0;

    memcpy(&number, memory, size);
    return number;
}

static void write_number(uint8_t *memory, size_t size, uint64_t number)
{
    memcpy(memory, &number, size);
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
    if (use->before[index] != 0 || !use->type->checks_null) {
        use->buffers[index] =
            borrow(serving, use->before[index], length,
                   field->kind == STREAM_FIELD_INPUT ? GUEST_READ : GUEST_WRITE,
                   &reach);
    }
    write_pointer(structure + field->offset, use->buffers[index]);
    write_number(structure + field->length_offset, field->length_size, reach);
}

/* Copy a field to the host's @structure. */
static void take_field(Serving *serving, StreamUse *use, size_t index,
                       uint8_t *structure)
{
    const StreamField *field = &use->type->fields[index];

    use->before[index] = read_number(use->guest + field->offset, field->size);
    if (field->kind == STREAM_FIELD_VALUE) {
        write_number(structure + field->offset, field->size,
                     use->before[index]);
    } else {
        take_buffer(serving, use, index, structure);
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

static bool borrow_struct(Serving *serving, const StreamType *type,
                          uint64_t address, StreamUse *use)
{
    *use = (StreamUse){.type = type};
    use->guest = serving_borrow(serving, address, type->kind.size, GUEST_WRITE);
    return use->guest != NULL;
}

/* Take the object of the stream at @address; if not, @serving has an error. */
static bool take_object(Serving *serving, const StreamType *type,
                        uint64_t address, bool takes_broken, StreamUse *use)
{
    if (!borrow_struct(serving, type, address, use)) {
        serving->error = EFAULT;
        return false;
    }
    use->object = object_take(
        read_number(use->guest + type->state_offset, sizeof(uint64_t)),
        &type->kind, takes_broken);
    if (use->object == NULL) {
        serving->error = EBADF;
        return false;
    }
    host_call_keep(serving->call, object_give_back, use->object);
    return true;
}

void *stream_take(Serving *serving, const StreamType *type, uint64_t address,
                  StreamUse *use)
{
    void *structure = NULL;

    if (!take_object(serving, type, address, false, use)) {
        return NULL;
    }
    structure = take_fields(serving, use);
    if (structure == NULL) {
        /* The library has not been called. */
        object_settle(use->object);
    }
    return structure;
}

void *stream_take_to_close(Serving *serving, const StreamType *type,
                           uint64_t address, StreamUse *use)
{
    return take_object(serving, type, address, true, use) ? use->object->data
                                                          : NULL;
}

/* End the stream that the guest's struct has, if it has one of the host's. */
static void close_before(const StreamUse *use)
{
    const uint64_t handle =
        read_number(use->guest + use->type->state_offset, sizeof(handle));
    Object *object = NULL;

    object_remove(handle, &use->type->kind, &object);
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
    type->set_allocator(use->object->data, use->object->arena);
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

static void give_fields(Serving *serving, StreamUse *use)
{
    const uint8_t *structure = use->object->data;

    for (size_t i = 0; i < use->type->field_count; i++) {
        const StreamField *field = &use->type->fields[i];
        const uint64_t now =
            read_number(structure + field->offset, field->size);

        if (field->kind != STREAM_FIELD_VALUE) {
            give_buffer(serving, use, i);
        } else if (now != use->before[i]) {
            write_number(use->guest + field->offset, field->size, now);
        }
    }
}

void stream_give(Serving *serving, StreamUse *use)
{
    use->object->calls++;
    give_fields(serving, use);
    object_settle(use->object);
}

static void write_state(const StreamUse *use, uint64_t state)
{
    write_number(use->guest + use->type->state_offset, sizeof(state), state);
}

void stream_opened(Serving *serving, StreamUse *use, bool is_open)
{
    give_fields(serving, use);
    /*
     * The guest gets the handle last: should one of the accesses before be the
     * end of the call, nobody knows the stream, and it is freed.
     */
    write_state(use, is_open ? object_handle(use->object) : 0);
    if (is_open) {
        object_open(use->object);
    }
}

void stream_close(const StreamUse *use)
{
    Object *object = NULL;

    write_state(use, 0);
    /* This call has it and gives it back, which frees it then. */
    object_remove(object_handle(use->object), &use->type->kind, &object);
}
