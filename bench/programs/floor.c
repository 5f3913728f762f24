// The least that the promise of benchd costs: hashes each report and config, and files them with a receipt as
// Sources/Store/DataFolder does, with no server, no judging and no catalog.
//
//     floor FOLDER REPORT CONFIG RECEIPT FIRST COUNT THREADS
//
// FIRST numbers the copies, so that no two runs of the program write the same. Prints how long all of them took.
#define _GNU_SOURCE
#include "filing.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <stdatomic.h>

static int folder, staging;
static struct bytes report, config, receipt;
static size_t tag;
static long last;
static atomic_long next_number;

static void synchronize(int descriptor) {
    if (fsync(descriptor) != 0) fail("fsync: %m");
}

static void stage(const char *name, const char *start, size_t count) {
    int file = openat(staging, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0) fail("cannot create %s: %m", name);
    for (size_t done = 0; done < count;) {
        ssize_t written = write(file, start + done, count - done);
        if (written <= 0) fail("cannot write %s: %m", name);
        done += (size_t)written;
    }
    synchronize(file);
    if (close(file) != 0) fail("close: %m");
}

static void place(const char *name) {
    if (renameat2(staging, name, folder, name, RENAME_NOREPLACE) != 0) fail("cannot rename %s: %m", name);
}

static void hash(const char *start, size_t count) {
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, count, (const uint8_t *)start);
    sha256_digest(&context, sizeof digest, digest);
}

static void file_run(char *copy, long number) {
    char report_name[64], config_name[64], receipt_name[64];
    snprintf(report_name, sizeof report_name, "%036ld.json", number);
    snprintf(config_name, sizeof config_name, "%036ld_config.zip", number);
    snprintf(receipt_name, sizeof receipt_name, "%036ld.receipt.json", number);
    write_tag(copy + tag, number);
    hash(copy, report.count);
    hash(config.start, config.count);
    stage(report_name, copy, report.count);
    stage(config_name, config.start, config.count);
    stage(receipt_name, receipt.start, receipt.count);
    place(config_name);
    place(receipt_name);
    synchronize(folder);
    place(report_name);
    synchronize(folder);
}

static void *file_runs(void *unused) {
    (void)unused;
    char *copy = malloc(report.count);
    if (copy == NULL) fail("no memory");
    memcpy(copy, report.start, report.count);
    for (long number; (number = atomic_fetch_add(&next_number, 1)) < last;) file_run(copy, number);
    free(copy);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 8) fail("usage: floor FOLDER REPORT CONFIG RECEIPT FIRST COUNT THREADS");
    folder = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) fail("cannot open %s: %m", arguments[1]);
    if (mkdirat(folder, ".staging", 0755) != 0 && errno != EEXIST) fail("cannot make .staging: %m");
    staging = openat(folder, ".staging", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (staging < 0) fail("cannot open .staging: %m");
    report = read_file(arguments[2]);
    config = read_file(arguments[3]);
    receipt = read_file(arguments[4]);
    tag = find_tag(report, arguments[2]);
    next_number = atol(arguments[5]);
    last = next_number + atol(arguments[6]);
    long thread_count = atol(arguments[7]);
    pthread_t threads[64];
    if (thread_count < 1 || thread_count > 64) fail("1 to 64 threads");
    double begin = seconds();
    for (long at = 0; at < thread_count; at++)
        if (pthread_create(&threads[at], NULL, file_runs, NULL) != 0) fail("pthread_create failed");
    for (long at = 0; at < thread_count; at++) pthread_join(threads[at], NULL);
    printf("{\"seconds\": %.6f, \"processor_seconds\": %.6f}\n", seconds() - begin, processor_seconds());
}
