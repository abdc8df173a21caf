// Runs the program of a tile step: block of rows by block of rows, instruction by instruction.
#include "kernels.h"

typedef struct {
  const nn_tile_program *program;
  const nn_kernels *kernels;
  real **registers;
  real *const *inputs, *const *outputs;  // where the chunk's first example lies
  int64_t columns;
  /// After so many blocks the sums of columns are added to exact ones; 0: never.
  int64_t blocksAtOnce;
} tile_run;

// MARK: - Loading and storing what does not lie directly in memory

typedef struct {
  real *memory;
  int64_t memoryRow, memoryColumn;
  real *dense;
  int64_t denseRow;
  int64_t rows, columns;
} rectangle;

static void move_rectangle(const nn_kernels *kernels, rectangle r, bool loads) {
  int64_t denseColumn = 1;
  if (r.columns == 1) {  // the rows are the columns
    r.columns = r.rows;
    r.rows = 1;
    r.memoryColumn = r.memoryRow;
    denseColumn = r.denseRow;
  }
  if (r.memoryColumn == 1 && denseColumn == 1) {
    if (loads)
      kernels->copy(r.dense, r.denseRow, r.memory, r.memoryRow, r.rows, r.columns);
    else
      kernels->copy(r.memory, r.memoryRow, r.dense, r.denseRow, r.rows, r.columns);
    return;
  }
  for (int64_t i = 0; i < r.rows; i++) {
    real *memory = r.memory + i * r.memoryRow, *dense = r.dense + i * r.denseRow;
    if (loads)
      for (int64_t j = 0; j < r.columns; j++) dense[j * denseColumn] = memory[j * r.memoryColumn];
    else
      for (int64_t j = 0; j < r.columns; j++) memory[j * r.memoryColumn] = dense[j * denseColumn];
  }
}

/// Moves the rows from `row` on between where they lie in memory, by the operand's axes, and the register.
static void move_rows(
  const tile_run *run, const nn_tile_memory *m, real *memory, rectangle r, int64_t row, int64_t rows, bool loads
) {
  int64_t index[4] = {0}, rest = row;
  for (int32_t axis = m->axes - 1; axis > 0; axis--) {
    index[axis] = rest % m->sizes[axis];
    rest /= m->sizes[axis];
  }
  index[0] = rest;
  int32_t inner = m->axes > 0 ? m->axes - 1 : 0;
  r.memoryRow = m->axes > 0 ? m->strides[inner] : 0;
  while (rows > 0) {
    int64_t left = inner > 0 ? m->sizes[inner] - index[inner] : rows;
    r.rows = left < rows ? left : rows;
    r.memory = memory;
    for (int32_t axis = 0; axis < m->axes; axis++) r.memory += index[axis] * m->strides[axis];
    move_rectangle(run->kernels, r, loads);
    r.dense += r.rows * r.denseRow;
    rows -= r.rows;
    index[inner] += r.rows;
    for (int32_t axis = inner; axis > 0 && index[axis] == m->sizes[axis]; axis--) {
      index[axis] = 0;
      index[axis - 1]++;
    }
  }
}

static void move(const tile_run *run, const nn_tile_op *op, int64_t row, int64_t rows) {
  bool loads = op->work == NN_LOAD;
  const nn_tile_memory *m = loads ? &run->program->inputs[op->operand] : &run->program->outputs[op->operand];
  real *memory = loads ? run->inputs[op->operand] : run->outputs[op->operand];
  real *dense = run->registers[op->dst];
  if (m->kind == NN_SCALAR) {
    *(loads ? dense : memory) = *(loads ? memory : dense);
  } else if (m->kind == NN_COLUMN) {
    rectangle r = {
      .memory = memory, .memoryColumn = m->columnStride, .dense = dense, .rows = 1, .columns = run->columns};
    move_rectangle(run->kernels, r, loads);
  } else {
    int64_t columns = m->kind == NN_TILE ? run->columns : 1;
    rectangle r = {.memoryColumn = m->columnStride, .dense = dense, .columns = columns};
    r.denseRow = op->dstStep == NN_WHOLE_ROW ? columns : op->dstStep;
    move_rows(run, m, memory, r, row, rows, loads);
  }
}

// MARK: - Blocks

