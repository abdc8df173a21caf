#define _GNU_SOURCE
#include "CProcess.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NN_PROGRAM_COUNTER uc_mcontext.gregs[REG_RIP]
#elif defined(__aarch64__)
#define NN_PROGRAM_COUNTER uc_mcontext.pc
#endif

static int report_fd = -1;
static volatile sig_atomic_t guarded = 0;

pid_t nn_fork(void) { return fork(); }

uintptr_t nn_library_base(const void *symbol) {
  Dl_info place;
  return dladdr(symbol, &place) ? (uintptr_t)place.dli_fbase : 0;
}

void nn_line_buffer_output(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

int nn_thread_count(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 0;
  int count = 0;
  for (struct dirent *entry; (entry = readdir(tasks));)
    if (entry->d_name[0] != '.') count++;
  closedir(tasks);
  return count;
}

int nn_die_with_parent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  return getppid() == parent;
}

int nn_reap(pid_t pid, int *status) {
  pid_t reaped;
  do reaped = waitpid(pid, status, WNOHANG);
  while (reaped < 0 && errno == EINTR);
  return reaped == pid ? 1 : reaped == 0 ? -1 : 0;
}

int nn_wait_child_or_hangup(pid_t pid, int fd, int *status) {
  int child = (int)syscall(SYS_pidfd_open, pid, 0);
  for (;;) {
    int state = nn_reap(pid, status);
    if (state >= 0) break;
    struct pollfd waits[2] = {{fd, 0, 0}, {child, POLLIN, 0}};
    // Without a pidfd (an old system) the child is looked at every few milliseconds instead.
    poll(waits, child >= 0 ? 2 : 1, child >= 0 ? -1 : 5);
    if (waits[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
      if (child >= 0) close(child);
      return 0;
    }
  }
  if (child >= 0) close(child);
  return 1;
}

int nn_limit_memory(uint64_t bytes) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  if (bytes == 0) return 0;
  struct rlimit limit = {bytes, bytes};
  return setrlimit(RLIMIT_DATA, &limit);
}

void *nn_shared_int(void) {
  void *page = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? NULL : page;
}

int nn_shared_get(void *shared) { return atomic_load((_Atomic int *)shared); }
void nn_shared_set(void *shared, int value) { atomic_store((_Atomic int *)shared, value); }

static char line[4096];

static char *hex(char *at, uintptr_t number) {
  char digits[17];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number & 15];
  while (number >>= 4);
  *at++ = ' ';
  while (count) *at++ = digits[--count];
  return at;
}

/// `place`: the instruction that was interrupted; 0 for a call from the cell itself. Allocates nothing.
static void report(const char *kind, int code, uintptr_t place) {
  void *frames[100];
  int count = backtrace(frames, 100), first = 0;
  char *at = line;
  *at++ = '\n';
  *at++ = '!';
  while (*kind) *at++ = *kind++;
  *at++ = ' ';
  if (code < 0) *at++ = '-', code = -code;
  char digits[12];
  int used = 0;
  do digits[used++] = '0' + code % 10;
  while (code /= 10);
  while (used) *at++ = digits[--used];
  if (place) {
    at = hex(at, place);
    while (first < count && (uintptr_t)frames[first] != place) first++;
    first = first < count ? first + 1 : 0;
  }
  for (int i = first; i < count; i++) at = hex(at, (uintptr_t)frames[i]);
  *at++ = '\n';
  if (write(report_fd, line, at - line) < 0) _exit(NN_CAUGHT);
}

static void exiting(int code, void *unused) {
  (void)unused;
  if (!guarded) return;
  fflush(NULL);
  report("exit", code, 0);
  _exit(NN_CAUGHT);
}

static void forking(void) {
  if (!guarded) return;
  fflush(NULL);
  report("fork", 0, 0);
  _exit(NN_CAUGHT);
}

static void signalled(int number, siginfo_t *info, void *context) {
  (void)info;
  report("signal", number, (uintptr_t)((ucontext_t *)context)->NN_PROGRAM_COUNTER);
  if (number == NN_STOP) _exit(NN_CAUGHT);
  signal(number, SIG_DFL);
  raise(number);
}

void nn_guard(int on) { guarded = on; }

void nn_catch_escapes(int report_to) {
  static char stack[1 << 16];
  const int caught[] = {SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS, NN_STOP};
  report_fd = report_to;
  // The unwinder loads its library on first use, which must not happen while something is going wrong.
  void *frame[1];
  backtrace(frame, 1);
  on_exit(exiting, NULL);
  pthread_atfork(forking, NULL, NULL);
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_sigaction = signalled, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) sigaction(caught[i], &action, NULL);
}
