// The arithmetic of a compiled plan, in C: no allocation, no locks, no reference counting.
//
// A plan is a list of segments; a segment is a list of steps that all work on the same examples. Every worker (thread)
// takes its share of the examples, chunk by chunk, through all steps of the segment, so that what a chunk computes is
// still in the cache when the next step reads it.
//
// There is one table of kernels for each element type. All offsets, strides and sizes count elements of that type.
#pragma once
#include <stdint.h>

// MARK: - Instruction sets

// Each kernel is compiled for every level; the best that the processor has is chosen at the first use.
typedef enum { NN_GENERIC = 0, NN_AVX2 = 1, NN_AVX512 = 2 } nn_isa;
nn_isa nn_best_isa(void);
nn_isa nn_current_isa(void);
/// From now on the whole process computes on this level, or on the best that there is.
void nn_use_isa(nn_isa level);
/// What this thread computes, and what others compute for it, is computed on this level, or on the best that there is;
/// with −1, as the process does.
void nn_force_isa(int level);
int nn_forced_isa(void);

// MARK: - Workers

/// Own threads, started when first needed. Stop them before fork; they start again when next needed.
void nn_workers_stop(void);
/// How many processors this process may use.
int nn_processor_count(void);
/// Calls body(context, w) for every w in 0 ..< workers, worker 0 on the calling thread, and returns when all have ended.
void nn_parallel(int workers, void (*body)(void *context, int worker), void *context);

// MARK: - Steps

/// Where a value lies: bases[space] + offset + begin · perExample.
typedef struct {
  int32_t space;
  int64_t offset;
  /// Elements from one example to the next; 0 for what all examples share, and for what lies in memory for one chunk only.
  int64_t perExample;
} nn_place;

enum {
  /// Shared by all workers: parameters, inputs, constants, results.
  NN_SHARED = 0,
  /// Each worker's own memory for one chunk, used again for the next.
  NN_LOCAL = 1,
  /// Each worker's own sums over its examples (gradients of parameters, the loss); merged at the end of the segment.
  NN_SUMS = 2,
  NN_SPACES = 3,
};

/// The examples begin ..< begin + count, as one worker sees them.
typedef struct {
  void *const *bases;
  int64_t begin, count;
  /// The worker's first chunk: sums over examples are stored, later ones are added to.
  int32_t first;
} nn_chunk;

typedef void (*nn_kernel)(const void *step, const nn_chunk *chunk);
typedef struct {
  nn_kernel run;
  const void *step;
} nn_call;

enum { NN_FLOAT32 = 0, NN_FLOAT64 = 1 };

typedef struct {
  const nn_call *calls;
  int32_t callCount;
  /// NN_FLOAT32 or NN_FLOAT64: what the sums are made of.
  int32_t elementType;
  /// How many examples there are, how many make a chunk, and how many workers share them (each takes a contiguous range of
  /// whole chunks, as even as can be; a worker beyond the number of chunks does nothing and its sums are not merged).
  int64_t extent, chunk;
  int32_t workers;
  /// The elements of NN_SUMS that the segment's end adds into worker 0's, worker by worker in order: [sumsStart, +sumsCount).
  int64_t sumsStart, sumsCount;
  /// Zero the other workers' sums once they are added, because a later segment adds to the same ones.
  int32_t clearsSums;
} nn_segment;

/// Runs the segments in order. bases[worker] is that worker's table of NN_SPACES pointers; all workers' NN_SHARED is the
/// same, and after a segment only worker 0's NN_SUMS are complete.
void nn_run(const nn_segment *segments, int32_t count, void *const *const *bases);
/// The same, adding each call's nanoseconds (on worker 0) to times[call], calls counted through all segments.
void nn_run_timed(const nn_segment *segments, int32_t count, void *const *const *bases, int64_t *times);

// MARK: - Fused elementwise work