static void run_ops(const tile_run *run, const nn_tile_op *ops, int32_t count, int64_t row, int64_t rows) {
  const int64_t columns = run->columns;
  const int64_t lengths[NN_LENGTHS + 1] = {
    [NN_SCALAR] = 1, [NN_ROW] = rows, [NN_COLUMN] = columns, [NN_TILE] = rows * columns, [NN_ROW_BY_ROW] = columns,
  };
  for (const nn_tile_op *op = ops, *end = ops + count; op < end; op++) {
    if (op->work == NN_COMPUTE)
      run->kernels->tile[op->kernel][op->pattern](
        op, run->registers, op->length == NN_ROW_BY_ROW ? rows : 1, lengths[op->length]);
    else
      move(run, op, row, rows);
  }
}

static void advance(const tile_run *run, const nn_tile_memory *memories, int32_t count, int64_t rows) {
  for (int32_t n = 0; n < count; n++) {
    const nn_tile_memory *m = &memories[n];
    if (m->direct && m->kind != NN_COLUMN && m->axes > 0) run->registers[m->reg] += rows * m->strides[0];
  }
}

/// Adds the sums of columns to exact ones, which lie behind them: for each column a high part, then a low one.
static void collect_sums(const tile_run *run) {
  const nn_tile_program *p = run->program;
  int64_t columns = run->columns;
  for (int32_t n = 0; n < p->sumCount; n++) {
    if (!p->sums[n].isColumn) continue;
    real *sums = run->registers[p->sums[n].reg];
    run->kernels->collect(columns, sums, sums + columns, sums + 2 * columns);
    memset(sums, 0, (size_t)columns * sizeof(real));
  }
}

static void settle_sums(const tile_run *run) {
  const nn_tile_program *p = run->program;
  collect_sums(run);
  for (int32_t n = 0; n < p->sumCount; n++) {
    if (!p->sums[n].isColumn) continue;
    real *sums = run->registers[p->sums[n].reg];
    for (int64_t i = 0; i < run->columns; i++) sums[i] = sums[run->columns + i] + sums[2 * run->columns + i];
  }
}

static void run_blocks(const tile_run *run, int64_t rows, int64_t blockRows) {
  const nn_tile_program *p = run->program;
  for (int64_t row = 0; row < rows && p->bodyCount > 0;) {
    int64_t count = rows - row < blockRows ? rows - row : blockRows;
    if (run->blocksAtOnce && row && row / blockRows % run->blocksAtOnce == 0) collect_sums(run);
    run_ops(run, p->body, p->bodyCount, row, count);
    row += count;
    if (row == rows) break;
    advance(run, p->inputs, p->inputCount, count);
    advance(run, p->outputs, p->outputCount, count);
  }
}

// MARK: - Sums

static void clear_sums(const tile_run *run) {
  const nn_tile_program *p = run->program;
  for (int32_t n = 0; n < p->sumCount; n++) {
    size_t size = p->sums[n].isColumn ? (run->blocksAtOnce ? 3 : 1) * (size_t)run->columns * sizeof(real)
                                      : sizeof(exact_sum);
    memset(run->registers[p->sums[n].reg], 0, size);
  }
}

static void store_sums(const tile_run *run, const nn_chunk *chunk) {
  const nn_tile_program *p = run->program;
  for (int32_t n = 0; n < p->sumCount; n++) {
    const nn_tile_sum *sum = &p->sums[n];
    real *target = nn_at(sum->place, chunk), *made = run->registers[sum->reg];
    bool adds = sum->accumulate || (sum->acrossChunks && !chunk->first);
    if (!sum->isColumn) {
      exact_sum total;
      memcpy(&total, made, sizeof total);
      real sum = (real)(total.high + total.low);
      *target = adds ? *target + sum : sum;
    } else if (sum->stride == 1 && adds) {
      run->kernels->add(run->columns, made, target);
    } else if (sum->stride == 1) {
      memcpy(target, made, (size_t)run->columns * sizeof(real));
    } else {
      for (int64_t c = 0; c < run->columns; c++)
        target[c * sum->stride] = adds ? target[c * sum->stride] + made[c] : made[c];
    }
  }
}

// MARK: - Scratch memory

