/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bzlib.h>

typedef bz_stream CompressStream;
typedef bz_stream DecompressStream;

#define CompressStream_STATE              state
#define CompressStream_FAILED             BZ_SEQUENCE_ERROR
#define CompressStream_MAY_OPEN(stream)   true
#define DecompressStream_STATE            state
#define DecompressStream_FAILED           BZ_SEQUENCE_ERROR
#define DecompressStream_MAY_OPEN(stream) true

#define DECLARE_CALLS "libraries/bz2/calls.h"
#include "libraries/declare_guest.h"
