/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of code change in each way that there is, after jumps between them have
 * been translated and linked: the next call must find what is there now.
 *
 * Prints a line for each case, and ends with status 1 if one went wrong.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/translation/code_pages.h"

enum {
    OLD_VALUE = 1001,
    NEW_VALUE = 1002,
    REWRITES = 100,
    CHAIN = 40, /* pages */
};

/* Does a call of @code return @value? */
static bool returns(const unsigned char *code, int value)
{
    const int result = call(code);

    if (result != value) {
        printf("returned %d, not %d: ", result, value);
    }
    return result == value;
}

/* Does a call of @code fault at @address? */
static bool faults(const unsigned char *code, const unsigned char *address)
{
    const int result = call(code);

    if (result != FAULTED) {
        printf("returned %d, did not fault: ", result);
        return false;
    }
    if (fault_address() != address) {
        printf("faulted %td bytes away: ", fault_address() - address);
        return false;
    }
    return true;
}

/*
 * Two pages of code that has run: the first one jumps to the second one, which
 * returns OLD_VALUE.
 */
static unsigned char *make_pair(int protection)
{
    unsigned char *pair = map_pages(2, PROT_RWX);

    write_jump(pair, pair + PAGE);
    write_return(pair + PAGE, OLD_VALUE);
    flush_code(pair, 2 * PAGE);
    if (protection != PROT_RWX) {
        /* By page: two regions, as different files would be. */
        protect(pair, 1, protection);
        protect(pair + PAGE, 1, protection);
    }
    if (call_warm(pair) != OLD_VALUE) {
        die("the code does not work");
    }
    return pair;
}

static size_t write_new_code(unsigned char *at)
{
    const size_t size = write_return(at, NEW_VALUE);

    flush_code(at, size);
    return size;
}

static int make_new_file(void)
{
    unsigned char code[MAX_CODE];

    return make_file(code, write_return(code, NEW_VALUE));
}

static bool target_unmapped(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    unmap(pair + PAGE, 1);
    return faults(pair, pair + PAGE);
}

static bool source_unmapped(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    unmap(pair, 1);
    return faults(pair, pair);
}

static bool loses_exec(int protection)
{
    unsigned char *pair = make_pair(PROT_RX);

    protect(pair + PAGE, 1, protection);
    if (!faults(pair, pair + PAGE)) {
        return false;
    }
    protect(pair + PAGE, 1, PROT_RX);
    return returns(pair, OLD_VALUE);
}

static bool target_becomes_data(void)
{
    return loses_exec(PROT_READ);
}

static bool target_becomes_inaccessible(void)
{
    return loses_exec(PROT_NONE);
}

static bool source_becomes_data(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    protect(pair - PAGE, 4, PROT_READ);
    return faults(pair, pair);
}

static bool middle_becomes_data(void)
{
    unsigned char *pages = map_pages(5, PROT_RWX);

    write_jump(pages, pages + 2 * PAGE);
    write_return(pages + 2 * PAGE, OLD_VALUE);
    flush_code(pages, 5 * PAGE);
    protect(pages, 5, PROT_RX);
    if (call_warm(pages) != OLD_VALUE) {
        return false;
    }
    protect(pages + PAGE, 3, PROT_READ);
    return faults(pages, pages + 2 * PAGE);
}

static bool target_written(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    protect(pair + PAGE, 1, PROT_RWX);
    write_new_code(pair + PAGE);
    if (!returns(pair, NEW_VALUE)) {
        return false;
    }
    protect(pair + PAGE, 1, PROT_RX);
    return returns(pair, NEW_VALUE);
}

static bool target_written_as_data(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    protect(pair + PAGE, 1, PROT_RW);
    write_new_code(pair + PAGE);
    if (!faults(pair, pair + PAGE)) {
        return false;
    }
    protect(pair + PAGE, 1, PROT_RX);
    return returns(pair, NEW_VALUE);
}

static bool data_mapped_over(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    map_over(pair + PAGE, PROT_READ);
    return faults(pair, pair + PAGE);
}

static bool code_mapped_over(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    map_over(pair + PAGE, PROT_RWX);
    write_new_code(pair + PAGE);
    return returns(pair, NEW_VALUE);
}

static bool file_mapped_over(void)
{
    unsigned char *pair = make_pair(PROT_RX);

    map_file_over(pair + PAGE, PROT_RX, make_new_file());
    return returns(pair, NEW_VALUE);
}

