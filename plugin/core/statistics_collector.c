/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/statistics_collector.h"

#include <errno.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    /* Reports that can be under way at the same time. */
    SLOTS = 8,
    /* How often to look whether the other side is still there. */
    LOOK_AGAIN_NANOSECONDS = 200 * 1000 * 1000,
    /* Without a free slot; slots of killed processes may never become free. */
    ATTEMPTS_TO_CLAIM = 50,
};

/* States of a slot; anything above is the ticket of a report to be written. */
enum {
    SLOT_FREE,
    SLOT_CLAIMED,
    FIRST_TICKET,
};

typedef struct Slot {
    atomic_uint state; /* a futex, of who waits for the report to be written */
    uint32_t size;
    char text[STATISTICS_COLLECTOR_ROOM];
} Slot;

typedef struct Mailbox {
    /*
     * The collector's thread ID, under a robust list: when the collector ends,
     * in whatever way, the kernel clears the ID.
     */
    atomic_uint collector;
    atomic_uint is_ready; /* a futex, of who starts the collector */
    atomic_uint bell;     /* a futex, of the collector: counts what it missed */
    atomic_uint tickets;
    /* Set when the collector ends because nobody is left. */
    atomic_uint is_ending;
    Slot slots[SLOTS];
} Mailbox;

G_STATIC_ASSERT(sizeof(atomic_uint) == sizeof(uint32_t));

/* Shared by all processes; NULL without a collector, or after leaving it. */
static Mailbox *mailbox;
static pid_t collector;
static pid_t collectors_parent;

static void futex_wait(atomic_uint *word, unsigned int value)
{
    const struct timespec timeout = {.tv_nsec = LOOK_AGAIN_NANOSECONDS};

    (void)syscall(SYS_futex, word, FUTEX_WAIT, value, &timeout, NULL, 0);
}