/// What a register holds, relative to the rows × columns of the step.
typedef enum {
  NN_SCALAR = 0,  // one number
  NN_ROW = 1,     // one number a row
  NN_COLUMN = 2,  // one number a column
  NN_TILE = 3,    // one number for each row and column
} nn_kind;

/// The elementwise operations: X(name, how many operands, what it makes of one vector of each: a, b, c). "Yes" is 1, "no"
/// is 0. The functions are those of levels/maths.h, `number` is the instruction's.
#define NN_ELEMENTWISE(X)                                                                                          \
  X(NN_NEGATE, 1, -a)                                                                                              \
  X(NN_RECIPROCAL, 1, 1 / a)                                                                                       \
  X(NN_SQRT, 1, square_root(a))                                                                                    \
  X(NN_EXP, 1, exp_of(a))                                                                                          \
  X(NN_EXPM1, 1, expm1_of(a))                                                                                      \
  X(NN_LOG, 1, log_of(a))                                                                                          \
  X(NN_LOG1P, 1, log1p_of(a))                                                                                      \
  X(NN_TANH, 1, tanh_of(a))                                                                                        \
  X(NN_SIGMOID, 1, sigmoid_of(a))                                                                                  \
  X(NN_RELU, 1, choose(0 > a, zero, a))                                                                            \
  X(NN_ABSOLUTE, 1, magnitude(a))                                                                                  \
  X(NN_SQUARE, 1, a * a)                                                                                           \
  X(NN_SIGN, 1, choose(a > 0, one, choose(a < 0, -one, a)))                                                        \
  X(NN_ERF, 1, erf_of(a))                                                                                          \
  X(NN_NORMAL_CDF, 1, normal_cdf_of(a))                                                                            \
  X(NN_SIN, 1, sine_of(a, 0))                                                                                      \
  X(NN_COS, 1, sine_of(a, 1))                                                                                      \
  X(NN_FLOOR, 1, floor_of(a))                                                                                      \
  X(NN_ROUND, 1, round_of(a))                                                                                      \
  X(NN_LEAKY_RELU, 1, choose(a > 0, a, a * number))                                                                \
  X(NN_POWER, 1, power_of(a, splat(number)))                                                                       \
  X(NN_ADD, 2, a + b)                                                                                              \
  X(NN_SUBTRACT, 2, a - b)                                                                                         \
  X(NN_MULTIPLY, 2, a * b)                                                                                         \
  X(NN_DIVIDE, 2, a / b)                                                                                           \
  X(NN_RAISE, 2, power_of(a, b))                                                                                   \
  X(NN_MAXIMUM, 2, larger(a, b))                                                                                   \
  X(NN_MINIMUM, 2, smaller(a, b))                                                                                  \
  X(NN_GREATER, 2, choose(a > b, one, zero))                                                                       \
  X(NN_EQUAL, 2, choose(a == b, one, zero))                                                                        \
  X(NN_SELECT, 3, choose(a != 0, b, c))                                                                            \
  X(NN_MULTIPLY_ADD, 3, a * b + c) /* rounded twice, like the two operations it is made of */

#define NN_NAME(NAME, OPERANDS, VALUE) NAME,
/// dst = f(a, b, c). Kinds combine as their bits do: ROW with COLUMN gives TILE.
typedef enum {
  NN_COPY,
  NN_ELEMENTWISE(NN_NAME)
  // Folds of the columns: TILE → ROW, COLUMN → SCALAR.
  NN_ROW_SUM, NN_ROW_MAX,
  // Sums over the rows of all chunks, complete only after the step (after the segment where examples are rows):
  // TILE → COLUMN, ROW → SCALAR. dst is unused; the sum goes to `output`.
  NN_COLUMN_SUM,
  // The sum of all numbers of the operand, of any kind, over all chunks: → SCALAR, to `output`.
  NN_TOTAL,
  NN_OP_COUNT
} nn_op;

#define NN_OPERANDS(NAME, OPERANDS, VALUE) case NAME: return OPERANDS;
/// How many operands the operation has.
static inline int nn_operands(nn_op op) {
  switch (op) {
    NN_ELEMENTWISE(NN_OPERANDS)
    default: return 1;
  }
}

