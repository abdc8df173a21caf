// Own threads that share a piece of work. Handing over costs less than a microsecond: a worker that has just ended
// looks for the next piece for 200 µs before it goes to sleep, and so does the caller who waits for others.
//
// Each call of nn_parallel has a number. A thread's ticket is the number of the last call that has a share for it. Whoever
// runs a share claims it first: the thread that it is meant for, or the caller, who takes what nobody has begun when its own
// share is done. So a thread that does not come in time, because other programs keep the processors busy, costs nothing;
// and since a share has its own memory whoever runs it, the bits are the same. A thread that comes late finds its share
// claimed by that call or a later one, and does not touch what that call was about.
//
// A thread that is interrupted in the middle of its share keeps the caller waiting. Then sharing rests for a while, so that
// two threads are hardly ever slower than one.
//
// Whoever goes to sleep says so first and then looks at the ticket again; whoever raises the ticket looks afterwards for
// sleepers: one of the two always sees the other (all these accesses are sequentially consistent).
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

enum { MOST_THREADS = 255, SPIN_NANOSECONDS = 200000, LOOKS_PER_CLOCK = 64 };
/// What sharing has lost against doing all alone, it rests so many times as long.
enum { REST = 4 };
/// So long threads may take to come, from the first call that wakes them on.
enum { PATIENCE_NANOSECONDS = 200000 };

typedef void (*share)(void *context, int worker);

typedef struct {
  _Alignas(128) _Atomic uint64_t ticket;
  /// The last call whose share for this thread has been claimed.
  _Atomic uint64_t claimed;
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
  uint64_t calls;
  /// Until when no shares are offered, and since when all that were offered have been missed (0: they were not).
  int64_t restUntil, missedSince;
  // Atomic because a thread that comes late may read them while the next call sets them.
  _Atomic(share) body;
  _Atomic(void *) context;
  _Atomic int forcedISA;
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

static inline bool arrived(sleeper *s, uint64_t value, bool untilEqual) {
  return (atomic_load(&s->ticket) == value) == untilEqual;
}

/// Returns when the ticket has another value than `value`, or has come to it.
static void waitFor(sleeper *s, uint64_t value, bool untilEqual) {
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

static void wakeIfAsleep(sleeper *s) {
  if (!atomic_load(&s->sleeping)) return;
  pthread_mutex_lock(&s->mutex);
  pthread_cond_signal(&s->wakeUp);
  pthread_mutex_unlock(&s->mutex);
}

/// Has nobody else claimed the thread's share of this call?
static bool claim(sleeper *s, uint64_t call) {
  uint64_t last = atomic_load(&s->claimed);
  return last < call && atomic_compare_exchange_strong(&s->claimed, &last, call);
}

static void *work(void *argument) {
  sleeper *self = argument;
  int worker = (int)(self - pool.threads) + 1;
  insideBody = true;
  for (uint64_t seen = 0;;) {
    waitFor(self, seen, false);
    seen = atomic_load(&self->ticket);
    if (atomic_load(&pool.stopping)) return NULL;
    share body = atomic_load(&pool.body);
    void *context = atomic_load(&pool.context);
    nn_force_isa(atomic_load(&pool.forcedISA));
    if (!claim(self, seen)) continue;
    body(context, worker);
    atomic_fetch_add(&pool.caller.ticket, 1);
    wakeIfAsleep(&pool.caller);
  }
}

// MARK: - Starting and stopping

static void resetSleeper(sleeper *s) {
  atomic_store(&s->ticket, 0);
  atomic_store(&s->claimed, 0);
  atomic_store(&s->sleeping, false);
  pthread_mutex_init(&s->mutex, NULL);
  pthread_cond_init(&s->wakeUp, NULL);
}

/// The child of a fork has none of its parent's threads; locks that they held would never be freed.
static void forgetThreads(void) {
  pthread_mutex_init(&pool.busy, NULL);
  resetSleeper(&pool.caller);
  pool.threadCount = 0;
  pool.calls = 0;
  pool.restUntil = pool.missedSince = 0;
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
  pool.calls++;
  for (int t = 0; t < pool.threadCount; t++) {
    atomic_store(&pool.threads[t].ticket, pool.calls);
    wakeIfAsleep(&pool.threads[t]);
  }
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

static void runShares(int from, int to, share body, void *context) {
  for (int worker = from; worker < to; worker++) body(context, worker);
}

static void offerShares(int helpers) {
  for (int t = 0; t < helpers; t++) {
    atomic_store(&pool.threads[t].ticket, pool.calls);
    wakeIfAsleep(&pool.threads[t]);
  }
}

/// Runs the threads' shares that they have not begun; answers how many they have.
static int takeSharesLeft(int helpers, share body, void *context) {
  int begun = 0;
  for (int t = 0; t < helpers; t++) {
    if (claim(&pool.threads[t], pool.calls)) body(context, t + 1);
    else begun++;
  }
  return begun;
}

/// Decides whether sharing should rest: it has lost time where a thread was interrupted in the middle of its share, and
/// system calls where none came.
/// - `alone`: how long all shares would have taken the caller, were they equal. They are not quite: a thread may have two
///   chunks where the caller has one.
static void judge(int64_t start, int64_t end, int64_t alone, int begun) {
  if (begun > 0) {
    int64_t lost = end - start - alone - alone / 2;
    if (lost > 0) pool.restUntil = end + REST * lost;
    pool.missedSince = 0;
  } else if (pool.missedSince == 0) {
    pool.missedSince = start;
  } else if (end - pool.missedSince > PATIENCE_NANOSECONDS) {
    pool.restUntil = end + REST * PATIENCE_NANOSECONDS;
    pool.missedSince = 0;
  }
}

/// - `helpers`: how many threads have a share.
static void runShared(int workers, int helpers, share body, void *context) {
  int64_t start = nanoseconds();
  if (start < pool.restUntil) return runShares(0, workers, body, context);
  pool.calls++;
  atomic_store(&pool.body, body);
  atomic_store(&pool.context, context);
  atomic_store(&pool.forcedISA, nn_forced_isa());
  atomic_store(&pool.caller.ticket, 0);
  offerShares(helpers);

  int64_t offered = nanoseconds();
  body(context, 0);
  runShares(helpers + 1, workers, body, context);
  int64_t own = nanoseconds() - offered;
  // The child of a fork that the body made has no threads, and nobody to wait for.
  if (pool.threadCount < helpers) return;
  int begun = takeSharesLeft(helpers, body, context);
  waitFor(&pool.caller, (uint64_t)begun, true);
  judge(start, nanoseconds(), own / (workers - helpers) * workers, begun);
}

void nn_parallel(int workers, share body, void *context) {
  if (workers <= 1 || insideBody) return runShares(0, workers, body, context);
  setUpOnce();
  if (pthread_mutex_trylock(&pool.busy) != 0) return runShares(0, workers, body, context);

  startThreads(workers - 1 < MOST_THREADS ? workers - 1 : MOST_THREADS);
  int helpers = pool.threadCount < workers - 1 ? pool.threadCount : workers - 1;
  insideBody = true;
  runShared(workers, helpers, body, context);
  insideBody = false;
  // The child of a fork that the body made has a new lock, which it does not hold.
  if (pool.threadCount >= helpers) pthread_mutex_unlock(&pool.busy);
}
