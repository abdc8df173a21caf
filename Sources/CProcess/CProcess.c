#define _GNU_SOURCE
#include "CProcess.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int report_fd = -1;
static volatile sig_atomic_t guarded = 0;

pid_t nn_fork(void) { return fork(); }

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

void nn_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

/// The parent of a process; 0 when it is gone. Its name, in parentheses, may hold anything.
static pid_t parent_of(const char *name) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%s/stat", name);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return 0;
  text[count] = 0;
  char *end = strrchr(text, ')');
  pid_t parent = 0;
  if (!end || sscanf(end + 1, " %*c %d", &parent) != 1) return 0;
  return parent;
}

void nn_end_children(void) {
  int status;
  while (waitpid(-1, &status, WNOHANG) >= 0 || errno == EINTR) {
    DIR *processes = opendir("/proc");
    if (!processes) return;
    for (struct dirent *entry; (entry = readdir(processes));) {
      pid_t pid = atoi(entry->d_name);
      if (pid > 0 && parent_of(entry->d_name) == getpid()) kill(pid, SIGKILL);
    }
    closedir(processes);
    usleep(500);
  }
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

int nn_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int nn_spawn(pid_t *process, const char *path, char *const arguments[], char *const environment[],
             const char *folder, const int (*descriptors)[2], int count, int is_session) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults, none;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  for (int i = 0; i < count; i++) posix_spawn_file_actions_adddup2(&actions, descriptors[i][0], descriptors[i][1]);
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  sigemptyset(&none);
  sigfillset(&defaults);
  sigdelset(&defaults, SIGKILL);
  sigdelset(&defaults, SIGSTOP);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  int group = is_session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
  posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | group));
  int failure = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failure;
}

static void forking(void) {
  static const char line[] = "\n!fork\n";
  if (!guarded) return;
  fflush(NULL);
  if (write(report_fd, line, sizeof line - 1) > 0) raise(SIGTRAP);
  _exit(1);
}

void nn_guard(int on) { guarded = on; }

pid_t nn_fork_rank(void) {
  sig_atomic_t was_guarded = guarded;
  guarded = 0;
  pid_t process = fork();
  guarded = was_guarded;
  return process;
}

void nn_catch_forks(int report) {
  report_fd = report;
  pthread_atfork(forking, NULL, NULL);
}
