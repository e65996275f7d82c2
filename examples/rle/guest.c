/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/rle/rle.h"

/* A program's own allocator is for the guest's own library. */
#define RleStream_STATE            state
#define RleStream_FAILED           RLE_MISUSED
#define RleStream_MAY_OPEN(stream) ((stream)->allocate == NULL)

#define DECLARE_CALLS "examples/rle/calls.h"
#include "libraries/declare_guest.h"
