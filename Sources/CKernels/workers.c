// Own threads that share a piece of work. Handing over costs less than a microsecond: a worker that has just ended
// looks for the next piece for some microseconds before it goes to sleep, and so does the caller who waits for others.
//
// Each worker has a ticket, a counter that the caller raises when there is work for this worker. Whoever goes to sleep
// says so first and then looks at the counter again; whoever raises the counter looks afterwards for sleepers: one of
// the two always sees the other (all these accesses are sequentially consistent).
#define _GNU_SOURCE
#include "CKernels.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_THREADS = 255, SPIN_NANOSECONDS = 20000, LOOKS_PER_CLOCK = 64 };

typedef struct {
  _Alignas(128) _Atomic uint32_t ticket;
  _Atomic bool sleeping;
  pthread_mutex_t mutex;
  pthread_cond_t wakeUp;
  pthread_t thread;
} sleeper;

static struct {
  pthread_mutex_t busy;  // held by the one caller whose work the threads do
  sleeper threads[MOST_THREADS];
  int threadCount;
  sleeper caller;  // its ticket counts the threads that have ended their share
  void (*body)(void *context, int worker);
  void *context;
  _Atomic bool stopping;
} pool;

static _Thread_local bool insideBody;

static inline void breathe(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static inline bool arrived(sleeper *s, uint32_t value, bool untilEqual) {
  return (atomic_load(&s->ticket) == value) == untilEqual;
}

/// Returns when the ticket has another value than `value`, or has come to it.
static void waitFor(sleeper *s, uint32_t value, bool untilEqual) {
  for (int64_t end = 0;;) {
    for (int look = 0; look < LOOKS_PER_CLOCK; look++) {
      if (arrived(s, value, untilEqual)) return;
      breathe();
    }
    int64_t now = nanoseconds();
    if (end == 0) end = now + SPIN_NANOSECONDS;
    if (now > end) break;
  }
  pthread_mutex_lock(&s->mutex);
  atomic_store(&s->sleeping, true);
  while (!arrived(s, value, untilEqual)) pthread_cond_wait(&s->wakeUp, &s->mutex);
  atomic_store(&s->sleeping, false);
  pthread_mutex_unlock(&s->mutex);
}

static void raiseTicket(sleeper *s) {
  atomic_fetch_add(&s->ticket, 1);
  if (!atomic_load(&s->sleeping)) return;
  pthread_mutex_lock(&s->mutex);
  pthread_cond_signal(&s->wakeUp);
  pthread_mutex_unlock(&s->mutex);
}

static void *work(void *argument) {
  sleeper *self = argument;
  int worker = (int)(self - pool.threads) + 1;
  insideBody = true;
  for (uint32_t seen = 0;; seen++) {
    waitFor(self, seen, false);
    if (atomic_load(&pool.stopping)) return NULL;
    pool.body(pool.context, worker);
    raiseTicket(&pool.caller);
  }
}

// MARK: - Starting and stopping

static void resetSleeper(sleeper *s) {
  atomic_store(&s->ticket, 0);
  atomic_store(&s->sleeping, false);
  pthread_mutex_init(&s->mutex, NULL);
  pthread_cond_init(&s->wakeUp, NULL);
}

/// The child of a fork has none of its parent's threads; locks that they held would never be freed.
static void forgetThreads(void) {
  pthread_mutex_init(&pool.busy, NULL);
  resetSleeper(&pool.caller);
  pool.threadCount = 0;
  atomic_store(&pool.stopping, false);
}

static void setUp(void) {
  forgetThreads();
  pthread_atfork(NULL, NULL, forgetThreads);
}

static void setUpOnce(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, setUp);
}

/// Has `wanted` threads, or as many as the system gives. Signals are left to the program's own threads.
static void startThreads(int wanted) {
  if (pool.threadCount >= wanted) return;
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  while (pool.threadCount < wanted) {
    sleeper *next = &pool.threads[pool.threadCount];
    resetSleeper(next);
    if (pthread_create(&next->thread, NULL, work, next) != 0) break;
    pool.threadCount++;
  }
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void nn_workers_stop(void) {
  if (insideBody) return;
  setUpOnce();
  pthread_mutex_lock(&pool.busy);
  atomic_store(&pool.stopping, true);
  for (int t = 0; t < pool.threadCount; t++) raiseTicket(&pool.threads[t]);
  for (int t = 0; t < pool.threadCount; t++) pthread_join(pool.threads[t].thread, NULL);
  pool.threadCount = 0;
  atomic_store(&pool.stopping, false);
  pthread_mutex_unlock(&pool.busy);
}

int nn_processor_count(void) {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}

// MARK: - Running

static void runShares(int from, int to, void (*body)(void *context, int worker), void *context) {
  for (int worker = from; worker < to; worker++) body(context, worker);
}

void nn_parallel(int workers, void (*body)(void *context, int worker), void *context) {
  if (workers <= 1 || insideBody) return runShares(0, workers, body, context);
  setUpOnce();
  if (pthread_mutex_trylock(&pool.busy) != 0) return runShares(0, workers, body, context);

  startThreads(workers - 1 < MOST_THREADS ? workers - 1 : MOST_THREADS);
  int helpers = pool.threadCount < workers - 1 ? pool.threadCount : workers - 1;
  pool.body = body;
  pool.context = context;
  atomic_store(&pool.caller.ticket, 0);
  for (int t = 0; t < helpers; t++) raiseTicket(&pool.threads[t]);

  insideBody = true;
  body(context, 0);
  runShares(helpers + 1, workers, body, context);
  insideBody = false;

  if (pool.threadCount < helpers) return;  // the child of a fork that the body made: nobody to wait for
  waitFor(&pool.caller, (uint32_t)helpers, true);
  pthread_mutex_unlock(&pool.busy);
}
