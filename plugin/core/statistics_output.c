/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plugin/core/statistics_output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/core/log.h"
#include "plugin/core/quiet_write.h"
#include "plugin/core/statistics.h"
#include "plugin/core/statistics_collector.h"
#include "plugin/core/statistics_report.h"

enum {
    MODE = 0666, /* less what the umask takes away */
};

/* Written before the guest runs, but for the program's name. */
static bool is_wanted;
static char *output_file; /* an absolute path, or NULL: stderr */
static const OperationTable *operations;
static char *program_name;

/* stderr, as it was at first: a program may close it, or open another. */
static struct stat stderr_status;

/* Held while a report is written: a process has one. */
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
static bool is_written;

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

/* Whether stderr still is what it was. */
static bool has_stderr(void)
{
    struct stat status;

    return fstat(STDERR_FILENO, &status) == 0 &&
           status.st_dev == stderr_status.st_dev &&
           status.st_ino == stderr_status.st_ino;
}

/* Without a collector: with what rights and descriptors the process has left.
 */
static void write_by_itself(const char *text)
{
    int fd = -1;

    if (output_file == NULL) {
        if (has_stderr()) {
            (void)quiet_write(STDERR_FILENO, text, strlen(text));
        }
        return;
    }
    fd = open_output();
    if (fd < 0 || !quiet_write(fd, text, strlen(text))) {
        log_event("no statistics in %s: %s", output_file, g_strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
}

static void write_report(void)
{
    const bool is_json =
        output_file != NULL && g_str_has_suffix(output_file, ".json");
    const char *program = program_name != NULL ? program_name : "";
    g_autofree char *text =
        is_json ? statistics_report_json(operations, program, getpid())
                : statistics_report_table(operations, program, getpid());

    if (!statistics_collector_write(text)) {
        write_by_itself(text);
    }
}

/*
 * Other threads of the guest may be making calls: nothing is freed that they
 * use. Of threads that exit at the same time one writes; the others wait for
 * it, or they would end the process while it does.
 */
static void write_statistics(void)
{
    pthread_mutex_lock(&writing);
    if (!is_written) {
        write_report();
        is_written = true;
    }
    pthread_mutex_unlock(&writing);
}

/* A child has statistics of its own, whatever its parent's threads are at. */
static void begin_in_child(void)
{
    writing = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    is_written = false;
}

/* Returns false when the file that was asked for cannot be written. */
static bool start_output(void)
{
    const int fd = output_file == NULL ? STDERR_FILENO : open_output();

    if (fd < 0) {
        log_problem(STATISTICS_OUTPUT_OPTION
                    "=%s cannot be opened for writing: %s; give the path of "
                    "another file, or on for stderr",
                    output_file, g_strerror(errno));
        return false;
    }
    (void)fstat(STDERR_FILENO, &stderr_status);
    (void)statistics_collector_start(fd);
    if (output_file != NULL) {
        close(fd);
    }
    return true;
}

bool statistics_output_install(qemu_plugin_id_t id, const OperationTable *table)
{
    if (!is_wanted) {
        return true;
    }
    if (!start_output()) {
        return false;
    }
    if (!statistics_start() ||
        pthread_atfork(NULL, NULL, begin_in_child) != 0) {
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
