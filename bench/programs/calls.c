// Runs a program and prints the names of its functions, each once, in the order in which they are called first.
//
//     nm --defined-only PROGRAM | calls PROGRAM [ARGUMENT]... 3>NAMES
//
// Each function begins with a breakpoint, which is removed when a thread meets it: ptrace(2), proc(5). Only for x86-64.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BREAKPOINT = 0xCC };

struct function {
    uint64_t address;
    char *name;
    uint8_t first_byte;
    int called;
};

static struct function *functions;
static size_t function_count;

_Noreturn static void fail(const char *what) {
    fprintf(stderr, "calls: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int by_address(const void *left, const void *right) {
    uint64_t a = ((const struct function *)left)->address, b = ((const struct function *)right)->address;
    return (a > b) - (a < b);
}

/// The functions of the text section, as nm prints them: `ADDRESS TYPE NAME`.
static void read_functions(void) {
    char line[1 << 16], name[1 << 16], type;
    unsigned long long address;
    size_t room = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "%llx %c %65535s", &address, &type, name) != 3 || strchr("tTwW", type) == NULL) continue;
        if (function_count == room) {
            room = room == 0 ? 1 << 16 : room * 2;
            functions = realloc(functions, room * sizeof *functions);
            if (functions == NULL) fail("memory");
        }
        functions[function_count++] = (struct function){.address = address, .name = strdup(name)};
    }
    qsort(functions, function_count, sizeof *functions, by_address);
}

/// Where the program lies in the memory of a process that has just begun to run it.
static uint64_t base_address(pid_t process) {
    char path[64], line[4096];
    snprintf(path, sizeof path, "/proc/%d/maps", process);
    FILE *maps = fopen(path, "re");
    unsigned long long start = 0;
    if (maps == NULL || fgets(line, sizeof line, maps) == NULL || sscanf(line, "%llx-", &start) != 1) fail(path);
    fclose(maps);
    return start;
}

static void set_breakpoints(int memory, uint64_t base) {
    const uint8_t breakpoint = BREAKPOINT;
    for (struct function *one = functions; one < functions + function_count; one++) {
        // Several names may stand for one function; its first byte is that of the first name.
        if (one > functions && one[-1].address == one->address) {
            one->first_byte = one[-1].first_byte;
            continue;
        }
        if (pread(memory, &one->first_byte, 1, (off_t)(base + one->address)) != 1 ||
            pwrite(memory, &breakpoint, 1, (off_t)(base + one->address)) != 1)
            fail(one->name);
    }
}

/// Prints what begins where a thread has stopped, and lets it go on there. Nothing begins there if the stop is none of ours.
static int note_call(pid_t thread, int memory, uint64_t base, FILE *names) {
    struct user_regs_struct registers;
    if (ptrace(PTRACE_GETREGS, thread, NULL, &registers) != 0) fail("registers");
    struct function key = {.address = registers.rip - 1 - base};
    struct function *found = bsearch(&key, functions, function_count, sizeof key, by_address);
    if (found == NULL) return 0;
    while (found > functions && found[-1].address == key.address) found--;
    if (pwrite(memory, &found->first_byte, 1, (off_t)(base + key.address)) != 1) fail(found->name);
    for (; !found->called && found < functions + function_count && found->address == key.address; found++) {
        found->called = 1;
        fprintf(names, "%s\n", found->name);
    }
    registers.rip -= 1;
    if (ptrace(PTRACE_SETREGS, thread, NULL, &registers) != 0) fail("registers");
    return 1;
}

static int follow(pid_t process, FILE *names) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", process);
    int memory = open(path, O_RDWR | O_CLOEXEC), status;
    if (memory < 0) fail(path);
    uint64_t base = base_address(process);
    set_breakpoints(memory, base);
    ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)(PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL));
    ptrace(PTRACE_CONT, process, NULL, NULL);
    for (pid_t thread; (thread = waitpid(-1, &status, __WALL)) > 0;) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (thread == process) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int signal = WSTOPSIG(status);
        // A stop of a new thread, or of the one that made it, is no signal for the program.
        if (signal == SIGSTOP || status >> 16 != 0 || (signal == SIGTRAP && note_call(thread, memory, base, names))) signal = 0;
        ptrace(PTRACE_CONT, thread, NULL, (void *)(intptr_t)signal);
    }
    fail("waitpid");
}

int main(int count, char **arguments) {
    if (count < 2) {
        fputs("usage: nm --defined-only PROGRAM | calls PROGRAM [ARGUMENT]... 3>NAMES\n", stderr);
        return 2;
    }
    FILE *names = fdopen(3, "w");
    if (names == NULL) fail("file descriptor 3");
    // Who waits for the last name looks at the file.
    setvbuf(names, NULL, _IOLBF, 0);
    read_functions();
    pid_t process = fork();
    if (process == 0) {
        fclose(names);
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(arguments[1], arguments + 1);
        fail(arguments[1]);
    }
    int status;
    if (process < 0 || waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) fail(arguments[1]);
    return follow(process, names);
}
