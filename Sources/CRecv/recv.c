#define _GNU_SOURCE
#include "CRecv.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// More descriptors than a process may have where systemd has set its limits; untouched pages of the table cost no memory.
enum { LARGEST_COUNT = 1 << 19 };

// The receiver is written before the context and read after it.
static struct {
    benchd_receiver receiver;
    _Atomic(void *) context;
} table[LARGEST_COUNT];

bool benchd_attach_receiver(int descriptor, benchd_receiver receiver, void *context) {
    if (descriptor < 0 || descriptor >= LARGEST_COUNT) return false;
    table[descriptor].receiver = receiver;
    atomic_store_explicit(&table[descriptor].context, context, memory_order_release);
    return true;
}

void *benchd_detach_receiver(int descriptor) {
    if (descriptor < 0 || descriptor >= LARGEST_COUNT) return NULL;
    return atomic_exchange_explicit(&table[descriptor].context, NULL, memory_order_acq_rel);
}

void *benchd_receiver_context(int descriptor) {
    if (descriptor < 0 || descriptor >= LARGEST_COUNT) return NULL;
    return atomic_load_explicit(&table[descriptor].context, memory_order_acquire);
}

ssize_t benchd_receive(int descriptor, void *buffer, size_t size, int flags) {
    return syscall(SYS_recvfrom, descriptor, buffer, size, flags, NULL, NULL);
}

__attribute__((visibility("default"))) ssize_t recv(int descriptor, void *buffer, size_t size, int flags) {
    void *context = benchd_receiver_context(descriptor);
    if (context == NULL) return benchd_receive(descriptor, buffer, size, flags);
    return table[descriptor].receiver(context, descriptor, buffer, size, flags);
}

static atomic_int left = -1;

void benchd_leave_socket(int descriptor) { atomic_store(&left, descriptor); }

static bool is_left(int descriptor) { return descriptor >= 0 && descriptor == atomic_load(&left); }

__attribute__((visibility("default"))) int accept4(int descriptor, struct sockaddr *address, socklen_t *size, int flags) {
    if (is_left(descriptor)) {
        // A connection that waits wakes the caller's epoll(7) again at once: without a pause that would be a busy loop.
        poll(NULL, 0, 5);
        errno = EAGAIN;
        return -1;
    }
    return syscall(SYS_accept4, descriptor, address, size, flags);
}

__attribute__((visibility("default"))) int shutdown(int descriptor, int how) {
    return is_left(descriptor) ? 0 : syscall(SYS_shutdown, descriptor, how);
}

bool benchd_receives_for_libraries(void) {
    return dlsym(RTLD_DEFAULT, "recv") == (void *)recv && dlsym(RTLD_DEFAULT, "accept4") == (void *)accept4
        && dlsym(RTLD_DEFAULT, "shutdown") == (void *)shutdown;
}
