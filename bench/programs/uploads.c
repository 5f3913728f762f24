// Uploads a report with a config again and again over connections that stay open, each time with other bytes of the report.
//
//     uploads PORT REPORT CONFIG FIRST COUNT CONNECTIONS
//
// FIRST numbers the copies. Any answer but 200 ends the program with status 1. Prints how long all uploads took.
// It sends from memory and copies nothing, so that it takes little of the processor time that it measures.
#define _GNU_SOURCE
#include "filing.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define BOUNDARY "benchdbenchdbenchd"
#define PART(name, filename) "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" filename \
    "\"\r\nContent-Type: application/octet-stream\r\n\r\n"

static const char report_part[] = PART("file", "aggregated_report.json");
static const char config_part[] = "\r\n" PART("config_file", "config.zip");
static const char end_part[] = "\r\n--" BOUNDARY "--\r\n";
static char head[512];
static int port;
static struct bytes report, config;
static size_t tag;
static long last;
static atomic_long next_number;

static int connect_to_server(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect: %m");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connection;
}

static struct iovec part(const char *start, size_t count) { return (struct iovec){(char *)start, count}; }

static void send_upload(int connection, long number) {
    char text[TAG_LENGTH];
    write_tag(text, number);
    size_t after = tag + TAG_LENGTH;
    struct iovec parts[] = {
        part(head, strlen(head)), part(report_part, sizeof report_part - 1), part(report.start, tag), part(text, TAG_LENGTH),
        part(report.start + after, report.count - after), part(config_part, sizeof config_part - 1), part(config.start, config.count),
        part(end_part, sizeof end_part - 1)};
    size_t at = 0, count = sizeof parts / sizeof *parts;
    while (at < count) {
        ssize_t sent = writev(connection, parts + at, (int)(count - at));
        if (sent < 0) fail("cannot send: %m");
        for (; at < count && (size_t)sent >= parts[at].iov_len; at++) sent -= (ssize_t)parts[at].iov_len;
        if (at < count) parts[at] = part((char *)parts[at].iov_base + sent, parts[at].iov_len - (size_t)sent);
    }
}

// How many bytes an answer that begins so has; 0 while its head has no end.
static size_t answer_length(const char *answer) {
    const char *end = strstr(answer, "\r\n\r\n");
    if (end == NULL) return 0;
    const char *length = strcasestr(answer, "\r\ncontent-length:");
    if (strncmp(answer, "HTTP/1.1 200 ", 13) != 0 || length == NULL || length > end) fail("an upload was answered: %s", answer);
    return (size_t)(end + 4 - answer) + (size_t)atol(length + 17);
}

static void receive_answer(int connection) {
    char answer[16384];
    size_t count = 0, length = 0;
    while (length == 0 || count < length) {
        ssize_t received = read(connection, answer + count, sizeof answer - 1 - count);
        if (received <= 0) fail("the server ended the connection instead of answering an upload");
        count += (size_t)received;
        answer[count] = 0;
        if (length == 0) length = answer_length(answer);
    }
    if (count > length) fail("an answer is longer than it says");
}

static void *upload(void *unused) {
    (void)unused;
    int connection = connect_to_server();
    for (long number; (number = atomic_fetch_add(&next_number, 1)) < last;) {
        send_upload(connection, number);
        receive_answer(connection);
    }
    close(connection);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 7) fail("usage: uploads PORT REPORT CONFIG FIRST COUNT CONNECTIONS");
    port = atoi(arguments[1]);
    report = read_file(arguments[2]);
    config = read_file(arguments[3]);
    tag = find_tag(report, arguments[2]);
    next_number = atol(arguments[4]);
    last = next_number + atol(arguments[5]);
    long connection_count = atol(arguments[6]);
    pthread_t threads[256];
    if (connection_count < 1 || connection_count > 256) fail("1 to 256 connections");
    size_t length = sizeof report_part + sizeof config_part + sizeof end_part - 3 + report.count + config.count;
    snprintf(head, sizeof head,
        "POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: multipart/form-data; boundary=" BOUNDARY
        "\r\nContent-Length: %zu\r\n\r\n", port, length);
    double begin = seconds();
    for (long at = 0; at < connection_count; at++)
        if (pthread_create(&threads[at], NULL, upload, NULL) != 0) fail("pthread_create failed");
    for (long at = 0; at < connection_count; at++) pthread_join(threads[at], NULL);
    printf("{\"seconds\": %.6f, \"processor_seconds\": %.6f}\n", seconds() - begin, processor_seconds());
}
