/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host in the same process: serves zlib's operations by the zlib that the
 * library brings along, each stream in memory of its own.
 */
#ifndef HOSTLIB_GUEST_LIBZ_TESTING_FAKE_HOST_H
#define HOSTLIB_GUEST_LIBZ_TESTING_FAKE_HOST_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What host_note() was told. */
typedef struct FakeNote {
    uint32_t operation;
    uint32_t reason; /* an enum HostlibReason */
    uint64_t bytes_in;
    uint64_t bytes_out;
} FakeNote;

typedef struct FakeHost {
    int64_t init_error; /* what streams are refused with; 0: they are not */
    unsigned calls;     /* all that have been made */
    unsigned sums;      /* those for checksums */
    int streams;        /* that have begun and not ended */
    const char *says;   /* what the next message is, NULL: zlib's own */
    uint32_t last;      /* the last operation */
    bool hears;         /* doorbells */
    unsigned notes;     /* how often it was told of another's call */
    FakeNote last_note;
    bool lacks_headers; /* as an older zlib */
} FakeHost;

extern FakeHost fake_host;

/* Whether this host has statistics; it has none at first. */
void fake_host_set_wants_notes(bool wants);

#ifdef __cplusplus
}
#endif

#endif
