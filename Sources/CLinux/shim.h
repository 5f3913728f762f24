#ifndef BENCHD_CLINUX_SHIM_H
#define BENCHD_CLINUX_SHIM_H

// What Swift's Glibc module lacks: calls behind _GNU_SOURCE, variadic calls and macro constants.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <linux/magic.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc has no wrapper for openat2(2).
static inline int benchd_openat2(int directory, const char *path, unsigned long long flags,
                                 unsigned long long mode, unsigned long long resolve) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = flags;
    how.mode = mode;
    how.resolve = resolve;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// Declared for _GNU_SOURCE only, which is not set where Glibc was imported first.
extern int renameat2(int old_directory, const char *old_name, int new_directory, const char *new_name,
                     unsigned int flags);
static inline int benchd_rename_noreplace(int old_directory, const char *old_name, int new_directory,
                                          const char *new_name) {
    return renameat2(old_directory, old_name, new_directory, new_name, RENAME_NOREPLACE);
}

// A macro with a cast.
static const long benchd_utime_omit = UTIME_OMIT;

// Declared for _GNU_SOURCE only.
extern int syncfs(int descriptor);
static inline int benchd_syncfs(int descriptor) { return syncfs(descriptor); }

// Swift sees `environ` as a variable that any thread may set.
static inline char **benchd_environment(void) { return environ; }

// fcntl(2) is variadic.
static inline int benchd_lease_read(int descriptor) {
    return fcntl(descriptor, 1024 /* F_SETLEASE */, F_RDLCK);
}
static inline int benchd_lease_release(int descriptor) {
    return fcntl(descriptor, 1024 /* F_SETLEASE */, F_UNLCK);
}

// Glibc lacks <malloc.h>. Fixed thresholds: by default glibc raises them to what was freed last, up to 32 MiB, and then
// keeps that much. One arena: malloc_trim(3) gives the free end of no other one back.
static inline void benchd_keep_little_memory(void) {
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_MMAP_THRESHOLD, 256 << 10);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
}
// Gives freed memory back to the system once it is more than a size.
static inline void benchd_trim_memory(size_t more_than) {
    if (mallinfo2().fordblks > more_than) malloc_trim(0);
}

// <poll.h> has it for _GNU_SOURCE only, which is not set where Glibc was imported first.
static const short benchd_poll_peer_ended = 0x2000; /* POLLRDHUP */

// glibc has no wrapper for ioprio_set(2), and <sys/resource.h> would hide what Glibc declares of it. This thread yields to all others, on CPU and disk
// (ioprio_set(2)); where it may not, it works all the same.
static inline void benchd_yield_to_others(void) {
    syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, 3 << 13 /* IOPRIO_CLASS_IDLE */);
    syscall(SYS_setpriority, 0 /* PRIO_PROCESS */, syscall(SYS_gettid), 19);
}

// Declared for _GNU_SOURCE only, which is not set where Glibc was imported first. It has the disk begin with what was
// written to a file, and waits for nothing (sync_file_range(2)).
extern int sync_file_range(int descriptor, __off64_t offset, __off64_t length, unsigned int flags);
static inline void benchd_begin_writeback(int descriptor) {
    sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

// posix_fadvise(2): what follows is read from the disk, and not kept in memory.
static inline void benchd_drop_cached(int descriptor) {
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
}

// Declared for _GNU_SOURCE only, which is not set where Glibc was imported first.
extern int memfd_create(const char *name, unsigned int flags);
static inline int benchd_memory_file(const char *name) {
    return memfd_create(name, 1 /* MFD_CLOEXEC */);
}

// prctl(2) is variadic.
static inline void benchd_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

#endif
