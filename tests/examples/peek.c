/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A function that a later version of librle might have. */
#include "examples/rle/rle.h"

/* Returns the byte at which @stream has arrived, or -1 at the end. */
int rle_peek(const RleStream *stream);

int rle_peek(const RleStream *stream)
{
    return stream->avail_in == 0 ? -1 : *stream->next_in;
}
