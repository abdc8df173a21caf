// Where the registers of a tile step lie: directly in memory where the operand's layout allows it, otherwise in scratch
// memory, in slots that registers share whose lives do not overlap.
#include "tile.h"

#include <stdlib.h>
#include <string.h>

/// A row of fewer columns than this is copied rather than walked over with gaps.
enum { FEWEST_COLUMNS_WITH_GAPS = 8 };

typedef struct {
  nn_tile_builder *b;
  nn_tile_program *p;
  /// By register: the instructions that make it and use it first and last; opCount: the storing after all of them.
  int32_t *madeBy, *firstUse, *lastUse;
  /// By register: 1 + which input it is; whether it lies in memory; whether its loading has been put in.
  int16_t *input;
  bool *direct, *loaded;
} places;

static bool is_per_row(int kind) { return kind == NN_ROW || kind == NN_TILE; }

static bool same_place(const nn_place *x, const nn_place *y) {
  return x->space == y->space && x->offset == y->offset && x->perExample == y->perExample;
}

// MARK: - Uses

static void use(places *s, int reg, int32_t when) {
  if (s->firstUse[reg] < 0) s->firstUse[reg] = when;
  s->lastUse[reg] = when;
}

static void find_uses(places *s) {
  for (int32_t r = 0; r < s->p->registerCount; r++) s->madeBy[r] = s->firstUse[r] = s->lastUse[r] = -1;
  for (int32_t n = 0; n < s->b->opCount; n++) {
    const nn_tile_op *op = &s->b->ops[n];
    use(s, op->a, n);
    use(s, op->b, n);
    use(s, op->c, n);
    s->madeBy[op->dst] = n;
  }
  for (int32_t n = 0; n < s->p->outputCount; n++) use(s, s->p->outputs[n].reg, s->b->opCount);
  for (int32_t n = 0; n < s->p->inputCount; n++) s->input[s->p->inputs[n].reg] = (int16_t)(n + 1);
}

// MARK: - Directly in memory

static bool may_lie_directly(const nn_tile_program *p, const nn_tile_memory *m) {
  bool rowsFollow = m->axes == 0 || (m->axes == 1 && m->strides[0] == (m->kind == NN_ROW ? 1 : p->columns));
  bool columnsFollow = m->columnStride == 1;
  switch (m->kind) {
  case NN_SCALAR: return false;
  case NN_COLUMN: return columnsFollow;
  case NN_ROW: return rowsFollow;
  default:
    if (p->scalesColumns) return columnsFollow && m->axes <= 1;
    if (p->columns == 1) return rowsFollow;
    return columnsFollow && (rowsFollow || (m->axes == 1 && p->columns >= FEWEST_COLUMNS_WITH_GAPS));
  }
}

static void lie_directly(places *s, nn_tile_memory *m) {
  m->direct = s->direct[m->reg] = true;
  bool gaps = m->kind == NN_TILE && m->axes == 1 && (s->p->scalesColumns || m->strides[0] != s->p->columns);
  s->b->strided[m->reg] = gaps;
  s->b->rowStep[m->reg] = gaps ? m->strides[0] : 0;
}

/// An input that is itself stored, while something is stored where it lies.
static bool is_overwritten_before_storing(const places *s, const nn_tile_memory *input) {
  if (s->lastUse[input->reg] < s->b->opCount) return false;
  for (int32_t n = 0; n < s->p->outputCount; n++)
    if (same_place(&s->p->outputs[n].place, &input->place)) return true;
  return false;
}

/// Whether an instruction after the one that makes the output still reads what lay in the output's place.
static bool is_read_later(const places *s, const nn_tile_memory *output) {
  for (int32_t n = 0; n < s->p->inputCount; n++) {
    const nn_tile_memory *input = &s->p->inputs[n];
    int32_t lastRead = input->direct ? s->lastUse[input->reg] : s->firstUse[input->reg];
    if (lastRead > s->madeBy[output->reg] && same_place(&input->place, &output->place)) return true;
  }
  return false;
}

static void choose_direct(places *s) {
  for (int32_t n = 0; n < s->p->inputCount; n++) {
    nn_tile_memory *input = &s->p->inputs[n];
    if (may_lie_directly(s->p, input) && !is_overwritten_before_storing(s, input)) lie_directly(s, input);
  }
  for (int32_t n = 0; n < s->p->outputCount; n++) {
    nn_tile_memory *output = &s->p->outputs[n];
    bool isMade = s->madeBy[output->reg] >= 0 && !s->direct[output->reg] && is_per_row(output->kind);
    if (isMade && may_lie_directly(s->p, output) && !is_read_later(s, output)) lie_directly(s, output);
  }
}

// MARK: - The order of loading, computing and storing

static void put_once(places *s, nn_tile_op op) { s->p->once[s->p->onceCount++] = op; }
static void put_in_body(places *s, nn_tile_op op) { s->p->body[s->p->bodyCount++] = op; }

static void load_if_needed(places *s, int reg) {
  int input = s->input[reg] - 1;
  if (input < 0 || s->direct[reg] || s->loaded[reg]) return;
  s->loaded[reg] = true;
  int16_t r = (int16_t)reg;
  nn_tile_op op = {.work = NN_LOAD, .dst = r, .a = r, .b = r, .c = r, .operand = (int16_t)input};
  if (is_per_row(s->b->kinds[reg]))
    put_in_body(s, op);
  else
    put_once(s, op);
}

