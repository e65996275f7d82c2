/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headers of gzip's: deflateSetHeader() and inflateGetHeader().
 *
 * zlib keeps the address of a gz_header and comes back to it in later calls,
 * up to the end of the stream's header. Here that is the address of one of the
 * stream's own. What the guest has is known by its address, looked at in those
 * calls that need it and, as natively, in no others.
 *
 * Deflating, zlib gets a copy of the guest's gz_header with all that it points
 * at, made when it begins with the header: what a guest changes in the middle
 * of that changes nothing. Inflating, zlib writes to the guest's buffers
 * itself, and what it writes to its gz_header is written to the guest's.
 *
 * All functions may be called from the call that has the stream. Those that get
 * a HostCall access the guest's memory, so they may be left for good.
 */
#ifndef HOSTLIB_LIBRARIES_ZLIB_HEADER_H
#define HOSTLIB_LIBRARIES_ZLIB_HEADER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

#include "libraries/zlib/block.h"
#include "plugin/core/host_call.h"

G_BEGIN_DECLS

/* gz_header, with addresses of the guest's. */
typedef struct GuestGzHeader {
    int32_t text;
    uint64_t time;
    int32_t xflags;
    int32_t os;
    uint64_t extra;
    uint32_t extra_len;
    uint32_t extra_max;
    uint64_t name;
    uint32_t name_max;
    uint64_t comment;
    uint32_t comm_max;
    int32_t hcrc;
    int32_t done;
} GuestGzHeader;

/* The header of gzip's that a stream was given. */
typedef struct ZlibHeader {
    /* Known to zlib. Has addresses of the guest's during a call at most. */
    gz_header zlib;
    uint64_t address; /* of the guest's gz_header, 0 for none */
    void *memory;     /* what a deflate stream's points at, for g_free() */
    size_t size;      /* of it, in bytes */
    /* Since the last reset: whether zlib has written a part of memory, */
    bool is_begun;
    /* whether it will not come back to it before the next one, */
    bool is_past;
    /* and whether the stream is over. */
    bool is_over;
} ZlibHeader;

/* A stream of the host's. */
typedef struct ZlibStream {
    z_stream zlib; /* the first; at an address that does not change */
    ZlibHeader header;
    /* Of a deflate stream: what it is now, and the guest's zlib. */
    ZlibParameters parameters;
    uint64_t guest_version;
} ZlibStream;

/* The functions of the host's zlib. Set before the guest runs. */
typedef struct ZlibHeaderFunctions {
    int (*deflate_set_header)(z_streamp stream, gz_headerp header);
    int (*inflate_get_header)(z_streamp stream, gz_headerp header);
} ZlibHeaderFunctions;

extern ZlibHeaderFunctions zlib_header_functions;

/*
 * Let zlib have the header at the guest's @address from now on, or none for 0.
 * Returns the status of deflateSetHeader().
 */
int zlib_header_set(ZlibStream *stream, uint64_t address);

/*
 * Before deflate() with @flush: copy the guest's header if zlib is going to
 * begin with it.
 *
 * @number: of a range that can be borrowed.
 *
 * Returns Z_OK, Z_MEM_ERROR when the host has no memory, or Z_STREAM_ERROR when
 * a part of it is no memory of the guest's; then nothing has changed.
 */
int zlib_header_give(HostCall *call, size_t number, ZlibStream *stream,
                     int flush);

/*
 * Before deflateBound(), which is interested in sizes only. As above. The copy
 * is to be taken back by zlib_header_take_back().
 */
int zlib_header_give_sizes(HostCall *call, size_t number, ZlibStream *stream);
void zlib_header_take_back(ZlibStream *stream);

/*
 * After deflate() or deflateParams(): note how far zlib has got.
 *
 * @avail_in, @avail_out: what there was before.
 */
void zlib_header_note_deflate(ZlibStream *stream, int status, uint32_t avail_in,
                              uint32_t avail_out);

/* After any of deflate's resets: the header is to be written again. */
void zlib_header_restart(ZlibStream *stream);

/*
 * After deflateCopy() of @source to @copy: zlib's part of @copy has @source's
 * header. Returns false when there is no memory; then @copy is of no use.
 */
bool zlib_header_copy_deflate(ZlibStream *copy, const ZlibStream *source);

/*
 * Let zlib fill the header at the guest's @address from now on. Returns the
 * status of inflateGetHeader(); after Z_OK done is still to be cleared.
 */
int zlib_header_get(ZlibStream *stream, uint64_t address);

/*
 * Before inflate(): lend zlib what the guest has, where zlib may get to it.
 *
 * @number: of the first of three ranges that can be borrowed.
 * @guest: set to the guest's header, for zlib_header_return().
 *
 * Returns whether it has been lent.
 */
bool zlib_header_lend(HostCall *call, size_t number, ZlibStream *stream,
                      GuestGzHeader *guest);

/* After that inflate(): tell the guest what zlib has changed. By one range. */
void zlib_header_return(HostCall *call, size_t number, ZlibStream *stream,
                        const GuestGzHeader *guest);

/* After any inflate(), and what was lent has been returned. As deflate's. */
void zlib_header_note_inflate(ZlibStream *stream, int status,
                              uint32_t avail_out);

/* After any of inflate's resets: zlib has forgotten the header. */
void zlib_header_forget(ZlibStream *stream);

/* After inflateSync(), which resets too, and leaves the header behind. */
void zlib_header_skip(ZlibStream *stream);

/* After inflateCopy() of @source to @copy. */
void zlib_header_copy_inflate(ZlibStream *copy, const ZlibStream *source);

G_END_DECLS

#endif
