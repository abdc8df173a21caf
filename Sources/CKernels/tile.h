// The program that a tile step is translated to (by tile_prepare.c) and that arithmetic/tile_run.h runs.
//
// The rows are taken in blocks. A register of kind TILE holds blockRows × columns numbers, ROW blockRows, COLUMN
// columns, SCALAR one; it lies in scratch memory that registers share by turns, or directly where an operand lies.
#pragma once
#include "CKernels.h"

#include <stdbool.h>
#include <stddef.h>

/// What the preparation makes of NN_POWER, and of two instructions in a row: one pass instead of two. As NN_ELEMENTWISE.
#define NN_JOINED(X)                                                                                               \
  X(NN_POWER_WHOLE, 1, power_whole(a, number)) /* small whole exponents, by multiplications */                     \
  X(NN_POWER_HALF, 1, power_half(a))                                                                               \
  X(NN_SQUARE_MULTIPLY, 2, a * a * b)                                                                              \
  X(NN_MULTIPLY_SQRT, 2, square_root(a * b))                                                                       \
  X(NN_DIVIDE_SQRT, 2, square_root(a / b))                                                                         \
  X(NN_SQRT_ADD, 2, square_root(a) + b)                                                                            \
  X(NN_ADD_RELU, 2, choose(0 > a + b, zero, a + b))                                                                \
  X(NN_ADD_TANH, 2, tanh_of(a + b))                                                                                \
  X(NN_ADD_SIGMOID, 2, sigmoid_of(a + b))                                                                          \
  X(NN_SUBTRACT_EXP, 2, exp_of(a - b))                                                                             \
  X(NN_GATE, 2, choose(a > 0, b, zero))                                                                            \
  X(NN_MULTIPLY_SUBTRACT, 3, a * b - c)                                                                            \
  X(NN_SUBTRACT_MULTIPLIED, 3, c - a * b)                                                                          \
  X(NN_MULTIPLY_SQRT_ADD, 3, square_root(a * b) + c)                                                               \
  X(NN_DIVIDE_MULTIPLY, 3, a / b * c)                                                                              \
  X(NN_DIVIDE_DIVIDE, 3, a / b / c)                                                                                \
  X(NN_DIVIDE_SQRT_ADD, 3, square_root(a / b) + c)

enum {
  NN_BEFORE_JOINED = NN_OP_COUNT - 1,
  NN_JOINED(NN_NAME)
  NN_TILE_KERNELS,
};

/// How many registers an operation reads.
static inline int nn_tile_operands(int kernel) {
  switch (kernel) {
    NN_JOINED(NN_OPERANDS)
    default: return nn_operands((nn_op)kernel);
  }
}

/// How an operand is read within a row: one number for each column, or one for all of them.
enum { NN_A_SCALAR = 1, NN_B_SCALAR = 2, NN_C_SCALAR = 4, NN_PATTERNS = 8 };

/// Over how many numbers an instruction goes: by nn_kind for one long row, or row by row.
enum { NN_ROW_BY_ROW = 4, NN_LENGTHS };

typedef enum { NN_COMPUTE, NN_LOAD, NN_STORE } nn_tile_work;

typedef struct {
  uint8_t work, length, pattern, kernel;
  int16_t dst, a, b, c;
  /// NN_LOAD, NN_STORE: which input or output.
  int16_t operand;
  double number;
  /// Elements from row to row, used row by row; WHOLE_ROW: as many as there are columns.
  int64_t dstStep, aStep, bStep, cStep;
} nn_tile_op;

enum { NN_WHOLE_ROW = -1 };

/// Where an input or output lies, with as few axes of rows as describe it, outermost first.
typedef struct {
  nn_place place;
  int16_t reg;
  uint8_t kind;
  bool direct;  // the register lies there
  int32_t axes;
  int64_t sizes[4], strides[4];
  int64_t columnStride;
} nn_tile_memory;

typedef struct {
  nn_place place;
  int32_t reg;
  int64_t stride;     // from column to column
  bool isColumn;      // one sum for each column, or a single one
  bool accumulate;    // add even in the first chunk
  bool acrossChunks;  // later chunks add
} nn_tile_sum;

/// A register that lies in scratch memory: in the n-th slot of its kind.
typedef struct {
  int32_t reg, slot;
  uint8_t kind;
} nn_tile_slot;

typedef struct {
  size_t elementSize;
  int64_t rows, columns;
  bool scalesRows, scalesColumns;
  /// Elements that a row of a block needs at once: tilesAtOnce · columns + rowsAtOnce, in scratch and where operands lie.
  int32_t tilesAtOnce, rowsAtOnce;
  /// 0: depends on the chunk.
  int64_t blockRows;
  int32_t slotsOfKind[4];
  /// Registers of the step, some for intermediate results, and one for each sum.
  int32_t registerCount;
  int32_t inputCount, outputCount, sumCount, slotCount, constantCount;
  nn_tile_memory *inputs, *outputs;
  nn_tile_sum *sums;
  nn_tile_slot *slots;
  nn_constant *constants;
  /// Their numbers in the element type.
  void *numbers;
  /// `once` a chunk: what is SCALAR or COLUMN. `body` once a block. `last` stores the results of `once`.
  int32_t onceCount, bodyCount, lastCount;
  nn_tile_op *once, *body, *last;
} nn_tile_program;

int64_t nn_tile_block_rows(const nn_tile_program *program, int64_t columns);
/// The kernel that raises to the power of `exponent`.
int nn_tile_power(double exponent);
void nn_tile_prepare(nn_tile_step *step, size_t elementSize);
void nn_tile_release(nn_tile_step *step);
/// This thread's memory for one use, the same at each call; freed with the thread.
typedef enum { NN_HEAP_STEP, NN_HEAP_SEGMENT, NN_HEAP_USES } nn_heap_use;
void *nn_heap_scratch(nn_heap_use use, size_t bytes);

// MARK: - Preparation, in this order

/// How the step's rows × columns are looked at. The last three have one column, and all that is left is long rows.
typedef enum { NN_AS_GIVEN, NN_FLAT, NN_ROW_AS_COLUMN, NN_ONE_COLUMN } nn_tile_view;

typedef struct {
  const nn_tile_step *step;
  nn_tile_view view;
  nn_tile_program *program;
  /// By register: its kind; whether it lies in memory with gaps between rows, and how far apart they are.
  uint8_t *kinds;
  bool *strided;
  int64_t *rowStep;
  /// All instructions, in order.
  nn_tile_op *ops;
  int32_t opCount;
} nn_tile_builder;

/// Chooses the view and describes the operands in it (tile_view.c).
void nn_tile_choose_view(nn_tile_builder *builder);
/// Joins pairs of instructions (tile_fuse.c).
void nn_tile_fuse(nn_tile_builder *builder);
/// Which inputs and results lie directly where they are read and stored, and what is copied when (tile_places.c).
void nn_tile_assign_places(nn_tile_builder *builder);
