/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "libraries/zlib/header.h"

#include <string.h>

/* A gz_header is the same for all 64-bit programs. */
G_STATIC_ASSERT(sizeof(gz_header) == sizeof(GuestGzHeader));
G_STATIC_ASSERT(offsetof(gz_header, done) == offsetof(GuestGzHeader, done));

ZlibHeaderFunctions zlib_header_functions;

enum {
    /* What of extra_len is written: its field has 16 bits. */
    EXTRA_LENGTH_MASK = 0xffff,
};

/* Let zlib have the stream's header if there is one of the guest's. */
static int tell_zlib(ZlibStream *stream)
{
    ZlibHeader *header = &stream->header;
    const bool has_header = header->address != 0 || header->memory != NULL;

    return zlib_header_functions.deflate_set_header(
        &stream->zlib, has_header ? &header->zlib : NULL);
}

void zlib_header_take_back(ZlibStream *stream)
{
    ZlibHeader *header = &stream->header;

    if (!header->is_begun) {
        g_free(header->memory);
        header->memory = NULL;
        header->zlib = (gz_header){0};
    }
}

int zlib_header_set(ZlibStream *stream, uint64_t address)
{
    const uint64_t before = stream->header.address;
    int status = Z_OK;

    zlib_header_take_back(stream);
    stream->header.address = address;
    status = tell_zlib(stream);
    if (status != Z_OK) {
        stream->header.address = before;
    }
    return status;
}

/* A part of the guest's header, and where it is. */
typedef struct Part {
    uint64_t address; /* 0 for none */
    uint64_t size;
} Part;

static void read_header(HostCall *call, size_t number, uint64_t address,
                        GuestGzHeader *guest)
{
    memcpy(guest,
           host_call_borrow(call, number, address, sizeof(*guest), GUEST_READ),
           sizeof(*guest));
}

/*
 * Borrow @part. Where the guest cannot have so much there, the call is
 * suspended at the end of what it can have. Returns NULL if even so it has not.
 */
static const uint8_t *borrow_part(HostCall *call, size_t number,
                                  const Part *part)
{
    const uint8_t *memory =
        host_call_borrow(call, number, part->address, part->size, GUEST_READ);
    const uint64_t reach = host_call_reach(call, number);

    if (reach == part->size) {
        return memory;
    }
    (void)*(const volatile uint8_t *)(memory + reach - 1);
    return NULL;
}

/* Find the end of a string, and count its NUL. Returns false without one. */
static bool measure(HostCall *call, size_t number, Part *string)
{
    const uint8_t *start = NULL;
    const uint8_t *end = NULL;
    uint64_t reach = 0;

    if (string->address == 0) {
        return true;
    }
    start =
        host_call_borrow(call, number, string->address, UINT64_MAX, GUEST_READ);
    reach = host_call_reach(call, number);
    end = memchr(start, '\0', reach);
    if (end == NULL) {
        return false;
    }
    string->size = (uint64_t)(end - start) + 1;
    return true;
}

/*
 * Copy @part to @to. Returns @to, NULL if there is no such part; @is_there is
 * cleared where the guest cannot have it.
 */
static Bytef *copy_part(HostCall *call, size_t number, const Part *part,
                        uint8_t *to, bool *is_there)
{
    const uint8_t *from = NULL;

    if (part->address == 0) {
        return NULL;
    }
    if (part->size > 0) {
        from = borrow_part(call, number, part);
        if (from == NULL) {
            *is_there = false;
            return NULL;
        }
        memcpy(to, from, part->size);
    }
    return to;
}

/* The same of a string, whatever another thread makes of it meanwhile. */
static Bytef *copy_string(HostCall *call, size_t number, const Part *string,
                          uint8_t *to, bool *is_there)
{
    Bytef *copy = copy_part(call, number, string, to, is_there);

    if (copy != NULL) {
        copy[string->size - 1] = '\0';
    }
    return copy;
}

