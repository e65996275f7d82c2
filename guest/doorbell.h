/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbells: store instructions on whose execution the host serves the call
 * frame that they store to. See docs/protocol.md, and guest_arch.h for the
 * instruction.
 *
 * The host hears one in code that QEMU has translated while the host was
 * listening. QEMU may drop that code at any time; the doorbell is dead until it
 * has been armed again. To ring a dead one does nothing.
 */
#ifndef HOSTLIB_GUEST_DOORBELL_H
#define HOSTLIB_GUEST_DOORBELL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What is known of a doorbell. Any thread may use it. */
typedef struct Doorbell {
    /* Rings not to be heard before it is armed; and how many next time. */
    atomic_int pause_left;
    atomic_int pause_length;
} Doorbell;

/*
 * To arm a doorbell costs as much as about a hundred system calls. It is not
 * worth that for a program with a handful of calls.
 */
#ifndef DOORBELL_FIRST_PAUSE
#define DOORBELL_FIRST_PAUSE 32
#endif
#define DOORBELL_INIT {DOORBELL_FIRST_PAUSE, DOORBELL_FIRST_PAUSE}

/*
 * Note that @doorbell has not been heard. Returns whether it is time to arm it.
 */
bool doorbell_is_due(Doorbell *doorbell);

/*
 * Have QEMU translate the instruction at @address anew when it is executed
 * next.
 */
void doorbell_forget_translation(uint64_t address);

#endif
