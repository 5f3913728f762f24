// An LD_PRELOAD library that counts every libc call that changes a file below given directories, and at a chosen
// call kills the process, holds the call back, or lets it fail.
//
// CRASH_DIRECTORIES  the directories, absolute, separated by ':'
// CRASH_CONTROL      a file that holds struct control; the test maps it too and changes it while the process runs
// CRASH_LOG          where each counted call is written before it is made, one line a call, fields separated by tabs:
//                    number, name, thread, path, second path, then where `records` is set the offset of a write, the
//                    length of a truncation or the flags of an open, and the bytes (in hex); ';' ends what is whole
//
// Every function here replaces the one of libc for the whole process and makes the system call itself.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum action { COUNT, KILL, HOLD, FAIL, SHORT };

// The same layout is in shim.py.
struct control {
    _Atomic uint32_t is_armed;
    _Atomic uint32_t count;
    uint32_t action;
    uint32_t first;  // the calls from `first` to `last` are acted on
    uint32_t last;
    uint32_t error;
    _Atomic uint32_t hits;
    _Atomic uint32_t released;  // calls that are held back go on up to this one
    uint32_t records;
    char only[64];  // where not empty: fnmatch(3) pattern of the names of the calls that count
    uint32_t lie;  // this sync says that it was done and is not (0: none)
    _Atomic uint32_t syncs;
};

enum verdict { PROCEED, REFUSED, SHORTENED };

static struct control *control;
static const char *directories;
static int log_descriptor = -1;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("CRASH_CONTROL"), *log = getenv("CRASH_LOG");
    directories = getenv("CRASH_DIRECTORIES");
    if (!path || !log || !directories) return;
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    log_descriptor = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    void *memory = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (descriptor < 0 || log_descriptor < 0 || memory == MAP_FAILED) abort();
    syscall(SYS_close, descriptor);
    // Ends the line that a kill cut, so that the next one has a line of its own.
    if (syscall(SYS_write, log_descriptor, "\n", 1) != 1) abort();
    control = memory;
}

// MARK: Paths

static bool is_watched(const char *path) {
    for (const char *directory = directories; directory && *directory;) {
        size_t length = strcspn(directory, ":");
        if (strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == 0)) return true;
        directory += length + (directory[length] == ':');
    }
    return false;
}

static bool descriptor_path(int descriptor, char path[PATH_MAX]) {
    char link[48];
    snprintf(link, sizeof link, descriptor == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", descriptor);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (length < 0) return false;
    path[length] = 0;
    return true;
}

static bool path_at(int directory, const char *name, char path[PATH_MAX]) {
    if (name[0] == '/') {
        snprintf(path, PATH_MAX, "%s", name);
        return true;
    }
    if (!descriptor_path(directory, path)) return false;
    size_t length = strlen(path);
    snprintf(path + length, PATH_MAX - length, "/%s", name);
    return true;
}

// MARK: The decision over a call

struct content {
    const void *bytes;
    size_t length;
    off_t offset;
};

static void log_text(const char *text, size_t length) {
    while (length > 0) {
        ssize_t count = syscall(SYS_write, log_descriptor, text, length);
        if (count <= 0) abort();
        text += count;
        length -= (size_t)count;
    }
}

static void log_content(struct content content) {
    char piece[8192];
    log_text(piece, (size_t)snprintf(piece, sizeof piece, "\t%lld\t", (long long)content.offset));
    const unsigned char *bytes = content.bytes;
    while (content.length > 0) {
        size_t count = content.length < sizeof piece / 2 ? content.length : sizeof piece / 2;
        for (size_t index = 0; index < count; index++) {
            piece[2 * index] = "0123456789abcdef"[bytes[index] >> 4];
            piece[2 * index + 1] = "0123456789abcdef"[bytes[index] & 15];
        }
        log_text(piece, 2 * count);
        bytes += count;
        content.length -= count;
    }
}

// Returns the number of the call; the lines have the order of their numbers, whichever threads make the calls.
static uint32_t log_call(const char *name, const char *path, const char *second, struct content content) {
    char line[2 * PATH_MAX + 128];
    pthread_mutex_lock(&log_lock);
    uint32_t number = atomic_fetch_add(&control->count, 1) + 1;
    int length = snprintf(line, sizeof line, "%u\t%s\t%ld\t%s\t%s", number, name, syscall(SYS_gettid), path,
                          second ? second : "");
    log_text(line, (size_t)length);
    if (control->records) log_content(content);
    log_text(";\n", 2);
    pthread_mutex_unlock(&log_lock);
    return number;
}

static void wait_for_release(uint32_t number) {
    struct timespec pause = {0, 200 * 1000};
    while (atomic_load(&control->released) < number) syscall(SYS_nanosleep, &pause, NULL);
}

static enum verdict counted(const char *name, const char *path, const char *second, struct content content) {
    if (!control || !atomic_load(&control->is_armed)) return PROCEED;
    if (!is_watched(path) && !(second && is_watched(second))) return PROCEED;
    if (control->only[0] && fnmatch(control->only, name, FNM_EXTMATCH) != 0) return PROCEED;
    uint32_t number = log_call(name, path, second, content);
    if (number < control->first || number > control->last) return PROCEED;
    atomic_fetch_add(&control->hits, 1);
    switch ((enum action)control->action) {
        case KILL:
            syscall(SYS_kill, getpid(), SIGKILL);
            for (;;) pause();
        case HOLD:
            wait_for_release(number);
            return PROCEED;
        case FAIL:
            errno = (int)control->error;
            return REFUSED;
        case SHORT: return SHORTENED;
        case COUNT: break;
    }
    return PROCEED;
}

static const struct content nothing;

static enum verdict at_with(const char *name, int directory, const char *path, struct content content) {
    char resolved[PATH_MAX];
    int before = errno;
    enum verdict verdict = path_at(directory, path, resolved) ? counted(name, resolved, NULL, content) : PROCEED;
    if (verdict != REFUSED) errno = before;
    return verdict;
}

static enum verdict at(const char *name, int directory, const char *path) {
    return at_with(name, directory, path, nothing);
}

static enum verdict at_both(const char *name, int old, const char *old_path, int new, const char *new_path) {
    char first[PATH_MAX], second[PATH_MAX];
    int before = errno;
    bool are_known = path_at(old, old_path, first) && path_at(new, new_path, second);
    enum verdict verdict = are_known ? counted(name, first, second, nothing) : PROCEED;
    if (verdict != REFUSED) errno = before;
    return verdict;
}

static enum verdict on(const char *name, int descriptor, struct content content) {
    char path[PATH_MAX];
    int before = errno;
    enum verdict verdict = descriptor_path(descriptor, path) ? counted(name, path, NULL, content) : PROCEED;
    if (verdict != REFUSED) errno = before;
    return verdict;
}

// MARK: Opening

static int opened(int directory, const char *path, int flags, mode_t mode) {
    struct content content = {NULL, 0, flags};
    if (flags & (O_CREAT | O_TRUNC) && at_with("open", directory, path, content) == REFUSED) return -1;
    return (int)syscall(SYS_openat, directory, path, flags, mode);
}

#define OPEN(function, parameters, directory)                                                                  \
    int function parameters {                                                                                  \
        mode_t mode = 0;                                                                                       \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                   \
            va_list rest;                                                                                      \
            va_start(rest, flags);                                                                             \
            mode = va_arg(rest, mode_t);                                                                       \
            va_end(rest);                                                                                      \
        }                                                                                                      \
        return opened(directory, path, flags, mode);                                                           \
    }
