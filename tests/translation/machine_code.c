/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/translation/machine_code.h"

#include <string.h>

#if defined(__x86_64__)

static size_t write_bytes(unsigned char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return size;
}

static size_t write_offset(unsigned char *at, const unsigned char *to)
{
    const int32_t offset = (int32_t)(to - (at + sizeof(int32_t)));

    return write_bytes(at, &offset, sizeof(offset));
}

size_t write_jump(unsigned char *at, const unsigned char *to)
{
    at[0] = 0xe9; /* jmp */
    return 1 + write_offset(at + 1, to);
}

size_t write_return(unsigned char *at, int value)
{
    at[0] = 0xb8; /* mov eax, value */
    memcpy(at + 1, &value, sizeof(value));
    at[5] = 0xc3; /* ret */
    return 6;
}

size_t write_loop(unsigned char *at, const unsigned char *back)
{
    static const unsigned char count[] = {
        0xff, 0x47, 0x04, /* inc dword [rdi + 4] */
        0x8b, 0x0f,       /* mov ecx, [rdi] */
        0x85, 0xc9,       /* test ecx, ecx */
        0x0f, 0x84,       /* jz back */
    };
    size_t size = write_bytes(at, count, sizeof(count));

    size += write_offset(at + size, back);
    return size + write_return(at + size, LOOP_WAS_STOPPED);
}

size_t write_bare_return(unsigned char *at)
{
    *(volatile unsigned char *)at = 0xc3; /* ret */
    return 1;
}

unsigned char *write_split_return(unsigned char *page, int value)
{
    write_return(page - 2, value);
    return page - 2;
}

#else /* instructions of 32 bits */

static size_t write_word(unsigned char *at, uint32_t word)
{
    memcpy(at, &word, sizeof(word));
    return sizeof(word);
}

size_t write_bare_return(unsigned char *at)
{
    unsigned char code[MAX_CODE];
    uint32_t word = 0;
    const size_t size = write_return(code, 0);

    /* The last instruction that write_return() writes. */
    memcpy(&word, code + size - sizeof(word), sizeof(word));
    __atomic_store_n((uint32_t *)(void *)at, word, __ATOMIC_SEQ_CST);
    return sizeof(word);
}

#if defined(__aarch64__)

size_t write_jump(unsigned char *at, const unsigned char *to)
{
    const uint32_t offset = (uint32_t)((to - at) / 4);

    return write_word(at, 0x14000000 | (offset & 0x3ffffff)); /* b */
}

size_t write_return(unsigned char *at, int value)
{
    write_word(at, 0x52800000 | (uint32_t)value << 5); /* mov w0, value */
    return 4 + write_word(at + 4, 0xd65f03c0);         /* ret */
}

size_t write_loop(unsigned char *at, const unsigned char *back)
{
    size_t size = write_word(at, 0xb9400401); /* ldr w1, [x0, #4] */
    uint32_t offset = 0;

    size += write_word(at + size, 0x11000421); /* add w1, w1, #1 */
    size += write_word(at + size, 0xb9000401); /* str w1, [x0, #4] */
    size += write_word(at + size, 0xb9400001); /* ldr w1, [x0] */
    offset = (uint32_t)((back - (at + size)) / 4);
    size += write_word(at + size, /* cbz w1, back */
                       0x34000001 | (offset & 0x7ffff) << 5);
    return size + write_return(at + size, LOOP_WAS_STOPPED);
}

unsigned char *write_split_return(unsigned char *page, int value)
{
    /* No instruction crosses the boundary, but the block of code does. */
    write_word(page - 4, 0xd503201f); /* nop */
    write_return(page, value);
    return page - 4;
}

#elif defined(__riscv)

static uint32_t jal(ptrdiff_t to)
{
    const uint32_t offset = (uint32_t)to;

    return 0x6f | (offset >> 20 & 1) << 31 | (offset >> 1 & 0x3ff) << 21 |
           (offset >> 11 & 1) << 20 | (offset >> 12 & 0xff) << 12;
}

size_t write_jump(unsigned char *at, const unsigned char *to)
{
    return write_word(at, jal(to - at)); /* j */
}

size_t write_return(unsigned char *at, int value)
{
    write_word(at, 0x00000513 | (uint32_t)value << 20); /* li a0, value */
    return 4 + write_word(at + 4, 0x00008067);          /* ret */
}

size_t write_loop(unsigned char *at, const unsigned char *back)
{
    size_t size = write_word(at, 0x00452583); /* lw a1, 4(a0) */

    size += write_word(at + size, 0x00158593); /* addi a1, a1, 1 */
    size += write_word(at + size, 0x00b52223); /* sw a1, 4(a0) */
    size += write_word(at + size, 0x00052583); /* lw a1, 0(a0) */
    size += write_word(at + size, 0x00059463); /* bnez a1, the return */
    size += write_word(at + size, jal(back - (at + size)));
    return size + write_return(at + size, LOOP_WAS_STOPPED);
}

unsigned char *write_split_return(unsigned char *page, int value)
{
    write_return(page - 2, value);
    return page - 2;
}

#else
#error "write machine code for this CPU"
#endif
#endif

void flush_code(unsigned char *at, size_t size)
{
    __builtin___clear_cache((char *)at, (char *)at + size);
}
