/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/testing/own_calls.h"

const char *own_calls_ask(void)
{
    return own_calls_name();
}
