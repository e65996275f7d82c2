/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/zlib/zlib_stream_call.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "plugin/core/thread_calls.h"
#include "plugin/zlib/zlib_backend.h"
#include "plugin/zlib/zlib_buffer.h"

/* zlib's counters and sums are as wide as the guest's. */
G_STATIC_ASSERT(sizeof(uLong) == sizeof(uint64_t));

/* What msg is before a call: zlib has set it if it is another afterwards. */
static char untouched_message[] = "";

static ZlibStreamKind kind_of(uint32_t operation)
{
    return operation < HOSTLIB_OP_INFLATE_INIT ? ZLIB_STREAM_DEFLATE
                                               : ZLIB_STREAM_INFLATE;
}

/* A program may use a stream again after it has left a call on it. */
static bool sets_all_state(uint32_t operation)
{
    return operation == HOSTLIB_OP_DEFLATE_RESET ||
           operation == HOSTLIB_OP_INFLATE_RESET ||
           operation == HOSTLIB_OP_INFLATE_RESET2;
}

static ZlibStream *take_stream(uint64_t handle, uint32_t operation)
{
    const ZlibStreamKind kind = kind_of(operation);
    const bool sets_all = sets_all_state(operation);
    ZlibStream *stream = zlib_streams_take(handle, kind, sets_all);

    /* A jump out of a signal handler leaves the call suspended. */
    if (stream == NULL && sets_all &&
        thread_calls_end_keeper(object_place(handle))) {
        stream = zlib_streams_take(handle, kind, sets_all);
    }
    return stream;
}

void *zlib_stream_call_borrow_all(HostCall *call, uint64_t address,
                                  uint64_t length, GuestAccess access)
{
    uint8_t *memory = host_call_borrow(call, ZLIB_BORROWED_FIRST_MORE, address,
                                       length, access);
    const uint64_t reach = host_call_reach(call, ZLIB_BORROWED_FIRST_MORE);

    if (reach == length) {
        return memory;
    }
    /*
     * Beyond its reach there is something of the host's, or nothing, and a
     * fault there would not be known as the guest's. No guest has this byte.
     */
    (void)*(volatile uint8_t *)(memory + reach - 1);
    return NULL;
}

#define READ_MEMBER(member)                                                    \
    memcpy(&z_stream->member, memory + offsetof(HostlibZStream, member),       \
           sizeof(z_stream->member));                                          \
    /* Not to be merged with the next one. */                                  \
    __atomic_signal_fence(__ATOMIC_SEQ_CST)

/*
 * Read what zlib's functions take from a z_stream, once: another thread of the
 * guest may be writing to it. One by one, as the guest has stored them before
 * the call: a wider load would wait until the stores have left the CPU.
 */
static void read_z_stream(HostlibZStream *z_stream, const uint8_t *memory)
{
    READ_MEMBER(next_in);
    READ_MEMBER(avail_in);
    READ_MEMBER(total_in);
    READ_MEMBER(next_out);
    READ_MEMBER(avail_out);
    READ_MEMBER(total_out);
    READ_MEMBER(msg);
    READ_MEMBER(data_type);
    READ_MEMBER(adler);
}

/* Borrow the guest's structures and buffers, and read its z_stream. */
static void meet_guest(ZlibStreamCall *self, HostCall *call,
                       const uint64_t *arguments, uint32_t operation)
{
    self->call = call;
    self->operation = operation;
    self->stream_address = arguments[0];
    self->guest_stream =
        host_call_borrow(call, ZLIB_BORROWED_STREAM, arguments[0],
                         sizeof(HostlibStream), GUEST_WRITE);
    self->guest_z_stream =
        host_call_borrow(call, ZLIB_BORROWED_Z_STREAM, arguments[1],
                         sizeof(HostlibZStream), GUEST_WRITE);
    read_z_stream(&self->before, self->guest_z_stream);
    self->input =
        zlib_borrow_buffer(call, ZLIB_BORROWED_INPUT, self->before.next_in,
                           self->before.avail_in, GUEST_READ);
    self->output =
        zlib_borrow_buffer(call, ZLIB_BORROWED_OUTPUT, self->before.next_out,
                           self->before.avail_out, GUEST_WRITE);
}