OPEN(open, (const char *path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD)
OPEN(openat, (int directory, const char *path, int flags, ...), directory)
OPEN(openat64, (int directory, const char *path, int flags, ...), directory)

int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

// MARK: Writing

static size_t allowed(enum verdict verdict, size_t length) {
    return verdict == SHORTENED && length > 1 ? length / 2 : length;
}

static off_t position(int descriptor) { return (off_t)syscall(SYS_lseek, descriptor, 0, SEEK_CUR); }

ssize_t write(int descriptor, const void *bytes, size_t length) {
    enum verdict verdict = on("write", descriptor, (struct content){bytes, length, position(descriptor)});
    return verdict == REFUSED ? -1 : syscall(SYS_write, descriptor, bytes, allowed(verdict, length));
}

ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
    enum verdict verdict = on("pwrite64", descriptor, (struct content){bytes, length, offset});
    return verdict == REFUSED ? -1 : syscall(SYS_pwrite64, descriptor, bytes, allowed(verdict, length), offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off_t offset) {
    return pwrite(descriptor, bytes, length, offset);
}

// Vectors are not written by what is tested, so neither their bytes are recorded nor are they shortened.
ssize_t writev(int descriptor, const struct iovec *vectors, int count) {
    return on("writev", descriptor, nothing) == REFUSED ? -1 : syscall(SYS_writev, descriptor, vectors, count);
}
ssize_t pwritev(int descriptor, const struct iovec *vectors, int count, off_t offset) {
    if (on("pwritev", descriptor, nothing) == REFUSED) return -1;
    return syscall(SYS_pwritev, descriptor, vectors, count, offset, 0);
}
ssize_t pwritev64(int descriptor, const struct iovec *vectors, int count, off_t offset) {
    return pwritev(descriptor, vectors, count, offset);
}
ssize_t copy_file_range(int source, off_t *from, int target, off_t *to, size_t length, unsigned int flags) {
    if (on("copy_file_range", target, nothing) == REFUSED) return -1;
    return syscall(SYS_copy_file_range, source, from, target, to, length, flags);
}

int ftruncate(int descriptor, off_t length) {
    struct content content = {NULL, 0, length};
    return on("ftruncate", descriptor, content) == REFUSED ? -1 : (int)syscall(SYS_ftruncate, descriptor, length);
}
int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }
int truncate(const char *path, off_t length) {
    return at("truncate", AT_FDCWD, path) == REFUSED ? -1 : (int)syscall(SYS_truncate, path, length);
}
int truncate64(const char *path, off_t length) { return truncate(path, length); }
int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    if (on("fallocate", descriptor, nothing) == REFUSED) return -1;
    return (int)syscall(SYS_fallocate, descriptor, mode, offset, length);
}
int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
    return fallocate(descriptor, mode, offset, length);
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return fallocate(descriptor, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int descriptor, off_t offset, off_t length) {
    return posix_fallocate(descriptor, offset, length);
}

