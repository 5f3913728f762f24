#ifndef BENCHD_CFATAL_H
#define BENCHD_CFATAL_H

#include <stddef.h>

// What threads work on, and a handler that says so when a signal ends the process.
//
// C, because a signal handler may call nothing that allocates or locks, and no line of Swift promises that
// (signal-safety(7)). All memory is static; a thread has a slot of it from its first note to its end.

// The most bytes of a note, of an id, and the most ids of a note.
#define BENCHD_NOTE_BYTES 400
#define BENCHD_ID_BYTES 36
#define BENCHD_NOTE_IDS 8

// Takes the signals SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and SIGABRT from whoever had them. The handler writes one line to
// `log`, which begins with `prefix` and names `version`, and for each id that the thread has noted a line "VERSION ID"
// to the file `.fatal` in `directory`; -1 for none. Then the signal ends the process as if there were no handler.
//
// Called once, before other threads are started; the descriptors stay open. Both texts are cut at 60 bytes.
void benchd_fatal_start(const char *prefix, const char *version, int log, int directory);

// Notes what this thread works on, instead of what it has noted before, and without ids. The first call on a thread gives
// it a stack for signals, so that the handler runs where the thread's own stack is used up, too.
void benchd_note_begin(const char *text, size_t byte_count);

// Adds an id to this thread's note, if it has one and there is room; one that is there already counts once.
void benchd_note_id(const char *id, size_t byte_count);

// Forgets this thread's note.
void benchd_note_end(void);

#endif
