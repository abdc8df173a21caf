// Joins two instructions to one where the first one's result is used by the second one only: one pass over the block
// instead of two. (Adam's update takes 7 passes instead of 13.) To add a pair: a line in NN_JOINED and one here.
#include "tile.h"

#include <stdlib.h>

enum { FIRST = 1, SECOND = 2, EITHER = FIRST | SECOND };

/// outer(… inner(a, b) …), where inner's result is an operand of outer as `position` says, is fused(a, b, other): the
/// other is outer's other operand.
typedef struct {
  uint8_t outer, position, inner, fused;
} pair;

static const pair pairs[] = {
  {NN_ADD, EITHER, NN_MULTIPLY, NN_MULTIPLY_ADD},
  {NN_SUBTRACT, FIRST, NN_MULTIPLY, NN_MULTIPLY_SUBTRACT},
  {NN_SUBTRACT, SECOND, NN_MULTIPLY, NN_SUBTRACT_MULTIPLIED},
  {NN_ADD, EITHER, NN_SQUARE, NN_MULTIPLY_ADD},
  {NN_SUBTRACT, FIRST, NN_SQUARE, NN_MULTIPLY_SUBTRACT},
  {NN_SUBTRACT, SECOND, NN_SQUARE, NN_SUBTRACT_MULTIPLIED},
  {NN_MULTIPLY, EITHER, NN_SQUARE, NN_SQUARE_MULTIPLY},
  {NN_MULTIPLY, EITHER, NN_DIVIDE, NN_DIVIDE_MULTIPLY},
  {NN_SQRT, FIRST, NN_MULTIPLY, NN_MULTIPLY_SQRT},
  {NN_SQRT, FIRST, NN_DIVIDE, NN_DIVIDE_SQRT},
  {NN_ADD, EITHER, NN_SQRT, NN_SQRT_ADD},
  {NN_ADD, EITHER, NN_MULTIPLY_SQRT, NN_MULTIPLY_SQRT_ADD},
  {NN_ADD, EITHER, NN_DIVIDE_SQRT, NN_DIVIDE_SQRT_ADD},
  {NN_DIVIDE, FIRST, NN_DIVIDE, NN_DIVIDE_DIVIDE},
  {NN_RELU, FIRST, NN_ADD, NN_ADD_RELU},
  {NN_TANH, FIRST, NN_ADD, NN_ADD_TANH},
  {NN_SIGMOID, FIRST, NN_ADD, NN_ADD_SIGMOID},
  {NN_EXP, FIRST, NN_SUBTRACT, NN_SUBTRACT_EXP},
};

typedef struct {
  nn_tile_builder *b;
  int32_t *uses, *madeBy;  // by register
  bool *gone;              // by instruction
} fusion;

static void count_uses(fusion *f) {
  for (int32_t n = 0; n < f->b->opCount; n++) {
    const nn_tile_op *op = &f->b->ops[n];
    int operands = nn_tile_operands(op->kernel);
    f->uses[op->a]++;
    if (operands > 1) f->uses[op->b]++;
    if (operands > 2) f->uses[op->c]++;
    f->madeBy[op->dst] = n + 1;
  }
  for (int32_t n = 0; n < f->b->program->outputCount; n++) f->uses[f->b->program->outputs[n].reg]++;
}

/// The instruction that makes `reg` for `outer` alone, in as many elements as outer has; NULL if there is none.
static nn_tile_op *made_only_for(const fusion *f, const nn_tile_op *outer, int reg) {
  if (f->madeBy[reg] == 0 || f->uses[reg] != 1 || f->b->kinds[reg] != f->b->kinds[outer->dst]) return NULL;
  return &f->b->ops[f->madeBy[reg] - 1];
}

static void join(fusion *f, nn_tile_op *outer, const nn_tile_op *inner, int fused, int16_t other) {
  bool hasTwo = nn_tile_operands(inner->kernel) == 2, needsTwo = nn_tile_operands(fused) - (other >= 0) == 2;
  int16_t second = hasTwo ? inner->b : inner->a;  // a square is a · a
  f->gone[inner - f->b->ops] = true;
  if (needsTwo && !hasTwo) f->uses[inner->a]++;
  outer->kernel = (uint8_t)fused;
  outer->a = inner->a;
  outer->b = needsTwo ? second : other;
  outer->c = needsTwo && other >= 0 ? other : outer->a;
}

static bool join_pair(fusion *f, nn_tile_op *outer) {
  for (size_t p = 0; p < sizeof pairs / sizeof pairs[0]; p++) {
    if (pairs[p].outer != outer->kernel) continue;
    bool hasOther = nn_tile_operands(outer->kernel) == 2;
    for (int position = FIRST; position <= (hasOther ? SECOND : FIRST); position++) {
      if (!(pairs[p].position & position)) continue;
      const nn_tile_op *inner = made_only_for(f, outer, position == FIRST ? outer->a : outer->b);
      if (!inner || inner->kernel != pairs[p].inner) continue;
      int16_t other = position == FIRST ? outer->b : outer->a;
      join(f, outer, inner, pairs[p].fused, hasOther ? other : -1);
      return true;
    }
  }
  return false;
}

static bool is_zero(const fusion *f, int reg) {
  const nn_tile_program *p = f->b->program;
  for (int32_t n = 0; n < p->constantCount; n++)
    if (p->constants[n].reg == reg) return p->constants[n].number == 0;
  return false;
}

/// (a > 0) ? b : 0, the derivative of relu.
static void join_gate(fusion *f, nn_tile_op *outer) {
  if (outer->kernel != NN_SELECT || !is_zero(f, outer->c)) return;
  const nn_tile_op *inner = made_only_for(f, outer, outer->a);
  if (!inner || inner->kernel != NN_GREATER || !is_zero(f, inner->b)) return;
  f->gone[inner - f->b->ops] = true;
  outer->kernel = NN_GATE;
  outer->a = inner->a;
  outer->c = outer->a;
}

void nn_tile_fuse(nn_tile_builder *builder) {
  size_t registers = (size_t)builder->program->registerCount + 1;
  fusion f = {
    .b = builder,
    .uses = calloc(registers, sizeof(int32_t)),
    .madeBy = calloc(registers, sizeof(int32_t)),
    .gone = calloc((size_t)builder->opCount + 1, sizeof(bool)),
  };
  if (!f.uses || !f.madeBy || !f.gone) abort();
  count_uses(&f);
  for (int32_t n = 0; n < builder->opCount; n++) {
    join_pair(&f, &builder->ops[n]);
    join_gate(&f, &builder->ops[n]);
  }
  int32_t kept = 0;
  for (int32_t n = 0; n < builder->opCount; n++)
    if (!f.gone[n]) builder->ops[kept++] = builder->ops[n];
  builder->opCount = kept;
  free(f.uses);
  free(f.madeBy);
  free(f.gone);
}
