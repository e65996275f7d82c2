/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call_stack.h says what these do. Procedure call standard of AArch64: a
 * CallStack has outside at 0, inside at 8, top at 16. What a C function
 * preserves is saved on the stack that is left.
 */

#if defined(__aarch64__)

    .macro function name
    .globl  \name
    .hidden \name
    .type   \name, %function
\name:
    .endm

    /* Leaves the stack pointer in x9, from where restore takes it. */
    .macro save
    sub     sp, sp, #160
    stp     x29, x30, [sp]
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    stp     d8, d9, [sp, #96]
    stp     d10, d11, [sp, #112]
    stp     d12, d13, [sp, #128]
    stp     d14, d15, [sp, #144]
    mov     x9, sp
    .endm

    .macro restore
    mov     sp, x9
    ldp     x29, x30, [sp]
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     d8, d9, [sp, #96]
    ldp     d10, d11, [sp, #112]
    ldp     d12, d13, [sp, #128]
    ldp     d14, d15, [sp, #144]
    add     sp, sp, #160
    .endm

    .text

    function call_stack_run
    save
    str     x9, [x0]
    /* Preserved by the function, even if it is suspended meanwhile. */
    mov     x19, x0
    ldr     x9, [x0, #16]
    mov     sp, x9
    mov     x9, x1
    mov     x0, x2
    mov     x1, x3
    blr     x9
    ldr     x9, [x19]
    mov     w0, #1
    restore
    ret
    .size   call_stack_run, . - call_stack_run

    function call_stack_suspend
    save
    str     x9, [x0, #8]
    ldr     x9, [x0]
    mov     w0, #0
    restore
    ret
    .size   call_stack_suspend, . - call_stack_suspend

    function call_stack_resume
    save
    str     x9, [x0]
    ldr     x9, [x0, #8]
    restore
    ret
    .size   call_stack_resume, . - call_stack_resume

#endif

    .section .note.GNU-stack, "", %progbits
