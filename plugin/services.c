/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/services.h"

#include "libraries/bz2/host.h"
#include "libraries/lzma/host.h"
#include "plugin/zlib/zlib_service.h"

const Service *const services[] = {
    &bz2_service,
    &lzma_service,
    &zlib_service,
    NULL,
};