static void futex_wake(atomic_uint *word)
{
    (void)syscall(SYS_futex, word, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

/* How many processes have the segment; 0 when it cannot be told. */
static unsigned long count_attached(int segment)
{
    struct shmid_ds status;

    return shmctl(segment, IPC_STAT, &status) == 0 ? status.shm_nattch : 0;
}

/*
 * The collector's side. It is a copy of a process with other threads, without
 * them: only async-signal-safe functions may be called.
 */

static void close_all_from(int first)
{
    struct rlimit limit;
    rlim_t end = 65536;

    if (syscall(SYS_close_range, first, ~0U, 0) == 0) {
        return;
    }
    /* Linux before 5.9. */
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        end = MIN(end, limit.rlim_cur);
    }
    for (int fd = first; fd < (int)end; fd++) {
        close(fd);
    }
}

/* Let go of all that the guest, its terminal and its user may need. */
static bool detach_from_guest(int output)
{
    if (dup2(output, STDIN_FILENO) < 0) {
        return false;
    }
    close_all_from(STDIN_FILENO + 1);
    (void)setsid();
    (void)prctl(PR_SET_NAME, "hostlib-stats");
    /*
     * It has the rights that the guest began with, and may soon have no more:
     * no debugger, and no way through /proc/PID.
     */
    return chdir("/") == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
}

/* Have the kernel clear the thread ID in @word when this process ends. */
static bool announce_end_by(atomic_uint *word)
{
    static struct robust_list entry;
    static struct robust_list_head head;

    head.list.next = &entry;
    head.futex_offset = (long)((uintptr_t)word - (uintptr_t)&entry);
    entry.next = &head.list;
    atomic_store(word, (unsigned int)syscall(SYS_gettid));
    return syscall(SYS_set_robust_list, &head, sizeof(head)) == 0;
}

static void write_all(int fd, const char *bytes, size_t size)
{
    struct pollfd writable = {.fd = fd, .events = POLLOUT};

    while (size > 0) {
        const ssize_t written = write(fd, bytes, size);

        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            (void)poll(&writable, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            /* A reader that has left, a disk that is full: nobody to tell. */
            return;
        }
    }
}

/* Returns whether that was the last report: only who made it is attached. */
static bool write_report(int segment, Slot *slot)
{
    bool is_last = false;

    write_all(STDIN_FILENO, slot->text,
              MIN(slot->size, (uint32_t)sizeof(slot->text)));
    is_last = count_attached(segment) <= 2;
    if (is_last) {
        atomic_store(&mailbox->is_ending, 1);
    }
    atomic_store(&slot->state, SLOT_FREE);
    futex_wake(&slot->state);
    return is_last;
}

static bool write_reports(int segment)
{
    bool is_last = false;

    for (int i = 0; i < SLOTS; i++) {
        if (atomic_load(&mailbox->slots[i].state) >= FIRST_TICKET) {
            is_last |= write_report(segment, &mailbox->slots[i]);
        }
    }
    return is_last;
}

static void collect(int segment, int output)
{
    unsigned int bell = 0;

    if (!detach_from_guest(output) || !announce_end_by(&mailbox->collector)) {
        return;
    }
    atomic_store(&mailbox->is_ready, 1);
    futex_wake(&mailbox->is_ready);
    while (!write_reports(segment) && count_attached(segment) > 1) {
        futex_wait(&mailbox->bell, bell);
        /* Before the slots: what comes after this rings again. */
        bell = atomic_load(&mailbox->bell);
    }
}

/*
 * The guest's side.
 */

static bool is_alive(void)
{
    return (atomic_load(&mailbox->collector) & FUTEX_TID_MASK) ==
           (unsigned int)collector;
}

static bool wait_until_ready(void)
{
    while (atomic_load(&mailbox->is_ready) == 0) {
        if (waitpid(collector, NULL, __WCLONE | WNOHANG) != 0) {
            return false;
        }
        futex_wait(&mailbox->is_ready, 0);
    }
    return true;
}

/*
 * fork(), but with exit signal 0 and without the handlers of pthread_atfork():
 * QEMU's would start a thread.
 */
static pid_t fork_collector(int segment, int output)
{
    sigset_t all;
    sigset_t before;
    pid_t pid = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);
    if (pid == 0) {
        collect(segment, output);
        _exit(0);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

static void leave(void)
{
    Mailbox *box = mailbox;

    /* A child that is forked from now on finds no collector. */
    mailbox = NULL;
    (void)shmdt(box);
}

/* The segment is nobody's but who is attached, and goes with the last. */
static int attach_segment(void)
{
    const int segment = shmget(IPC_PRIVATE, sizeof(Mailbox), 0600);
    void *address = NULL;

    if (segment < 0) {
        return -1;
    }
    address = shmat(segment, NULL, 0);
    (void)shmctl(segment, IPC_RMID, NULL);
    if ((intptr_t)address == -1) {
        return -1;
    }
    mailbox = address;
    return segment;
}

pid_t statistics_collector_start(int output)
{
    const int segment = attach_segment();

    if (segment < 0) {
        return 0;
    }
    if (count_attached(segment) != 1) {
        leave();
        return 0;
    }
    collectors_parent = getpid();
    collector = fork_collector(segment, output);
    if (collector < 0 || !wait_until_ready()) {
        leave();
        return 0;
    }
    return collector;
}

static Slot *claim_slot(void)
{
    for (int attempt = 0; attempt < ATTEMPTS_TO_CLAIM; attempt++) {
        for (int i = 0; i < SLOTS; i++) {
            unsigned int state = SLOT_FREE;

            if (atomic_compare_exchange_strong(&mailbox->slots[i].state, &state,
                                               SLOT_CLAIMED)) {
                return &mailbox->slots[i];
            }
        }
        if (!is_alive()) {
            return NULL;
        }
        futex_wait(&mailbox->slots[0].state,
                   atomic_load(&mailbox->slots[0].state));
    }
    return NULL;
}

/* Returns whether the report in @slot was written. */
static bool wait_until_written(Slot *slot, unsigned int ticket)
{
    while (atomic_load(&slot->state) == ticket && is_alive()) {
        futex_wait(&slot->state, ticket);
    }
    return atomic_load(&slot->state) != ticket;
}

static bool deliver(const char *text, size_t size)
{
    unsigned int ticket = 0;
    Slot *slot = claim_slot();

    if (slot == NULL) {
        return false;
    }
    memcpy(slot->text, text, size);
    slot->size = (uint32_t)size;
    ticket = FIRST_TICKET + atomic_fetch_add(&mailbox->tickets, 1) % INT32_MAX;
    atomic_store(&slot->state, ticket);
    atomic_fetch_add(&mailbox->bell, 1);
    futex_wake(&mailbox->bell);
    return wait_until_written(slot, ticket);
}

bool statistics_collector_write(const char *text)
{
    const size_t size = strlen(text);
    bool is_written = false;
    bool is_ending = false;

    if (mailbox == NULL) {
        return false;
    }
    is_written =
        size <= STATISTICS_COLLECTOR_ROOM && is_alive() && deliver(text, size);
    is_ending = atomic_load(&mailbox->is_ending) != 0;
    leave();
    /* Whose child it becomes otherwise does not know it. */
    if (is_written && is_ending && getpid() == collectors_parent) {
        (void)waitpid(collector, NULL, __WCLONE);
    }
    return is_written;
}
