/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/services.h"

#include "plugin/zlib/zlib_service.h"

const Service *const services[] = {
    &zlib_service,
    NULL,
};
