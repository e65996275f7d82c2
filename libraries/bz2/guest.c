/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bzlib.h>

#include "libraries/numbers.h"

#define bz_stream_STATE            state
#define bz_stream_FAILED           BZ_SEQUENCE_ERROR
/* What is in a struct before that does not count. */
#define bz_stream_MAY_OPEN(stream) true

#define DECLARE_CALLS           "libraries/bz2/calls.h"
#define DECLARE_FIRST_OPERATION LIBRARY_FIRST_BZ2
#include "libraries/declare_guest.h"
