#ifndef BENCHD_CCURL_SHIM_H
#define BENCHD_CCURL_SHIM_H

// libcurl, loaded when the first message is sent, so that a daemon without webhooks does without it. Its functions are
// variadic, so they are called here; its numbers are part of its stable ABI (curl/curl.h).

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct benchd_curl_answer {
    // CURLcode; -1 where the library cannot be loaded.
    int code;
    // The HTTP status; 0 without an answer.
    long status;
    // Whether the connection was refused because its address is private.
    int is_private;
    char reason[256];
};

// What is called when a socket is needed (CURLOPT_OPENSOCKETFUNCTION): struct curl_sockaddr.
struct benchd_curl_address {
    int family;
    int type;
    int protocol;
    unsigned int length;
    struct sockaddr address;
};

// RFC 1918, 6598, 6890, 3927, 4193, 4291: addresses that mean something else in each network.
static inline int benchd_is_private_v4(const unsigned char *a) {
    return a[0] == 0 || a[0] == 10 || a[0] == 127 || (a[0] == 100 && (a[1] & 0xC0) == 64) || (a[0] == 169 && a[1] == 254)
        || (a[0] == 172 && (a[1] & 0xF0) == 16) || (a[0] == 192 && a[1] == 168) || (a[0] == 192 && a[1] == 0 && a[2] == 0)
        || (a[0] == 198 && (a[1] & 0xFE) == 18) || a[0] >= 224;
}

static inline int benchd_is_private(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        return benchd_is_private_v4((const unsigned char *)&((const struct sockaddr_in *)address)->sin_addr);
    }
    if (address->sa_family != AF_INET6) return 1;
    const unsigned char *a = ((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr;
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char translated[12] = {0, 0x64, 0xFF, 0x9B};
    if (memcmp(a, mapped, 12) == 0 || memcmp(a, translated, 12) == 0) return benchd_is_private_v4(a + 12);
    // Only 2000::/3 is given to the world; 6to4 and Teredo carry other addresses.
    return (a[0] & 0xE0) != 0x20 || (a[0] == 0x20 && a[1] == 0x02) || (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0 && a[3] == 0);
}

// Whether a text is an address that is private; 0 for a name.
static inline int benchd_is_private_text(const char *text) {
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) return benchd_is_private((const struct sockaddr *)&v4);
    if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) return benchd_is_private((const struct sockaddr *)&v6);
    return strcmp(text, "localhost") == 0;
}

struct benchd_curl_context {
    int allows_private;
    int is_private;
    const volatile int *is_stopping;
};

// Asked while a message is sent (CURLOPT_XFERINFOFUNCTION); anything but 0 ends it.
static inline int benchd_curl_progress(void *context, long long total, long long now, long long total_up, long long now_up) {
    (void)total;
    (void)now;
    (void)total_up;
    (void)now_up;
    return *((struct benchd_curl_context *)context)->is_stopping;
}

static inline int benchd_curl_socket(void *context, int purpose, struct benchd_curl_address *address) {
    struct benchd_curl_context *rules = (struct benchd_curl_context *)context;
    (void)purpose;
    if (!rules->allows_private && benchd_is_private(&address->address)) {
        rules->is_private = 1;
        return -1;
    }
    return socket(address->family, address->type | SOCK_CLOEXEC, address->protocol);
}

// The answer's body says nothing that is needed.
static inline size_t benchd_curl_discard(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    (void)context;
    return size * count;
}

struct benchd_curl {
    void *(*init)(void);
    int (*setopt)(void *, int, ...);
    int (*perform)(void *);
    void (*cleanup)(void *);
    int (*getinfo)(void *, int, ...);
    const char *(*strerror)(int);
    void *(*append)(void *, const char *);
    void (*free_list)(void *);
};

