/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/statistics_output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "plugin/core/log.h"
#include "plugin/core/statistics.h"
#include "plugin/core/statistics_report.h"

enum {
    /* Beyond what programs count on; in reach of any limit that is usual. */
    FIRST_DESCRIPTOR = 500,
    MODE = 0666, /* less what the umask takes away */
};

/* Written before the guest runs, but for the program's name. */
static bool is_wanted;
static char *output_file; /* an absolute path, or NULL: stderr */
static const OperationTable *operations;
static char *program_name;

/* stderr, as it was at first: a program may close it, or open another. */
static int stderr_copy = -1;
static struct stat stderr_status;

char *statistics_output_choose(const char *value)
{
    if (value[0] == '\0') {
        return g_strdup("names no file; give the path of a file, or on for "
                        "stderr, or off");
    }
    is_wanted = strcmp(value, "off") != 0;
    g_free(output_file);
    output_file = is_wanted && strcmp(value, "on") != 0
                      ? g_canonicalize_filename(value, NULL)
                      : NULL;
    return NULL;
}

/* Returns a file descriptor, or -1. */
static int open_output(void)
{
    /* Not to wait for whoever reads from a FIFO. */
    return open(output_file,
                O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY |
                    O_NONBLOCK,
                MODE);
}

static bool try_output(void)
{
    const int fd = open_output();

    if (fd < 0) {
        log_problem(STATISTICS_OUTPUT_OPTION
                    "=%s cannot be opened for writing: %s; give the path of "
                    "another file, or on for stderr",
                    output_file, g_strerror(errno));
        return false;
    }
    close(fd);
    return true;
}

/* Without a file it is needed to the end. */
static void remember_stderr(void)
{
    if (fstat(STDERR_FILENO, &stderr_status) == 0 && output_file == NULL) {
        stderr_copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);
    }
}

/* Whether @fd is what stderr was. */
static bool is_stderr(int fd)
{
    struct stat status;

    return fd >= 0 && fstat(fd, &status) == 0 &&
           status.st_dev == stderr_status.st_dev &&
           status.st_ino == stderr_status.st_ino;
}

static int find_stderr(void)
{
    if (is_stderr(stderr_copy)) {
        return stderr_copy;
    }
    return is_stderr(STDERR_FILENO) ? STDERR_FILENO : -1;
}

/* One write() for all where the kernel takes it: lines stay together. */
static bool write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        const ssize_t written = write(fd, text, left);

        if (written < 0 && errno != EINTR) {
            return false;
        }
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return true;
}

/* As above; a reader that has left does not change how the guest ends. */
static bool write_quietly(int fd, const char *text)
{
    const struct timespec at_once = {0};
    sigset_t signals;
    sigset_t before;
    bool is_written = false;
    int error = 0;

    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &signals, &before);
    is_written = write_all(fd, text);
    error = errno;
    if (!is_written) {
        (void)sigtimedwait(&signals, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return is_written;
}

static void write_to_file(const char *text)
{
    const int fd = open_output();

    if ((fd < 0 || !write_quietly(fd, text)) && is_stderr(STDERR_FILENO)) {
        log_problem("no statistics in %s: %s", output_file, g_strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
}

/*
 * Other threads of the guest may be making calls: nothing is freed that they
 * use, and no lock is taken that they could hold for long.
 */
static void write_statistics(void)
{
    static atomic_int last_writer;
    const pid_t pid = getpid();
    const char *program = program_name != NULL ? program_name : "";
    g_autofree char *text = NULL;

    /* Threads may exit at the same time. */
    if (atomic_exchange(&last_writer, pid) == pid) {
        return;
    }
    if (output_file == NULL) {
        text = statistics_report_table(operations, program, pid);
        (void)write_quietly(find_stderr(), text);
        return;
    }
    text = g_str_has_suffix(output_file, ".json")
               ? statistics_report_json(operations, program, pid)
               : statistics_report_table(operations, program, pid);
    write_to_file(text);
}

bool statistics_output_install(qemu_plugin_id_t id, const OperationTable *table)
{
    if (!is_wanted) {
        return true;
    }
    remember_stderr();
    if (output_file != NULL && !try_output()) {
        return false;
    }
    if (!statistics_start()) {
        log_problem("no memory left for " STATISTICS_OUTPUT_OPTION);
        return false;
    }
    operations = table;
    qemu_api_register_exit(id, write_statistics);
    return true;
}

void statistics_output_set_program(const char *program)
{
    if (is_wanted) {
        g_free(program_name);
        program_name = g_strdup(program);
    }
}
