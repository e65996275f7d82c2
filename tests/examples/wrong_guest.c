/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "examples/rle/rle.h"

#define DECLARE_CALLS "tests/examples/wrong_calls.h"
#include "libraries/declare_guest.h"
