// Runs a program under a system-call filter: filtered FILTER PROGRAM [ARGUMENT...]. FILTER is a file with a BPF program.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    static struct sock_filter code[BPF_MAXINSNS];
    int file = count > 2 ? open(arguments[1], O_RDONLY | O_CLOEXEC) : -1;
    ssize_t size = file < 0 ? -1 : read(file, code, sizeof code);
    struct sock_fprog program = {.len = size > 0 ? size / sizeof *code : 0, .filter = code};
    if (program.len == 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror(arguments[0]);
        return 125;
    }
    execvp(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 127;
}
