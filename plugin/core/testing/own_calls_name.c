/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of its own, so that the compiler cannot tell which one is called. */
#include "plugin/core/testing/own_calls.h"

const char *own_calls_name(void)
{
    return "library";
}