/* Make zlib's header that of @guest, with as much of it as @extra says. */
static int copy_header(HostCall *call, size_t number, ZlibStream *stream,
                       const GuestGzHeader *guest, const Part *extra)
{
    ZlibHeader *header = &stream->header;
    Part name = {.address = guest->name};
    Part comment = {.address = guest->comment};
    bool is_there = true;
    uint8_t *memory = NULL;

    if (!measure(call, number, &name) || !measure(call, number, &comment)) {
        return Z_STREAM_ERROR;
    }
    /* A byte more: of no size at all there would be no memory. */
    header->size = extra->size + name.size + comment.size + 1;
    memory = g_try_malloc(header->size);
    if (memory == NULL) {
        return Z_MEM_ERROR;
    }
    /* The stream's at once: what follows may be left for good. */
    header->memory = memory;
    header->zlib = (gz_header){
        .text = guest->text,
        .time = guest->time,
        .xflags = guest->xflags,
        .os = guest->os,
        .extra_len = guest->extra_len,
        .hcrc = guest->hcrc,
    };
    header->zlib.extra = copy_part(call, number, extra, memory, &is_there);
    memory += extra->size;
    header->zlib.name = copy_string(call, number, &name, memory, &is_there);
    memory += name.size;
    header->zlib.comment =
        copy_string(call, number, &comment, memory, &is_there);
    return is_there ? Z_OK : Z_STREAM_ERROR;
}

static int give(HostCall *call, size_t number, ZlibStream *stream,
                uint32_t extra_mask)
{
    GuestGzHeader guest;
    Part extra = {0};
    int status = Z_OK;

    /* Of a call that was left before it got to zlib. */
    zlib_header_take_back(stream);
    read_header(call, number, stream->header.address, &guest);
    extra.address = guest.extra;
    extra.size = guest.extra == 0 ? 0 : guest.extra_len & extra_mask;
    status = copy_header(call, number, stream, &guest, &extra);
    if (status != Z_OK) {
        zlib_header_take_back(stream);
    }
    return status;
}

/* Whether deflate() does anything at all, rather than to say what is wrong. */
static bool is_served(const z_stream *zlib, int flush)
{
    return flush >= Z_NO_FLUSH && flush <= Z_BLOCK && zlib->next_out != NULL &&
           zlib->avail_out > 0 &&
           (zlib->next_in != NULL || zlib->avail_in == 0);
}

int zlib_header_give(HostCall *call, size_t number, ZlibStream *stream,
                     int flush)
{
    const ZlibHeader *header = &stream->header;

    if (header->address == 0 || header->is_begun || header->is_past ||
        !is_served(&stream->zlib, flush)) {
        return Z_OK;
    }
    return give(call, number, stream, EXTRA_LENGTH_MASK);
}

int zlib_header_give_sizes(HostCall *call, size_t number, ZlibStream *stream)
{
    const ZlibHeader *header = &stream->header;

    if (header->address == 0 || header->is_over || header->is_begun) {
        return Z_OK;
    }
    return give(call, number, stream, 0);
}

/* zlib will not come back to the header that it has written. */
static void finish_header(ZlibStream *stream)
{
    ZlibHeader *header = &stream->header;

    header->is_begun = false;
    header->is_past = true;
    zlib_header_take_back(stream);
    /* There may be another now, or none. */
    tell_zlib(stream);
}

/*
 * zlib's deflate() returns from the middle of a header only where there is no
 * room left, and reads no input before the header's end; its own header is one
 * step. Where room and header end together it cannot be told: the header then
 * counts as not yet past.
 */
void zlib_header_note_deflate(ZlibStream *stream, int status, uint32_t avail_in,
                              uint32_t avail_out)
{
    const z_stream *zlib = &stream->zlib;
    ZlibHeader *header = &stream->header;
    const bool has_written = zlib->avail_out != avail_out;

    header->is_over = header->is_over || status == Z_STREAM_END;
    if (header->is_past) {
        return;
    }
    if (zlib->avail_in != avail_in ||
        (has_written && (zlib->avail_out > 0 || header->memory == NULL))) {
        finish_header(stream);
    } else if (has_written) {
        header->is_begun = true;
    } else {
        zlib_header_take_back(stream);
    }
}

void zlib_header_restart(ZlibStream *stream)
{
    finish_header(stream);
    stream->header.is_past = false;
    stream->header.is_over = false;
}

/* What is to @copy what @pointer is to @memory. */
static Bytef *same_place(const Bytef *pointer, const uint8_t *memory,
                         uint8_t *copy)
{
    return pointer == NULL ? NULL : copy + (pointer - memory);
}

bool zlib_header_copy_deflate(ZlibStream *copy, const ZlibStream *source)
{
    const ZlibHeader *from = &source->header;
    ZlibHeader *to = &copy->header;

    *to = *from;
    to->memory = NULL;
    if (from->is_begun) {
        to->memory = g_try_malloc(from->size);
        if (to->memory == NULL) {
            return false;
        }
        memcpy(to->memory, from->memory, from->size);
        to->zlib.extra = same_place(from->zlib.extra, from->memory, to->memory);
        to->zlib.name = same_place(from->zlib.name, from->memory, to->memory);
        to->zlib.comment =
            same_place(from->zlib.comment, from->memory, to->memory);
    } else {
        to->zlib = (gz_header){0};
    }
    tell_zlib(copy);
    return true;
}

