// Runs a compiled plan: each worker takes a contiguous range of chunks through all steps of a segment.
#define _GNU_SOURCE
#include "CKernels.h"
#include "tile.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

typedef struct {
  const nn_segment *segment;
  float *const *const *bases;
  int64_t *times;  // NULL: not timed
  int64_t chunks;
  int workers;
} segment_run;

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void run_chunk(const nn_segment *segment, const nn_chunk *chunk) {
  const nn_call *end = segment->calls + segment->callCount;
  for (const nn_call *call = segment->calls; call < end; call++) call->run(call->step, chunk);
}

static void run_chunk_timed(const nn_segment *segment, const nn_chunk *chunk, int64_t *times) {
  int64_t start = nanoseconds();
  for (int32_t i = 0; i < segment->callCount; i++) {
    segment->calls[i].run(segment->calls[i].step, chunk);
    int64_t end = nanoseconds();
    times[i] += end - start;
    start = end;
  }
}

/// The share of one worker depends on extent, chunk and workers only: same bits from run to run.
static void run_share(void *context, int worker) {
  const segment_run *run = context;
  const nn_segment *segment = run->segment;
  int64_t from = run->chunks * worker / run->workers, to = run->chunks * (worker + 1) / run->workers;
  for (int64_t c = from; c < to; c++) {
    int64_t begin = c * segment->chunk, left = segment->extent - begin;
    nn_chunk chunk = {
      .bases = run->bases[worker],
      .begin = begin,
      .count = left < segment->chunk ? left : segment->chunk,
      .first = c == from,
    };
    if (run->times && worker == 0)
      run_chunk_timed(segment, &chunk, run->times);
    else
      run_chunk(segment, &chunk);
  }
}

/// From so many sums on their addition is shared as well.
enum { SHARED_SUMS = 8192 };

/// The part of all sums that one of the workers adds up: whole cache lines.
static void merge_part(const segment_run *run, int part, int parts) {
  const nn_segment *segment = run->segment;
  int64_t lines = (segment->sumsCount + 15) / 16;
  int64_t from = lines * part / parts * 16, to = lines * (part + 1) / parts * 16;
  if (to > segment->sumsCount) to = segment->sumsCount;
  float *total = run->bases[0][NN_SUMS] + segment->sumsStart + from;
  for (int worker = 1; worker < run->workers; worker++) {
    float *sums = run->bases[worker][NN_SUMS] + segment->sumsStart + from;
    nn_tile_level()->add(total, sums, to - from);
    if (segment->clearsSums) memset(sums, 0, (size_t)(to - from) * sizeof(float));
  }
}

static void merge_share(void *context, int worker) {
  const segment_run *run = context;
  merge_part(run, worker, run->workers);
}

static void merge_sums(segment_run *run) {
  if (run->segment->sumsCount >= SHARED_SUMS) nn_parallel(run->workers, merge_share, run);
  else merge_part(run, 0, 1);
}

static void run_segment(const nn_segment *segment, float *const *const *bases, int64_t *times) {
  int64_t size = segment->chunk > 0 ? segment->chunk : 1;
  int64_t chunks = segment->extent > 0 ? (segment->extent + size - 1) / size : 0;
  int64_t workers = segment->workers < chunks ? segment->workers : chunks;
  segment_run run = {segment, bases, times, chunks, workers > 1 ? (int)workers : 1};
  if (chunks == 0) {
    // Sums over no examples.
    if (segment->sumsCount > 0)
      memset(bases[0][NN_SUMS] + segment->sumsStart, 0, (size_t)segment->sumsCount * sizeof(float));
  } else if (run.workers == 1) {
    run_share(&run, 0);
  } else {
    nn_parallel(run.workers, run_share, &run);
    if (segment->sumsCount > 0) merge_sums(&run);
  }
}

void nn_run(const nn_segment *segments, int32_t count, float *const *const *bases) {
  for (int32_t s = 0; s < count; s++) run_segment(&segments[s], bases, NULL);
}

void nn_run_timed(const nn_segment *segments, int32_t count, float *const *const *bases, int64_t *times) {
  for (int32_t s = 0; s < count; s++) {
    run_segment(&segments[s], bases, times);
    times += segments[s].callCount;
  }
}
