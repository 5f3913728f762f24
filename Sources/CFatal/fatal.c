#define _GNU_SOURCE
#include "CFatal.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define SLOTS 256
#define TEXT_BYTES 60
// More than the largest frame that a kernel saves (AVX-512: 3.5 KiB, AMX: 11 KiB) and the handler's own.
#define STACK_BYTES (64 * 1024)

struct slot {
    atomic_int is_taken;
    // Whether there is a note. Set last and cleared first: it is complete whenever the handler looks.
    atomic_int is_noted;
    size_t byte_count;
    atomic_int id_count;
    char text[BENCHD_NOTE_BYTES];
    char ids[BENCHD_NOTE_IDS][BENCHD_ID_BYTES];
};

static struct slot slots[SLOTS];
static char stacks[SLOTS][STACK_BYTES] __attribute__((aligned(64)));
static _Thread_local struct slot *own;
static pthread_key_t end_of_thread;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static char prefix_text[TEXT_BYTES + 1], version_text[TEXT_BYTES + 1];
static int log_descriptor = -1, data_directory = -1;
static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
static const char *const names[] = {"SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGABRT"};

// Slots

static void release(void *slot) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    own = NULL;
    atomic_store(&((struct slot *)slot)->is_noted, 0);
    atomic_store(&((struct slot *)slot)->is_taken, 0);
}

static void prepare(void) {
    pthread_key_create(&end_of_thread, release);
}

static struct slot *take(void) {
    if (own) return own;
    pthread_once(&once, prepare);
    for (int index = 0; index < SLOTS; index++) {
        int expected = 0;
        if (!atomic_compare_exchange_strong(&slots[index].is_taken, &expected, 1)) continue;
        stack_t stack = {.ss_sp = stacks[index], .ss_size = STACK_BYTES};
        sigaltstack(&stack, NULL);
        pthread_setspecific(end_of_thread, &slots[index]);
        return own = &slots[index];
    }
    return NULL;
}

void benchd_note_begin(const char *text, size_t byte_count) {
    struct slot *slot = take();
    if (!slot) return;
    if (byte_count > BENCHD_NOTE_BYTES) byte_count = BENCHD_NOTE_BYTES;
    atomic_store(&slot->is_noted, 0);
    atomic_store(&slot->id_count, 0);
    memcpy(slot->text, text, byte_count);
    slot->byte_count = byte_count;
    atomic_store(&slot->is_noted, 1);
}

void benchd_note_id(const char *id, size_t byte_count) {
    if (!own || !atomic_load(&own->is_noted) || byte_count > BENCHD_ID_BYTES) return;
    char padded[BENCHD_ID_BYTES] = {0};
    memcpy(padded, id, byte_count);
    int count = atomic_load(&own->id_count);
    for (int index = 0; index < count; index++)
        if (memcmp(own->ids[index], padded, sizeof padded) == 0) return;
    if (count == BENCHD_NOTE_IDS) return;
    memcpy(own->ids[count], padded, sizeof padded);
    atomic_store(&own->id_count, count + 1);
}

void benchd_note_end(void) {
    if (own) atomic_store(&own->is_noted, 0);
}

// The handler

// One line, and one write(2) of it: lines of several threads do not mix.
struct line {
    size_t byte_count;
    char bytes[4096];
};

static void add_byte(struct line *line, char byte) {
    if (line->byte_count < sizeof line->bytes) line->bytes[line->byte_count++] = byte;
}

static void add(struct line *line, const char *text) {
    while (*text) add_byte(line, *text++);
}

static void add_bytes(struct line *line, const char *bytes, size_t byte_count) {
    for (size_t index = 0; index < byte_count && bytes[index]; index++) add_byte(line, bytes[index]);
}

static void add_escaped(struct line *line, const char *bytes, size_t byte_count) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t index = 0; index < byte_count; index++) {
        unsigned char byte = (unsigned char)bytes[index];
        if (byte >= 0x20 && byte < 0x7F && byte != '\\') {
            add_byte(line, (char)byte);
        } else {
            add(line, "\\x");
            add_byte(line, digits[byte >> 4]);
            add_byte(line, digits[byte & 15]);
        }
    }
}

// A write that is refused changes nothing about the end.
static void send_line(int descriptor, const struct line *line) {
    if (descriptor >= 0 && write(descriptor, line->bytes, line->byte_count) < 0) return;
}

static int add_note(struct line *line, const struct slot *slot, const char *before) {
    if (!atomic_load(&slot->is_noted)) return 0;
    add(line, before);
    add_escaped(line, slot->text, slot->byte_count);
    if (slot->byte_count == BENCHD_NOTE_BYTES) add(line, "...");
    for (int index = 0; index < atomic_load(&slot->id_count); index++) {
        add(line, index ? ", " : " (run ");
        add_bytes(line, slot->ids[index], BENCHD_ID_BYTES);
    }
    if (atomic_load(&slot->id_count)) add(line, ")");
    return 1;
}

static void add_notes_of_all(struct line *line) {
    int count = 0;
    for (int index = 0; index < SLOTS; index++)
        count += add_note(line, &slots[index], count ? "; " : " while other threads worked on ");
    if (!count) add(line, " while nothing was worked on");
}

static void record_ids(const struct slot *slot) {
    if (!slot || !atomic_load(&slot->is_noted) || !atomic_load(&slot->id_count)) return;
    int record = openat(data_directory, ".fatal", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    for (int index = 0; index < atomic_load(&slot->id_count); index++) {
        struct line line = {0};
        add(&line, version_text);
        add_byte(&line, ' ');
        add_bytes(&line, slot->ids[index], BENCHD_ID_BYTES);
        add_byte(&line, '\n');
        send_line(record, &line);
    }
}

static void write_line(int signal) {
    static struct line line;
    add(&line, prefix_text);
    add(&line, "benchd ");
    add(&line, version_text);
    add(&line, " is ended by ");
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++)
        if (signals[index] == signal) add(&line, names[index]);
    if (!own || !add_note(&line, own, " while it worked on ")) add_notes_of_all(&line);
    if (line.byte_count == sizeof line.bytes) line.byte_count--;
    add_byte(&line, '\n');
    send_line(log_descriptor, &line);
}

static void handle(int number) {
    static atomic_int is_ending;
    int expected = 0;
    // A second thread may fail while the first still writes.
    if (atomic_compare_exchange_strong(&is_ending, &expected, 1)) {
        write_line(number);
        record_ids(own);
    }
    signal(number, SIG_DFL);
    // It is blocked until the handler returns; a fault would come again by itself, a signal that was sent would not.
    raise(number);
}

void benchd_fatal_start(const char *prefix, const char *version, int log, int directory) {
    strncpy(prefix_text, prefix, TEXT_BYTES);
    strncpy(version_text, version, TEXT_BYTES);
    log_descriptor = log;
    data_directory = directory;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    // None of them interrupts the handler on its own thread.
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++)
        sigaction(signals[index], &action, NULL);
}
