// Translates a tile step to the program that is run: the view, the instructions in it, where registers lie.
#include "tile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_AT_ONCE = 24576, MOST_ROWS_AT_ONCE = 2048 };

/// As many rows as fit in half of a first-level cache, at least one.
int64_t nn_tile_block_rows(const nn_tile_program *program, int64_t columns) {
  int64_t perRow = program->tilesAtOnce * columns + program->rowsAtOnce;
  int64_t rows = BYTES_AT_ONCE / (int64_t)program->elementSize / (perRow > 0 ? perRow : 1);
  if (rows > MOST_ROWS_AT_ONCE) rows = MOST_ROWS_AT_ONCE;
  if (rows > 64) rows &= ~(int64_t)63;
  return rows > 0 ? rows : 1;
}

// MARK: - Instructions

/// Of x to the power of the exponent.
int nn_tile_power(double exponent) {
  if (exponent == 1) return NN_COPY;
  if (exponent == 2) return NN_SQUARE;
  if (exponent == -1) return NN_RECIPROCAL;
  if (exponent == 0.5) return NN_POWER_HALF;
  return exponent == floor(exponent) && exponent >= -2 && exponent <= 4 ? NN_POWER_WHOLE : NN_POWER;
}

static nn_tile_op *append(nn_tile_builder *b, int kernel, int dst, int a) {
  nn_tile_op *op = &b->ops[b->opCount++];
  int16_t operand = (int16_t)a;
  *op = (nn_tile_op){.kernel = (uint8_t)kernel, .dst = (int16_t)dst, .a = operand, .b = operand, .c = operand};
  return op;
}

static int add_register(nn_tile_builder *b, int kind) {
  int reg = b->program->registerCount++;
  b->kinds[reg] = (uint8_t)kind;
  return reg;
}

/// A register of the wanted kind with the numbers of `reg`.
static int widened(nn_tile_builder *b, int reg, int kind) {
  if ((b->kinds[reg] | kind) == b->kinds[reg]) return reg;
  int wide = add_register(b, b->kinds[reg] | kind);
  append(b, NN_COPY, wide, reg);
  return wide;
}

static void translate_elementwise(nn_tile_builder *b, const nn_instruction *i) {
  int count = nn_tile_operands(i->op), wanted = b->kinds[i->dst];
  int kind = b->kinds[i->a] | (count > 1 ? b->kinds[i->b] : 0) | (count > 2 ? b->kinds[i->c] : 0);
  int dst = (kind | wanted) == kind ? i->dst : add_register(b, kind);
  if (dst == i->dst) b->kinds[dst] = (uint8_t)kind;
  nn_tile_op *op = append(b, i->op == NN_POWER ? nn_tile_power(i->number) : i->op, dst, i->a);
  if (count > 1) op->b = i->b;
  if (count > 2) op->c = i->c;
  op->number = i->number;
  if (dst != i->dst) append(b, NN_COPY, i->dst, dst);
}

/// An operand that is the same in all columns counts once for each of them.
static void translate_fold(nn_tile_builder *b, const nn_instruction *i) {
  bool folds = b->view == NN_AS_GIVEN;
  int a = folds && i->op == NN_ROW_SUM ? widened(b, i->a, NN_COLUMN) : i->a;
  folds = folds && (b->kinds[a] & NN_COLUMN);
  append(b, folds ? i->op : NN_COPY, i->dst, a);
  b->kinds[i->dst] = b->kinds[a] & (uint8_t)(folds ? NN_ROW : NN_TILE);
}

/// NN_COLUMN_SUM: an operand that is the same in all rows counts once for each of them.
static void translate_sum(nn_tile_builder *b, const nn_instruction *i) {
  const nn_operand *output = &b->step->outputs[i->output];
  int a = i->a;
  if (i->op == NN_COLUMN_SUM && b->view == NN_AS_GIVEN) a = widened(b, a, NN_ROW);
  if (i->op == NN_COLUMN_SUM && b->view == NN_ONE_COLUMN) a = widened(b, a, NN_TILE);
  bool isColumn = i->op == NN_COLUMN_SUM && b->view == NN_AS_GIVEN && (b->kinds[a] & NN_COLUMN);
  int dst = add_register(b, isColumn ? NN_COLUMN : NN_SCALAR);
  b->program->sums[b->program->sumCount++] = (nn_tile_sum){
    .place = output->place,
    .reg = dst,
    .stride = output->columnStride,
    .isColumn = isColumn,
    .accumulate = output->accumulate,
    .acrossChunks = !(isColumn && b->program->scalesColumns),
  };
  append(b, isColumn ? NN_COLUMN_SUM : NN_TOTAL, dst, a);
}

static void translate(nn_tile_builder *b) {
  for (int32_t n = 0; n < b->step->instructionCount; n++) {
    const nn_instruction *i = &b->step->instructions[n];
    if (i->op == NN_COLUMN_SUM || i->op == NN_TOTAL)
      translate_sum(b, i);
    else if (i->op == NN_ROW_SUM || i->op == NN_ROW_MAX)
      translate_fold(b, i);
    else
      translate_elementwise(b, i);
  }
  for (int32_t n = 0; n < b->program->outputCount; n++) {
    nn_tile_memory *output = &b->program->outputs[n];
    output->reg = (int16_t)widened(b, output->reg, output->kind);
    output->kind = b->kinds[output->reg];
  }
}

// MARK: - Lengths, patterns and steps

