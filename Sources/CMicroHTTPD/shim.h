#ifndef BENCHD_CMICROHTTPD_SHIM_H
#define BENCHD_CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

// Casts that Swift cannot import.
static const ssize_t benchd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t benchd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;
static const uint64_t benchd_size_unknown = MHD_SIZE_UNKNOWN;

struct benchd_callbacks {
    MHD_AcceptPolicyCallback admit;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback complete;
    MHD_NotifyConnectionCallback notify;
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_LogCallback log;
    void *context;
};

// MHD_start_daemon is variadic.
static inline struct MHD_Daemon *benchd_start(int listening_socket, unsigned int threads,
                                              unsigned int connections, size_t memory_per_connection,
                                              struct benchd_callbacks callbacks) {
    void *context = callbacks.context;
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0,
        callbacks.admit, context, callbacks.handle, context,
        MHD_OPTION_EXTERNAL_LOGGER, callbacks.log, context,  // first, so that it hears about the others
        MHD_OPTION_LISTEN_SOCKET, listening_socket,
        MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_per_connection,
        MHD_OPTION_URI_LOG_CALLBACK, callbacks.begin, context,
        MHD_OPTION_NOTIFY_COMPLETED, callbacks.complete, context,
        MHD_OPTION_NOTIFY_CONNECTION, callbacks.notify, context,
        MHD_OPTION_END);
}

// MHD_set_response_options is variadic.
static inline void benchd_forbid_chunks(struct MHD_Response *response) {
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

// MHD_get_connection_info is variadic.
static inline int benchd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline const struct sockaddr *benchd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

// The beginning of the kernel's struct tcp_info (Linux 4.1). glibc's ends before the last field, and
// <linux/tcp.h> cannot be included beside glibc's header.
struct benchd_tcp_info {
    uint8_t states[8];
    uint32_t counters[24];
    uint64_t pacing_rate;
    uint64_t max_pacing_rate;
    uint64_t bytes_acknowledged;
};
static inline uint64_t benchd_bytes_acknowledged(int socket) {
    struct benchd_tcp_info info;
    socklen_t size = sizeof info;
    memset(&info, 0, sizeof info);
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.bytes_acknowledged : 0;
}

// epoll_ctl(2) and epoll_wait(2) for one notice of each descriptor: that its peer has ended. Swift cannot import their flags.
static inline int benchd_await_end(int set, int descriptor, uint64_t id) {
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = id};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}
static inline void benchd_forget_end(int set, int descriptor) {
    struct epoll_event event = {0};
    epoll_ctl(set, EPOLL_CTL_DEL, descriptor, &event);
}
// Returns how many of `ids` it has filled, without waiting; at most 64.
static inline int benchd_take_ends(int set, uint64_t *ids, int count) {
    struct epoll_event events[64];
    int found = epoll_wait(set, events, count < 64 ? count : 64, 0);
    for (int i = 0; i < found; i++) ids[i] = events[i].data.u64;
    return found;
}

#endif