/* Take @stream for the call, and give zlib what the guest has. */
static void hold(ZlibStreamCall *self, ZlibStream *stream)
{
    z_stream *zlib = &stream->zlib;

    host_call_keep(self->call, object_give_back, stream->object);
    self->stream = stream;
    self->zlib = zlib;
    zlib->next_in = self->input;
    zlib->avail_in = self->before.avail_in;
    zlib->total_in = self->before.total_in;
    zlib->next_out = self->output;
    zlib->avail_out = self->before.avail_out;
    zlib->total_out = self->before.total_out;
    zlib->msg = untouched_message;
    zlib->data_type = self->before.data_type;
    zlib->adler = self->before.adler;
}

bool zlib_stream_call_begin(ZlibStreamCall *self, HostCall *call,
                            const uint64_t *arguments, uint32_t operation)
{
    ZlibStream *stream = NULL;
    uint64_t handle = 0;

    if (!zlib_backend.has_streams) {
        self->failure = -ENOSYS;
        return false;
    }
    meet_guest(self, call, arguments, operation);
    memcpy(&handle, self->guest_stream, sizeof(handle));
    stream = take_stream(handle, operation);
    if (stream == NULL) {
        self->failure = (HostlibStatus)Z_STREAM_ERROR;
        return false;
    }
    hold(self, stream);
    return true;
}

bool zlib_stream_call_begin_query(ZlibStreamCall *self, HostCall *call,
                                  const uint64_t *arguments, uint32_t operation)
{
    if (!zlib_stream_call_begin(self, call, arguments, operation)) {
        return false;
    }
    object_settle(self->stream->object);
    return true;
}

/* Write @text to the guest's HostlibStream. Returns the guest's address. */
static uint64_t write_message(const ZlibStreamCall *self, const char *text)
{
    char message[HOSTLIB_MESSAGE_SIZE];

    if (text == NULL) {
        return 0;
    }
    g_strlcpy(message, text, sizeof(message));
    memcpy((uint8_t *)self->guest_stream + offsetof(HostlibStream, message),
           message, strlen(message) + 1);
    return self->stream_address + offsetof(HostlibStream, message);
}

#define WRITE_CHANGED(member)                                                  \
    do {                                                                       \
        if (after->member != self->before.member) {                            \
            memcpy((uint8_t *)self->guest_z_stream +                           \
                       offsetof(HostlibZStream, member),                       \
                   &after->member, sizeof(after->member));                     \
        }                                                                      \
    } while (0)

static void write_changes(const ZlibStreamCall *self,
                          const HostlibZStream *after)
{
    WRITE_CHANGED(next_in);
    WRITE_CHANGED(avail_in);
    WRITE_CHANGED(total_in);
    WRITE_CHANGED(next_out);
    WRITE_CHANGED(avail_out);
    WRITE_CHANGED(total_out);
    WRITE_CHANGED(msg);
    WRITE_CHANGED(data_type);
    WRITE_CHANGED(adler);
}

/* How far zlib has got from @start, which may be NULL, to @end. */
static uint64_t progress(const Bytef *start, const Bytef *end)
{
    return start == NULL ? 0 : (uint64_t)(end - start);
}

static void count(ZlibStreamCall *self, uint64_t bytes_in, uint64_t bytes_out)
{
    Object *object = self->stream->object;

    if (self->operation == HOSTLIB_OP_DEFLATE ||
        self->operation == HOSTLIB_OP_INFLATE) {
        object->calls++;
    }
    object->bytes_in += bytes_in;
    object->bytes_out += bytes_out;
    host_call_count(self->call, bytes_in, bytes_out);
}

/* From the host's z_stream to the guest's. */
static void tell_guest(ZlibStreamCall *self)
{
    const z_stream *zlib = self->zlib;
    const uint64_t bytes_in = progress(self->input, zlib->next_in);
    const uint64_t bytes_out = progress(self->output, zlib->next_out);
    HostlibZStream after = {
        .next_in = self->before.next_in,
        .next_out = self->before.next_out,
        .msg = self->before.msg,
    };

    after.next_in += bytes_in;
    after.avail_in = zlib->avail_in;
    after.total_in = zlib->total_in;
    after.next_out += bytes_out;
    after.avail_out = zlib->avail_out;
    after.total_out = zlib->total_out;
    after.data_type = zlib->data_type;
    after.adler = zlib->adler;
    if (zlib->msg != untouched_message) {
        self->stream->message = zlib->msg;
        after.msg = write_message(self, zlib->msg);
    }
    count(self, bytes_in, bytes_out);
    write_changes(self, &after);
}

