/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "launcher/libraries.h"

const Library libraries[] = {
    {.option = "libbz2", .soname = "libbz2.so.1.0", .is_grafted = true},
    {.option = "liblzma", .soname = "liblzma.so.5", .is_grafted = true},
    {.option = "libz", .soname = "libz.so.1", .other = "libz-ng.so."},
    {.option = NULL},
};