static void order(places *s) {
  for (int32_t n = 0; n < s->b->opCount; n++) {
    nn_tile_op op = s->b->ops[n];
    load_if_needed(s, op.a);
    load_if_needed(s, op.b);
    load_if_needed(s, op.c);
    if (is_per_row(s->b->kinds[op.a] | s->b->kinds[op.b] | s->b->kinds[op.c] | s->b->kinds[op.dst]))
      put_in_body(s, op);
    else
      put_once(s, op);
  }
  for (int32_t n = 0; n < s->p->outputCount; n++) load_if_needed(s, s->p->outputs[n].reg);
  for (int32_t n = 0; n < s->p->outputCount; n++) {
    const nn_tile_memory *output = &s->p->outputs[n];
    if (output->direct) continue;
    nn_tile_op op = {.work = NN_STORE, .dst = output->reg, .a = output->reg, .b = output->reg, .c = output->reg};
    op.operand = (int16_t)n;
    if (is_per_row(output->kind))
      put_in_body(s, op);
    else
      s->p->last[s->p->lastCount++] = op;
  }
}

// MARK: - Slots

typedef struct {
  int32_t *slots, *freeSlots;  // by register; a stack for each of the two kinds
  int32_t freeCount[4];
} allocation;

static int32_t take_slot(nn_tile_program *p, allocation *a, int kind) {
  if (a->freeCount[kind] > 0) return a->freeSlots[(kind == NN_TILE) * p->registerCount + --a->freeCount[kind]];
  return p->slotsOfKind[kind]++;
}

static void give_slot(places *s, allocation *a, int reg) {
  if (s->direct[reg] || a->slots[reg] >= 0) return;
  int kind = s->b->kinds[reg];
  a->slots[reg] = take_slot(s->p, a, kind);
  s->p->slots[s->p->slotCount++] = (nn_tile_slot){.reg = reg, .slot = a->slots[reg], .kind = (uint8_t)kind};
}

static void free_slot(places *s, allocation *a, int reg, int32_t now) {
  if (s->lastUse[reg] != now || a->slots[reg] < 0 || !is_per_row(s->b->kinds[reg])) return;
  int kind = s->b->kinds[reg];
  a->freeSlots[(kind == NN_TILE) * s->p->registerCount + a->freeCount[kind]++] = a->slots[reg];
  s->lastUse[reg] = -1;
}

/// The most registers of a kind that lie in memory and are needed at the same instruction of `body`. A block should stay in
/// the cache from the first use of a number to its last: what other instructions use needs no room then.
static int32_t most_in_memory(const places *s, int kind) {
  const nn_tile_program *p = s->p;
  int32_t *change = calloc((size_t)p->bodyCount + 1, sizeof(int32_t));
  if (!change) abort();
  for (int32_t r = 0; r < p->registerCount; r++) {
    if (!s->direct[r] || s->b->kinds[r] != kind || s->firstUse[r] < 0) continue;
    change[s->firstUse[r]]++;
    change[s->lastUse[r] + 1]--;
  }
  int32_t most = 0, now = 0;
  for (int32_t n = 0; n < p->bodyCount; n++) {
    now += change[n];
    if (now > most) most = now;
  }
  free(change);
  return most;
}

/// Registers of `once` keep their slots; those of `body` give them back after their last use, so that a result may lie
/// where an operand of the same instruction lay.
static void assign_slots(places *s) {
  nn_tile_program *p = s->p;
  allocation a = {
    .slots = malloc((size_t)p->registerCount * sizeof(int32_t) + 1),
    .freeSlots = malloc((size_t)p->registerCount * 2 * sizeof(int32_t) + 1),
  };
  if (!a.slots || !a.freeSlots) abort();
  for (int32_t r = 0; r < p->registerCount; r++) a.slots[r] = -1;
  for (int32_t n = 0; n < p->onceCount; n++) give_slot(s, &a, p->once[n].dst);

  for (int32_t r = 0; r < p->registerCount; r++) s->firstUse[r] = s->lastUse[r] = -1;
  for (int32_t n = 0; n < p->bodyCount; n++) {
    const nn_tile_op *op = &p->body[n];
    use(s, op->dst, n);
    use(s, op->a, n);
    use(s, op->b, n);
    use(s, op->c, n);
  }
  for (int32_t n = 0; n < p->bodyCount; n++) {
    const nn_tile_op *op = &p->body[n];
    if (op->work == NN_COMPUTE) {
      free_slot(s, &a, op->a, n);
      free_slot(s, &a, op->b, n);
      free_slot(s, &a, op->c, n);
    }
    give_slot(s, &a, op->dst);
    free_slot(s, &a, op->dst, n);  // made but never used
  }
  free(a.slots);
  free(a.freeSlots);

  p->tilesAtOnce = p->slotsOfKind[NN_TILE] + most_in_memory(s, NN_TILE);
  p->rowsAtOnce = p->slotsOfKind[NN_ROW] + most_in_memory(s, NN_ROW);
}

void nn_tile_assign_places(nn_tile_builder *builder) {
  size_t count = (size_t)builder->program->registerCount + 1;
  places s = {
    .b = builder,
    .p = builder->program,
    .madeBy = calloc(count, sizeof(int32_t)),
    .firstUse = calloc(count, sizeof(int32_t)),
    .lastUse = calloc(count, sizeof(int32_t)),
    .input = calloc(count, sizeof(int16_t)),
    .direct = calloc(count, sizeof(bool)),
    .loaded = calloc(count, sizeof(bool)),
  };
  if (!s.madeBy || !s.firstUse || !s.lastUse || !s.input || !s.direct || !s.loaded) abort();
  find_uses(&s);
  choose_direct(&s);
  order(&s);
  assign_slots(&s);
  free(s.madeBy);
  free(s.firstUse);
  free(s.lastUse);
  free(s.input);
  free(s.direct);
  free(s.loaded);
}
