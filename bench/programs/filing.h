// What the programs that file or send runs share: one report in memory, of which each copy is made unique.
#ifndef BENCH_FILING_H
#define BENCH_FILING_H

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct bytes {
    char *start;
    size_t count;
};

__attribute__((noreturn, format(printf, 1, 2))) static inline void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static inline struct bytes read_file(const char *path) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) fail("cannot open %s: %m", path);
    struct bytes bytes = {malloc((size_t)status.st_size + 1), (size_t)status.st_size};
    if (bytes.start == NULL) fail("no memory for %s", path);
    for (size_t done = 0; done < bytes.count;) {
        ssize_t count = read(file, bytes.start + done, bytes.count - done);
        if (count <= 0) fail("cannot read %s: %m", path);
        done += (size_t)count;
    }
    close(file);
    return bytes;
}

// The place of the report that differs in each copy: this text, of the same length in all.
#define TAG "bench-00000000000000"
#define TAG_LENGTH (sizeof TAG - 1)

static inline size_t find_tag(struct bytes report, const char *path) {
    char *tag = memmem(report.start, report.count, TAG, TAG_LENGTH);
    if (tag == NULL) fail("%s does not hold " TAG, path);
    return (size_t)(tag - report.start);
}

static inline void write_tag(char *place, long number) {
    char text[TAG_LENGTH + 1];
    snprintf(text, sizeof text, "bench-%014ld", number);
    memcpy(place, text, TAG_LENGTH);
}

static inline double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

#endif
