// Runs a program and says on stderr how much memory it had at most, in KB: node cannot ask for that
// of a process that has ended.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  pid_t child = fork();
  if (child == 0) {
    execv(argv[1], argv + 1);
    _exit(127);
  }
  int status = 0;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) < 0) return 126;
  fprintf(stderr, "peak %ld\n", used.ru_maxrss);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