// False where there is no libcurl.
static inline int benchd_curl_load(struct benchd_curl *curl) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW);
    if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW);
    if (!library) return 0;
    int (*global)(long) = (int (*)(long))dlsym(library, "curl_global_init");
    curl->init = (void *(*)(void))dlsym(library, "curl_easy_init");
    curl->setopt = (int (*)(void *, int, ...))dlsym(library, "curl_easy_setopt");
    curl->perform = (int (*)(void *))dlsym(library, "curl_easy_perform");
    curl->cleanup = (void (*)(void *))dlsym(library, "curl_easy_cleanup");
    curl->getinfo = (int (*)(void *, int, ...))dlsym(library, "curl_easy_getinfo");
    curl->strerror = (const char *(*)(int))dlsym(library, "curl_easy_strerror");
    curl->append = (void *(*)(void *, const char *))dlsym(library, "curl_slist_append");
    curl->free_list = (void (*)(void *))dlsym(library, "curl_slist_free_all");
    if (!global || !curl->init || !curl->setopt || !curl->perform || !curl->cleanup || !curl->getinfo || !curl->strerror
        || !curl->append || !curl->free_list) {
        return 0;
    }
    return global(3 /* CURL_GLOBAL_ALL */) == 0;
}

// Sends `body` by POST with some header fields, each "Name: value"; follows no redirect and uses no proxy.
static inline struct benchd_curl_answer benchd_curl_post(const struct benchd_curl *curl, const char *url, const char *body,
                                                         long length, const char *const *fields, size_t field_count,
                                                         int allows_private, long seconds,
                                                         const volatile int *is_stopping) {
    struct benchd_curl_answer answer = {0, 0, 0, ""};
    struct benchd_curl_context context = {allows_private, 0, is_stopping};
    void *handle = curl->init();
    if (!handle) {
        answer.code = -1;
        return answer;
    }
    void *list = NULL;
    for (size_t index = 0; index < field_count; index++) list = curl->append(list, fields[index]);
    char reason[256] = "";
    curl->setopt(handle, 10002 /* CURLOPT_URL */, url);
    curl->setopt(handle, 10318 /* CURLOPT_PROTOCOLS_STR */, "http,https");
    curl->setopt(handle, 52 /* CURLOPT_FOLLOWLOCATION */, 0L);
    curl->setopt(handle, 10004 /* CURLOPT_PROXY */, "");
    curl->setopt(handle, 99 /* CURLOPT_NOSIGNAL */, 1L);
    curl->setopt(handle, 13 /* CURLOPT_TIMEOUT */, seconds);
    curl->setopt(handle, 10010 /* CURLOPT_ERRORBUFFER */, reason);
    curl->setopt(handle, 10023 /* CURLOPT_HTTPHEADER */, list);
    curl->setopt(handle, 47 /* CURLOPT_POST */, 1L);
    curl->setopt(handle, 60 /* CURLOPT_POSTFIELDSIZE */, length);
    curl->setopt(handle, 10015 /* CURLOPT_POSTFIELDS */, body);
    curl->setopt(handle, 20011 /* CURLOPT_WRITEFUNCTION */, benchd_curl_discard);
    curl->setopt(handle, 20163 /* CURLOPT_OPENSOCKETFUNCTION */, benchd_curl_socket);
    curl->setopt(handle, 10164 /* CURLOPT_OPENSOCKETDATA */, &context);
    curl->setopt(handle, 43 /* CURLOPT_NOPROGRESS */, 0L);
    curl->setopt(handle, 20219 /* CURLOPT_XFERINFOFUNCTION */, benchd_curl_progress);
    curl->setopt(handle, 10057 /* CURLOPT_XFERINFODATA */, &context);
    answer.code = curl->perform(handle);
    curl->getinfo(handle, 2097154 /* CURLINFO_RESPONSE_CODE */, &answer.status);
    answer.is_private = context.is_private;
    const char *text = reason[0] ? reason : curl->strerror(answer.code);
    strncpy(answer.reason, text, sizeof answer.reason - 1);
    curl->cleanup(handle);
    curl->free_list(list);
    return answer;
}

#endif