typedef struct {
  uint8_t op;       // nn_op
  uint8_t kind;     // nn_kind of the result
  int16_t dst, a, b, c;
  /// For NN_COLUMN_SUM and NN_TOTAL: which of `outputs` the sum goes to; otherwise −1.
  int16_t output;
  double number;
} nn_instruction;

/// A value in memory that a register reads (before the instructions) or is stored to (after them).
typedef struct {
  nn_place place;
  int16_t reg;
  uint8_t kind;
  /// For sums: add to what is there even in the first chunk.
  uint8_t accumulate;
  /// Strides of the step's row axes (ROW and TILE) and of its columns (COLUMN and TILE).
  int64_t rowStrides[4];
  int64_t columnStride;
} nn_operand;

/// A scalar that is written into the program.
typedef struct {
  int16_t reg;
  double number;
} nn_constant;

enum { NN_SCALES_NOTHING = 0, NN_SCALES_ROWS = 1, NN_SCALES_COLUMNS = 2 };

/// Elementwise operations and folds over rows × columns, in one pass over blocks of whole rows that stay in the first-level
/// cache (in blocks of columns when nothing is folded along the columns and every operand is contiguous or a scalar).
typedef struct {
  /// The row axes, outermost first; rows = their product. Unused ones at the end have size 1. With NN_SCALES_ROWS the
  /// first is per example and is multiplied by the chunk's count; with NN_SCALES_COLUMNS `columns` is.
  int64_t rowSizes[4];
  int64_t columns;
  int32_t scales;
  int32_t inputCount, outputCount, constantCount, instructionCount, registerCount;
  const nn_operand *inputs;
  /// Stored registers, and the targets of sums (reg −1). Where several workers share the examples, a stored register is per
  /// example: each worker would write the others' numbers, too.
  const nn_operand *outputs;
  const nn_constant *constants;
  const nn_instruction *instructions;
  /// The kind of each register. Registers are single-assignment as given; the kernel's preparation reuses their memory.
  const uint8_t *registerKinds;
  void *prepared;
} nn_tile_step;

// MARK: - Matrix products

enum { NN_MATRIX_NOTHING = 0, NN_MATRIX_OUTER = 1, NN_MATRIX_M = 2, NN_MATRIX_K = 3 };

/// C[i, j] = Σ_k A[i, k] · B[k, j], row-major, outer1 × outer2 products with the given strides between them.
typedef struct {
  nn_place a, b, c;
  /// For each worker, as many elements as matrixScratch says.
  nn_place scratch;
  /// The one that `scales` names is per example and is multiplied by the chunk's count (NN_MATRIX_OUTER: outer1).
  int64_t m, n, k, outer1, outer2;
  int32_t scales;
  /// Strides of A's rows and columns, and B's: one of each pair is 1. C's columns have stride 1.
  int64_t aRow, aColumn, bRow, bColumn, cRow;
  int64_t aOuter1, aOuter2, bOuter1, bOuter2, cOuter1, cOuter2;
  /// Add to C. With NN_MATRIX_K, C is a sum over chunks: stored in the first chunk (unless accumulate), then added to.
  int32_t accumulate;
} nn_matrix_step;

// MARK: - Images: [n, height, width, channels], filters [kernelHeight, kernelWidth, channels / groups, filters]

typedef struct {
  /// Forward: y from x, w. Input gradient: x from y, w. Filter gradient: w from x, y (a sum over chunks, as above).
  nn_place x, w, y;
  /// For each worker, as many elements as convolutionScratch says.
  nn_place scratch;
  int32_t height, width, channels, outHeight, outWidth, filters;
  int32_t kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, dilationY, dilationX, groups;
  int32_t accumulate;
} nn_convolution_step;

