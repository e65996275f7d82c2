/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * call_stack.h says what these do. System V ABI of x86-64: a CallStack has
 * outside at 0, inside at 8, top at 16. What a C function preserves is saved on
 * the stack that is left.
 */

#if defined(__x86_64__)

    .macro function name
    .globl  \name
    .hidden \name
    .type   \name, @function
    .balign 16
\name:
    .endm

    .macro save
    pushq   %rbp
    pushq   %rbx
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    .endm

    .macro restore
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbx
    popq    %rbp
    .endm

    .text

    function call_stack_run
    save
    movq    %rsp, 0(%rdi)
    /* Preserved by the function, even if it is suspended meanwhile. */
    movq    %rdi, %rbx
    movq    %rsi, %rax
    movq    %rdx, %rdi
    movq    %rcx, %rsi
    movq    16(%rbx), %rsp
    callq   *%rax
    movq    0(%rbx), %rsp
    movl    $1, %eax
    restore
    ret
    .size   call_stack_run, . - call_stack_run

    function call_stack_suspend
    save
    movq    %rsp, 8(%rdi)
    movq    0(%rdi), %rsp
    xorl    %eax, %eax
    restore
    ret
    .size   call_stack_suspend, . - call_stack_suspend

    function call_stack_resume
    save
    movq    %rsp, 0(%rdi)
    movq    8(%rdi), %rsp
    restore
    ret
    .size   call_stack_resume, . - call_stack_resume

#endif

    .section .note.GNU-stack, "", @progbits