static bool code_moved_over(void)
{
    unsigned char *pair = make_pair(PROT_RX);
    unsigned char code[MAX_CODE];

    move_page(map_copy(code, write_return(code, NEW_VALUE)), pair + PAGE);
    return returns(pair, NEW_VALUE);
}

static bool target_moved_away(void)
{
    unsigned char *pair = make_pair(PROT_RX);
    unsigned char *elsewhere = map_pages(1, PROT_NONE);

    move_page(pair + PAGE, elsewhere);
    return faults(pair, pair + PAGE) && returns(elsewhere, OLD_VALUE);
}

static bool mapping_shrunk(void)
{
    unsigned char *pair = make_pair(PROT_RWX);

    if (mremap(pair, 2 * PAGE, PAGE, 0) != pair) {
        die("mremap");
    }
    return faults(pair, pair + PAGE);
}

static bool target_rewritten(void)
{
    unsigned char *pair = make_pair(PROT_RWX);

    for (int i = 0; i < REWRITES; i++) {
        flush_code(pair + PAGE, write_return(pair + PAGE, i));
        if (!returns(pair, i)) {
            return false;
        }
    }
    return true;
}

static bool source_rewritten(void)
{
    unsigned char *pages = map_pages(3, PROT_RWX);

    for (int i = 1; i <= 2; i++) {
        flush_code(pages + (size_t)i * PAGE,
                   write_return(pages + (size_t)i * PAGE, i));
    }
    for (int i = 0; i < REWRITES; i++) {
        const int target = 1 + i % 2;

        flush_code(pages, write_jump(pages, pages + (size_t)target * PAGE));
        if (!returns(pages, target)) {
            return false;
        }
    }
    return true;
}

/* The jump leads to code that begins in one page and ends in the next one. */
static bool split_code_rewritten(void)
{
    unsigned char *pages = map_pages(3, PROT_RWX);
    unsigned char *split = write_split_return(pages + 2 * PAGE, 0);

    write_jump(pages, split);
    flush_code(pages, 3 * PAGE);
    for (int i = 0; i < VALUE_LIMIT; i++) {
        write_split_return(pages + 2 * PAGE, i);
        flush_code(split, MAX_CODE);
        if (!returns(pages, i)) {
            return false;
        }
    }
    return true;
}

/* As above, but only the bytes in the second page are written. */
static bool split_code_half_rewritten(void)
{
    unsigned char *pages = map_pages(3, PROT_RWX);
    unsigned char *other = map_pages(2, PROT_RW);
    unsigned char *second = pages + 2 * PAGE;
    unsigned char *split = write_split_return(second, 0);

    write_jump(pages, split);
    flush_code(pages, 3 * PAGE);
    for (int i = 0; i < VALUE_LIMIT; i += 256) {
        write_split_return(other + PAGE, i);
        memcpy(second, other + PAGE, MAX_CODE);
        flush_code(second, MAX_CODE);
        if (!returns(pages, i)) {
            return false;
        }
    }
    return true;
}

static bool split_code_half_protected(void)
{
    unsigned char *pages = map_pages(3, PROT_RWX);
    unsigned char *second = pages + 2 * PAGE;

    write_jump(pages, write_split_return(second, OLD_VALUE));
    flush_code(pages, 3 * PAGE);
    if (call_warm(pages) != OLD_VALUE) {
        return false;
    }
    protect(second, 1, PROT_READ);
    if (!faults(pages, second)) {
        return false;
    }
    protect(second, 1, PROT_RX);
    return returns(pages, OLD_VALUE);
}

/* The kernel writes, not the program. */
static bool target_read_from_file(void)
{
    unsigned char *pair = make_pair(PROT_RWX);
    const int file = make_new_file();

    if (pread(file, pair + PAGE, MAX_CODE, 0) != MAX_CODE) {
        die("pread");
    }
    close(file);
    flush_code(pair + PAGE, MAX_CODE);
    return returns(pair, NEW_VALUE);
}