int64_t zlib_stream_call_finish(ZlibStreamCall *self, int status)
{
    tell_guest(self);
    object_settle(self->stream->object);
    return (HostlibStatus)status;
}

int64_t zlib_stream_call_run(HostCall *call, const uint64_t *arguments,
                             uint32_t operation, int (*run)(z_streamp zlib))
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin(&self, call, arguments, operation)) {
        return self.failure;
    }
    return zlib_stream_call_finish(&self, run(self.zlib));
}

int64_t zlib_stream_call_run_int(HostCall *call, const uint64_t *arguments,
                                 uint32_t operation,
                                 int (*run)(z_streamp zlib, int number))
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin(&self, call, arguments, operation)) {
        return self.failure;
    }
    return zlib_stream_call_finish(&self,
                                   run(self.zlib, (int32_t)arguments[2]));
}

int64_t zlib_stream_call_run_two_ints(HostCall *call, const uint64_t *arguments,
                                      uint32_t operation,
                                      int (*run)(z_streamp zlib, int first,
                                                 int second))
{
    ZlibStreamCall self;

    if (!zlib_stream_call_begin(&self, call, arguments, operation)) {
        return self.failure;
    }
    return zlib_stream_call_finish(
        &self, run(self.zlib, (int32_t)arguments[2], (int32_t)arguments[3]));
}

int64_t zlib_stream_call_get_dictionary(
    HostCall *call, const uint64_t *arguments, uint32_t operation,
    int (*get)(z_streamp zlib, Bytef *dictionary, uInt *length))
{
    ZlibStreamCall self;
    Bytef *dictionary = NULL;
    void *place = NULL;
    uInt length = 0;
    int status = Z_OK;
    int64_t result = 0;

    if (!zlib_stream_call_begin_query(&self, call, arguments, operation)) {
        return self.failure;
    }
    status = get(self.zlib, NULL, &length);
    dictionary = zlib_stream_call_borrow_all(
        call, arguments[2], arguments[2] == 0 ? 0 : length, GUEST_WRITE);
    place = zlib_borrow_buffer(call, ZLIB_BORROWED_SECOND_MORE, arguments[3],
                               sizeof(length), GUEST_WRITE);
    if (status == Z_OK && arguments[2] != 0) {
        status = get(self.zlib, dictionary, &length);
    }
    result = zlib_stream_call_finish(&self, status);
    if (result == Z_OK && place != NULL) {
        memcpy(place, &length, sizeof(length));
    }
    return result;
}

static void write_handle(const ZlibStreamCall *self, uint64_t handle)
{
    memcpy((uint8_t *)self->guest_stream + offsetof(HostlibStream, handle),
           &handle, sizeof(handle));
}

/*
 * The guest gets the handle last: should one of the accesses before be the end
 * of the call, nobody knows the stream, and it is freed.
 */
static void open_for_guest(const ZlibStreamCall *self, ZlibStream *stream)
{
    write_handle(self, object_handle(stream->object));
    object_open(stream->object);
}

int64_t zlib_stream_call_init(HostCall *call, const uint64_t *arguments,
                              uint32_t operation, ZlibInit *init)
{
    ZlibStreamCall self = {0};
    HostlibStream parameters;
    ZlibStream *stream = NULL;
    int status = Z_OK;

    if (!zlib_backend.has_streams) {
        return -ENOSYS;
    }
    meet_guest(&self, call, arguments, operation);
    memcpy(&parameters, self.guest_stream, sizeof(parameters));
    stream = zlib_streams_new(kind_of(operation));
    if (stream == NULL) {
        /* For now: the guest is to ask again for its next stream. */
        write_handle(&self, 0);
        return -ENOMEM;
    }
    hold(&self, stream);
    status = init(self.zlib, &parameters);
    tell_guest(&self);
    if (status == Z_OK) {
        open_for_guest(&self, stream);
    } else {
        write_handle(&self, 0);
    }
    return (HostlibStatus)status;
}

