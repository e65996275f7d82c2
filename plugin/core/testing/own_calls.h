/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library with a function that calls another of its functions. */
#ifndef HOSTLIB_PLUGIN_CORE_TESTING_OWN_CALLS_H
#define HOSTLIB_PLUGIN_CORE_TESTING_OWN_CALLS_H

/* Returns "library"; a program may have a function of that name, too. */
const char *own_calls_name(void);

/* Returns what own_calls_name() returns, called from inside of the library. */
const char *own_calls_ask(void);

#endif
