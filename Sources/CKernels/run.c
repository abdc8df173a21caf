// Runs a compiled plan: each worker takes a contiguous range of chunks through all steps of a segment.
#define _GNU_SOURCE
#include "CKernels.h"
#include "tile.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

typedef struct {
  const nn_segment *segment;
  void *const *const *bases;
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

// MARK: - Sums over many chunks

static const nn_arithmetic *arithmetic_of(const nn_segment *segment) {
  return segment->elementType == NN_FLOAT64 ? &nn_float64 : &nn_float32;
}

/// Where the segment's sum number `index` lies in a worker's memory.
static void *sums_of(const nn_segment *segment, void *const *bases, int64_t index) {
  return (char *)bases[NN_SUMS] + (segment->sumsStart + index) * arithmetic_of(segment)->elementSize;
}

/// Each chunk adds to the sums, and each addition rounds: after so many chunks they are added to exact sums, and begin from 0.
enum { MOST_CHUNKS = 16 };

typedef struct {
  const nn_arithmetic *arithmetic;
  int64_t count;
  void *sums, *high, *low;
} exact_sums;

static exact_sums start_exact(const nn_segment *segment, void *const *bases) {
  const nn_arithmetic *arithmetic = arithmetic_of(segment);
  size_t bytes = (size_t)(segment->sumsCount * arithmetic->elementSize);
  char *memory = nn_heap_scratch(NN_HEAP_SEGMENT, 2 * bytes);
  memset(memory, 0, 2 * bytes);
  return (exact_sums){arithmetic, segment->sumsCount, sums_of(segment, bases, 0), memory, memory + bytes};
}

static void collect(const exact_sums *exact) {
  exact->arithmetic->addExactly(exact->count, exact->sums, exact->high, exact->low);
  memset(exact->sums, 0, (size_t)(exact->count * exact->arithmetic->elementSize));
}

static void settle(const exact_sums *exact) {
  collect(exact);
  exact->arithmetic->add(exact->count, exact->high, exact->sums);
  exact->arithmetic->add(exact->count, exact->low, exact->sums);
}

/// The share of one worker depends on extent, chunk and workers only: same bits from run to run.
static void run_share(void *context, int worker) {
  const segment_run *run = context;
  const nn_segment *segment = run->segment;
  int64_t from = run->chunks * worker / run->workers, to = run->chunks * (worker + 1) / run->workers;
  exact_sums exact = {};
  if (segment->sumsCount > 0 && to - from > MOST_CHUNKS) exact = start_exact(segment, run->bases[worker]);
  for (int64_t c = from; c < to; c++) {
    if (exact.high && c > from && (c - from) % MOST_CHUNKS == 0) collect(&exact);
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
  if (exact.high) settle(&exact);
}

/// From so many sums on their addition is shared as well.
enum { SHARED_SUMS = 8192 };

/// The part of all sums that one of the workers adds up: whole cache lines.
static void merge_part(const segment_run *run, int part, int parts) {
  const nn_segment *segment = run->segment;
  int64_t lines = (segment->sumsCount + 15) / 16;
  int64_t from = lines * part / parts * 16, to = lines * (part + 1) / parts * 16;
  if (to > segment->sumsCount) to = segment->sumsCount;
  const nn_arithmetic *arithmetic = arithmetic_of(segment);
  for (int worker = 1; worker < run->workers; worker++) {
    void *sums = sums_of(segment, run->bases[worker], from);
    arithmetic->add(to - from, sums, sums_of(segment, run->bases[0], from));
    if (segment->clearsSums) memset(sums, 0, (size_t)((to - from) * arithmetic->elementSize));
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

static void run_segment(const nn_segment *segment, void *const *const *bases, int64_t *times) {
  int64_t size = segment->chunk > 0 ? segment->chunk : 1;
  int64_t chunks = segment->extent > 0 ? (segment->extent + size - 1) / size : 0;
  int64_t workers = segment->workers < chunks ? segment->workers : chunks;
  segment_run run = {segment, bases, times, chunks, workers > 1 ? (int)workers : 1};
  if (chunks == 0) {
    // Sums over no examples.
    if (segment->sumsCount > 0)
      memset(sums_of(segment, bases[0], 0), 0, (size_t)(segment->sumsCount * arithmetic_of(segment)->elementSize));
  } else if (run.workers == 1) {
    run_share(&run, 0);
  } else {
    nn_parallel(run.workers, run_share, &run);
    if (segment->sumsCount > 0) merge_sums(&run);
  }
}

void nn_run(const nn_segment *segments, int32_t count, void *const *const *bases) {
  for (int32_t s = 0; s < count; s++) run_segment(&segments[s], bases, NULL);
}

void nn_run_timed(const nn_segment *segments, int32_t count, void *const *const *bases, int64_t *times) {
  for (int32_t s = 0; s < count; s++) {
    run_segment(&segments[s], bases, times);
    times += segments[s].callCount;
  }
}
