#ifndef BENCHD_CRECV_H
#define BENCHD_CRECV_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// recv(2) of the process: libmicrohttpd.so calls the one of the executable, because an executable's symbols come before those
// of libc (ld.so(8)). For a descriptor with a receiver it asks the receiver, for any other the kernel.

// Takes the place of recv(2) for a descriptor; sets errno where it returns -1.
typedef ssize_t (*benchd_receiver)(void *context, int descriptor, void *buffer, size_t size, int flags);

// Gives a descriptor a receiver, until it is detached; false for a descriptor beyond the table's end.
bool benchd_attach_receiver(int descriptor, benchd_receiver receiver, void *context);

// Takes the receiver of a descriptor away and returns its context; NULL where it has none.
void *benchd_detach_receiver(int descriptor);

// The context of a descriptor's receiver; NULL where it has none.
void *benchd_receiver_context(int descriptor);

// Asks the kernel.
ssize_t benchd_receive(int descriptor, void *buffer, size_t size, int flags);

// Whether libraries call the recv(2) of this file.
bool benchd_receives_for_libraries(void);

#endif
