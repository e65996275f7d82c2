/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Included before all else by a thunk library's source: all its calls are short
 * ones, and its doorbells are armed at once, again and again.
 */
#ifndef HOSTLIB_TESTS_GUEST_SHORT_CALLS_H
#define HOSTLIB_TESTS_GUEST_SHORT_CALLS_H

#define DOORBELL_FIRST_PAUSE 0

#include "guest/host_call.h"

#undef host_call
#define host_call host_call_short

#endif