typedef struct {
  /// Forward: y from x. Gradient: dx from x and dy; the first largest of a window gets all.
  nn_place x, y, dx, dy;
  int32_t height, width, channels, outHeight, outWidth;
  /// The padding never wins; it is smaller than the window.
  int32_t windowHeight, windowWidth, strideY, strideX, padTop, padLeft;
} nn_pool_step;

// MARK: - Rows of a table

typedef struct {
  /// table [tableRows, width]; indices: `perExample` whole numbers an example, stored as elements; rows [count · perExample, width].
  nn_place table, indices, rows;
  int64_t tableRows, width, perExample;
  int32_t accumulate;
  /// The first index that is no row of the table, or −1; for a message. Set by the kernels, which skip such rows.
  int64_t *badIndex;
} nn_rows_step;

// MARK: - Random numbers

typedef struct {
  /// counter: one number, t. y: `perExample` numbers an example, in 0 ..< 1, as the primitive `uniform` defines them.
  nn_place counter, y;
  uint64_t seed;
  int64_t perExample;
} nn_draw_step;

// MARK: - Copies

/// y[i…] = x[i…] for up to five axes with any strides; sizes[0] is per example and is multiplied by the count.
typedef struct {
  nn_place x, y;
  int64_t sizes[5], xStrides[5], yStrides[5];
} nn_copy_step;
/// perExample · count zeros from y on (perExample 0: y's own).
typedef struct {
  nn_place y;
  int64_t perExample;
} nn_zero_step;

// MARK: - The kernels for one element type

typedef struct {
  /// In bytes.
  int64_t elementSize;
  /// Runs an nn_tile_step. One that reads and writes the same place is right when both are the same elements.
  nn_kernel tile;
  /// Runs an nn_matrix_step.
  nn_kernel matrix;
  /// Run an nn_convolution_step.
  nn_kernel convolutionForward, convolutionInputGradient, convolutionFilterGradient;
  /// Run an nn_pool_step.
  nn_kernel maxPoolForward, maxPoolGradient;
  /// Run an nn_rows_step: rows[i] = table[indices[i]], and table[indices[i]] += rows[i], a sum over chunks (the first one begins
  /// from zeros, unless accumulate).
  nn_kernel gatherRows, scatterAddRows;
  /// Run an nn_draw_step, an nn_copy_step and an nn_zero_step.
  nn_kernel draw, copy, zero;

  /// Decides once what can be decided once (which registers lie directly in memory, memory shared between registers, block
  /// sizes) and keeps it in step->prepared. Call before the first run, and releaseTile at the end.
  void (*prepareTile)(nn_tile_step *step);
  void (*releaseTile)(nn_tile_step *step);
  /// Elements of scratch memory for products of up to this size, and for a convolution.
  int64_t (*matrixScratch)(int64_t m, int64_t n, int64_t k);
  int64_t (*convolutionScratch)(const nn_convolution_step *step);

  /// z = op(a, b, c) over rows × columns; z has no gaps. Row r of operand n begins at operands[n] + r · steps[n]; where bit n of
  /// `repeated` is set, it is one number for all columns. Unused operands are NULL. z may be where an operand lies that is
  /// read element by element. `op` is no fold, no sum.
  void (*elementwise)(
    nn_op op, double number, int64_t rows, int64_t columns, void *z, const void *const operands[3],
    const int64_t steps[3], int32_t repeated);
  /// z[i, k] = fold over j of x[i, j, k], without gaps; the sum of nothing is 0, the largest of nothing −∞. `fold` is NN_ROW_SUM
  /// or NN_ROW_MAX.
  void (*fold)(nn_op fold, int64_t outer, int64_t folded, int64_t inner, const void *x, void *z);
  /// y[i] += x[i]
  void (*add)(int64_t count, const void *x, void *y);
  /// high[i] + low[i] += x[i], where `low` gets what the addition to `high` loses.
  void (*addExactly)(int64_t count, const void *x, void *high, void *low);
} nn_arithmetic;

extern const nn_arithmetic nn_float32, nn_float64;
