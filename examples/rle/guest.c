/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/rle/rle.h"

/* A program's own allocator is for the guest's own library. */
#define RleStream_IS_HOSTS(stream) THUNK_HAS_HANDLE(stream, state)
#define RleStream_MAY_OPEN(stream) ((stream)->allocate == NULL)
#define RleStream_LOST(stream)     return RLE_MISUSED;

#define DECLARE_CALLS "examples/rle/calls.h"
#include "libraries/declare_guest.h"