// MARK: Syncing

static bool is_lie(int descriptor) {
    char path[PATH_MAX];
    if (!control || !atomic_load(&control->is_armed)) return false;
    if (!descriptor_path(descriptor, path) || !is_watched(path)) return false;
    return atomic_fetch_add(&control->syncs, 1) + 1 == control->lie;
}

static int synced(const char *name, long number, int descriptor) {
    bool is_pretended = is_lie(descriptor);
    if (on(is_pretended ? "lie" : name, descriptor, nothing) == REFUSED) return -1;
    return is_pretended ? 0 : (int)syscall(number, descriptor);
}

int fsync(int descriptor) { return synced("fsync", SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return synced("fdatasync", SYS_fdatasync, descriptor); }

// The kernel may take its time with a hint, so here it takes for ever: what a hint has written early would hide a sync that is missing.
int sync_file_range(int descriptor, off64_t offset, off64_t length, unsigned int flags) {
    (void)descriptor, (void)offset, (void)length, (void)flags;
    return 0;
}

// MARK: Names

int rename(const char *old, const char *new) {
    if (at_both("rename", AT_FDCWD, old, AT_FDCWD, new) == REFUSED) return -1;
    return (int)syscall(SYS_rename, old, new);
}
int renameat(int old_directory, const char *old, int new_directory, const char *new) {
    if (at_both("renameat", old_directory, old, new_directory, new) == REFUSED) return -1;
    return (int)syscall(SYS_renameat, old_directory, old, new_directory, new);
}
int renameat2(int old_directory, const char *old, int new_directory, const char *new, unsigned int flags) {
    if (at_both("renameat2", old_directory, old, new_directory, new) == REFUSED) return -1;
    return (int)syscall(SYS_renameat2, old_directory, old, new_directory, new, flags);
}
int link(const char *old, const char *new) {
    if (at_both("link", AT_FDCWD, old, AT_FDCWD, new) == REFUSED) return -1;
    return (int)syscall(SYS_link, old, new);
}
int linkat(int old_directory, const char *old, int new_directory, const char *new, int flags) {
    if (at_both("linkat", old_directory, old, new_directory, new) == REFUSED) return -1;
    return (int)syscall(SYS_linkat, old_directory, old, new_directory, new, flags);
}
int symlink(const char *target, const char *path) {
    return at("symlink", AT_FDCWD, path) == REFUSED ? -1 : (int)syscall(SYS_symlink, target, path);
}
int symlinkat(const char *target, int directory, const char *path) {
    return at("symlinkat", directory, path) == REFUSED ? -1 : (int)syscall(SYS_symlinkat, target, directory, path);
}
int unlink(const char *path) {
    return at("unlink", AT_FDCWD, path) == REFUSED ? -1 : (int)syscall(SYS_unlink, path);
}
int unlinkat(int directory, const char *path, int flags) {
    return at("unlinkat", directory, path) == REFUSED ? -1 : (int)syscall(SYS_unlinkat, directory, path, flags);
}
int rmdir(const char *path) {
    return at("rmdir", AT_FDCWD, path) == REFUSED ? -1 : (int)syscall(SYS_rmdir, path);
}
int mkdir(const char *path, mode_t mode) {
    return at("mkdir", AT_FDCWD, path) == REFUSED ? -1 : (int)syscall(SYS_mkdir, path, mode);
}
int mkdirat(int directory, const char *path, mode_t mode) {
    return at("mkdirat", directory, path) == REFUSED ? -1 : (int)syscall(SYS_mkdirat, directory, path, mode);
}

// MARK: Attributes

int fchmod(int descriptor, mode_t mode) {
    return on("fchmod", descriptor, nothing) == REFUSED ? -1 : (int)syscall(SYS_fchmod, descriptor, mode);
}
int fchown(int descriptor, uid_t owner, gid_t group) {
    return on("fchown", descriptor, nothing) == REFUSED ? -1 : (int)syscall(SYS_fchown, descriptor, owner, group);
}
int futimens(int descriptor, const struct timespec times[2]) {
    if (on("utimensat", descriptor, nothing) == REFUSED) return -1;
    return (int)syscall(SYS_utimensat, descriptor, NULL, times, 0);
}
int utimensat(int directory, const char *path, const struct timespec times[2], int flags) {
    if (at("utimensat", directory, path) == REFUSED) return -1;
    return (int)syscall(SYS_utimensat, directory, path, times, flags);
}