int64_t zlib_stream_call_end(HostCall *call, const uint64_t *arguments,
                             uint32_t operation, int (*end)(z_streamp zlib))
{
    ZlibStreamCall self = {0};
    ObjectRemoval removal = OBJECT_REMOVED_NOTHING;
    ZlibStream *stream = NULL;
    uint64_t handle = 0;
    int status = Z_OK;

    if (!zlib_backend.has_streams) {
        return -ENOSYS;
    }
    self.guest_stream =
        host_call_borrow(call, ZLIB_BORROWED_STREAM, arguments[0],
                         sizeof(HostlibStream), GUEST_WRITE);
    memcpy(&handle, self.guest_stream, sizeof(handle));
    removal = zlib_streams_remove(handle, kind_of(operation), &stream);
    if (removal == OBJECT_REMOVED_NOTHING) {
        return (HostlibStatus)Z_STREAM_ERROR;
    }
    if (stream != NULL) {
        host_call_keep(call, object_give_back, stream->object);
    }
    if (removal == OBJECT_REMOVED_INTACT) {
        status = end(&stream->zlib);
    } else if (kind_of(operation) == ZLIB_STREAM_DEFLATE) {
        /* As zlib says of a stream with output that has yet to come. */
        status = Z_DATA_ERROR;
    }
    write_handle(&self, 0);
    return (HostlibStatus)status;
}

/*
 * zlib copies the source's opaque before it allocates memory for the copy: for
 * the time being that is the copy's.
 */
static int copy_stream(ZlibStream *stream, ZlibStream *source,
                       int (*copy)(z_streamp copy, z_streamp source))
{
    int status = Z_OK;

    source->zlib.opaque = stream->object->arena;
    status = copy(&stream->zlib, &source->zlib);
    source->zlib.opaque = source->object->arena;
    stream->message = source->message;
    return status;
}

/* What the copy of a stream borrows. */
enum {
    COPY_SOURCE = ZLIB_BORROWED_Z_STREAM + 1,
};

/*
 * The guest copies its z_stream itself. But where msg is the host's it has to
 * be the copy's own: the source's text goes with the source.
 */
static void tell_copy(const ZlibStreamCall *self, const ZlibStream *stream)
{
    uint64_t message = 0;

    if (stream->message != NULL) {
        message = write_message(self, stream->message);
        memcpy((uint8_t *)self->guest_z_stream + offsetof(HostlibZStream, msg),
               &message, sizeof(message));
    }
}

int64_t zlib_stream_call_copy(HostCall *call, const uint64_t *arguments,
                              uint32_t operation,
                              int (*copy)(z_streamp copy, z_streamp source))
{
    ZlibStreamCall self = {.stream_address = arguments[0]};
    const void *guest_source = NULL;
    ZlibStream *source = NULL;
    ZlibStream *stream = NULL;
    uint64_t handle = 0;
    int status = Z_OK;

    if (!zlib_backend.has_streams) {
        return -ENOSYS;
    }
    self.guest_stream =
        host_call_borrow(call, ZLIB_BORROWED_STREAM, arguments[0],
                         sizeof(HostlibStream), GUEST_WRITE);
    self.guest_z_stream =
        host_call_borrow(call, ZLIB_BORROWED_Z_STREAM, arguments[1],
                         sizeof(HostlibZStream), GUEST_WRITE);
    guest_source = host_call_borrow(call, COPY_SOURCE, arguments[2],
                                    sizeof(HostlibStream), GUEST_READ);
    memcpy(&handle, guest_source, sizeof(handle));
    source = zlib_streams_take(handle, kind_of(operation), false);
    if (source == NULL) {
        return (HostlibStatus)Z_STREAM_ERROR;
    }
    host_call_keep(call, object_give_back, source->object);
    stream = zlib_streams_new(kind_of(operation));
    if (stream != NULL) {
        host_call_keep(call, object_give_back, stream->object);
        status = copy_stream(stream, source, copy);
    }
    /* Whatever becomes of the copy, the source has not changed. */
    object_settle(source->object);
    if (stream == NULL || status != Z_OK) {
        write_handle(&self, 0);
        return stream == NULL ? -ENOMEM : (int64_t)(HostlibStatus)status;
    }
    tell_copy(&self, stream);
    open_for_guest(&self, stream);
    return Z_OK;
}
