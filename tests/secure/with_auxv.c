/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * with_auxv [secure] [execfd=FD] -- PROGRAM [ARGUMENT...]
 *
 * Starts a program as binfmt_misc does for a set-user-ID program, which takes
 * rights that a test does not have: "secure" sets AT_SECURE in its auxiliary
 * vector, "execfd=FD" makes AT_EXECFD of the entry AT_PLATFORM, of which the
 * program then knows nothing. The entries are written by ptrace() before the
 * program's first instruction. Ends with the program's status, or 128 plus the
 * number of the signal that ended it.
 */
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STATUS_CANNOT_RUN = 125,
    STATUS_SIGNAL = 128,
    /* Of /proc/PID/stat: the fields between the name and startstack. */
    STAT_SKIPPED_FIELDS = 25,
    MAX_CHANGES = 2,
};

struct Change {
    unsigned long type;
    unsigned long new_type;
    unsigned long value;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "with_auxv: %s: %s\n", what, strerror(errno));
    exit(STATUS_CANNOT_RUN);
}

/* Returns where the stopped process has argc, the lowest word of its stack. */
static unsigned long initial_stack(pid_t process)
{
    char path[64];
    char text[4096];
    FILE *file = NULL;
    size_t length = 0;
    const char *field = NULL;

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
    file = fopen(path, "r");
    if (file == NULL) {
        give_up(path);
    }
    length = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[length] = '\0';
    /* The name, which ends at the last parenthesis, may have anything in it. */
    field = strrchr(text, ')');
    for (int i = 0; i <= STAT_SKIPPED_FIELDS && field != NULL; i++) {
        field = strchr(field + 1, ' ');
    }
    if (field == NULL) {
        give_up(path);
    }
    return strtoul(field, NULL, 10);
}

static unsigned long read_word(pid_t process, unsigned long address)
{
    long word = 0;

    errno = 0;
    word = ptrace(PTRACE_PEEKDATA, process, address, NULL);
    if (errno != 0) {
        give_up("cannot read the program's stack");
    }
    return (unsigned long)word;
}

static void write_word(pid_t process, unsigned long address, unsigned long word)
{
    if (ptrace(PTRACE_POKEDATA, process, address, word) != 0) {
        give_up("cannot write to the program's stack");
    }
}

/* Returns where the auxiliary vector begins: after argc, argv[] and envp[]. */
static unsigned long auxiliary_vector(pid_t process)
{
    const unsigned long word = sizeof(unsigned long);
    unsigned long address = initial_stack(process);

    address += (read_word(process, address) + 2) * word;
    while (read_word(process, address) != 0) {
        address += word;
    }
    return address + word;
}

static void change_entry(pid_t process, const struct Change *change)
{
    const unsigned long word = sizeof(unsigned long);
    unsigned long address = auxiliary_vector(process);
    unsigned long type = 0;

    while ((type = read_word(process, address)) != change->type) {
        if (type == AT_NULL) {
            errno = ENOENT;
            give_up("the auxiliary vector lacks an entry");
        }
        address += 2 * word;
    }
    write_word(process, address, change->new_type);
    write_word(process, address + word, change->value);
}

/* Starts the program. It stops before its first instruction. */
static pid_t start(char **command)
{
    pid_t process = fork();
    int status = 0;

    if (process < 0) {
        give_up("fork");
    }
    if (process == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) {
            give_up("ptrace");
        }
        execv(command[0], command);
        give_up(command[0]);
    }
    if (waitpid(process, &status, 0) != process) {
        give_up("waitpid");
    }
    if (!WIFSTOPPED(status)) {
        /* It has said why. */
        exit(STATUS_CANNOT_RUN);
    }
    return process;
}

static int finish(pid_t process)
{
    int status = 0;

    if (ptrace(PTRACE_DETACH, process, NULL, NULL) != 0) {
        give_up("cannot let the program run");
    }
    if (waitpid(process, &status, 0) != process) {
        give_up("waitpid");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status)
                             : STATUS_SIGNAL + WTERMSIG(status);
}

/* Returns whether @argument names a change, which is then in @change. */
static bool parse_change(const char *argument, struct Change *change)
{
    if (strcmp(argument, "secure") == 0) {
        *change = (struct Change){AT_SECURE, AT_SECURE, 1};
        return true;
    }
    if (strncmp(argument, "execfd=", strlen("execfd=")) == 0) {
        *change = (struct Change){
            AT_PLATFORM,
            AT_EXECFD,
            strtoul(argument + strlen("execfd="), NULL, 10),
        };
        return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    struct Change changes[MAX_CHANGES];
    int count = 0;
    int i = 1;
    pid_t process = 0;

    while (i < argc && count < MAX_CHANGES &&
           parse_change(argv[i], &changes[count])) {
        count++;
        i++;
    }
    if (i + 1 >= argc || strcmp(argv[i], "--") != 0) {
        fputs("usage: with_auxv [secure] [execfd=FD] -- PROGRAM...\n", stderr);
        return STATUS_CANNOT_RUN;
    }
    process = start(argv + i + 1);
    for (int n = 0; n < count; n++) {
        change_entry(process, &changes[n]);
    }
    return finish(process);
}
