#ifndef BENCHD_CRECV_H
#define BENCHD_CRECV_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// recv(2), accept4(2) and shutdown(2) of the process: libmicrohttpd.so calls those of the executable, because an executable's symbols come before those
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

// Leaves a listening socket to the other processes that have it: accept4(2) of the descriptor finds no connection, while the
// kernel keeps those that come, and shutdown(2), which would end the socket for all, does nothing. One descriptor at a time; -1
// for none.
void benchd_leave_socket(int descriptor);

// Whether libraries call the functions of this file.
bool benchd_receives_for_libraries(void);

#endif
