/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/libraries.h"

const Library libraries[] = {
    {.option = "libz", .soname = "libz.so.1", .other = "libz-ng.so."},
    {.option = NULL},
};
