/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A process that may not make a certain system call any more. */
#ifndef HOSTLIB_PLUGIN_CORE_TESTING_DENY_SYSCALL_H
#define HOSTLIB_PLUGIN_CORE_TESTING_DENY_SYSCALL_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cerrno>
#include <cstddef>

namespace hostlib
{

/*
 * Have system call @number of this process fail with EPERM from now on, as in
 * a container's sandbox. Returns false if the filter cannot be installed.
 */
inline bool deny_syscall(unsigned int number)
{
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace hostlib

#endif
