// The least that libmicrohttpd costs: answers each request with a file that is kept in memory.
//
//     bare FILE...       serves each below its own name, prints its port, and runs until a signal ends it
//     bare --version
#define _GNU_SOURCE
#include "filing.h"

#include <arpa/inet.h>
#include <microhttpd.h>

struct page {
    const char *name;
    struct bytes body;
};

static struct page *pages;
static int page_count;

static enum MHD_Result answer(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *upload,
    size_t *upload_size, void **request) {
    (void)context, (void)method, (void)version, (void)upload, (void)upload_size;
    // An answer to the head alone would end the connection.
    if (*request == NULL) {
        *request = connection;
        return MHD_YES;
    }
    for (struct page *page = pages; page < pages + page_count; page++) {
        if (strcmp(url + 1, page->name) != 0) continue;
        // A response of its own for each request: connections that share one wait for its lock.
        struct MHD_Response *response =
            MHD_create_response_from_buffer(page->body.count, page->body.start, MHD_RESPMEM_PERSISTENT);
        enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
        MHD_destroy_response(response);
        return result;
    }
    return MHD_NO;
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        printf("%s\n", MHD_get_version());
        return 0;
    }
    page_count = count - 1;
    pages = calloc((size_t)count, sizeof *pages);
    if (pages == NULL) fail("no memory");
    for (int at = 0; at < page_count; at++)
        pages[at] = (struct page){strrchr(arguments[at + 1], '/') + 1, read_file(arguments[at + 1])};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_THREAD_POOL_SIZE, 2u,
        MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u, MHD_OPTION_END);
    if (daemon == NULL) fail("libmicrohttpd does not start");
    printf("%d\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    pause();
}
