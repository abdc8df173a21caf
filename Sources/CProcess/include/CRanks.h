#ifndef NN_CRANKS_H
#define NN_CRANKS_H
#include <stdint.h>
#include <sys/types.h>

/// Memory that the processes of a parallel program share. It has no name: it is gone when the last of them is.
typedef struct nn_ranks nn_ranks;

enum { NN_RANKS_MOST = 64 };
/// What a rank is at.
enum { NN_RANK_COMPUTES, NN_RANK_SUMS, NN_RANK_BROADCASTS, NN_RANK_SENDS, NN_RANK_RECEIVES, NN_RANK_MEETS, NN_RANK_ENDED };

/// Null when there is no memory.
nn_ranks *nn_ranks_open(int count);
void nn_ranks_close(nn_ranks *ranks);

/// fork(2) of a rank: allowed in a lesson's cell.
pid_t nn_fork_rank(void);

/// Notes what a rank is at, with which other one (−1: all), and at which step.
void nn_rank_set(nn_ranks *ranks, int rank, int state, int peer);
void nn_rank_set_step(nn_ranks *ranks, int rank, int64_t step);
/// Since when it has been at it, in nanoseconds of `nn_rank_now`.
void nn_rank_get(const nn_ranks *ranks, int rank, int *state, int *peer, int64_t *since, int64_t *step);
int64_t nn_rank_now(void);

/// Waits until every rank is here.
void nn_ranks_meet(nn_ranks *ranks);

/// Adds up the numbers of all ranks, in the order 0, 1, 2, …, each element by itself; every rank gets the sum.
/// Returns −1, or the first rank that has another number of numbers or another type.
int nn_ranks_sum(nn_ranks *ranks, int rank, void *numbers, int64_t count, int is_double);

/// Gives every rank the bytes of one. Returns −1, or the first rank that expects another number of bytes or another sender.
int nn_ranks_broadcast(nn_ranks *ranks, int rank, int root, void *bytes, int64_t count);
#endif