int zlib_header_get(ZlibStream *stream, uint64_t address)
{
    const int status = zlib_header_functions.inflate_get_header(
        &stream->zlib, &stream->header.zlib);

    if (status == Z_OK) {
        stream->header.address = address;
    }
    return status;
}

/*
 * Returns what zlib gets as a buffer. @room: what there is of it; zlib gets no
 * further than a call can tell the guest's memory from other memory, and not
 * to where its own sums of lengths would not fit.
 */
static Bytef *lend_buffer(HostCall *call, size_t number, uint64_t address,
                          uint32_t size, uInt *room)
{
    /* NULL stays NULL: zlib does not follow it. */
    Bytef *buffer = host_call_borrow(call, number, address,
                                     address == 0 ? 0 : size, GUEST_WRITE);

    *room = (uInt)MIN(host_call_reach(call, number),
                      UINT32_MAX - EXTRA_LENGTH_MASK);
    return address == 0 ? NULL : buffer;
}

bool zlib_header_lend(HostCall *call, size_t number, ZlibStream *stream,
                      GuestGzHeader *guest)
{
    gz_header *zlib = &stream->header.zlib;

    if (stream->header.address == 0 || stream->header.is_past ||
        stream->zlib.next_out == NULL) {
        return false;
    }
    read_header(call, number, stream->header.address, guest);
    *zlib = (gz_header){
        .text = guest->text,
        .time = guest->time,
        .xflags = guest->xflags,
        .os = guest->os,
        .extra_len = guest->extra_len,
        .hcrc = guest->hcrc,
        .done = guest->done,
    };
    zlib->extra = lend_buffer(call, number, guest->extra, guest->extra_max,
                              &zlib->extra_max);
    zlib->name = lend_buffer(call, number + 1, guest->name, guest->name_max,
                             &zlib->name_max);
    zlib->comment = lend_buffer(call, number + 2, guest->comment,
                                guest->comm_max, &zlib->comm_max);
    return true;
}

#define WRITE_CHANGED(member)                                                  \
    do {                                                                       \
        if (after.member != guest->member) {                                   \
            memcpy((uint8_t *)place + offsetof(GuestGzHeader, member),         \
                   &after.member, sizeof(after.member));                       \
        }                                                                      \
    } while (0)

void zlib_header_return(HostCall *call, size_t number, ZlibStream *stream,
                        const GuestGzHeader *guest)
{
    gz_header *zlib = &stream->header.zlib;
    void *place = host_call_borrow(call, number, stream->header.address,
                                   sizeof(*guest), GUEST_WRITE);
    GuestGzHeader after = *guest;

    after.text = zlib->text;
    after.time = zlib->time;
    after.xflags = zlib->xflags;
    after.os = zlib->os;
    after.extra_len = zlib->extra_len;
    after.hcrc = zlib->hcrc;
    after.done = zlib->done;
    after.extra = zlib->extra == NULL ? 0 : guest->extra;
    after.name = zlib->name == NULL ? 0 : guest->name;
    after.comment = zlib->comment == NULL ? 0 : guest->comment;
    zlib->extra = zlib->name = zlib->comment = NULL;
    WRITE_CHANGED(text);
    WRITE_CHANGED(time);
    WRITE_CHANGED(xflags);
    WRITE_CHANGED(os);
    WRITE_CHANGED(extra);
    WRITE_CHANGED(extra_len);
    WRITE_CHANGED(name);
    WRITE_CHANGED(comment);
    WRITE_CHANGED(hcrc);
    WRITE_CHANGED(done);
}

void zlib_header_note_inflate(ZlibStream *stream, int status,
                              uint32_t avail_out)
{
    ZlibHeader *header = &stream->header;

    if (stream->zlib.avail_out != avail_out || status == Z_STREAM_END ||
        status == Z_NEED_DICT || status == Z_DATA_ERROR ||
        (header->address != 0 && header->zlib.done != 0)) {
        header->is_past = true;
    }
}

void zlib_header_forget(ZlibStream *stream)
{
    stream->header = (ZlibHeader){0};
}

void zlib_header_skip(ZlibStream *stream)
{
    stream->header = (ZlibHeader){.is_past = true};
}

void zlib_header_copy_inflate(ZlibStream *copy, const ZlibStream *source)
{
    copy->header = source->header;
    if (copy->header.address != 0) {
        zlib_header_functions.inflate_get_header(&copy->zlib,
                                                 &copy->header.zlib);
    }
}
