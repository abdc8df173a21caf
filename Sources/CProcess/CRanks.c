#define _GNU_SOURCE
#include "CProcess.h"

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLOT = 1 << 20, SPINS = 2000 };

typedef struct {
  _Atomic int state, peer;
  _Atomic int64_t since, step;
  /// What the rank brings to the present sum or broadcast.
  int64_t count;
  int kind;
} __attribute__((aligned(64))) nn_rank;

struct nn_ranks {
  int count, spins;
  size_t byte_count;
  _Atomic uint32_t arrived, generation;
  nn_rank rank[NN_RANKS_MOST];
};

/// One for each rank, and one for the sum.
static char *slot(nn_ranks *ranks, int number) { return (char *)ranks + 8192 + (size_t)number * SLOT; }

nn_ranks *nn_ranks_open(int count) {
  _Static_assert(sizeof(nn_ranks) <= 8192, "the slots begin behind the ranks");
  size_t bytes = 8192 + (size_t)(count + 1) * SLOT;
  nn_ranks *ranks = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (ranks == MAP_FAILED) return NULL;
  ranks->count = count;
  ranks->byte_count = bytes;
  // Where ranks share processors, who waits gives way at once.
  ranks->spins = count <= sysconf(_SC_NPROCESSORS_ONLN) ? SPINS : 0;
  return ranks;
}

void nn_ranks_close(nn_ranks *ranks) { munmap(ranks, ranks->byte_count); }

int64_t nn_rank_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void nn_rank_set(nn_ranks *ranks, int rank, int state, int peer) {
  nn_rank *own = &ranks->rank[rank];
  atomic_store(&own->since, nn_rank_now());
  atomic_store(&own->peer, peer);
  atomic_store(&own->state, state);
}

void nn_rank_set_step(nn_ranks *ranks, int rank, int64_t step) { atomic_store(&ranks->rank[rank].step, step); }

void nn_rank_get(const nn_ranks *ranks, int rank, int *state, int *peer, int64_t *since, int64_t *step) {
  nn_rank *own = (nn_rank *)&ranks->rank[rank];
  *state = atomic_load(&own->state);
  *peer = atomic_load(&own->peer);
  *since = atomic_load(&own->since);
  *step = atomic_load(&own->step);
}

void nn_ranks_meet(nn_ranks *ranks) {
  uint32_t generation = atomic_load(&ranks->generation);
  if (atomic_fetch_add(&ranks->arrived, 1) + 1 == (uint32_t)ranks->count) {
    atomic_store(&ranks->arrived, 0);
    atomic_fetch_add(&ranks->generation, 1);
    syscall(SYS_futex, &ranks->generation, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
    return;
  }
  for (int i = 0; i < ranks->spins; i++) {
    if (atomic_load(&ranks->generation) != generation) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  while (atomic_load(&ranks->generation) == generation)
    syscall(SYS_futex, &ranks->generation, FUTEX_WAIT, generation, NULL, NULL, 0);
}

/// The first rank that brings something else than rank 0; −1: none.
static int odd_one(nn_ranks *ranks) {
  for (int r = 1; r < ranks->count; r++)
    if (ranks->rank[r].count != ranks->rank[0].count || ranks->rank[r].kind != ranks->rank[0].kind) return r;
  return -1;
}

#define ADD(T)                                                                              \
  do {                                                                                      \
    int64_t from = here * rank / ranks->count, to = here * (rank + 1) / ranks->count;       \
    T *z = (T *)slot(ranks, ranks->count);                                                  \
    memcpy(z + from, (T *)slot(ranks, 0) + from, (size_t)(to - from) * sizeof(T));          \
    for (int r = 1; r < ranks->count; r++) {                                                \
      const T *x = (const T *)slot(ranks, r);                                               \
      for (int64_t i = from; i < to; i++) z[i] += x[i];                                     \
    }                                                                                       \
  } while (0)

int nn_ranks_sum(nn_ranks *ranks, int rank, void *numbers, int64_t count, int is_double) {
  int64_t size = is_double ? 8 : 4, room = SLOT / size;
  ranks->rank[rank].count = count;
  ranks->rank[rank].kind = is_double ? -2 : -1;
  int64_t start = 0;
  do {
    int64_t here = count - start < room ? count - start : room;
    char *own = (char *)numbers + start * size;
    if (here) memcpy(slot(ranks, rank), own, (size_t)(here * size));
    nn_ranks_meet(ranks);
    int odd = start == 0 ? odd_one(ranks) : -1;
    if (odd >= 0) return odd;
    if (is_double) ADD(double);
    else ADD(float);
    nn_ranks_meet(ranks);
    if (here) memcpy(own, slot(ranks, ranks->count), (size_t)(here * size));
    start += room;
  } while (start < count);
  return -1;
}

int nn_ranks_broadcast(nn_ranks *ranks, int rank, int root, void *bytes, int64_t count) {
  ranks->rank[rank].count = count;
  ranks->rank[rank].kind = root;
  int64_t start = 0;
  do {
    int64_t here = count - start < SLOT ? count - start : SLOT;
    if (rank == root && here) memcpy(slot(ranks, root), (char *)bytes + start, (size_t)here);
    nn_ranks_meet(ranks);
    int odd = start == 0 ? odd_one(ranks) : -1;
    if (odd >= 0) return odd;
    if (rank != root && here) memcpy((char *)bytes + start, slot(ranks, root), (size_t)here);
    nn_ranks_meet(ranks);
    start += SLOT;
  } while (start < count);
  return -1;
}