static bool segment_attached_and_detached(void)
{
    unsigned char *pair = make_pair(PROT_RX);
    const int segment = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0700);
    bool is_right = false;

    if (segment < 0) {
        die("shmget");
    }
    unmap(pair + PAGE, 1);
    if (shmat(segment, pair + PAGE, SHM_EXEC) != pair + PAGE) {
        die("shmat");
    }
    shmctl(segment, IPC_RMID, NULL);
    write_new_code(pair + PAGE);
    is_right = returns(pair, NEW_VALUE) && call_warm(pair) == NEW_VALUE;
    if (shmdt(pair + PAGE) != 0) {
        die("shmdt");
    }
    return is_right && faults(pair, pair + PAGE);
}

static bool heap_shrunk(void)
{
    unsigned char *heap = sbrk(0);

    heap += (PAGE - (uintptr_t)heap % PAGE) % PAGE;
    if (brk(heap + 2 * PAGE) != 0) {
        die("brk");
    }
    protect(heap, 2, PROT_RWX);
    write_jump(heap, heap + PAGE);
    write_new_code(heap + PAGE);
    flush_code(heap, MAX_CODE);
    if (call_warm(heap) != NEW_VALUE) {
        return false;
    }
    if (brk(heap + PAGE) != 0) {
        die("brk");
    }
    return faults(heap, heap + PAGE);
}

/* What a child does to its pages is not done to its parent's. */
static bool changed_in_child(void)
{
    unsigned char *pair = make_pair(PROT_RWX);
    pid_t child = -1;
    int status = 0;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        bool is_right = returns(pair, OLD_VALUE);

        write_new_code(pair + PAGE);
        is_right = returns(pair, NEW_VALUE) && is_right;
        unmap(pair + PAGE, 1);
        is_right = faults(pair, pair + PAGE) && is_right;
        fflush(stdout);
        _exit(is_right ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        die("fork");
    }
    return status == 0 && returns(pair, OLD_VALUE);
}

/* A jump to a jump to a jump: each page goes and comes back. */
static bool chain_broken(void)
{
    unsigned char *chain = map_pages(CHAIN, PROT_RWX);
    unsigned char *last = chain + (size_t)(CHAIN - 1) * PAGE;

    for (unsigned char *page = chain; page < last; page += PAGE) {
        write_jump(page, page + PAGE);
    }
    write_return(last, OLD_VALUE);
    flush_code(chain, (size_t)CHAIN * PAGE);
    protect(chain, CHAIN, PROT_RX);
    for (unsigned char *page = chain; page <= last; page += PAGE) {
        if (call_warm(chain) != OLD_VALUE) {
            return false;
        }
        protect(page, 1, PROT_READ);
        if (!faults(chain, page)) {
            return false;
        }
        protect(page, 1, PROT_RX);
    }
    return true;
}

typedef struct Case {
    const char *name;
    bool (*run)(void);
} Case;

static const Case cases[] = {
    {"munmap() of the target", target_unmapped},
    {"munmap() of the source", source_unmapped},
    {"mprotect() of the target to PROT_READ", target_becomes_data},
    {"mprotect() of the target to PROT_NONE", target_becomes_inaccessible},
    {"mprotect() of more than the source", source_becomes_data},
    {"mprotect() of a part of a region", middle_becomes_data},
    {"mprotect() to writable, and written", target_written},
    {"mprotect() to data, written, and code again", target_written_as_data},
    {"MAP_FIXED of data over the target", data_mapped_over},
    {"MAP_FIXED of code over the target", code_mapped_over},
    {"MAP_FIXED of a file over the target", file_mapped_over},
    {"mremap() of code over the target", code_moved_over},
    {"mremap() of the target to elsewhere", target_moved_away},
    {"mremap() to one page", mapping_shrunk},
    {"target rewritten", target_rewritten},
    {"source rewritten", source_rewritten},
    {"code across two pages rewritten", split_code_rewritten},
    {"the second half of it rewritten", split_code_half_rewritten},
    {"the second half of it not executable", split_code_half_protected},
    {"target written by read()", target_read_from_file},
    {"shmat() and shmdt() at the target", segment_attached_and_detached},
    {"brk() below the target", heap_shrunk},
    {"changes in a child", changed_in_child},
    {"each page of a chain", chain_broken},
};

int main(void)
{
    int status = EXIT_SUCCESS;

    handle_faults();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const bool is_right = cases[i].run();

        printf("%s: %s\n", cases[i].name, is_right ? "ok" : "WRONG");
        if (!is_right) {
            status = EXIT_FAILURE;
        }
    }
    return status;
}