static bool is_one_number(const nn_tile_builder *b, const nn_tile_op *op, int reg) {
  int kind = b->kinds[reg];
  if (op->length == NN_ROW_BY_ROW) return kind == NN_SCALAR || kind == NN_ROW;
  return kind == NN_SCALAR && op->length != NN_SCALAR;
}

static int64_t row_step(const nn_tile_builder *b, int reg) {
  if (b->kinds[reg] == NN_TILE) return b->strided[reg] ? b->rowStep[reg] : NN_WHOLE_ROW;
  return b->kinds[reg] == NN_ROW;
}

/// A TILE without gaps next to others like it is one long row.
static bool breaks_row(const nn_tile_builder *b, int reg) {
  int kind = b->kinds[reg];
  return kind == NN_ROW || kind == NN_COLUMN || (kind == NN_TILE && b->strided[reg]);
}

static void finish_op(const nn_tile_builder *b, nn_tile_op *op) {
  op->dstStep = row_step(b, op->dst);
  op->aStep = row_step(b, op->a);
  op->bStep = row_step(b, op->b);
  op->cStep = row_step(b, op->c);
  if (op->work != NN_COMPUTE) return;
  bool sums = op->kernel == NN_COLUMN_SUM || op->kernel == NN_TOTAL;
  bool folds = sums || op->kernel == NN_ROW_SUM || op->kernel == NN_ROW_MAX;
  int kind = b->kinds[folds ? op->a : op->dst];
  bool breaks = breaks_row(b, op->a) || breaks_row(b, op->b) || breaks_row(b, op->c);
  breaks = breaks || (!sums && breaks_row(b, op->dst));
  if (op->kernel == NN_TOTAL) breaks = b->strided[op->a];
  op->length = kind == NN_TILE && breaks ? NN_ROW_BY_ROW : (uint8_t)kind;
  if (folds && op->kernel != NN_TOTAL && kind == NN_TILE) op->length = NN_ROW_BY_ROW;
  if (folds) return;
  int operands = nn_tile_operands(op->kernel);
  if (is_one_number(b, op, op->a)) op->pattern |= NN_A_SCALAR;
  if (operands > 1 && is_one_number(b, op, op->b)) op->pattern |= NN_B_SCALAR;
  if (operands > 2 && is_one_number(b, op, op->c)) op->pattern |= NN_C_SCALAR;
}

// MARK: - The whole

static void *zeroed(int64_t count, size_t size) {
  void *memory = calloc((size_t)(count > 0 ? count : 1), size);
  if (!memory) abort();
  return memory;
}

static nn_tile_program *make_program(const nn_tile_step *step, int32_t mostRegisters, int32_t mostOps) {
  nn_tile_program *p = zeroed(1, sizeof *p);
  p->inputs = zeroed(step->inputCount, sizeof *p->inputs);
  p->outputs = zeroed(step->outputCount, sizeof *p->outputs);
  p->sums = zeroed(step->instructionCount, sizeof *p->sums);
  p->slots = zeroed(mostRegisters, sizeof *p->slots);
  p->constants = zeroed(step->constantCount, sizeof *p->constants);
  p->once = zeroed(mostOps, sizeof *p->once);
  p->body = zeroed(mostOps, sizeof *p->body);
  p->last = zeroed(step->outputCount, sizeof *p->last);
  p->registerCount = step->registerCount;
  p->constantCount = step->constantCount;
  if (step->constantCount > 0)
    memcpy(p->constants, step->constants, (size_t)step->constantCount * sizeof *p->constants);
  return p;
}

/// The numbers of the constants in the element type.
static void *numbers(const nn_tile_program *p) {
  void *numbers = zeroed(p->constantCount, p->elementSize);
  for (int32_t n = 0; n < p->constantCount; n++)
    if (p->elementSize == sizeof(float)) ((float *)numbers)[n] = (float)p->constants[n].number;
    else ((double *)numbers)[n] = p->constants[n].number;
  return numbers;
}

void nn_tile_prepare(nn_tile_step *step, size_t elementSize) {
  int32_t mostRegisters = step->registerCount + 2 * step->instructionCount + step->outputCount;
  int32_t mostOps = 2 * step->instructionCount + step->inputCount + 2 * step->outputCount;
  nn_tile_builder builder = {
    .step = step,
    .program = make_program(step, mostRegisters, mostOps),
    .kinds = zeroed(mostRegisters, sizeof(uint8_t)),
    .strided = zeroed(mostRegisters, sizeof(bool)),
    .rowStep = zeroed(mostRegisters, sizeof(int64_t)),
    .ops = zeroed(mostOps, sizeof(nn_tile_op)),
  };
  nn_tile_program *program = builder.program;
  program->elementSize = elementSize;
  program->numbers = numbers(program);
  nn_tile_choose_view(&builder);
  translate(&builder);
  nn_tile_fuse(&builder);
  nn_tile_assign_places(&builder);
  for (int32_t i = 0; i < program->onceCount; i++) finish_op(&builder, &program->once[i]);
  for (int32_t i = 0; i < program->bodyCount; i++) finish_op(&builder, &program->body[i]);
  if (!program->scalesColumns) program->blockRows = nn_tile_block_rows(program, program->columns);
  free(builder.kinds);
  free(builder.strided);
  free(builder.rowStep);
  free(builder.ops);
  step->prepared = program;
}

void nn_tile_release(nn_tile_step *step) {
  nn_tile_program *p = step->prepared;
  if (!p) return;
  free(p->inputs);
  free(p->outputs);
  free(p->sums);
  free(p->slots);
  free(p->constants);
  free(p->numbers);
  free(p->once);
  free(p->body);
  free(p->last);
  free(p);
  step->prepared = NULL;
}
