/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zcompress.h on a zlib that is linked in: what the thunk is compared with. */
#include <zlib.h>

#include "guest/zcompress.h"

size_t zcompress_compress_bound(size_t source_len)
{
    return compressBound(source_len);
}

int zcompress_compress(const void *source, size_t source_len, void *dest,
                       size_t *dest_len, int level)
{
    return compress2(dest, dest_len, source, source_len, level);
}

int zcompress_uncompress(const void *source, size_t source_len, void *dest,
                         size_t *dest_len)
{
    return uncompress(dest, dest_len, source, source_len);
}
