/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bzlib.h>

typedef bz_stream CompressStream;
typedef bz_stream DecompressStream;

#define CompressStream_IS_HOSTS(stream)   THUNK_HAS_HANDLE(stream, state)
#define CompressStream_MAY_OPEN(stream)   true
#define CompressStream_LOST(stream)       return BZ_SEQUENCE_ERROR;
#define DecompressStream_IS_HOSTS(stream) THUNK_HAS_HANDLE(stream, state)
#define DecompressStream_MAY_OPEN(stream) true
#define DecompressStream_LOST(stream)     return BZ_SEQUENCE_ERROR;

#define DECLARE_CALLS "libraries/bz2/calls.h"
#include "libraries/declare_guest.h"
