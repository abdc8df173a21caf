// Reports where a process died. What runs in the signal handler takes no lock and no memory of its own: system calls,
// static buffers, and the unwinder, which reads its tables through glibc's lock-free _dl_find_object. Should the
// unwinder itself fail on a damaged stack, the report simply ends there: everything else was written before.
#define _GNU_SOURCE
#include "CCrash.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

enum {
  alternate_stack_size = 128 * 1024,
  first_frames = 200,
  last_frames = 40,
  most_frames = 4 * 1024 * 1024,
  most_throw_frames = 24,
};

static int report_descriptor = -1;
static pid_t process;
static const int fatal_signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};

// MARK: - Writing

static char buffer[4096];
static size_t buffered;

static void flush(void) {
  for (size_t sent = 0; sent < buffered;) {
    ssize_t count = write(report_descriptor, buffer + sent, buffered - sent);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    sent += (size_t)count;
  }
  buffered = 0;
}

static void put(char byte) {
  if (buffered == sizeof buffer) flush();
  buffer[buffered++] = byte;
}

static void put_text(const char *text) {
  while (*text) put(*text++);
}

static void put_number(uintptr_t number, unsigned base) {
  char digits[24];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number % base];
  while (number /= base);
  while (count) put(digits[--count]);
}

static void put_address(const char *word, uintptr_t address) {
  put_text(word);
  put(' ');
  put_number(address, 16);
  put('\n');
}

// MARK: - The code that is loaded

/// Whether a line of /proc/self/maps, "from-to r-xp 00001000 …", is of code, or of the start of a file.
static int is_wanted(const char *line) {
  const char *permissions = strchr(line, ' ');
  if (!permissions || strlen(permissions) < 15) return 0;
  return permissions[3] == 'x' || strncmp(permissions + 6, "00000000 ", 9) == 0;
}

static void put_maps(void) {
  static char chunk[4096], line[4096];
  size_t length = 0;
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return;
  for (ssize_t count; (count = read(maps, chunk, sizeof chunk)) > 0;) {
    for (ssize_t index = 0; index < count; index++) {
      if (length < sizeof line - 1) line[length++] = chunk[index];
      if (chunk[index] != '\n') continue;
      line[length] = 0;
      if (is_wanted(line)) {
        put_text("map ");
        put_text(line);
      }
      length = 0;
    }
  }
  close(maps);
}

// MARK: - Errors on their way

static uintptr_t throw_frames[most_throw_frames];
static int throw_count;
static pthread_t thread;
static uintptr_t stack_end;

/// The runtime calls this at every `throw`: remembers where, by the chain of frame pointers, which Swift code keeps.
/// Each frame holds {caller's frame, return address}; callers lie at higher addresses.
static void will_throw(void *error) {
  (void)error;
  if (!pthread_equal(pthread_self(), thread)) return;
  throw_count = 0;
  uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
  while (throw_count < most_throw_frames) {
    uintptr_t next = ((uintptr_t *)frame)[0] & ~((uintptr_t)1 << 60);  // The mark of an async function's frame.
    if (next <= frame || next > stack_end - 2 * sizeof(uintptr_t) || next % sizeof(uintptr_t) != 0) break;
    frame = next;
    throw_frames[throw_count++] = ((uintptr_t *)frame)[1];
  }
}

/// In the Swift runtime; absent from a program without it.
extern void _swift_setWillThrowHandler(void (*handler)(void *)) __attribute__((weak));

// MARK: - The handler

struct walk {
  int is_inside_handler;
  long count;
};

static uintptr_t last[last_frames];

static _Unwind_Reason_Code put_frame(struct _Unwind_Context *context, void *argument) {
  struct walk *walk = argument;
  int is_exact = 0;
  uintptr_t address = _Unwind_GetIPInfo(context, &is_exact);
  if (is_exact) walk->is_inside_handler = 0;
  if (walk->is_inside_handler) return _URC_NO_REASON;
  if (walk->count < first_frames) put_address("frame", address); else last[walk->count % last_frames] = address;
  return ++walk->count < most_frames ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static void put_frames(int starts_in_handler) {
  struct walk walk = {.is_inside_handler = starts_in_handler};
  _Unwind_Backtrace(put_frame, &walk);
  long from = first_frames;
  if (walk.count > first_frames + last_frames) {
    put_text("skipped\n");
    from = walk.count - last_frames;
  }
  for (long index = from; index < walk.count; index++) put_address("frame", last[index % last_frames]);
}

static uintptr_t stack_pointer(const ucontext_t *context) {
#if defined(__x86_64__)
  return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  return context->uc_mcontext.sp;
#else
#error "The stack pointer of this processor is not known here yet."
#endif
}

/// What follows the first line, the same for every end.
static void put_whereabouts(int starts_in_handler) {
  put_maps();
  for (int index = 0; index < throw_count; index++) put_address("throw", throw_frames[index]);
  flush();
  put_frames(starts_in_handler);
  put_text("end\n");
  flush();
}

static void report_signal(int signal_number, siginfo_t *info, void *context) {
  if (getpid() == process) {
    put_text("signal ");
    put_number((uintptr_t)signal_number, 10);
    put_text("\nstack ");
    put_number(stack_pointer(context), 16);
    put_address("", signal_number == SIGSEGV || signal_number == SIGBUS ? (uintptr_t)info->si_addr : 0);
    put_whereabouts(1);
  }
  raise(signal_number);  // SA_RESETHAND: this time it kills, as soon as the handler returns.
}

static void report_exit(int status, void *unused) {
  (void)unused;
  if (getpid() != process || report_descriptor < 0) return;
  put_text("exit ");
  put_number((unsigned)status & 0xff, 10);
  put('\n');
  put_whereabouts(0);
}

void nn_report_leaving(int status) {
  report_exit(status, NULL);
  report_descriptor = -1;
}

static void report_quick_exit(void) { nn_report_leaving(0); }

static _Unwind_Reason_Code stop(struct _Unwind_Context *context, void *argument) {
  (void)context, (void)argument;
  return _URC_END_OF_STACK;
}

static int remember_this_thread(void) {
  pthread_attr_t attributes;
  void *lowest;
  size_t size;
  thread = pthread_self();
  int failure = pthread_getattr_np(thread, &attributes);
  if (failure) return failure;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  stack_end = (uintptr_t)lowest + size;
  return 0;
}

int nn_crash_report_to(int descriptor) {
  int is_first_time = process == 0;
  report_descriptor = descriptor;
  process = getpid();
  int failure = remember_this_thread();
  if (failure) return failure;
  if (is_first_time && (on_exit(report_exit, NULL) != 0 || at_quick_exit(report_quick_exit) != 0)) return ENOMEM;
  if (_swift_setWillThrowHandler) _swift_setWillThrowHandler(will_throw);
  _Unwind_Backtrace(stop, NULL);  // Binds and loads the unwinder now, not in the handler.

  void *memory = mmap(NULL, alternate_stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return errno;
  stack_t stack = {.ss_sp = memory, .ss_size = alternate_stack_size};
  if (sigaltstack(&stack, NULL) != 0) return errno;

  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = report_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND;
  sigfillset(&action.sa_mask);
  for (size_t index = 0; index < sizeof fatal_signals / sizeof *fatal_signals; index++) {
    if (sigaction(fatal_signals[index], &action, NULL) != 0) return errno;
  }
  return 0;
}