enum { ON_STACK = 49152 / sizeof(real) };

typedef struct {
  int64_t slotSize[4], starts[4], total;
} layout;

static int64_t rounded(int64_t count) { return (count + 15) & ~(int64_t)15; }

static layout lay_out(const nn_tile_program *p, int64_t blocksAtOnce, int64_t blockRows, int64_t columns) {
  layout l = {.slotSize = {
    [NN_SCALAR] = sizeof(exact_sum) / sizeof(real),  // room for a total
    [NN_ROW] = rounded(blockRows),
    [NN_COLUMN] = rounded(blocksAtOnce ? 3 * columns : columns),
    [NN_TILE] = rounded(blockRows * columns) + 16,  // so that slots do not all fall on the same lines of the cache
  }};
  for (int kind = NN_TILE; kind >= 0; kind--) {
    l.starts[kind] = l.total;
    l.total += p->slotsOfKind[kind] * l.slotSize[kind];
  }
  return l;
}

// MARK: - The step

/// 1024 rows or 16 blocks are added one to the next.
static int64_t blocks_at_once(const nn_tile_program *p, int64_t rows, int64_t blockRows) {
  if (p->sumCount == 0 || rows <= blockRows) return 0;
  int64_t blocks = blockRows >= 1024 ? 1 : blockRows <= 64 ? 16 : 1024 / blockRows;
  return rows > blocks * blockRows ? blocks : 0;
}

static void run_in(
  const nn_tile_program *p, const nn_chunk *chunk, const layout *l, real *scratch, int64_t blockRows, int64_t columns
) {
  int64_t rows = p->rows * (p->scalesRows ? chunk->count : 1), blocksAtOnce = blocks_at_once(p, rows, blockRows);
  real *registers[p->registerCount + 1], *inputs[p->inputCount + 1], *outputs[p->outputCount + 1];
  tile_run run = {p, nn_current_kernels(), registers, inputs, outputs, columns, blocksAtOnce};
  for (int32_t n = 0; n < p->slotCount; n++) {
    const nn_tile_slot *s = &p->slots[n];
    registers[s->reg] = scratch + l->starts[s->kind] + s->slot * l->slotSize[s->kind];
  }
  for (int32_t n = 0; n < p->constantCount; n++) registers[p->constants[n].reg] = (real *)p->numbers + n;
  for (int32_t n = 0; n < p->inputCount; n++) {
    inputs[n] = nn_at(p->inputs[n].place, chunk);
    if (p->inputs[n].direct) registers[p->inputs[n].reg] = inputs[n];
  }
  for (int32_t n = 0; n < p->outputCount; n++) {
    outputs[n] = nn_at(p->outputs[n].place, chunk);
    if (p->outputs[n].direct) registers[p->outputs[n].reg] = outputs[n];
  }
  clear_sums(&run);
  run_ops(&run, p->once, p->onceCount, 0, 1);
  run_blocks(&run, rows, blockRows);
  run_ops(&run, p->last, p->lastCount, 0, 1);
  if (blocksAtOnce) settle_sums(&run);
  store_sums(&run, chunk);
}

static __attribute__((noinline)) void run_on_stack(
  const nn_tile_program *p, const nn_chunk *chunk, const layout *l, int64_t blockRows, int64_t columns
) {
  _Alignas(64) real scratch[ON_STACK];
  run_in(p, chunk, l, scratch, blockRows, columns);
}

static void run_tile(const void *step, const nn_chunk *chunk) {
  const nn_tile_program *p = ((const nn_tile_step *)step)->prepared;
  int64_t columns = p->columns * (p->scalesColumns ? chunk->count : 1);
  int64_t rows = p->rows * (p->scalesRows ? chunk->count : 1);
  int64_t blockRows = p->blockRows > 0 ? p->blockRows : nn_tile_block_rows(p, columns);
  if (blockRows > rows) blockRows = rows;
  layout l = lay_out(p, blocks_at_once(p, rows, blockRows), blockRows, columns);
  if (l.total <= ON_STACK)
    run_on_stack(p, chunk, &l, blockRows, columns);
  else
    run_in(p, chunk, &l, nn_heap_scratch(NN_HEAP_STEP, (size_t)l.total * sizeof(real)), blockRows, columns);
}
